#include "ids_days.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "casepulse/base/checksum.h"
#include "casepulse/base/memory.h"

#define KEEP 36

static uint32_t dropped_chunks[200]; /* by day */

static void on_drop(void *context, int32_t day, uint32_t chunk_count)
{
    assert_null(context);
    assert_in_range(day, 0, 199);
    dropped_chunks[day] += chunk_count;
}

static struct cp_ids_days open_days(int32_t last_day)
{
    struct cp_ids_days days;
    memset(dropped_chunks, 0, sizeof(dropped_chunks));
    cp_ids_days_init(&days, KEEP);
    cp_ids_days_advance(&days, last_day, on_drop, NULL);
    return days;
}

static void a_day_is_kept_to_the_end_and_dropped_with_its_chunks(void **state)
{
    (void)state;
    struct cp_ids_days days = open_days(100);
    assert_int_equal(cp_ids_days_first(&days), 64);
    assert_null(cp_ids_days_find(&days, 63));
    cp_ids_days_find(&days, 64)->stored = CP_ID_CHUNK + 1;
    cp_ids_days_find(&days, 65)->stored = CP_ID_CHUNK;
    cp_ids_days_find(&days, 66)->pending = 5; /* nothing in the store yet */
    cp_ids_days_advance(&days, 100, on_drop, NULL);
    cp_ids_days_advance(&days, 99, on_drop, NULL); /* never back */
    assert_int_equal(cp_ids_days_find(&days, 64)->stored, CP_ID_CHUNK + 1);
    cp_ids_days_advance(&days, 101, on_drop, NULL);
    assert_int_equal(dropped_chunks[64], 2);
    assert_int_equal(dropped_chunks[65], 0);
    cp_ids_days_advance(&days, 190, on_drop, NULL);
    assert_int_equal(dropped_chunks[64], 2);
    assert_int_equal(dropped_chunks[65], 1);
    assert_int_equal(dropped_chunks[66], 0);
    assert_int_equal(cp_ids_days_find(&days, 190)->stored, 0);
    cp_ids_days_done(&days);
}

static void days_before_1970_are_days_too(void **state)
{
    (void)state;
    struct cp_ids_days days = open_days(-5);
    for (int32_t day = -5 - KEEP; day <= -5; day++) {
        assert_int_equal(cp_ids_days_find(&days, day)->day, day);
        cp_ids_days_find(&days, day)->stored = (uint64_t)(day + 100);
    }
    for (int32_t day = -5 - KEEP; day <= -5; day++) {
        assert_int_equal(cp_ids_days_find(&days, day)->stored, day + 100);
    }
    cp_ids_days_done(&days);
}

/* Ten records, of which three still fit into the chunk. */
static void a_chunk_that_is_full_is_followed_by_the_next(void **state)
{
    (void)state;
    enum { BEFORE = CP_ID_CHUNK - 3, MORE = 10 };
    uint8_t *bytes = cp_allocate(BEFORE + MORE, CP_ID_RECORD_SIZE);
    for (size_t i = 0; i < (size_t)(BEFORE + MORE) * CP_ID_RECORD_SIZE; i++) {
        bytes[i] = (uint8_t)(i * 7 + i / 251);
    }
    struct cp_ids_days days = open_days(100);
    struct cp_id_day *day = cp_ids_days_find(&days, 99);
    const size_t before_size = (size_t)BEFORE * CP_ID_RECORD_SIZE;
    cp_id_day_restore(day, bytes, before_size);
    day->pending = MORE;
    day->cursor = before_size + MORE * CP_ID_RECORD_SIZE;
    struct cp_append appends[2];
    assert_int_equal(cp_id_day_append(day, 8, bytes, appends), 2);
    assert_int_equal(appends[0].partition, 8);
    assert_int_equal(appends[0].day, 99);
    assert_int_equal(appends[0].chunk, 0);
    assert_int_equal(appends[0].size_before, before_size);
    assert_int_equal(appends[0].at, before_size);
    assert_int_equal(appends[0].size, 3 * CP_ID_RECORD_SIZE);
    assert_int_equal(appends[0].checksum,
                     cp_checksum_more(CP_CHECKSUM_EMPTY, bytes, CP_ID_CHUNK * CP_ID_RECORD_SIZE));
    assert_int_equal(appends[1].chunk, 1);
    assert_int_equal(appends[1].size_before, 0);
    assert_int_equal(appends[1].at, CP_ID_CHUNK * CP_ID_RECORD_SIZE);
    assert_int_equal(appends[1].size, 7 * CP_ID_RECORD_SIZE);
    assert_int_equal(appends[1].checksum,
                     cp_checksum_more(CP_CHECKSUM_EMPTY,
                                      bytes + (size_t)CP_ID_CHUNK * CP_ID_RECORD_SIZE,
                                      7 * CP_ID_RECORD_SIZE));
    assert_int_equal(day->pending, 0);
    assert_int_equal(day->stored, BEFORE + MORE);
    free(bytes);
    cp_ids_days_done(&days);
}

static void a_day_of_several_chunks_comes_back_as_it_was(void **state)
{
    (void)state;
    const size_t chunk_size = (size_t)CP_ID_CHUNK * CP_ID_RECORD_SIZE;
    uint8_t *bytes = cp_allocate(CP_ID_CHUNK + 2, CP_ID_RECORD_SIZE);
    bytes[chunk_size] = 9;
    struct cp_ids_days days = open_days(100);
    struct cp_id_day *day = cp_ids_days_find(&days, 100);
    cp_id_day_restore(day, bytes, chunk_size);
    cp_id_day_restore(day, bytes + chunk_size, CP_ID_RECORD_SIZE);
    day->pending = 1;
    day->cursor = chunk_size + (size_t)2 * CP_ID_RECORD_SIZE;
    struct cp_append append;
    assert_int_equal(cp_id_day_append(day, 0, bytes, &append), 1);
    assert_int_equal(append.chunk, 1);
    assert_int_equal(append.size_before, CP_ID_RECORD_SIZE);
    assert_int_equal(append.checksum, cp_checksum_more(CP_CHECKSUM_EMPTY, bytes + chunk_size,
                                                       2 * CP_ID_RECORD_SIZE));
    free(bytes);
    cp_ids_days_done(&days);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_day_is_kept_to_the_end_and_dropped_with_its_chunks),
        cmocka_unit_test(days_before_1970_are_days_too),
        cmocka_unit_test(a_chunk_that_is_full_is_followed_by_the_next),
        cmocka_unit_test(a_day_of_several_chunks_comes_back_as_it_was),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
