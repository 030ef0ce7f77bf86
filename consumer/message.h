/* A message of librdkafka as a record of this house.
 *
 * Threads: the polling thread's. */
#ifndef CASEPULSE_MESSAGE_H
#define CASEPULSE_MESSAGE_H

#include <stdbool.h>

#include "casepulse/consumer/source.h"
#include "door.h"

/* The record lent by a message without error. CP_CONFIGURATION: it carries its producer's clock and
 * that is not accepted. */
enum cp_status cp_message_record(const rd_kafka_message_t *message, const char *topic,
                                 bool accept_create_time, struct cp_raw_record *out_record,
                                 struct cp_failure *out_failure) CP_MUST_USE;

#endif
