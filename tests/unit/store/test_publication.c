/* The publication against a redis-server of its own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "casepulse/base/clock.h"

#include "publication_stage.h"

static void a_first_tick_shows_counters_zeroes_and_ratios(void **state)
{
    struct stage *stage = stage_of(state);
    const size_t unit = hand_picture_add_unit(stage->hand, 7, "jobcenter-1");
    hand_picture_count(stage->hand, BIF, CP_WINDOW_YEAR, CP_COUNTER_COMPLAINTS, 427);
    hand_picture_count(stage->hand, BIF, CP_WINDOW_YEAR, CP_COUNTER_DECISIONS, 125000);
    hand_picture_count(stage->hand, CP_WIDE_ALL, CP_WINDOW_YEAR, CP_COUNTER_COMPLAINTS, 939);
    hand_picture_count(stage->hand, unit, CP_WINDOW_YEAR, CP_COUNTER_COMPLAINTS, 5);
    stage_tick(stage);
    assert_field(stage, "fig:BIF:year", "complaints", "427");
    assert_field(stage, "fig:BIF:year", "inquiries", "0");
    assert_field(stage, "fig:BIF:year", "rev", "0");
    assert_field(stage, "fig:BIF:year", "seq", "1");
    assert_field(stage, "fig:BIF:year", "complaints_per_1000_decisions", "3.4160");
    assert_field(stage, "fig:BIF:year", "complaints_per_1000_decisions.num", "427");
    assert_field(stage, "fig:BIF:year", "complaints_per_1000_decisions.den", "125000");
    assert_field(stage, "fig:BIF:year", "complaints_per_1000_decisions.small", "(nil)");
    assert_field(stage, "fig:BIF:year", "city_share", "45.4739");
    assert_field(stage, "fig:BIF:year", "upheld_share", "(nil)");
    assert_field(stage, "fig:BIF:year", "upheld_share.num", "0");
    assert_field(stage, "fig:BIF:year", "upheld_share.den", "0");
    assert_field(stage, "fig:SOF:day-lastyear", "complaints", "0");
    assert_field(stage, "fig:BIF/jobcenter-1:year", "complaints", "5");
    assert_field(stage, "fig:BIF/jobcenter-1:year", "inquiries.channel.phone", "(nil)");
    assert_field(stage, "fig:BIF/jobcenter-1:year-prev", "complaints", "(nil)");
    assert_field(stage, "by:complaints:year", "BIF", "427");
    assert_field(stage, "by:complaints:year", "OKF", "0");
    assert_field(stage, "by:city_share:year", "BIF", "45.4739");
    assert_field(stage, "by:upheld_share:year", "BIF", "(nil)");
}

static void a_small_denominator_is_flagged_until_it_has_grown(void **state)
{
    struct stage *stage = stage_of(state);
    hand_picture_count(stage->hand, SOF, CP_WINDOW_DAY, CP_COUNTER_COMPLAINTS, 1);
    hand_picture_count(stage->hand, SOF, CP_WINDOW_DAY, CP_COUNTER_DECISIONS, 29);
    stage_tick(stage);
    assert_field(stage, "fig:SOF:day", "complaints_per_1000_decisions.small", "1");
    hand_picture_count(stage->hand, SOF, CP_WINDOW_DAY, CP_COUNTER_DECISIONS, 1);
    stage_tick(stage);
    assert_field(stage, "fig:SOF:day", "complaints_per_1000_decisions.small", "(nil)");
    assert_field(stage, "fig:SOF:day", "complaints_per_1000_decisions", "33.3333");
    hand_picture_count(stage->hand, SOF, CP_WINDOW_DAY, CP_COUNTER_DECISIONS, -30);
    stage_tick(stage);
    assert_field(stage, "fig:SOF:day", "complaints_per_1000_decisions", "(nil)");
    assert_field(stage, "by:complaints_per_1000_decisions:day", "SOF", "(nil)");
}

static void only_a_changed_row_and_window_gets_a_new_seq(void **state)
{
    struct stage *stage = stage_of(state);
    stage_tick(stage);
    hand_picture_count(stage->hand, SOF, CP_WINDOW_DAY, CP_COUNTER_CLOSED, 3);
    stage_tick(stage);
    assert_field(stage, "fig:SOF:day", "seq", "2");
    assert_field(stage, "fig:SOF:day", "closed", "3");
    assert_field(stage, "fig:SOF:year", "seq", "1");
    assert_field(stage, "fig:ALL:day", "seq", "1");
    assert_field(stage, "meta", "seq", "2");
    assert_int_equal(cp_publication_seq(stage->publication), 2);
}

static void a_city_share_follows_the_city_though_its_row_stands_still(void **state)
{
    struct stage *stage = stage_of(state);
    hand_picture_count(stage->hand, SOF, CP_WINDOW_DAY, CP_COUNTER_COMPLAINTS, 1);
    hand_picture_count(stage->hand, CP_WIDE_ALL, CP_WINDOW_DAY, CP_COUNTER_COMPLAINTS, 2);
    stage_tick(stage);
    assert_field(stage, "fig:SOF:day", "city_share", "50.0000");
    hand_picture_count(stage->hand, CP_WIDE_ALL, CP_WINDOW_DAY, CP_COUNTER_COMPLAINTS, 2);
    stage_tick(stage);
    assert_field(stage, "fig:SOF:day", "city_share", "25.0000");
    assert_field(stage, "fig:SOF:day", "seq", "2");
}

static int64_t stage_commands(const struct stage *stage)
{
    const char *info = private_redis_ask(&stage->redis, "INFO", "stats", NULL);
    const char *found = strstr(info, "total_commands_processed:");
    assert_non_null(found);
    return strtoll(strchr(found, ':') + 1, NULL, 10);
}

static void an_unchanged_picture_costs_nothing_but_a_heartbeat_a_second(void **state)
{
    struct stage *stage = stage_of(state);
    stage_tick(stage);
    const int64_t before = stage_commands(stage);
    for (int tick = 0; tick < 50; tick++) {
        stage->wall_ms += 10;
        stage_tick(stage);
    }
    /* What the question itself costs: a PING and the INFO of the question before. */
    assert_int_equal(stage_commands(stage) - before, 2);
    stage->wall_ms += 500;
    stage->status.lag_records = 7;
    stage_tick(stage);
    assert_field(stage, "meta", "lag_records", "7");
    assert_field(stage, "meta", "published_at_ms", "1001000");
    assert_field(stage, "meta", "seq", "1");
    assert_string_equal(
        private_redis_ask(&stage->redis, "GET", "casepulse:v1:{test}:heartbeat", NULL), "1001000");
}

static void a_heartbeat_dies_within_five_seconds(void **state)
{
    struct stage *stage = stage_of(state);
    stage_tick(stage);
    const int64_t left_ms = strtoll(
        private_redis_ask(&stage->redis, "PTTL", "casepulse:v1:{test}:heartbeat", NULL), NULL, 10);
    assert_in_range(left_ms, 1, 5000);
}

static void a_changed_state_is_news(void **state)
{
    struct stage *stage = stage_of(state);
    stage_tick(stage);
    stage->status.state = "stale";
    stage->status.reason = "no answer from Kafka for 31 s";
    stage_tick(stage);
    assert_field(stage, "meta", "seq", "2");
    assert_field(stage, "meta", "state", "stale");
    assert_field(stage, "meta", "reason", "no answer from Kafka for 31 s");
    assert_field(stage, "meta", "version", "9.9");
    assert_field(stage, "meta", "schema", "1");
}

static void old_days_leave_when_the_first_day_moves_on(void **state)
{
    struct stage *stage = stage_of(state);
    const int32_t first = cp_civil_to_day((struct cp_civil){2012, 12, 30});
    hand_picture_stretch(stage->hand, first, first + 4);
    const int complaints = 0;
    hand_picture_set_day(stage->hand, SOF, complaints, first, 11);
    hand_picture_set_day(stage->hand, SOF, complaints, first + 4, 15);
    stage_tick(stage);
    char year_2012[64];
    char year_2013[64];
    const char *id = cp_counters[cp_headline_counter(complaints)].id;
    (void)snprintf(year_2012, sizeof(year_2012), "days:SOF:%s:2012", id);
    (void)snprintf(year_2013, sizeof(year_2013), "days:SOF:%s:2013", id);
    assert_field(stage, year_2012, "2012-12-30", "11");
    assert_field(stage, year_2012, "2012-12-31", "0");
    assert_field(stage, year_2013, "2013-01-03", "15");
    hand_picture_stretch(stage->hand, first + 1, first + 5);
    stage_tick(stage);
    assert_field(stage, year_2012, "2012-12-30", "(nil)");
    assert_field(stage, year_2012, "2012-12-31", "0");
    assert_field(stage, year_2013, "2013-01-04", "0");
    hand_picture_stretch(stage->hand, first + 2, first + 6);
    stage_tick(stage);
    assert_string_equal(private_redis_ask(&stage->redis, "KEYS", "*days:SOF:*:2012", NULL), "");
}

/* Days lie in a ring: those before and behind its seam are one stretch all the same. */
static void a_day_behind_the_seam_of_the_ring_is_published(void **state)
{
    enum { CAPACITY = 40 };
    struct stage *stage = stage_of(state);
    hand_picture_free(stage->hand);
    stage->hand = hand_picture_create(0, CAPACITY);
    int32_t seam = cp_civil_to_day((struct cp_civil){2013, 6, 1});
    while (cp_picture_day_place(seam, CAPACITY) != 0) {
        seam++;
    }
    char key[64];
    (void)snprintf(key, sizeof(key), "days:SOF:%s:2013", cp_counters[cp_headline_counter(0)].id);
    hand_picture_stretch(stage->hand, seam - 18, seam + 20);
    stage_tick(stage);
    for (int32_t day = seam - 18; day <= seam + 20; day++) {
        char date[11];
        cp_day_format(day, date);
        assert_field(stage, key, date, "0");
        hand_picture_set_day(stage->hand, SOF, 0, day, 7);
        stage_tick(stage);
        assert_field(stage, key, date, "7");
    }
}

static void a_day_in_the_slot_of_one_that_left_is_its_own(void **state)
{
    struct stage *stage = stage_of(state);
    hand_picture_free(stage->hand);
    stage->hand = hand_picture_create(0, 2);
    const int32_t first = cp_civil_to_day((struct cp_civil){2013, 5, 1});
    const char *id = cp_counters[cp_headline_counter(0)].id;
    char key[64];
    (void)snprintf(key, sizeof(key), "days:SOF:%s:2013", id);
    hand_picture_stretch(stage->hand, first, first + 1);
    hand_picture_set_day(stage->hand, SOF, 0, first, 5);
    stage_tick(stage);
    hand_picture_stretch(stage->hand, first + 1, first + 2);
    hand_picture_set_day(stage->hand, SOF, 0, first + 2, 5);
    stage_tick(stage);
    assert_field(stage, key, "2013-05-01", "(nil)");
    assert_field(stage, key, "2013-05-03", "5");
    assert_field(stage, key, "2013-05-02", "0");
}

static void books_offsets_and_refusals_are_per_partition_and_in_all(void **state)
{
    struct stage *stage = stage_of(state);
    hand_picture_add_head(stage->hand, 2, 100);
    stage->hand->heads[0].offset = 103;
    stage->hand->heads[0].verdicts[CP_VERDICT_MALFORMED] = 2;
    stage->hand->heads[0].gaps = 1;
    stage->hand->heads[0].refused[CP_REASON_MALFORMED_EMPTY] = 2;
    stage_tick(stage);
    assert_field(stage, "offsets", "2", "103");
    assert_field(stage, "offsets", "seq", "1");
    assert_field(stage, "books", "2.counted", "100");
    assert_field(stage, "books", "2.malformed", "2");
    assert_field(stage, "books", "2.gaps", "1");
    assert_field(stage, "books", "all.offset", "103");
    assert_field(stage, "refused", "malformed.empty", "2");
    assert_field(stage, "refused", "too_late.date", "0");
    assert_field(stage, "refused", "conflict.contradicts", "0");
    assert_field(stage, "refused", "duplicate.same", "(nil)"); /* no refusal, but a verdict */
    assert_field(stage, "refused", "duplicate.altered", "(nil)");
    assert_field(stage, "meta", "balanced", "1");
}

static void a_partition_that_comes_later_takes_its_place_in_order(void **state)
{
    struct stage *stage = stage_of(state);
    hand_picture_add_head(stage->hand, 5, 50);
    stage_tick(stage);
    hand_picture_add_head(stage->hand, 7, 70);
    stage->hand->heads[2] = stage->hand->heads[1];
    stage->hand->heads[1] = stage->hand->heads[0];
    stage->hand->heads[0] = (struct cp_head){.partition = 1, .offset = 10};
    stage->hand->picture.head_count = 3;
    stage_tick(stage);
    assert_field(stage, "offsets", "1", "10");
    assert_field(stage, "books", "1.start", "0");
    assert_field(stage, "offsets", "5", "50");
    assert_field(stage, "offsets", "7", "70");
    assert_field(stage, "books", "7.counted", "70");
    assert_field(stage, "meta", "balanced", "0");
}

static void the_books_of_60_partitions_take_more_than_one_command(void **state)
{
    struct stage *stage = stage_of(state);
    for (int32_t partition = 0; partition < 60; partition++) {
        hand_picture_add_head(stage->hand, partition, 1000 + partition);
    }
    stage_tick(stage);
    assert_field(stage, "books", "0.counted", "1000");
    assert_field(stage, "books", "38.counted", "1038");
    assert_field(stage, "books", "39.start", "0");
    assert_field(stage, "books", "59.counted", "1059");
    assert_field(stage, "books", "all.counted", "61770");
    const size_t fields = 61 * (5 + (size_t)CP_VERDICT_COUNT);
    assert_int_equal(
        strtoll(private_redis_ask(&stage->redis, "HLEN", "casepulse:v1:{test}:books", NULL), NULL,
                10),
        fields);
}

static void what_an_earlier_writer_left_is_gone_and_its_seq_goes_on(void **state)
{
    struct stage *stage = stage_of(state);
    (void)private_redis_ask(&stage->redis, "HSET", "casepulse:v1:{test}:meta", "seq", "41", NULL);
    (void)private_redis_ask(&stage->redis, "SET", "casepulse:v1:{test}:fig:OLD:day", "x", NULL);
    (void)private_redis_ask(&stage->redis, "SET", "casepulse:v1:{test}:offsets", "string", NULL);
    (void)private_redis_ask(&stage->redis, "SET", "casepulse:v1:{test2}:meta", "other", NULL);
    stage_tick(stage);
    assert_field(stage, "meta", "seq", "42");
    assert_string_equal(
        private_redis_ask(&stage->redis, "EXISTS", "casepulse:v1:{test}:fig:OLD:day", NULL), "0");
    assert_string_equal(private_redis_ask(&stage->redis, "GET", "casepulse:v1:{test2}:meta", NULL),
                        "other");
}

static void a_new_generation_takes_vanished_rows_out_of_every_key(void **state)
{
    struct stage *stage = stage_of(state);
    const size_t unit = hand_picture_add_unit(stage->hand, 5, "borgercenter-voksne");
    hand_picture_count(stage->hand, unit, CP_WINDOW_DAY, CP_COUNTER_CLOSED, 1);
    stage_tick(stage);
    assert_string_equal(
        private_redis_ask(&stage->redis, "SMEMBERS", "casepulse:v1:{test}:units:SOF", NULL),
        "borgercenter-voksne");
    assert_string_equal(private_redis_ask(&stage->redis, "SISMEMBER", "casepulse:v1:{test}:index",
                                          "SOF/borgercenter-voksne", NULL),
                        "1");
    free(stage->hand->rows[unit].counts);
    stage->hand->picture.row_count--;
    stage->hand->picture.generation++;
    stage_tick(stage);
    assert_string_equal(private_redis_ask(&stage->redis, "KEYS", "*borgercenter-voksne*", NULL),
                        "");
    assert_string_equal(
        private_redis_ask(&stage->redis, "EXISTS", "casepulse:v1:{test}:units:SOF", NULL), "0");
    assert_string_equal(
        private_redis_ask(&stage->redis, "SCARD", "casepulse:v1:{test}:index", NULL), "9");
    assert_field(stage, "meta", "seq", "2");
}

static void a_new_generation_is_written_even_where_versions_did_not_move(void **state)
{
    struct stage *stage = stage_of(state);
    hand_picture_count(stage->hand, SOF, CP_WINDOW_DAY, CP_COUNTER_CLOSED, 3);
    stage_tick(stage);
    *cp_picture_cell(&stage->hand->rows[SOF], CP_WINDOW_DAY, CP_COUNTER_CLOSED) = 0;
    stage->hand->picture.generation++;
    stage_tick(stage);
    assert_field(stage, "fig:SOF:day", "closed", "0");
}

static void a_redis_that_was_emptied_by_a_restart_is_filled_again(void **state)
{
    struct stage *stage = stage_of(state);
    hand_picture_count(stage->hand, SOF, CP_WINDOW_DAY, CP_COUNTER_CLOSED, 3);
    stage_tick(stage);
    private_redis_restart(&stage->redis);
    struct cp_failure failure;
    stage->wall_ms += 1000;
    assert_int_equal(stage_tick_failing(stage, &failure), CP_UNREACHABLE);
    assert_non_null(strstr(failure.text, stage->redis.socket));
    stage->wall_ms += 6000;
    stage_tick(stage);
    assert_field(stage, "fig:SOF:day", "closed", "3");
    assert_field(stage, "meta", "seq", "2");
}

static void an_absent_redis_is_told_at_once_and_not_tried_at_every_tick(void **state)
{
    struct stage *stage = stage_of(state);
    private_redis_halt(&stage->redis);
    struct cp_failure failure;
    assert_int_equal(stage_tick_failing(stage, &failure), CP_UNREACHABLE);
    const int64_t begin_ms = cp_clock_steady_ms();
    for (int tick = 0; tick < 1000; tick++) {
        assert_int_equal(stage_tick_failing(stage, &failure), CP_UNREACHABLE);
    }
    assert_non_null(strstr(failure.text, "waiting"));
    assert_true(cp_clock_steady_ms() - begin_ms < 500);
}

static void a_refused_write_is_a_runtime_error_and_tried_again(void **state)
{
    struct stage *stage = stage_of(state);
    stage_tick(stage);
    (void)private_redis_ask(&stage->redis, "DEL", "casepulse:v1:{test}:offsets", NULL);
    (void)private_redis_ask(&stage->redis, "SET", "casepulse:v1:{test}:offsets", "string", NULL);
    hand_picture_add_head(stage->hand, 0, 1);
    struct cp_failure failure;
    assert_int_equal(stage_tick_failing(stage, &failure), CP_RUNTIME);
    assert_non_null(strstr(failure.text, "WRONGTYPE"));
    stage->wall_ms += 6000;
    stage_tick(stage);
    assert_field(stage, "offsets", "0", "1");
}

static void a_full_redis_is_a_runtime_error_and_recovers(void **state)
{
    struct stage *stage = stage_of(state);
    (void)private_redis_ask(&stage->redis, "CONFIG", "SET", "maxmemory", "1", NULL);
    struct cp_failure failure;
    assert_int_equal(stage_tick_failing(stage, &failure), CP_RUNTIME);
    assert_non_null(strstr(failure.text, "memory"));
    (void)private_redis_ask(&stage->redis, "CONFIG", "SET", "maxmemory", "0", NULL);
    stage->wall_ms += 6000;
    stage_tick(stage);
    assert_field(stage, "meta", "seq", "1");
}

static void a_missing_right_is_a_configuration_error_that_names_it(void **state)
{
    struct stage *stage = stage_of(state);
    (void)private_redis_ask(&stage->redis, "ACL", "SETUSER", "writer", "on", ">secret", NULL);
    char url[160];
    (void)snprintf(url, sizeof(url), "unix://writer:secret@%s", stage->redis.socket);
    struct cp_publication *publication = stage_publication(url, NULL);
    struct cp_failure failure;
    assert_int_equal(cp_publication_tick(publication, &stage->hand->picture, &stage->status,
                                         stage->wall_ms, &failure),
                     CP_CONFIGURATION);
    assert_non_null(strstr(failure.text, "NOPERM"));
    assert_null(strstr(failure.text, "secret"));
    cp_publication_free(publication);
    (void)snprintf(url, sizeof(url), "unix://writer:wrong@%s", stage->redis.socket);
    publication = stage_publication(url, NULL);
    assert_int_equal(cp_publication_tick(publication, &stage->hand->picture, &stage->status,
                                         stage->wall_ms, &failure),
                     CP_CONFIGURATION);
    assert_null(strstr(failure.text, "wrong@"));
    cp_publication_free(publication);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, stage_open, stage_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_first_tick_shows_counters_zeroes_and_ratios),
        TEST(a_small_denominator_is_flagged_until_it_has_grown),
        TEST(only_a_changed_row_and_window_gets_a_new_seq),
        TEST(a_city_share_follows_the_city_though_its_row_stands_still),
        TEST(an_unchanged_picture_costs_nothing_but_a_heartbeat_a_second),
        TEST(a_heartbeat_dies_within_five_seconds),
        TEST(a_changed_state_is_news),
        TEST(old_days_leave_when_the_first_day_moves_on),
        TEST(a_day_behind_the_seam_of_the_ring_is_published),
        TEST(a_day_in_the_slot_of_one_that_left_is_its_own),
        TEST(books_offsets_and_refusals_are_per_partition_and_in_all),
        TEST(a_partition_that_comes_later_takes_its_place_in_order),
        TEST(the_books_of_60_partitions_take_more_than_one_command),
        TEST(what_an_earlier_writer_left_is_gone_and_its_seq_goes_on),
        TEST(a_new_generation_takes_vanished_rows_out_of_every_key),
        TEST(a_new_generation_is_written_even_where_versions_did_not_move),
        TEST(a_redis_that_was_emptied_by_a_restart_is_filled_again),
        TEST(an_absent_redis_is_told_at_once_and_not_tried_at_every_tick),
        TEST(a_refused_write_is_a_runtime_error_and_tried_again),
        TEST(a_full_redis_is_a_runtime_error_and_recovers),
        TEST(a_missing_right_is_a_configuration_error_that_names_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
