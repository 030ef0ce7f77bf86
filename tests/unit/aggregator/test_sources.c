#include "sources.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

static struct cp_event event_of(const char *source, uint64_t number)
{
    struct cp_event event = {.source_seq = number};
    (void)snprintf(event.source, sizeof(event.source), "%s", source);
    return event;
}

static struct cp_source_line *line_of(struct cp_sources *sources, const char *source)
{
    const struct cp_event event = event_of(source, 0);
    const size_t line = cp_sources_find(sources, 3, &event); /* may move the lines */
    return &sources->lines[line];
}

static void the_first_64_names_have_a_line_and_the_rest_share_one(void **state)
{
    (void)state;
    struct cp_sources sources;
    cp_sources_init(&sources);
    assert_string_equal(line_of(&sources, CP_SOURCE_NONE)->source, CP_SOURCE_NONE);
    for (int i = 0; i < 100; i++) {
        char name[16];
        (void)snprintf(name, sizeof(name), "sag-%d", i);
        const struct cp_source_line *line = line_of(&sources, name);
        assert_string_equal(line->source, i < 64 ? name : CP_SOURCE_OTHER);
        assert_int_equal(line->partition, 3);
    }
    assert_int_equal(sources.count, CP_SOURCES_PER_PARTITION);
    assert_string_equal(line_of(&sources, "sag-0")->source, "sag-0");
    assert_string_equal(line_of(&sources, "sag-99")->source, CP_SOURCE_OTHER);
    assert_int_equal(cp_sources_find(&sources, 3, NULL), 0);
    cp_sources_done(&sources);
}

/* Whatever finds a line quickly looks at the beginning of a name only. */
static void names_that_begin_alike_keep_their_lines(void **state)
{
    (void)state;
    struct cp_sources sources;
    cp_sources_init(&sources);
    for (int i = 0; i < 300; i++) {
        char name[CP_SOURCE_MAX + 1];
        (void)snprintf(name, sizeof(name), "the same case system in all places, number %d", i % 60);
        assert_string_equal(line_of(&sources, name)->source, name);
    }
    assert_int_equal(sources.count, 60);
    cp_sources_done(&sources);
}

static void restored_names_keep_their_places(void **state)
{
    (void)state;
    struct cp_sources sources;
    cp_sources_init(&sources);
    for (int i = 0; i < 63; i++) {
        struct cp_source_line line = {.partition = 3};
        (void)snprintf(line.source, sizeof(line.source), "sag-%d", i);
        cp_sources_restore(&sources, &line);
    }
    struct cp_source_line ours = {.partition = 3, .source = CP_SOURCE_OTHER, .last_arrival_ms = 9};
    cp_sources_restore(&sources, &ours);
    assert_string_equal(line_of(&sources, "one-more")->source, "one-more");
    assert_string_equal(line_of(&sources, "two-more")->source, CP_SOURCE_OTHER);
    assert_int_equal(line_of(&sources, "two-more")->last_arrival_ms, 9);
    cp_sources_done(&sources);
}

static void book(struct cp_source_line *line, enum cp_verdict verdict, uint64_t number)
{
    const struct cp_event event = event_of(line->source, number);
    const bool is_refused = verdict == CP_VERDICT_MALFORMED;
    cp_source_line_book(line, verdict, is_refused ? CP_REASON_MALFORMED_POINTS : CP_REASON_NONE,
                        &event, 100);
}

static void numbers_are_of_records_that_are_not_malformed(void **state)
{
    (void)state;
    struct cp_source_line line = {.source = "opera", .last_arrival_ms = INT64_MIN};
    book(&line, CP_VERDICT_COUNTED, 0); /* without a number */
    assert_int_equal(line.first, 0);
    book(&line, CP_VERDICT_COUNTED, 20);
    book(&line, CP_VERDICT_RETRACTED, 21);
    book(&line, CP_VERDICT_DUPLICATE, 7);
    book(&line, CP_VERDICT_UNSUPPORTED, 30);
    book(&line, CP_VERDICT_MALFORMED, 1);
    book(&line, CP_VERDICT_MALFORMED, 99);
    assert_int_equal(line.first, 7);
    assert_int_equal(line.last, 30);
    assert_int_equal(line.sequenced, 2);
    assert_int_equal(line.verdicts[CP_VERDICT_COUNTED], 2);
    assert_int_equal(line.verdicts[CP_VERDICT_MALFORMED], 2);
    assert_int_equal(line.refused[CP_REASON_MALFORMED_POINTS], 2);
    assert_int_equal(line.refused[CP_REASON_NONE], 0);
    assert_int_equal(line.last_arrival_ms, 100);
    cp_source_line_book(&line, CP_VERDICT_MALFORMED, CP_REASON_MALFORMED_EMPTY, NULL, 50);
    assert_int_equal(line.last_arrival_ms, 50); /* the last, not the latest */
}

static void lines_of_several_senders_have_no_numbers(void **state)
{
    (void)state;
    struct cp_source_line other = {.source = CP_SOURCE_OTHER};
    struct cp_source_line none = {.source = CP_SOURCE_NONE};
    book(&other, CP_VERDICT_COUNTED, 5);
    book(&none, CP_VERDICT_COUNTED, 5);
    assert_int_equal(other.first + other.last + (uint64_t)other.sequenced, 0);
    assert_int_equal(none.first + none.last + (uint64_t)none.sequenced, 0);
    assert_int_equal(none.verdicts[CP_VERDICT_COUNTED], 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_64_names_have_a_line_and_the_rest_share_one),
        cmocka_unit_test(names_that_begin_alike_keep_their_lines),
        cmocka_unit_test(restored_names_keep_their_places),
        cmocka_unit_test(numbers_are_of_records_that_are_not_malformed),
        cmocka_unit_test(lines_of_several_senders_have_no_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
