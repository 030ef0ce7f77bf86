/* The publisher's part of the ledger: load, read, lease and checkpoints. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "casepulse/aggregator/columns.h"
#include "casepulse/aggregator/codec.h"

#include "ledger_stage.h"

#define SEEN_MAX 4096

/* What a reader was given. */
struct seen {
    int columns_count;
    int checkpoint_count;
    int64_t checkpoint_n;
    size_t checkpoint_size;
    uint32_t checkpoint_sum;
    int entry_count;
    int64_t first_n, last_n;
    size_t bytes;
    struct cp_token nonces[SEEN_MAX];
    void (*on_checkpoint)(void *context); /* done once while the checkpoint is given */
    void *context;
};

static uint32_t sum_of(const uint8_t *bytes, size_t size)
{
    uint32_t sum = 0;
    for (size_t i = 0; i < size; i++) {
        sum = sum * 31 + bytes[i];
    }
    return sum;
}

static enum cp_status see_columns(void *context, const char *text, size_t size,
                                  struct cp_failure *out_failure)
{
    struct seen *seen = context;
    char own[CP_COLUMNS_TEXT_MAX];
    (void)out_failure;
    assert_int_equal(size, cp_columns_text(own));
    assert_memory_equal(text, own, size);
    seen->columns_count++;
    return CP_OK;
}

static enum cp_status see_checkpoint(void *context, int64_t n, const struct cp_token *nonce,
                                     const uint8_t *bytes, size_t size,
                                     struct cp_failure *out_failure)
{
    struct seen *seen = context;
    (void)out_failure;
    (void)nonce;
    seen->checkpoint_count++;
    seen->checkpoint_n = n;
    seen->checkpoint_size = size;
    seen->checkpoint_sum = sum_of(bytes, size);
    seen->entry_count = 0; /* a checkpoint begins everything anew */
    if (seen->on_checkpoint != NULL) {
        void (*call)(void *) = seen->on_checkpoint;
        seen->on_checkpoint = NULL;
        call(seen->context);
    }
    return CP_OK;
}

static enum cp_status see_entry(void *context, const struct cp_ledger_entry *entry,
                                struct cp_failure *out_failure)
{
    struct seen *seen = context;
    (void)out_failure;
    if (seen->entry_count > 0) {
        assert_int_equal(entry->n, seen->last_n + 1);
    } else {
        seen->first_n = entry->n;
    }
    assert_true(seen->entry_count < SEEN_MAX);
    seen->nonces[seen->entry_count++] = entry->nonce;
    seen->last_n = entry->n;
    seen->bytes += entry->batch.size;
    return CP_OK;
}

static struct cp_ledger_reader reader_of(struct seen *seen)
{
    *seen = (struct seen){.entry_count = 0};
    return (struct cp_ledger_reader){.context = seen,
                                     .on_columns = see_columns,
                                     .on_checkpoint = see_checkpoint,
                                     .on_entry = see_entry};
}

static enum cp_status load(struct ledger_stage *stage, struct seen *seen,
                           struct cp_failure *out_failure)
{
    const struct cp_ledger_reader reader = reader_of(seen);
    return cp_ledger_load(stage->ledger, &reader, out_failure);
}

static void load_well(struct ledger_stage *stage, struct seen *seen)
{
    struct cp_failure failure = {.text = ""};
    if (load(stage, seen, &failure) != CP_OK) {
        fail_msg("%s", failure.text);
    }
}

static bool read_on(struct ledger_stage *stage, int64_t n, uint8_t nonce, int count_max,
                    struct seen *seen)
{
    const struct cp_ledger_reader reader = reader_of(seen);
    const struct cp_token token = stage_token(nonce);
    struct cp_failure failure = {.text = ""};
    bool is_continuous = false;
    if (cp_ledger_read(stage->ledger, n, &token, count_max, &reader, &is_continuous, &failure) !=
        CP_OK) {
        fail_msg("%s", failure.text);
    }
    return is_continuous;
}

static bool hold(struct cp_ledger *ledger, uint8_t lease)
{
    const struct cp_token token = stage_token(lease);
    struct cp_failure failure = {.text = ""};
    bool is_held = false;
    if (cp_ledger_hold_lease(ledger, &token, &is_held, &failure) != CP_OK) {
        fail_msg("%s", failure.text);
    }
    return is_held;
}

static void drop(struct cp_ledger *ledger, uint8_t lease)
{
    const struct cp_token token = stage_token(lease);
    struct cp_failure failure = {.text = ""};
    if (cp_ledger_drop_lease(ledger, &token, &failure) != CP_OK) {
        fail_msg("%s", failure.text);
    }
}

static uint8_t *checkpoint_bytes(size_t size, uint8_t seed)
{
    uint8_t *bytes = malloc(size);
    for (size_t i = 0; i < size; i++) {
        bytes[i] = (uint8_t)(i * 7 + (i >> 9) + seed);
    }
    return bytes;
}

static bool switch_to(struct cp_ledger *ledger, uint8_t lease, int64_t n, uint8_t nonce,
                      size_t size)
{
    const struct cp_token lease_token = stage_token(lease);
    const struct cp_token nonce_token = stage_token(nonce);
    struct cp_failure failure = {.text = ""};
    uint8_t *bytes = checkpoint_bytes(size, (uint8_t)n);
    bool is_switched = false;
    if (cp_ledger_switch(ledger, &lease_token, n, &nonce_token, bytes, size, &is_switched,
                         &failure) != CP_OK) {
        fail_msg("%s", failure.text);
    }
    free(bytes);
    return is_switched;
}

static const char *keys_of_checkpoints(const struct ledger_stage *stage)
{
    return private_redis_ask(&stage->redis, "KEYS", "*:checkpoint:*", NULL);
}

/* Entries 1 to `count` with nonces 1 to `count`. */
static void fill_log(struct ledger_stage *stage, int count)
{
    const struct cp_token token = stage_claim(stage->ledger, 0).token;
    stage_commit_many(stage, &token, 0, count, 1);
}

static void an_empty_state_loads_as_nothing(void **state)
{
    struct ledger_stage *stage = ledger_stage_of(state);
    struct seen seen;
    load_well(stage, &seen);
    assert_int_equal(seen.columns_count + seen.checkpoint_count + seen.entry_count, 0);
    assert_true(read_on(stage, 0, 0, 100, &seen));
    (void)stage_claim(stage->ledger, 0);
    load_well(stage, &seen);
    assert_int_equal(seen.columns_count, 1);
    assert_int_equal(seen.checkpoint_count + seen.entry_count, 0);
}

static void a_log_is_loaded_in_order_and_read_on_from_its_end(void **state)
{
    struct ledger_stage *stage = ledger_stage_of(state);
    struct seen seen;
    fill_log(stage, 100);
    load_well(stage, &seen);
    assert_int_equal(seen.entry_count, 100);
    assert_int_equal(seen.first_n, 1);
    assert_int_equal(seen.last_n, 100);
    assert_int_equal(seen.nonces[41].bytes[3], 42);
    assert_true(read_on(stage, 100, 100, 10, &seen));
    assert_int_equal(seen.entry_count, 0);
    assert_true(read_on(stage, 90, 90, 1000, &seen));
    assert_int_equal(seen.first_n, 91);
    assert_int_equal(seen.last_n, 100);
    assert_true(read_on(stage, 0, 0, 13, &seen));
    assert_int_equal(seen.last_n, 13);
}

static void a_long_log_comes_in_pages(void **state)
{
    struct ledger_stage *stage = ledger_stage_of(state);
    struct seen seen;
    const struct cp_token token = stage_claim(stage->ledger, 0).token;
    for (int i = 0; i < 60; i++) {
        hand_batch_begin(stage->increments);
        hand_batch_head(stage->increments, 0, i, i + 1);
        hand_batch_weigh(stage->increments, i % 3 == 0 ? CP_CELLS_MAX : 100, (uint8_t)i);
        (void)stage_commit_well(stage->ledger, stage->increments, &token, (uint8_t)i);
    }
    (void)private_redis_ask(&stage->redis, "CONFIG", "RESETSTAT", NULL);
    load_well(stage, &seen);
    const char *calls = strstr(private_redis_ask(&stage->redis, "INFO", "commandstats", NULL),
                               "cmdstat_evalsha:calls=");
    assert_true(atoi(calls + strlen("cmdstat_evalsha:calls=")) >= 5); /* 9 MB, 1 to 4 a page */
    assert_int_equal(seen.entry_count, 60);
    assert_true(seen.bytes > 20 * CP_CELLS_MAX);
    assert_true(read_on(stage, 0, 0, 59, &seen));
    assert_int_equal(seen.last_n, 59);
}

static void a_lost_suffix_is_seen_when_the_log_grew_again(void **state)
{
    struct ledger_stage *stage = ledger_stage_of(state);
    struct seen seen;
    fill_log(stage, 5);
    ledger_stage_copy(stage);
    const struct cp_token lost = stage_claim(stage->ledger, 0).token;
    stage_commit_many(stage, &lost, 5, 3, 6);
    assert_true(read_on(stage, 8, 8, 10, &seen));
    ledger_stage_go_back(stage);
    assert_false(read_on(stage, 8, 8, 10, &seen)); /* shorter than where we stand */
    assert_int_equal(seen.entry_count, 0);
    const struct cp_token token = stage_claim(stage->ledger, 0).token;
    stage_commit_many(stage, &token, 5, 4, 106);
    assert_false(read_on(stage, 8, 8, 10, &seen)); /* long enough, but another entry */
    assert_true(read_on(stage, 5, 5, 10, &seen));  /* what was kept goes on */
    assert_int_equal(seen.last_n, 9);
}

static void a_hole_in_the_log_is_no_continuation_and_no_state(void **state)
{
    struct ledger_stage *stage = ledger_stage_of(state);
    struct seen seen;
    struct cp_failure failure;
    fill_log(stage, 9);
    assert_string_equal(ledger_stage_ask(stage, "XDEL", "log", "6-0", NULL), "1");
    assert_false(read_on(stage, 5, 5, 10, &seen));
    assert_int_equal(load(stage, &seen, &failure), CP_DATA);
    assert_non_null(strstr(failure.text, "log entry 6 is not there"));
}

static void one_at_a_time_holds_the_lease(void **state)
{
    struct ledger_stage *stage = ledger_stage_of(state);
    struct cp_ledger *other = ledger_stage_another(stage, NULL);
    assert_true(hold(stage->ledger, 1));
    assert_false(hold(other, 2));
    assert_true(hold(stage->ledger, 1));
    assert_string_equal(ledger_stage_ask(stage, "PEXPIRE", "lease", "1", NULL), "1");
    while (strcmp(ledger_stage_ask(stage, "EXISTS", "lease", NULL, NULL), "1") == 0) {
    }
    assert_true(hold(other, 2));
    assert_false(hold(stage->ledger, 1));
    assert_true(atol(ledger_stage_ask(stage, "PTTL", "lease", NULL, NULL)) > CP_LEASE_MS / 2);
    drop(stage->ledger, 1);
    assert_false(hold(stage->ledger, 1)); /* what is another's is not given back */
    drop(other, 2);
    assert_true(hold(stage->ledger, 1));
    cp_ledger_free(other);
}

static void a_checkpoint_replaces_the_log_below_it(void **state)
{
    struct ledger_stage *stage = ledger_stage_of(state);
    struct seen seen;
    fill_log(stage, 20);
    assert_true(hold(stage->ledger, 1));
    const size_t size = (5u << 19) + 17; /* two chunks and a half */
    assert_true(switch_to(stage->ledger, 1, 12, 12, size));
    load_well(stage, &seen);
    uint8_t *bytes = checkpoint_bytes(size, 12);
    assert_int_equal(seen.checkpoint_count, 1);
    assert_int_equal(seen.checkpoint_n, 12);
    assert_int_equal(seen.checkpoint_size, size);
    assert_int_equal(seen.checkpoint_sum, sum_of(bytes, size));
    free(bytes);
    assert_int_equal(seen.first_n, 13);
    assert_int_equal(seen.last_n, 20);
    assert_true(read_on(stage, 12, 12, 100, &seen)); /* entry 12 stayed */
    assert_int_equal(seen.entry_count, 8);
    assert_false(read_on(stage, 11, 11, 100, &seen));
    assert_string_equal(ledger_stage_ask(stage, "XLEN", "log", NULL, NULL), "9");
    /* And the next one replaces this. */
    assert_true(switch_to(stage->ledger, 1, 20, 20, 1000));
    load_well(stage, &seen);
    assert_int_equal(seen.checkpoint_n, 20);
    assert_int_equal(seen.entry_count, 0);
    char key[256];
    (void)snprintf(key, sizeof(key), "%s", keys_of_checkpoints(stage));
    assert_null(strchr(key, ' ')); /* only its own chunk is left, and it stays */
    assert_string_equal(private_redis_ask(&stage->redis, "PTTL", key, NULL), "-1");
    const struct cp_token token = stage_claim(stage->ledger, 0).token;
    stage_commit_many(stage, &token, 20, 1, 21);
    load_well(stage, &seen);
    assert_int_equal(seen.first_n, 21);
}

static void a_switch_that_may_not_be_leaves_nothing_behind(void **state)
{
    struct ledger_stage *stage = ledger_stage_of(state);
    struct seen seen;
    fill_log(stage, 20);
    assert_true(hold(stage->ledger, 1));
    assert_false(switch_to(stage->ledger, 2, 12, 12, 1000)); /* the lease is another's */
    assert_string_equal(keys_of_checkpoints(stage), "");
    assert_false(switch_to(stage->ledger, 1, 12, 13, 1000)); /* entry 12 is another one */
    assert_false(switch_to(stage->ledger, 1, 21, 21, 1000)); /* entry 21 is not there */
    assert_string_equal(keys_of_checkpoints(stage), "");
    assert_string_equal(ledger_stage_ask(stage, "XLEN", "log", NULL, NULL), "20");
    assert_true(switch_to(stage->ledger, 1, 12, 12, 1000));
    assert_false(switch_to(stage->ledger, 1, 12, 12, 1000)); /* no newer than the current one */
    (void)ledger_stage_ask(stage, "DEL", "lease", NULL, NULL);
    assert_false(switch_to(stage->ledger, 1, 15, 15, 1000));
    load_well(stage, &seen);
    assert_int_equal(seen.checkpoint_n, 12);
    assert_int_equal(seen.last_n, 20);
}

static void a_switch_whose_reply_got_lost_is_done_once(void **state)
{
    struct ledger_stage *stage = ledger_stage_of(state);
    struct seen seen;
    fill_log(stage, 8);
    assert_true(hold(stage->ledger, 1));
    struct cutting_proxy *proxy = ledger_stage_proxy(stage);
    struct cp_ledger *ledger = ledger_stage_another(stage, proxy->url);
    proxy->needle = "EVALSHA";
    atomic_store(&proxy->cuts_left, 1);
    assert_true(switch_to(ledger, 1, 6, 6, 3000));
    assert_int_equal(atomic_load(&proxy->cut_count), 1);
    load_well(stage, &seen);
    assert_int_equal(seen.checkpoint_n, 6);
    cp_ledger_free(ledger);
}

static void lose_lease(void *context)
{
    struct ledger_stage *stage = context;
    (void)ledger_stage_ask(stage, "DEL", "lease", NULL, NULL);
    assert_true(hold(stage->ledger, 9));
    assert_true(switch_to(stage->ledger, 9, 7, 7, 500));
}

static void whoever_is_overtaken_while_writing_a_checkpoint_does_no_harm(void **state)
{
    struct ledger_stage *stage = ledger_stage_of(state);
    struct seen seen;
    fill_log(stage, 8);
    assert_true(hold(stage->ledger, 1));
    struct cutting_proxy *proxy = ledger_stage_proxy(stage);
    struct cp_ledger *late = ledger_stage_another(stage, proxy->url);
    proxy->needle = "EVALSHA"; /* its chunks are written, its switch is on the way */
    proxy->context = stage;
    proxy->before = lose_lease;
    assert_false(switch_to(late, 1, 8, 8, 3000));
    load_well(stage, &seen);
    assert_int_equal(seen.checkpoint_n, 7);
    assert_int_equal(seen.checkpoint_size, 500);
    assert_int_equal(seen.last_n, 8);
    assert_null(strchr(keys_of_checkpoints(stage), ' '));
    cp_ledger_free(late);
}

static void switch_ahead(void *context)
{
    struct ledger_stage *stage = context;
    assert_true(switch_to(stage->ledger, 1, 8, 8, 500));
}

static void a_newer_checkpoint_is_not_replaced_by_an_older_one(void **state)
{
    struct ledger_stage *stage = ledger_stage_of(state);
    struct seen seen;
    fill_log(stage, 9);
    assert_true(hold(stage->ledger, 1));
    struct cutting_proxy *proxy = ledger_stage_proxy(stage);
    struct cp_ledger *late = ledger_stage_another(stage, proxy->url);
    proxy->needle = "EVALSHA";
    proxy->context = stage;
    proxy->before = switch_ahead; /* under the same lease */
    assert_false(switch_to(late, 1, 8, 8, 3000));
    load_well(stage, &seen);
    assert_int_equal(seen.checkpoint_size, 500);
    cp_ledger_free(late);
}

static void switch_behind(void *context)
{
    struct cp_ledger *other = context;
    assert_true(switch_to(other, 1, 15, 15, 700));
}

static void a_load_that_is_overtaken_by_a_switch_begins_again(void **state)
{
    struct ledger_stage *stage = ledger_stage_of(state);
    struct cp_ledger *other = ledger_stage_another(stage, NULL);
    struct seen seen;
    struct cp_failure failure;
    fill_log(stage, 20);
    assert_true(hold(stage->ledger, 1));
    assert_true(switch_to(stage->ledger, 1, 5, 5, 1000));
    const struct cp_ledger_reader reader = reader_of(&seen);
    seen.on_checkpoint = switch_behind;
    seen.context = other;
    assert_int_equal(cp_ledger_load(stage->ledger, &reader, &failure), CP_OK);
    assert_int_equal(seen.checkpoint_count, 2);
    assert_int_equal(seen.checkpoint_n, 15);
    assert_int_equal(seen.first_n, 16);
    assert_int_equal(seen.last_n, 20);
    cp_ledger_free(other);
}

/* `key` "checkpoint" stands for the first chunk. */
static const struct damage_row {
    const char *verb, *key, *first, *second;
    const char *named;
} load_damages[] = {
    {"HSET", "sys", "format", "2", "format: found \"2\", this program has \"1\""},
    {"HDEL", "sys", "format", NULL, "format: found \"\", this program has \"1\""},
    {"HSET", "sys", "fingerprint", "x", "settings that count: found \"x\""},
    {"HSET", "sys", "n", "19", "sys n does not fit its seal"},
    {"HDEL", "sys", "seal", NULL, "sys n does not fit its seal"},
    {"HSET", "sys", "columns:00000000", "0 0 x\n", "field columns:00000000 does not fit its name"},
    {"HSET", "sys", "checkpoint", "x", "sys field checkpoint fails its checksum"},
    {"HSET", "sys", "checkpoint",
     "0123456789abcdef 12 0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c 2 1500000 01234567 01234567",
     "sys field checkpoint fails its checksum"},
    {"HDEL", "sys", "checkpoint", NULL, "log entry 1 is not there"},
    {"DEL", "sys", NULL, NULL, "sys has no n, but there is a log"},
    {"SADD", "sys", "x", NULL, "sys is no hash"},
    {"SETRANGE", "checkpoint", "7", "xyz", "fails its checksum"},
    {"APPEND", "checkpoint", "x", NULL, "has 1048577 bytes, not 1048576"},
    {"DEL", "checkpoint", NULL, NULL, "is missing"},
    {"SADD", "checkpoint", "x", NULL, "holds a value of another type"},
    {"XDEL", "log", "12-0", NULL, "log entry 12 is not there"},
    {"XDEL", "log", "20-0", NULL, "log entry 20 is not there"},
    {"XTRIM", "log", "MAXLEN", "3", "log entry 12 is not there"},
    {"DEL", "log", NULL, NULL, "log entry 12 is not there"},
    {"SADD", "log", "x", NULL, "log is a set, not a stream"},
};

static void damage(struct ledger_stage *stage, const struct damage_row *row)
{
    char key[256];
    (void)snprintf(key, sizeof(key), "%s", row->key);
    if (strcmp(row->key, "checkpoint") == 0) {
        (void)snprintf(key, sizeof(key), "%s", keys_of_checkpoints(stage));
        char *first = strtok(key, " ");
        while (first[strlen(first) - 1] != '0') {
            first = strtok(NULL, " ");
        }
        memmove(key, first + strlen(STAGE_PREFIX), strlen(first + strlen(STAGE_PREFIX)) + 1);
    }
    if (strcmp(row->verb, "SADD") == 0) {
        (void)ledger_stage_ask(stage, "DEL", key, NULL, NULL);
    }
    assert_true(ledger_stage_ask(stage, row->verb, key, row->first, row->second)[0] != '-');
}

static void a_value_edited_by_hand_is_found_by_the_load_and_named(void **state)
{
    struct ledger_stage *stage = ledger_stage_of(state);
    for (size_t i = 0; i < sizeof(load_damages) / sizeof(load_damages[0]); i++) {
        const struct damage_row *row = &load_damages[i];
        struct cp_failure failure = {.text = ""};
        struct seen seen;
        (void)private_redis_ask(&stage->redis, "FLUSHALL", NULL);
        fill_log(stage, 20);
        assert_true(hold(stage->ledger, 1));
        assert_true(switch_to(stage->ledger, 1, 12, 12, 1500000));
        damage(stage, row);
        const enum cp_status status = load(stage, &seen, &failure);
        print_message("  %s %s %s: %s\n", row->verb, row->key, row->first ? row->first : "",
                      failure.text);
        assert_int_equal(status, CP_DATA);
        assert_non_null(strstr(failure.text, row->named));
    }
}

int main(void)
{
#define ON_A_STAGE(test)                                                                           \
    cmocka_unit_test_setup_teardown(test, ledger_stage_open, ledger_stage_close)
    const struct CMUnitTest tests[] = {
        ON_A_STAGE(an_empty_state_loads_as_nothing),
        ON_A_STAGE(a_log_is_loaded_in_order_and_read_on_from_its_end),
        ON_A_STAGE(a_long_log_comes_in_pages),
        ON_A_STAGE(a_lost_suffix_is_seen_when_the_log_grew_again),
        ON_A_STAGE(a_hole_in_the_log_is_no_continuation_and_no_state),
        ON_A_STAGE(one_at_a_time_holds_the_lease),
        ON_A_STAGE(a_checkpoint_replaces_the_log_below_it),
        ON_A_STAGE(a_switch_that_may_not_be_leaves_nothing_behind),
        ON_A_STAGE(a_switch_whose_reply_got_lost_is_done_once),
        ON_A_STAGE(whoever_is_overtaken_while_writing_a_checkpoint_does_no_harm),
        ON_A_STAGE(a_newer_checkpoint_is_not_replaced_by_an_older_one),
        ON_A_STAGE(a_load_that_is_overtaken_by_a_switch_begins_again),
        ON_A_STAGE(a_value_edited_by_hand_is_found_by_the_load_and_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
