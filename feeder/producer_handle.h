/* The producer's client, for the topic's administration.
 *
 * Threads: as the producer. Owns: nothing. */
#ifndef CASEPULSE_FEEDER_PRODUCER_HANDLE_H
#define CASEPULSE_FEEDER_PRODUCER_HANDLE_H

#include "casepulse/feeder/producer.h"

#define CP_PRODUCER_GIVE_UP_MS 30000

struct rd_kafka_s;

struct rd_kafka_s *cp_producer_client(struct cp_producer *producer);
const char *cp_producer_topic(const struct cp_producer *producer);

#endif
