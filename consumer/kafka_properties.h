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

#endif
