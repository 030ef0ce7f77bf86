/* librdkafka, for this room alone.
 *
 * Threads: as librdkafka says. */
#ifndef CASEPULSE_CONSUMER_DOOR_H
#define CASEPULSE_CONSUMER_DOOR_H

#include <librdkafka/rdkafka.h>

#endif
