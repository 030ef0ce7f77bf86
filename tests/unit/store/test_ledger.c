/* CLAIM and COMMIT against a redis-server of their own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "casepulse/aggregator/codec.h"
#include "casepulse/base/clock.h"

#include "ledger_stage.h"

static void a_first_claim_finds_nothing_and_makes_the_state(void **state)
{
    struct ledger_stage *stage = ledger_stage_of(state);
    const struct cp_claim claim = stage_claim(stage->ledger, 3);
    assert_true(claim.is_new);
    assert_int_equal(claim.ids_count, 0);
    assert_int_equal(claim.source_count, 0);
    assert_string_equal(ledger_stage_ask(stage, "HGET", "sys", "format", NULL), "1");
    assert_string_equal(ledger_stage_ask(stage, "HGET", "sys", "fingerprint", NULL),
                        STAGE_FINGERPRINT);
    assert_string_equal(ledger_stage_ask(stage, "HGET", "sys", "n", NULL), "0");
    assert_string_equal(ledger_stage_ask(stage, "HLEN", "head:3", NULL, NULL), "1");
    assert_true(stage_claim(stage->ledger, 3).is_new);
}

/* Two partitions with everything that a head carries. */
static void fill_two_partitions(struct cp_increments *increments)
{
    hand_batch_begin(increments);
    hand_batch_head(increments, 0, 0, 10);
    hand_batch_head(increments, 7, 0, 20);
    hand_batch_source(increments, 7, "kommune-a", 12);
    hand_batch_source(increments, 7, "_none", 8);
    hand_batch_append(increments,
                      (struct cp_append){.partition = 7, .kind = CP_MEMORY_UNITS, .size = 30}, 'u');
    hand_batch_append(
        increments, (struct cp_append){.partition = 7, .day = 15000, .size = 2 * CP_ID_RECORD_SIZE},
        0);
    hand_batch_append(increments,
                      (struct cp_append){.partition = 7, .day = 15001, .size = CP_ID_RECORD_SIZE},
                      'b');
    hand_batch_append(increments,
                      (struct cp_append){.partition = 0, .day = 15001, .size = CP_ID_RECORD_SIZE},
                      'c');
}

static int64_t commit_two_partitions(struct ledger_stage *stage)
{
    const struct cp_token tokens[] = {stage_claim(stage->ledger, 0).token,
                                      stage_claim(stage->ledger, 7).token};
    fill_two_partitions(stage->increments);
    return stage_commit_well(stage->ledger, stage->increments, tokens, 1);
}

static void what_was_committed_is_found_whole_by_the_next_claim(void **state)
{
    struct ledger_stage *stage = ledger_stage_of(state);
    struct cp_head head;
    struct cp_source_line line;
    assert_int_equal(commit_two_partitions(stage), 1);
    const struct cp_claim claim = stage_claim(stage->ledger, 7);
    assert_false(claim.is_new);
    assert_int_equal(claim.offset, 20);
    assert_true(cp_head_decode(claim.head.bytes, claim.head.size, &head));
    assert_int_equal(head.offset, 20);
    assert_int_equal(claim.source_count, 2);
    assert_true(cp_source_decode(claim.sources[0].bytes, claim.sources[0].size, &line));
    assert_int_equal(claim.units.size, 30);
    assert_int_equal(claim.units.bytes[29], 'u');
    assert_int_equal(claim.ids_count, 2);
    assert_int_equal(claim.ids[0].day, 15000);
    assert_int_equal(claim.ids[0].records.size, 2 * CP_ID_RECORD_SIZE);
    assert_int_equal(claim.ids[0].records.bytes[41], 0);
    assert_int_equal(claim.ids[1].day, 15001);
    assert_int_equal(claim.ids[1].records.bytes[0], 'b');
    assert_int_equal(stage_claim(stage->ledger, 0).ids_count, 1);
}

static void chunks_grow_and_a_dropped_day_goes_with_its_keys(void **state)
{
    struct ledger_stage *stage = ledger_stage_of(state);
    (void)commit_two_partitions(stage);
    const struct cp_token token = stage_claim(stage->ledger, 7).token;
    hand_batch_begin(stage->increments);
    hand_batch_head(stage->increments, 7, 20, 25);
    hand_batch_append(stage->increments,
                      (struct cp_append){.partition = 7,
                                         .day = 15001,
                                         .size_before = CP_ID_RECORD_SIZE,
                                         .size = CP_ID_RECORD_SIZE},
                      'b');
    hand_batch_append(
        stage->increments,
        (struct cp_append){.partition = 7, .day = 15001, .chunk = 1, .size = CP_ID_RECORD_SIZE},
        'd');
    hand_batch_drop(stage->increments, 7, 15000, 1);
    assert_int_equal(stage_commit_well(stage->ledger, stage->increments, &token, 2), 2);
    const struct cp_claim claim = stage_claim(stage->ledger, 7);
    assert_int_equal(claim.ids_count, 2);
    assert_int_equal(claim.ids[0].day, 15001);
    assert_int_equal(claim.ids[0].chunk, 0);
    assert_int_equal(claim.ids[0].records.size, 2 * CP_ID_RECORD_SIZE);
    assert_int_equal(claim.ids[1].chunk, 1);
    assert_int_equal(claim.source_count, 2);
    assert_string_equal(ledger_stage_ask(stage, "EXISTS", "ids:7:15000:0", NULL, NULL), "0");
    assert_string_equal(ledger_stage_ask(stage, "EXISTS", "ids:0:15001:0", NULL, NULL), "1");
}

static void expect_outcome(struct ledger_stage *stage, const struct cp_token *tokens, uint8_t nonce,
                           enum cp_commit_outcome expected)
{
    enum cp_commit_outcome outcome = CP_COMMIT_OK;
    struct cp_failure failure = {.text = ""};
    int64_t n = 0;
    assert_int_equal(
        stage_commit(stage->ledger, stage->increments, tokens, nonce, &outcome, &n, &failure),
        CP_OK);
    assert_int_equal(outcome, expected);
}

static void the_same_batch_again_is_already_there_and_changes_nothing(void **state)
{
    struct ledger_stage *stage = ledger_stage_of(state);
    const struct cp_token token = stage_claim(stage->ledger, 0).token;
    stage_commit_many(stage, &token, 0, 3, 1);
    char before[64];
    (void)snprintf(before, sizeof(before), "%s", ledger_stage_digest(stage));
    expect_outcome(stage, &token, 3, CP_COMMIT_ALREADY);
    assert_string_equal(ledger_stage_digest(stage), before);
    /* The same offsets under another nonce are another batch. */
    expect_outcome(stage, &token, 9, CP_COMMIT_FENCED);
    assert_string_equal(ledger_stage_digest(stage), before);
}

static void whoever_claimed_last_may_commit_and_nobody_else(void **state)
{
    struct ledger_stage *stage = ledger_stage_of(state);
    struct cp_ledger *other = ledger_stage_another(stage, NULL);
    const struct cp_token first = stage_claim(stage->ledger, 0).token;
    stage_commit_many(stage, &first, 0, 2, 1);
    const struct cp_claim taken = stage_claim(other, 0);
    assert_int_equal(taken.offset, 2);
    const struct cp_token second = taken.token;
    hand_batch_begin(stage->increments);
    hand_batch_head(stage->increments, 0, 2, 3);
    expect_outcome(stage, &first, 3, CP_COMMIT_FENCED);
    assert_int_equal(stage_commit_well(other, stage->increments, &second, 4), 3);
    const struct cp_claim again = stage_claim(stage->ledger, 0);
    assert_int_equal(again.offset, 3);
    const struct cp_token third = again.token;
    stage_commit_many(stage, &third, 3, 1, 5);
    cp_ledger_free(other);
}

static void one_stale_partition_of_three_keeps_all_from_being_written(void **state)
{
    struct ledger_stage *stage = ledger_stage_of(state);
    struct cp_ledger *other = ledger_stage_another(stage, NULL);
    struct cp_token tokens[3];
    for (int32_t partition = 0; partition < 3; partition++) {
        tokens[partition] = stage_claim(stage->ledger, partition).token;
    }
    const struct cp_token taken = stage_claim(other, 1).token;
    hand_batch_begin(stage->increments);
    for (int32_t partition = 0; partition < 3; partition++) {
        hand_batch_head(stage->increments, partition, 0, 5);
        hand_batch_append(stage->increments,
                          (struct cp_append){.partition = partition, .day = 1, .size = 21}, 'x');
    }
    char before[64];
    (void)snprintf(before, sizeof(before), "%s", ledger_stage_digest(stage));
    expect_outcome(stage, tokens, 1, CP_COMMIT_FENCED);
    assert_string_equal(ledger_stage_digest(stage), before);
    /* The same with all tokens right and one offset wrong. */
    tokens[1] = taken;
    expect_outcome(stage, tokens, 2, CP_COMMIT_OK);
    stage->increments->heads[0] = (struct cp_head){.partition = 0, .previous = 5, .offset = 6};
    stage->increments->heads[1] = (struct cp_head){.partition = 1, .previous = 5, .offset = 6};
    stage->increments->heads[2] = (struct cp_head){.partition = 2, .previous = 4, .offset = 6};
    (void)snprintf(before, sizeof(before), "%s", ledger_stage_digest(stage));
    expect_outcome(stage, tokens, 3, CP_COMMIT_FENCED);
    assert_string_equal(ledger_stage_digest(stage), before);
    cp_ledger_free(other);
}

static void a_redis_set_back_fences_the_next_commit_and_claims_step_back(void **state)
{
    struct ledger_stage *stage = ledger_stage_of(state);
    const struct cp_token token = stage_claim(stage->ledger, 0).token;
    stage_commit_many(stage, &token, 0, 2, 1);
    ledger_stage_copy(stage);
    stage_commit_many(stage, &token, 2, 3, 3);
    ledger_stage_go_back(stage);
    hand_batch_begin(stage->increments);
    hand_batch_head(stage->increments, 0, 5, 6);
    expect_outcome(stage, &token, 6, CP_COMMIT_FENCED);
    const struct cp_claim claim = stage_claim(stage->ledger, 0);
    assert_int_equal(claim.offset, 2);
    const struct cp_token fresh = claim.token;
    stage_commit_many(stage, &fresh, 2, 4, 7);
    assert_string_equal(ledger_stage_ask(stage, "HGET", "sys", "n", NULL), "6");
}

static void an_emptied_redis_fences_the_next_commit_and_claims_find_nothing(void **state)
{
    struct ledger_stage *stage = ledger_stage_of(state);
    const struct cp_token token = stage_claim(stage->ledger, 0).token;
    stage_commit_many(stage, &token, 0, 2, 1);
    (void)private_redis_ask(&stage->redis, "FLUSHALL", NULL);
    hand_batch_begin(stage->increments);
    hand_batch_head(stage->increments, 0, 2, 3);
    expect_outcome(stage, &token, 3, CP_COMMIT_FENCED);
    assert_true(stage_claim(stage->ledger, 0).is_new);
}

static void a_reply_that_got_lost_is_asked_for_until_it_comes(void **state)
{
    struct ledger_stage *stage = ledger_stage_of(state);
    enum cp_commit_outcome outcome = CP_COMMIT_OK;
    struct cp_failure failure;
    int64_t n = 0;
    struct cutting_proxy *proxy = ledger_stage_proxy(stage);
    struct cp_ledger *ledger = ledger_stage_another(stage, proxy->url);
    const struct cp_token token = stage_claim(ledger, 0).token;
    hand_batch_begin(stage->increments);
    hand_batch_head(stage->increments, 0, 0, 4);
    hand_batch_append(stage->increments, (struct cp_append){.size = 21, .day = 9}, 'x');
    proxy->needle = "EVALSHA";
    atomic_store(&proxy->cuts_left, 2);
    assert_int_equal(stage_commit(ledger, stage->increments, &token, 1, &outcome, &n, &failure),
                     CP_OK);
    assert_int_equal(atomic_load(&proxy->cut_count), 2);
    assert_int_equal(outcome, CP_COMMIT_ALREADY);
    assert_int_equal(n, 1);
    assert_string_equal(ledger_stage_ask(stage, "XLEN", "log", NULL, NULL), "1");
    assert_string_equal(ledger_stage_ask(stage, "STRLEN", "ids:0:9:0", NULL, NULL), "21");
    cp_ledger_free(ledger);
}

/* So that the shard can fill the next batch meanwhile. */
static void a_batch_is_with_redis_before_anybody_waits_for_its_answer(void **state)
{
    struct ledger_stage *stage = ledger_stage_of(state);
    enum cp_commit_outcome outcome = CP_COMMIT_FENCED;
    struct cp_failure failure;
    int64_t n = 0;
    const struct cp_token token = stage_claim(stage->ledger, 0).token;
    hand_batch_begin(stage->increments);
    hand_batch_head(stage->increments, 0, 0, 4);
    const struct cp_commit commit = {
        .increments = stage->increments, .tokens = &token, .nonce = stage_token(1)};
    cp_ledger_commit_begin(stage->ledger, &commit);
    const int64_t until_ms = cp_clock_steady_ms() + 5000;
    while (strcmp(ledger_stage_ask(stage, "XLEN", "log", NULL, NULL), "1") != 0) {
        assert_true(cp_clock_steady_ms() < until_ms);
        cp_clock_sleep_ms(1);
    }
    assert_int_equal(cp_ledger_commit_end(stage->ledger, &outcome, &n, &failure), CP_OK);
    assert_int_equal(outcome, CP_COMMIT_OK);
    assert_int_equal(n, 1);
    assert_string_equal(ledger_stage_ask(stage, "XLEN", "log", NULL, NULL), "1");
}

static void a_wish_to_stop_ends_the_wait_but_not_the_first_try(void **state)
{
    struct ledger_stage *stage = ledger_stage_of(state);
    enum cp_commit_outcome outcome = CP_COMMIT_OK;
    struct cp_failure failure;
    int64_t n = 0;
    const struct cp_token token = stage_claim(stage->ledger, 0).token;
    cp_ledger_set_stopping(stage->ledger, stage_always_stop);
    stage_commit_many(stage, &token, 0, 1, 1);
    private_redis_halt(&stage->redis);
    const int64_t begun_ms = cp_clock_steady_ms();
    assert_int_equal(
        stage_commit(stage->ledger, stage->increments, &token, 2, &outcome, &n, &failure),
        CP_UNREACHABLE);
    assert_true(cp_clock_steady_ms() - begun_ms < 2000);
}

static void scripts_that_the_server_forgot_are_loaded_again(void **state)
{
    struct ledger_stage *stage = ledger_stage_of(state);
    const struct cp_token token = stage_claim(stage->ledger, 0).token;
    assert_string_equal(private_redis_ask(&stage->redis, "SCRIPT", "FLUSH", NULL), "OK");
    stage_commit_many(stage, &token, 0, 1, 1);
}

static void no_memory_writes_nothing_and_the_batch_goes_through_later(void **state)
{
    struct ledger_stage *stage = ledger_stage_of(state);
    enum cp_commit_outcome outcome = CP_COMMIT_OK;
    struct cp_failure failure;
    int64_t n = 0;
    char before[64];
    const struct cp_token token = stage_claim(stage->ledger, 0).token;
    hand_batch_begin(stage->increments);
    hand_batch_head(stage->increments, 0, 0, 4);
    (void)private_redis_ask(&stage->redis, "CONFIG", "SET", "maxmemory", "1", NULL);
    (void)snprintf(before, sizeof(before), "%s", ledger_stage_digest(stage));
    cp_ledger_set_stopping(stage->ledger, stage_always_stop);
    assert_int_equal(
        stage_commit(stage->ledger, stage->increments, &token, 1, &outcome, &n, &failure),
        CP_RUNTIME);
    assert_non_null(strstr(failure.text, "no memory"));
    assert_string_equal(ledger_stage_digest(stage), before);
    (void)private_redis_ask(&stage->redis, "CONFIG", "SET", "maxmemory", "0", NULL);
    assert_int_equal(stage_commit_well(stage->ledger, stage->increments, &token, 1), 1);
}

/* What is wrong at a commit is found before anything is written. */
static const struct damage_row {
    const char *verb, *key, *first, *second;
    const char *named;
} commit_damages[] = {
    {"SETRANGE", "ids:0:9:0", "30", "x", "ids:0:9:0 has 31 bytes, not 21"},
    {"DEL", "units:0", NULL, NULL, "units:0 has 0 bytes, not 10"},
    {"LPUSH", "ids:0:9:1", "x", NULL, "ids:0:9:1"},
    {"HSET", "sys", "n", "7", "sys n does not fit its seal"},
    {"HDEL", "sys", "n", NULL, "sys n does not fit its seal"},
    {"HDEL", "head:0", "fields", NULL, "head:0 does not say how many fields it has"},
    {"XADD", "log", "9-0", "x", "log ERR The ID specified in XADD"},
};

static void commit_for_damage(struct ledger_stage *stage, const struct cp_token *token)
{
    hand_batch_begin(stage->increments);
    hand_batch_head(stage->increments, 0, 0, 4);
    hand_batch_append(stage->increments, (struct cp_append){.size = 21, .day = 9}, 'x');
    hand_batch_append(stage->increments, (struct cp_append){.kind = CP_MEMORY_UNITS, .size = 10},
                      'u');
    (void)stage_commit_well(stage->ledger, stage->increments, token, 1);
    hand_batch_begin(stage->increments);
    hand_batch_head(stage->increments, 0, 4, 8);
    hand_batch_append(stage->increments,
                      (struct cp_append){.size_before = 21, .size = 21, .day = 9}, 'x');
    hand_batch_append(stage->increments, (struct cp_append){.size = 21, .day = 9, .chunk = 1}, 'y');
    hand_batch_append(stage->increments,
                      (struct cp_append){.kind = CP_MEMORY_UNITS, .size_before = 10, .size = 10},
                      'u');
}

static void a_commit_that_meets_a_damage_names_it_and_writes_nothing(void **state)
{
    struct ledger_stage *stage = ledger_stage_of(state);
    for (size_t i = 0; i < sizeof(commit_damages) / sizeof(commit_damages[0]); i++) {
        const struct damage_row *row = &commit_damages[i];
        enum cp_commit_outcome outcome = CP_COMMIT_OK;
        struct cp_failure failure = {.text = ""};
        int64_t n = 0;
        char before[64];
        (void)private_redis_ask(&stage->redis, "FLUSHALL", NULL);
        const struct cp_token token = stage_claim(stage->ledger, 0).token;
        commit_for_damage(stage, &token);
        if (strcmp(row->verb, "XADD") == 0) {
            (void)private_redis_ask(&stage->redis, "XADD", STAGE_PREFIX "log", "9-0", "a", "b",
                                    NULL);
        } else {
            (void)ledger_stage_ask(stage, row->verb, row->key, row->first, row->second);
        }
        (void)snprintf(before, sizeof(before), "%s", ledger_stage_digest(stage));
        const enum cp_status status =
            stage_commit(stage->ledger, stage->increments, &token, 2, &outcome, &n, &failure);
        print_message("  %s %s: %s\n", row->verb, row->key, failure.text);
        assert_int_equal(status, CP_DATA);
        assert_non_null(strstr(failure.text, row->named));
        assert_string_equal(ledger_stage_digest(stage), before);
    }
}

/* One value of each kind of key, edited by hand: CLAIM finds it. */
static const struct damage_row claim_damages[] = {
    {"HSET", "sys", "format", "2", "format: found \"2\", this program has \"1\""},
    {"HSET", "sys", "fingerprint", "horizon_days=9",
     "settings that count: found \"horizon_days=9\", this program has \"" STAGE_FINGERPRINT "\""},
    {"HSET", "sys", "n", "7", "sys n does not fit its seal"},
    {"HDEL", "sys", "format", NULL, "sys has no format, but there is state"},
    {"DEL", "sys", NULL, NULL, "sys has no format, but there is state"},
    {"HDEL", "sys", "head:7", NULL, "sys has no field head:7, but the head was committed to"},
    {"XTRIM", "log", "MAXLEN", "0", "log its last entry is not n of sys"},
    {"DEL", "log", NULL, NULL, "log its last entry is not n of sys"},
    {"HSET", "head:7", "offset", "5", "head:7 offset, n, nonce and fields do not fit their seal"},
    {"HSET", "head:7", "n", "5", "head:7 offset, n, nonce and fields do not fit their seal"},
    {"HSET", "head:7", "nonce", "x", "head:7 offset, n, nonce and fields do not fit their seal"},
    {"HSET", "head:7", "head", "x", "head:7 field head fails its checksum"},
    {"HSET", "head:7", "source:_none", "x", "head:7 field source:_none fails its checksum"},
    {"HSET", "head:7", "units", "30 00000000", "units:7 fails its checksum"},
    {"HSET", "head:7", "units", "0 00000000x", "head:7 field units does not say"},
    {"HSET", "head:7", "ids:15000:0", "63 00000000", "ids:7:15000:0 has 42 bytes, not 63"},
    {"HSET", "head:7", "ids:15000:0", "many", "head:7 field ids:15000:0 does not say"},
    {"HDEL", "head:7", "ids:15000:0", NULL, "fields, not"},
    {"HSET", "head:7", "ids:15003:0", "0 00000000", "fields, not"},
    {"HDEL", "head:7", "offset", NULL, "head:7 has no offset, but it was committed to"},
    {"DEL", "head:7", NULL, NULL, "head:7 has no offset, but it was committed to"},
    {"SETRANGE", "ids:7:15000:0", "7", "x", "ids:7:15000:0 fails its checksum"},
    {"APPEND", "ids:7:15000:0", "x", NULL, "ids:7:15000:0 has 43 bytes, not 42"},
    {"DEL", "ids:7:15001:0", NULL, NULL, "ids:7:15001:0 is missing"},
    {"SETRANGE", "units:7", "7", "x", "units:7 fails its checksum"},
    {"DEL", "units:7", NULL, NULL, "units:7 is missing"},
};

static void a_value_edited_by_hand_is_found_by_the_claim_and_named(void **state)
{
    struct ledger_stage *stage = ledger_stage_of(state);
    for (size_t i = 0; i < sizeof(claim_damages) / sizeof(claim_damages[0]); i++) {
        const struct damage_row *row = &claim_damages[i];
        struct cp_claim claim;
        struct cp_failure failure = {.text = ""};
        (void)private_redis_ask(&stage->redis, "FLUSHALL", NULL);
        (void)commit_two_partitions(stage);
        const char *answer = ledger_stage_ask(stage, row->verb, row->key, row->first, row->second);
        assert_true(answer[0] != '-');
        const enum cp_status status = cp_ledger_claim(stage->ledger, 7, &claim, &failure);
        print_message("  %s %s %s: %s\n", row->verb, row->key, row->first ? row->first : "",
                      failure.text);
        assert_int_equal(status, CP_DATA);
        assert_non_null(strstr(failure.text, row->named));
    }
}

/* A commit that counted the fields anew would cover up what is missing. */
static void a_field_that_went_missing_is_still_missed_after_the_next_commit(void **state)
{
    struct ledger_stage *stage = ledger_stage_of(state);
    struct cp_claim claim;
    struct cp_failure failure = {.text = ""};
    const struct cp_token token = stage_claim(stage->ledger, 0).token;
    commit_for_damage(stage, &token);
    (void)ledger_stage_ask(stage, "HDEL", "head:0", "units", NULL);
    hand_batch_begin(stage->increments);
    hand_batch_head(stage->increments, 0, 4, 8);
    (void)stage_commit_well(stage->ledger, stage->increments, &token, 2);
    assert_int_equal(cp_ledger_claim(stage->ledger, 0, &claim, &failure), CP_DATA);
    print_message("  %s\n", failure.text);
    assert_non_null(strstr(failure.text, "fields, not"));
}

static void a_key_of_another_type_is_found_by_the_claim(void **state)
{
    static const char *const keys[] = {"sys", "log", "head:7", "units:7", "ids:7:15000:0"};
    struct ledger_stage *stage = ledger_stage_of(state);
    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
        struct cp_claim claim;
        struct cp_failure failure = {.text = ""};
        (void)private_redis_ask(&stage->redis, "FLUSHALL", NULL);
        (void)commit_two_partitions(stage);
        (void)ledger_stage_ask(stage, "DEL", keys[i], NULL, NULL);
        (void)ledger_stage_ask(stage, "SADD", keys[i], "x", NULL);
        assert_int_equal(cp_ledger_claim(stage->ledger, 7, &claim, &failure), CP_DATA);
        assert_non_null(strstr(failure.text, keys[i]));
    }
}

struct overtaker {
    struct ledger_stage *stage;
    struct cp_ledger *ledger;
};

static void overtake(void *context)
{
    const struct overtaker *overtaker = context;
    const struct cp_token token = stage_claim(overtaker->ledger, 7).token;
    hand_batch_begin(overtaker->stage->increments);
    hand_batch_head(overtaker->stage->increments, 7, 20, 30);
    hand_batch_drop(overtaker->stage->increments, 7, 15000, 1);
    (void)stage_commit_well(overtaker->ledger, overtaker->stage->increments, &token, 5);
}

static void a_claim_that_is_overtaken_while_it_reads_begins_again(void **state)
{
    struct ledger_stage *stage = ledger_stage_of(state);
    struct overtaker overtaker = {.stage = stage, .ledger = ledger_stage_another(stage, NULL)};
    (void)commit_two_partitions(stage);
    struct cutting_proxy *proxy = ledger_stage_proxy(stage);
    struct cp_ledger *ledger = ledger_stage_another(stage, proxy->url);
    proxy->needle = "ids:7:15000:0";
    proxy->context = &overtaker;
    proxy->before = overtake;
    const struct cp_claim claim = stage_claim(ledger, 7);
    assert_null(proxy->before);
    assert_int_equal(claim.offset, 30);
    assert_int_equal(claim.ids_count, 1);
    assert_int_equal(claim.ids[0].day, 15001);
    cp_ledger_free(ledger);
    cp_ledger_free(overtaker.ledger);
}

static void commit_and_print(struct ledger_stage *stage, const char *label,
                             const struct cp_token *token, int64_t *offset, int rounds,
                             size_t cells, size_t ids)
{
    const int64_t begun_ms = cp_clock_steady_ms();
    (void)private_redis_ask(&stage->redis, "CONFIG", "RESETSTAT", NULL);
    for (int round = 0; round < rounds; round++) {
        hand_batch_begin(stage->increments);
        hand_batch_head(stage->increments, 0, *offset, *offset + 1);
        hand_batch_weigh(stage->increments, cells, (uint8_t)round);
        if (ids > 0) {
            hand_batch_append(stage->increments,
                              (struct cp_append){.day = (int32_t)*offset, .size = ids * 21}, 'i');
        }
        (void)stage_commit_well(stage->ledger, stage->increments, token, (uint8_t)round);
        *offset += 1;
    }
    const double mean_ms = (double)(cp_clock_steady_ms() - begun_ms) / rounds;
    const char *stats =
        strstr(private_redis_ask(&stage->redis, "INFO", "commandstats", NULL), "cmdstat_evalsha");
    double server_us = 0;
    (void)sscanf(strstr(stats, "usec_per_call="), "usec_per_call=%lf", &server_us);
    print_message("  %s: %d commits, mean %.3f ms, of which Redis is blocked %.3f ms\n", label,
                  rounds, mean_ms, server_us / 1000);
}

static void small_and_large_batches_are_committed(void **state)
{
    struct ledger_stage *stage = ledger_stage_of(state);
    const struct cp_token token = stage_claim(stage->ledger, 0).token;
    int64_t offset = 0;
    commit_and_print(stage, "1 KB", &token, &offset, 500, 1000, 0);
    commit_and_print(stage, "1 KB with an id", &token, &offset, 500, 1000, 1);
    commit_and_print(stage, "832 KiB, 18,000 ids", &token, &offset, 10, CP_CELLS_MAX, 18000);
    char length[32];
    (void)snprintf(length, sizeof(length), "%lld", (long long)offset);
    assert_string_equal(ledger_stage_ask(stage, "XLEN", "log", NULL, NULL), length);
    const struct cp_claim claim = stage_claim(stage->ledger, 0);
    assert_int_equal(claim.offset, offset);
    assert_int_equal(claim.ids_count, 510);
}

int main(void)
{
#define ON_A_STAGE(test)                                                                           \
    cmocka_unit_test_setup_teardown(test, ledger_stage_open, ledger_stage_close)
    const struct CMUnitTest tests[] = {
        ON_A_STAGE(a_first_claim_finds_nothing_and_makes_the_state),
        ON_A_STAGE(what_was_committed_is_found_whole_by_the_next_claim),
        ON_A_STAGE(chunks_grow_and_a_dropped_day_goes_with_its_keys),
        ON_A_STAGE(the_same_batch_again_is_already_there_and_changes_nothing),
        ON_A_STAGE(whoever_claimed_last_may_commit_and_nobody_else),
        ON_A_STAGE(one_stale_partition_of_three_keeps_all_from_being_written),
        ON_A_STAGE(a_redis_set_back_fences_the_next_commit_and_claims_step_back),
        ON_A_STAGE(an_emptied_redis_fences_the_next_commit_and_claims_find_nothing),
        ON_A_STAGE(a_reply_that_got_lost_is_asked_for_until_it_comes),
        ON_A_STAGE(a_batch_is_with_redis_before_anybody_waits_for_its_answer),
        ON_A_STAGE(a_wish_to_stop_ends_the_wait_but_not_the_first_try),
        ON_A_STAGE(scripts_that_the_server_forgot_are_loaded_again),
        ON_A_STAGE(no_memory_writes_nothing_and_the_batch_goes_through_later),
        ON_A_STAGE(a_commit_that_meets_a_damage_names_it_and_writes_nothing),
        ON_A_STAGE(a_value_edited_by_hand_is_found_by_the_claim_and_named),
        ON_A_STAGE(a_field_that_went_missing_is_still_missed_after_the_next_commit),
        ON_A_STAGE(a_key_of_another_type_is_found_by_the_claim),
        ON_A_STAGE(a_claim_that_is_overtaken_while_it_reads_begins_again),
        ON_A_STAGE(small_and_large_batches_are_committed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
