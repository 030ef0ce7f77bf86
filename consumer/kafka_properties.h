/* The settings as properties of librdkafka.
 *
 * Threads: any. */
#ifndef CASEPULSE_KAFKA_PROPERTIES_H
#define CASEPULSE_KAFKA_PROPERTIES_H

#include "casepulse/consumer/kafka.h"
#include "door.h"

/* CP_CONFIGURATION: librdkafka refuses a property (named). */
enum cp_status cp_kafka_configure(rd_kafka_conf_t *conf, const struct cp_kafka_settings *settings,
                                  struct cp_failure *out_failure) CP_MUST_USE;

/* Messages waiting below which librdkafka fetches: queued.min.messages. */
size_t cp_kafka_queue_mark(const rd_kafka_conf_t *conf);

#endif
