/* The meters of a replay: what this process, its threads and Redis use, read where they say it.
 *
 * Threads: the one that counts (its own processor time is asked for). Owns: its connection to
 * Redis, which it tries to have again after a failure at most once a second. Bounded: Redis is
 * waited for 2 s at most. What nobody tells stays CP_METER_UNKNOWN (rights for INFO, /proc). */
#ifndef CASEPULSE_APP_METER_H
#define CASEPULSE_APP_METER_H

#include "casepulse/capacity/facts.h"
#include "casepulse/capacity/recorder.h"
#include "casepulse/store/redis.h"

struct cp_meter;

/* Settings are copied. Does not connect yet. */
struct cp_meter *cp_meter_create(const struct cp_redis_settings *redis);
void cp_meter_free(struct cp_meter *meter);

/* All but CP_METER_LAG, which is the caller's to set. */
void cp_meter_read(struct cp_meter *meter, struct cp_meters *out_meters);

/* Processor, system, version of Redis, of librdkafka and of the program: facts that are not the
 * caller's. */
void cp_meter_tell(struct cp_meter *meter, struct cp_recorder *recorder);

/* For cp_recorder_settings: the machine's processors, its memory (or its container's limit), and
 * when this process began by the steady clock. */
int cp_meter_processor_count(void);
int64_t cp_meter_memory_bytes(void);
int64_t cp_meter_started_ms(void);

#endif
