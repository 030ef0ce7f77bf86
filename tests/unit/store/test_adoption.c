/* What a start takes over from an earlier publisher, on a redis-server of their own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "casepulse/store/ledger.h"

#include "publication_stage.h"

#define PREFIX "casepulse:v1:{test}:"
#define LEASE "casepulse-state:1:{test}:lease"
#define FIRST_DAY 15000
#define ROUNDS 6

/* Another process that holds the lease. */
static void stage_start(struct stage *stage)
{
    static const struct cp_token lease = {.bytes = {1}};
    const struct cp_redis_settings redis = {stage->redis.url, NULL, "test"};
    struct cp_ledger *ledger =
        cp_ledger_create(&redis, &(struct cp_state_identity){.fingerprint = "x=1"});
    struct cp_failure failure = {.text = ""};
    bool is_held = false;
    stage_replace(stage, NULL);
    if (cp_ledger_hold_lease(ledger, &lease, &is_held, &failure) != CP_OK) {
        fail_msg("%s", failure.text);
    }
    assert_true(is_held);
    /* A machine that is busy must not let it end. */
    assert_string_equal(private_redis_ask(&stage->redis, "PERSIST", LEASE, NULL), "1");
    cp_ledger_free(ledger);
    cp_publication_set_lease(stage->publication, &lease);
}

static void stage_tick_held(struct stage *stage)
{
    stage_tick(stage);
    assert_false(cp_publication_is_refused(stage->publication));
}

static void stage_fill(struct stage *stage)
{
    (void)hand_picture_add_unit(stage->hand, 7, "jobcenter-1");
    hand_picture_stretch(stage->hand, FIRST_DAY, FIRST_DAY + 800);
    for (size_t row = 0; row < stage->hand->picture.row_count; row++) {
        hand_picture_count(stage->hand, row, CP_WINDOW_YEAR, CP_COUNTER_COMPLAINTS, 7);
        hand_picture_count(stage->hand, row, CP_WINDOW_YEAR, CP_COUNTER_DECISIONS, 1000);
    }
}

static const char *ask_hash(const struct stage *stage, const char *verb, const char *key,
                            const char *field, const char *value)
{
    char name[128];
    (void)snprintf(name, sizeof(name), PREFIX "%s", key);
    return private_redis_ask(&stage->redis, verb, name, field, value, NULL);
}

static void a_start_writes_what_differs(void **state)
{
    struct stage *stage = stage_of(state);
    stage_fill(stage);
    stage_start(stage);
    stage_tick_held(stage);
    const size_t whole = cp_publication_cost(stage->publication).fields;
    stage_start(stage);
    hand_picture_count(stage->hand, SOF, CP_WINDOW_YEAR, CP_COUNTER_COMPLAINTS, 1);
    hand_picture_set_day(stage->hand, SOF, 0, FIRST_DAY + 3, 5);
    stage_tick_held(stage);
    const size_t start = cp_publication_cost(stage->publication).fields;
    print_message("%zu fields at first, %zu at a start\n", whole, start);
    assert_true(start < whole / 8);
    assert_field(stage, "meta", "seq", "2");
    assert_field(stage, "fig:SOF:year", "complaints", "8");
    assert_field(stage, "fig:SOF:year", "seq", "2");
    assert_field(stage, "fig:BIF:year", "complaints", "7");
    assert_field(stage, "fig:BIF:year", "seq", "1");
    assert_field(stage, "days:SOF:inquiries:2011", "2011-01-29", "5");
    assert_field(stage, "days:SOF:inquiries:2011", "2011-01-30", "0");
}

static void what_no_tick_writes_is_replaced(void **state)
{
    static const struct {
        const char *key, *field, *value, *expected;
    } rows[] = {
        {"fig:SOF:year", "complaints", "007", "7"},
        {"fig:BIF:year", "complaints", "7 ", "7"},
        {"fig:TMF:year", "complaints", "-0", "7"},
        {"fig:OKF:year", "a_figure_of_old", "3", "(nil)"},
        {"fig:BUF:year", "seq", "99", "2"},
        {"fig:SUF:year", "complaints_per_1000_decisions", "7.00", "7.0000"},
        {"fig:BIF/jobcenter-1:year", "complaints", "", "7"},
        {"days:SOF:inquiries:2011", "2011-02-30", "1", "(nil)"},
        {"days:SOF:opened:2011", "2011-01-26x", "1", "(nil)"},
        {"days:SOF:closed:2011", "2009-01-26", "1", "(nil)"},
    };
    struct stage *stage = stage_of(state);
    stage_fill(stage);
    stage_start(stage);
    stage_tick_held(stage);
    for (size_t at = 0; at < sizeof(rows) / sizeof(rows[0]); at++) {
        (void)ask_hash(stage, "HSET", rows[at].key, rows[at].field, rows[at].value);
    }
    (void)ask_hash(stage, "HDEL", "fig:UNK:year", "seq", NULL);
    stage_start(stage);
    stage_tick_held(stage);
    for (size_t at = 0; at < sizeof(rows) / sizeof(rows[0]); at++) {
        assert_field(stage, rows[at].key, rows[at].field, rows[at].expected);
    }
    assert_field(stage, "fig:UNK:year", "seq", "2");
    assert_field(stage, "days:SOF:inquiries:2011", "2011-02-28", "0");
}

static void nothing_is_taken_over_without_a_lease_or_by_who_wrote_before(void **state)
{
    struct stage *stage = stage_of(state);
    stage_fill(stage);
    stage_start(stage);
    stage_tick_held(stage);
    cp_publication_forget(stage->publication); /* the connection broke, say */
    stage_tick_held(stage);
    assert_field(stage, "fig:BIF:year", "seq", "2");
    stage_replace(stage, NULL);
    stage_tick(stage);
    assert_field(stage, "fig:BIF:year", "seq", "3");
}

/* A server that read its keys back from disk keeps them as lists. */
static void a_wide_row_taken_over_as_a_list_becomes_a_table(void **state)
{
    static const char to_list[] = "local all = redis.call('HGETALL', KEYS[1]) "
                                  "redis.call('DEL', KEYS[1]) "
                                  "return redis.call('HSET', KEYS[1], unpack(all))";
    static const char key[] = PREFIX "fig:SOF:year";
    struct stage *stage = stage_of(state);
    stage_fill(stage);
    stage_start(stage);
    stage_tick_held(stage);
    (void)private_redis_ask(&stage->redis, "EVAL", to_list, "1", key, NULL);
    assert_string_equal(private_redis_ask(&stage->redis, "OBJECT", "ENCODING", key, NULL),
                        "listpack");
    stage_start(stage);
    hand_picture_count(stage->hand, SOF, CP_WINDOW_YEAR, CP_COUNTER_COMPLAINTS, 1);
    stage_tick_held(stage);
    assert_string_equal(private_redis_ask(&stage->redis, "OBJECT", "ENCODING", key, NULL),
                        "hashtable");
    assert_field(stage, "fig:SOF:year", "complaints", "8");
    assert_field(stage, "fig:SOF:year", "table", "(nil)");
}

/* All that a picture decides, as one number: no `seq`, nothing of a tick's own time. */
static const char digest[] =
    "local keys = redis.call('KEYS', '" PREFIX "*') "
    "table.sort(keys) "
    "local sum = '' "
    "for _, key in ipairs(keys) do "
    "  if redis.call('TYPE', key).ok == 'hash' and not string.find(key, '}:meta') then "
    "    local flat = redis.call('HGETALL', key) "
    "    local lines = {} "
    "    for at = 1, #flat, 2 do "
    "      if flat[at] ~= 'seq' then table.insert(lines, flat[at] .. '=' .. flat[at + 1]) end end "
    "    table.sort(lines) "
    "    sum = redis.sha1hex(sum .. key .. table.concat(lines, ' ')) end end "
    "return sum";

static void move_something(struct stage *stage)
{
    for (int move = 0; move < 200; move++) {
        const size_t row = (size_t)rand() % stage->hand->picture.row_count;
        hand_picture_count(stage->hand, row, (enum cp_window)(rand() % CP_WINDOW_COUNT),
                           (enum cp_counter)(rand() % CP_STORED_COUNT), rand() % 30 - 10);
        hand_picture_set_day(stage->hand, row % CP_WIDE_COUNT, rand() % cp_headline_count(),
                             FIRST_DAY + 500 + rand() % 300, rand() % 9);
    }
}

/* The twin that cannot be wrong is a start that takes nothing over. */
static void a_start_comes_to_what_a_whole_one_comes_to(void **state)
{
    struct stage *stage = stage_of(state);
    const unsigned seed = (unsigned)time(NULL);
    print_message("seed %u\n", seed);
    srand(seed);
    stage_fill(stage);
    for (int round = 0; round < ROUNDS; round++) {
        char taken_over[64];
        stage_start(stage);
        stage_tick_held(stage);
        move_something(stage);
        hand_picture_stretch(stage->hand, FIRST_DAY + round, FIRST_DAY + 800 + 3 * round);
        stage_start(stage);
        stage_tick_held(stage);
        (void)snprintf(taken_over, sizeof(taken_over), "%s",
                       private_redis_ask(&stage->redis, "EVAL", digest, "0", NULL));
        assert_int_equal(strlen(taken_over), 40);
        stage_replace(stage, NULL);
        stage_tick(stage);
        assert_string_equal(private_redis_ask(&stage->redis, "EVAL", digest, "0", NULL),
                            taken_over);
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, stage_open, stage_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_start_writes_what_differs),
        TEST(what_no_tick_writes_is_replaced),
        TEST(nothing_is_taken_over_without_a_lease_or_by_who_wrote_before),
        TEST(a_wide_row_taken_over_as_a_list_becomes_a_table),
        TEST(a_start_comes_to_what_a_whole_one_comes_to),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
