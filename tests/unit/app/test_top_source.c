/* What `top` reads out of a Redis filled by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "private_redis.h"
#include "top_sample.h"
#include "top_source.h"

#define KEY(name) "casepulse:v1:{test}:" name

struct stage {
    struct private_redis redis;
    bool is_there;
    struct cp_reader *reader;
};

static void stage_fill(const struct private_redis *redis)
{
    static const char *const index[] = {"UNK", "BIF/unit-10", "ALL", "BIF/unit-2", "BIF/_none",
                                        "BIF", "ZZZ",         "OKF", "OKF/unit-1"};
    for (size_t at = 0; at < sizeof(index) / sizeof(index[0]); at++) {
        (void)private_redis_ask(redis, "SADD", KEY("index"), index[at], NULL);
    }
    (void)private_redis_ask(redis, "HSET", KEY("meta"), "seq", "5", "state", "live", NULL);
    (void)private_redis_ask(redis, "SET", KEY("heartbeat"), "1", NULL);
    (void)private_redis_ask(redis, "HSET", KEY("names:en"), "BIF/unit-2", "Second unit", NULL);
    (void)private_redis_ask(redis, "HSET", KEY("names:da"), "BIF/unit-2", "Anden enhed", NULL);
    (void)private_redis_ask(redis, "HSET", KEY("win:reportyear"), "label", "2012", NULL);
    (void)private_redis_ask(redis, "HSET", KEY("win:reportyear-prev"), "label", "2011", "covered",
                            "1", NULL);
    (void)private_redis_ask(redis, "HSET", KEY("fig:BIF/unit-2:reportyear"), "complaints", "427",
                            NULL);
    (void)private_redis_ask(redis, "HSET", KEY("fig:BIF/unit-2:reportyear-prev"), "complaints",
                            "504", NULL);
}

static int stage_open(void **state)
{
    struct stage *stage = calloc(1, sizeof(*stage));
    stage->is_there = private_redis_start(&stage->redis, NULL);
    if (stage->is_there) {
        const struct cp_redis_settings settings = {stage->redis.url, NULL, "test"};
        stage->reader = cp_reader_create(&settings);
        stage_fill(&stage->redis);
    }
    *state = stage;
    return 0;
}

static int stage_close(void **state)
{
    struct stage *stage = *state;
    if (stage->is_there) {
        cp_reader_free(stage->reader);
        private_redis_stop(&stage->redis);
    }
    free(stage);
    return 0;
}

static struct stage *stage_of(void **state)
{
    struct stage *stage = *state;
    if (!stage->is_there) {
        print_message("no redis-server on this machine\n");
        skip();
    }
    return stage;
}

static void read_rows(const struct stage *stage, const struct cp_top_choice *choice,
                      struct cp_top_source *source, const char *expected)
{
    struct cp_failure failure = {""};
    char names[256] = "";
    if (cp_top_source_read(source, stage->reader, choice, &failure) != CP_OK) {
        fail_msg("%s", failure.text);
    }
    for (size_t row = 0; row < source->view.row_count; row++) {
        (void)strcat(strcat(names, row == 0 ? "" : " "), source->view.rows[row].name);
    }
    assert_string_equal(names, expected);
}

static void codes_come_by_their_ids_and_units_by_their_numbers(void **state)
{
    const struct stage *stage = stage_of(state);
    struct cp_top_source source = {.shown_count = 0};
    struct cp_top_choice choice = top_sample_choice();
    read_rows(stage, &choice, &source, "ALL OKF BIF ZZZ UNK");
    (void)snprintf(choice.code, sizeof(choice.code), "BIF");
    read_rows(stage, &choice, &source, "BIF BIF/unit-2 BIF/unit-10 BIF/_none");
    (void)snprintf(choice.code, sizeof(choice.code), "BI");
    read_rows(stage, &choice, &source, "");
    cp_top_source_done(&source);
}

static void a_unit_is_shown_with_its_name_and_its_change(void **state)
{
    const struct stage *stage = stage_of(state);
    struct cp_top_source source = {.shown_count = 0};
    struct cp_top_choice choice = top_sample_choice();
    choice.against = CP_TOP_PREV;
    (void)snprintf(choice.code, sizeof(choice.code), "BIF");
    read_rows(stage, &choice, &source, "BIF BIF/unit-2 BIF/unit-10 BIF/_none");
    char *text = top_sample_text(&source.view, &choice, 300, NULL);
    top_sample_has(text, " unit-2   Second unit ");
    top_sample_has(text, "427 -77 -15.3%");
    free(text);
    choice.language = CP_TOP_DANISH;
    read_rows(stage, &choice, &source, "BIF BIF/unit-2 BIF/unit-10 BIF/_none");
    text = top_sample_text(&source.view, &choice, 300, NULL);
    top_sample_has(text, " unit-2   Anden enhed ");
    top_sample_has(text, "427 -77 -15,3%");
    free(text);
    cp_top_source_done(&source);
}

static void after_a_failure_the_last_reading_stays(void **state)
{
    struct stage *stage = stage_of(state);
    struct cp_top_source source = {.shown_count = 0};
    struct cp_top_choice choice = top_sample_choice();
    struct cp_failure failure;
    read_rows(stage, &choice, &source, "ALL OKF BIF ZZZ UNK");
    private_redis_restart(&stage->redis);
    assert_int_equal(cp_top_source_read(&source, stage->reader, &choice, &failure), CP_UNREACHABLE);
    assert_int_equal(source.view.row_count, 5);
    assert_string_equal(cp_values_text(&source.view.meta, "state"), "live");
    read_rows(stage, &choice, &source, "");
    cp_top_source_done(&source);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, stage_open, stage_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(codes_come_by_their_ids_and_units_by_their_numbers),
        TEST(a_unit_is_shown_with_its_name_and_its_change),
        TEST(after_a_failure_the_last_reading_stays),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
