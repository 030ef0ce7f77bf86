/* The stupid twin: counts a log as the dictionary of the domain says, with plain arrays, linear
 * searches and texts, sharing no code with fold, totals and picture. It is slow and cannot be wrong
 * in the same way.
 *
 * Threads: one. Owns: all it counted. */
#ifndef CASEPULSE_TEST_TWIN_H
#define CASEPULSE_TEST_TWIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "casepulse/aggregator/fold.h"
#include "casepulse/aggregator/picture.h"

#define TWIN_PARTITIONS_MAX 16
#define TWIN_KNOWN_MAX 64

/* What was counted in one unit row on one date. */
struct twin_cell {
    size_t row;
    int32_t day;
    int64_t counts[CP_COUNTER_COUNT];
};

/* The same once more by minute, backlogs apart. */
struct twin_moment {
    size_t row;
    int64_t minute; /* since 1970-01-01T00:00Z, rounded down */
    uint16_t counter;
    int64_t delta;
};

struct twin_row {
    char name[64]; /* "BIF/enhed-1" */
    int administration;
};

/* How an id is known. */
enum twin_kind { TWIN_JUDGED, TWIN_AHEAD, TWIN_CANCELLED };

struct twin_id {
    uint8_t id[CP_EVENT_ID_SIZE];
    enum twin_kind kind;
    bool is_retraction;
    uint32_t hash;
    int64_t day;
};

struct twin_partition {
    bool is_open;
    struct cp_head head;
    size_t id_count, id_capacity;
    struct twin_id *ids; /* in the order of the log */
    size_t source_count;
    struct cp_source_line sources[CP_SOURCES_PER_PARTITION];
    size_t known_count;
    char known[TWIN_KNOWN_MAX][CP_UNIT_MAX + 1];
};

struct twin {
    struct cp_fold_settings settings;
    size_t row_count, row_capacity;
    struct twin_row *rows;
    size_t cell_count, cell_capacity;
    struct twin_cell *cells;
    size_t last_cell;
    size_t moment_count, moment_capacity;
    struct twin_moment *moments;
    int32_t first_day;
    struct twin_partition partitions[TWIN_PARTITIONS_MAX];
};

struct twin *twin_create(struct cp_fold_settings settings);
void twin_free(struct twin *twin);

void twin_open(struct twin *twin, int32_t partition, int64_t offset);
enum cp_reason twin_record(struct twin *twin, const struct cp_record *record);
void twin_skip_to(struct twin *twin, int32_t partition, int64_t offset);

/* The verdict by everything remembered, what is remembered of it, and the books by source
 * (twin_memory.c). */
enum cp_reason twin_judge(const struct twin *twin, const struct cp_record *record);
void twin_remember(struct twin *twin, const struct cp_record *record, enum cp_reason reason);
void twin_book_source(struct twin *twin, const struct cp_record *record, enum cp_reason reason,
                      enum cp_verdict verdict);

/* How much a fact adds to the counter of an id in its own row (twin_weight.c, twin_time.c). */
int64_t twin_weight(const struct cp_fold_settings *settings, const struct cp_fact *fact,
                    const char *id);

/* The same for what the times of a decision say; −1: the id says nothing of them. */
int64_t twin_weight_of_times(const struct cp_zone *zone, const struct cp_fact *fact,
                             const char *id);

/* +1, −1 or 0: what a fact adds to the active cases of its own row; and the date on which it counts
 * in the backlog of so many months, CP_DAY_NONE: never (twin_time.c). */
int twin_flow(const struct cp_fact *fact);
int32_t twin_backlog_day(const struct cp_fold_settings *settings, const struct cp_fact *fact,
                         int months);

/* Fails the running test where the picture says anything else than the twin (compare.c).
 * `data_from` and `publish_days` are the picture's settings. */
void twin_compare(const struct twin *twin, const struct cp_picture *picture, int32_t data_from,
                  int32_t publish_days);

#endif
