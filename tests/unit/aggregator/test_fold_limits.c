/* Floods of every kind, each against one limit of a batch: sealed when the fold says so, every
 * batch keeps its limits and nothing is lost. */
#include "casepulse/aggregator/fold.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "sample.h"

static struct cp_zone zone;

static int load_the_municipality(void **state)
{
    (void)state;
    struct cp_failure failure;
    return cp_zone_load(CP_ZONE_MUNICIPALITY, &zone, &failure) == CP_OK ? 0 : -1;
}

#define NOON INT64_C(1369130400000) /* 2013-05-21T10:00Z */

/* What came out, all batches together. */
struct flood {
    struct cp_fold *fold;
    struct cp_increments *batch;
    int64_t offsets[CP_PARTITIONS_MAX];
    uint64_t random;
    size_t seals;
    size_t id_bytes, unit_bytes, source_lines, drops;
};

static struct flood flood_create(int32_t partitions, int32_t keep_days, uint64_t seed)
{
    struct flood flood = {
        .fold = cp_fold_create((struct cp_fold_settings){.zone = &zone,
                                                         .history_days = 4018,
                                                         .horizon_days = 35,
                                                         .keep_days = keep_days,
                                                         .skew_ms = 600000,
                                                         .max_units = 4096}),
        .batch = cp_increments_create(),
        .random = seed,
    };
    for (int32_t i = 0; i < partitions; i++) {
        cp_fold_open(flood.fold, i, 0);
    }
    cp_fold_seal(flood.fold, flood.batch); /* the opened heads */
    return flood;
}

static void flood_free(struct flood *flood)
{
    cp_fold_free(flood->fold);
    cp_increments_free(flood->batch);
}

static void flood_seal(struct flood *flood)
{
    const struct cp_increments *batch = flood->batch;
    cp_fold_seal(flood->fold, flood->batch);
    flood->seals++;
    size_t row_bytes = 0;
    for (size_t i = 0; i < batch->row_count; i++) {
        row_bytes += batch->rows[i].unit.size + 2u;
    }
    assert_true(row_bytes <= CP_ROW_BYTES_MAX);
    assert_true(batch->cells_size <= CP_CELLS_MAX);
    assert_true(batch->append_size <= CP_APPEND_BYTES_MAX);
    assert_true(row_bytes + batch->cells_size + batch->append_size +
                    (batch->head_count + batch->source_count) * CP_BATCH_LINE_BYTES <=
                CP_BATCH_BYTES_MAX);
    assert_true(batch->append_count <= CP_APPENDS_MAX);
    assert_true(batch->drop_count <= CP_DROPS_MAX);
    assert_true(batch->head_count + batch->source_count <= CP_BATCH_LINES_MAX);
    for (size_t i = 0; i < batch->append_count; i++) {
        const bool is_ids = batch->appends[i].kind == CP_MEMORY_IDS;
        flood->id_bytes += is_ids ? batch->appends[i].size : 0;
        flood->unit_bytes += is_ids ? 0 : batch->appends[i].size;
    }
    flood->source_lines += batch->source_count;
    flood->drops += batch->drop_count;
    for (size_t i = 0; i < batch->head_count; i++) {
        assert_true(cp_head_is_balanced(&batch->heads[i]));
    }
}

static struct cp_event flood_event(struct flood *flood)
{
    struct cp_event event = {.fact = {.type = CP_EVENT_CASE_OPENED,
                                      .occurred_ms = NOON,
                                      .unit = sample_text("bcv-1"),
                                      .administration = 5}};
    const uint64_t halves[] = {sample_next(&flood->random), sample_next(&flood->random)};
    memcpy(event.id, halves, sizeof(halves));
    return event;
}

static void flood_take_judged(struct flood *flood, int32_t partition, int64_t arrival_ms,
                              const struct cp_event *event, enum cp_reason reason)
{
    if (cp_fold_is_full(flood->fold)) {
        flood_seal(flood);
    }
    assert_false(cp_fold_is_full(flood->fold));
    const struct cp_record record = {.partition = partition,
                                     .offset = flood->offsets[partition]++,
                                     .arrival_ms = arrival_ms,
                                     .event = event};
    assert_int_equal(cp_fold_record(flood->fold, &record), reason);
}

static void flood_take(struct flood *flood, int32_t partition, int64_t arrival_ms,
                       const struct cp_event *event)
{
    flood_take_judged(flood, partition, arrival_ms, event, CP_REASON_NONE);
}

static void ids_of_retractions_fill_a_batch(void **state)
{
    (void)state;
    enum { RECORDS = 100000 };
    struct flood flood = flood_create(3, 36, sample_seed(__func__));
    for (int i = 0; i < RECORDS; i++) {
        struct cp_event event = flood_event(&flood);
        event.is_retraction = true;
        memcpy(event.cancelled_id, event.id, CP_EVENT_ID_SIZE);
        event.cancelled_id[5] ^= 0x40;
        flood_take(&flood, i % 3, NOON, &event);
    }
    flood_seal(&flood);
    assert_int_equal(flood.id_bytes, (size_t)RECORDS * 2 * CP_ID_RECORD_SIZE);
    assert_true(flood.seals >= flood.id_bytes / CP_APPEND_BYTES_MAX);
    flood_free(&flood);
}

static struct cp_event scattered_move(struct flood *flood)
{
    struct cp_event event = flood_event(flood);
    char unit[CP_UNIT_MAX + 1];
    event.fact.type = CP_EVENT_UNIT_CHANGED;
    event.fact.occurred_ms -= sample_below(&flood->random, 4000) * CP_MS_PER_DAY;
    (void)snprintf(unit, sizeof(unit), "moved-to-a-unit-of-a-long-name-%d",
                   (int)sample_below(&flood->random, 700));
    event.fact.unit = sample_text(unit);
    (void)snprintf(unit, sizeof(unit), "moved-from-one-of-a-long-name-%d",
                   (int)sample_below(&flood->random, 700));
    event.fact.from_unit = sample_text(unit);
    return event;
}

/* Of each kind of bytes there are fewer than may be, of all together there are not: an event set
 * aside takes an id alone, a move many counts. */
static void counts_and_ids_fill_a_batch_together(void **state)
{
    (void)state;
    enum { RECORDS = 200000, A_MOVE = 17 };
    struct flood flood = flood_create(3, 36, sample_seed(__func__));
    for (int i = 0; i < RECORDS; i++) {
        struct cp_event event = flood_event(&flood);
        if (i % A_MOVE == 0) {
            event = scattered_move(&flood);
            flood_take(&flood, i % 3, NOON, &event);
        } else {
            event.fact.occurred_ms = NOON + CP_MS_PER_DAY;
            flood_take_judged(&flood, i % 3, NOON, &event, CP_REASON_TOO_FAR_AHEAD_AHEAD);
        }
    }
    flood_seal(&flood);
    assert_int_equal(flood.id_bytes, (size_t)RECORDS * CP_ID_RECORD_SIZE);
    flood_free(&flood);
}

static void units_fill_a_batch(void **state)
{
    (void)state;
    enum { RECORDS = 20000 };
    struct flood flood = flood_create(10, 36, sample_seed(__func__));
    size_t unit_bytes = 0;
    for (int i = 0; i < RECORDS; i++) {
        struct cp_event event = flood_event(&flood);
        char unit[CP_UNIT_MAX + 1];
        (void)snprintf(unit, sizeof(unit), "a-unit-with-a-very-long-name-%07d", i / 2);
        event.fact.type = CP_EVENT_UNIT_CHANGED;
        event.fact.unit = sample_text(unit);
        unit[0] = 'b';
        event.fact.from_unit = sample_text(unit);
        flood_take(&flood, i / 2 % 10, NOON, &event);
        unit_bytes += i % 2 == 0 ? 2 * (1 + strlen(unit)) : 0;
    }
    flood_seal(&flood);
    assert_int_equal(flood.unit_bytes, unit_bytes);
    assert_true(flood.seals > 5);
    flood_free(&flood);
}

static void heads_and_sources_fill_a_batch(void **state)
{
    (void)state;
    enum { PARTITIONS = 300, SOURCES = 64 };
    struct flood flood = flood_create(PARTITIONS, 36, sample_seed(__func__));
    for (int i = 0; i < PARTITIONS * SOURCES; i++) {
        struct cp_event event = flood_event(&flood);
        (void)snprintf(event.source, sizeof(event.source), "sag-%d", i / PARTITIONS);
        flood_take(&flood, i % PARTITIONS, NOON, &event);
    }
    flood_seal(&flood);
    assert_int_equal(flood.source_lines, PARTITIONS * SOURCES);
    assert_true(flood.seals > PARTITIONS * SOURCES / CP_BATCH_LINES_MAX);
    flood_free(&flood);
}

static void flood_take_at(struct flood *flood, int32_t partition, int64_t now_ms)
{
    struct cp_event event = flood_event(flood);
    event.fact.occurred_ms = now_ms;
    flood_take(flood, partition, now_ms, &event);
}

/* The clocks of many partitions leap over all days that they keep. */
static void days_that_are_past_fill_a_batch(void **state)
{
    (void)state;
    enum { KEEP = 1000, PARTITIONS = 120, DAYS = 36 };
    struct flood flood = flood_create(PARTITIONS, KEEP, sample_seed(__func__));
    for (int64_t day = 0; day < DAYS; day++) {
        for (int32_t partition = 0; partition < PARTITIONS; partition++) {
            flood_take_at(&flood, partition, NOON + day * CP_MS_PER_DAY);
        }
    }
    flood_seal(&flood); /* so that the days are in the store */
    assert_int_equal(flood.drops, 0);
    for (int32_t partition = 0; partition < PARTITIONS; partition++) {
        flood_take_at(&flood, partition, NOON + 2 * (int64_t)KEEP * CP_MS_PER_DAY);
    }
    flood_seal(&flood);
    assert_int_equal(flood.drops, PARTITIONS * DAYS);
    flood_free(&flood);
}

/* Ids of days that are past when the batch is sealed are nobody's concern. */
static void ids_past_at_the_seal_are_left_out(void **state)
{
    (void)state;
    struct flood flood = flood_create(1, 36, sample_seed(__func__));
    for (int i = 0; i < 100; i++) {
        flood_take_at(&flood, 0, NOON + i * CP_MS_PER_DAY);
    }
    flood_seal(&flood);
    assert_int_equal(flood.id_bytes, 37 * CP_ID_RECORD_SIZE);
    assert_int_equal(flood.drops, 0);
    flood_free(&flood);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ids_of_retractions_fill_a_batch),
        cmocka_unit_test(counts_and_ids_fill_a_batch_together),
        cmocka_unit_test(units_fill_a_batch),
        cmocka_unit_test(heads_and_sources_fill_a_batch),
        cmocka_unit_test(days_that_are_past_fill_a_batch),
        cmocka_unit_test(ids_past_at_the_seal_are_left_out),
    };
    return cmocka_run_group_tests(tests, load_the_municipality, NULL);
}
