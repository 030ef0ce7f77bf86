/* Which Kafka client this program runs with: found at start, not when it was built.
 *
 * Threads: any; constant. */
#ifndef CASEPULSE_CONSUMER_VERSION_H
#define CASEPULSE_CONSUMER_VERSION_H

/* "2.0.2". */
const char *cp_kafka_library_version(void);

#endif
