/* What a replay measures while it runs: fed by the replay's loop, told once in the end.
 *
 * Knows no clock, no Kafka and no Redis: every instant is handed in, and so is what the meters of
 * process, Redis and broker showed. Instants of the run are those of the steady clock, instants of
 * events UTC.
 *
 *   create ─ set facts ─ take (first sample) ─┬─ add (a batch) ─ published (a tick) ─┬─ take ─
 * finish └──────── take, whenever is_due ───────┘
 *
 * Threads: one. Owns: its counts. Bounded: at most 256 samples, then their steps are doubled; no
 * allocation per event: a page of the profile per 42 days of history. */
#ifndef CASEPULSE_CAPACITY_RECORDER_H
#define CASEPULSE_CAPACITY_RECORDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "casepulse/base/status.h"
#include "casepulse/base/zone.h"
#include "casepulse/capacity/result.h"

struct cp_recorder;

struct cp_recorder_settings {
    const struct cp_zone *zone; /* lent until the end */
    int64_t started_ms;         /* the process; steady clock */
    bool is_paced;              /* events are due at instants; else as fast as possible */
    double speed;               /* history seconds a second, of a paced run */
    double outage_hours;        /* to be told beside 1, 2, 4, 8 and 24; 0: none */
    int processor_count;
    int64_t memory_bytes; /* of the machine, or its container's limit; 0: not known */
};

/* Records that were read together. */
struct cp_recorder_batch {
    /* When each came by the replay's clock (arrival or occurred); CP_PROFILE_UNDATED: nobody knows,
     * such as the occurred of a record that could not be decoded. */
    const int64_t *at_ms;
    /* Of a paced run: when each was due, steady clock, not falling by more than jitter; else NULL.
     */
    const int64_t *due_ms;
    size_t count;
    int64_t read_ms; /* when they were here; steady clock */
};

struct cp_recorder *cp_recorder_create(const struct cp_recorder_settings *settings);
void cp_recorder_free(struct cp_recorder *recorder);

/* One line of what was run; a fact that is not set is not shown. */
void cp_recorder_set_fact(struct cp_recorder *recorder, enum cp_capacity_fact fact,
                          const char *format, ...) CP_PRINTF(3, 4);

void cp_recorder_add(struct cp_recorder *recorder, const struct cp_recorder_batch *batch);

/* A tick is in Redis: all that was added before can be seen from now on. */
void cp_recorder_published(struct cp_recorder *recorder, int64_t now_ms);

/* True if the next sample is due; the first always is. */
bool cp_recorder_is_due(const struct cp_recorder *recorder, int64_t now_ms);

/* What the meters show now. The first sample is taken just before the first read, the last one
 * after the last tick: between them lies what utilisation and rates are computed from. */
void cp_recorder_take(struct cp_recorder *recorder, const struct cp_meters *meters, int64_t now_ms);

/* Tells all, once the last tick is out; `now_ms` ends the run. `is_complete`: false if it was
 * broken off. The result is owned by the caller. */
struct cp_capacity_result *cp_recorder_finish(const struct cp_recorder *recorder, bool is_complete,
                                              int64_t now_ms);

#endif
