/* What a report tells about its run in words, and which meters it reads: two tables.
 *
 * Threads: any; constant. */
#ifndef CASEPULSE_CAPACITY_FACTS_H
#define CASEPULSE_CAPACITY_FACTS_H

#include <stdbool.h>
#include <stdint.h>

/* X(NAME, "id", "label"): what was run, in the order of the report. */
#define CP_CAPACITY_FACTS(X)                                                                       \
    X(TOPIC, "topic", "Topic")                                                                     \
    X(RANGE, "range", "Range")                                                                     \
    X(NAMESPACE, "namespace", "Namespace")                                                         \
    X(CLOCK, "clock", "Clock")                                                                     \
    X(SPEED, "speed", "Speed")                                                                     \
    X(LOAD, "load", "Load factor")                                                                 \
    X(SEED, "seed", "Seed")                                                                        \
    X(ORGANISATION, "organisation", "Organisation")                                                \
    X(BEGUN, "begun", "Begun")                                                                     \
    X(VERSION, "version", "casepulse")                                                             \
    X(LIBRDKAFKA, "librdkafka", "librdkafka")                                                      \
    X(REDIS, "redis", "Redis")                                                                     \
    X(PROCESSOR, "processor", "Processor")                                                         \
    X(SYSTEM, "system", "System")

enum cp_capacity_fact {
#define X(name, id, label) CP_FACT_##name,
    CP_CAPACITY_FACTS(X)
#undef X
        CP_FACT_COUNT
};

#define CP_FACT_MAX 200 /* bytes of a text; longer ones are cut */

struct cp_capacity_fact_row {
    const char *id;
    const char *label;
};

extern const struct cp_capacity_fact_row cp_capacity_facts[CP_FACT_COUNT];

/* X(NAME, "id", is it a counter?): a counter counts from any start, a gauge is what is there now.
 */
#define CP_CAPACITY_METERS(X)                                                                      \
    X(CPU_USER, "cpu_user_us", true)                                                               \
    X(CPU_SYSTEM, "cpu_system_us", true)                                                           \
    X(CPU_OWN, "cpu_own_thread_us", true)                                                          \
    X(CPU_FETCH, "cpu_fetch_thread_us", true)                                                      \
    X(RESIDENT, "resident_bytes", false)                                                           \
    X(LAG, "lag_records", false)                                                                   \
    X(REDIS_COMMANDS, "redis_commands", true)                                                      \
    X(REDIS_CPU, "redis_cpu_us", true)                                                             \
    X(REDIS_MEMORY, "redis_memory_bytes", false)                                                   \
    X(REDIS_MEMORY_MAX, "redis_memory_max_bytes", false)

/* CPU_USER and CPU_SYSTEM are the process with all threads, CPU_OWN the thread that counts,
 * CPU_FETCH the busiest of the others. LAG is what is still to be read. REDIS_CPU is Redis' main
 * thread where it tells that, else Redis as a whole; REDIS_MEMORY_MAX 0 means no limit. */
enum cp_capacity_meter {
#define X(name, id, is_counter) CP_METER_##name,
    CP_CAPACITY_METERS(X)
#undef X
        CP_METER_COUNT
};

#define CP_METER_UNKNOWN INT64_MIN

struct cp_capacity_meter_row {
    const char *id; /* with its unit behind */
    bool is_counter;
};

extern const struct cp_capacity_meter_row cp_capacity_meters[CP_METER_COUNT];

/* What the meters show at one instant. */
struct cp_meters {
    int64_t values[CP_METER_COUNT]; /* CP_METER_UNKNOWN where nobody says */
};

/* All unknown. */
struct cp_meters cp_meters_unknown(void);

#endif
