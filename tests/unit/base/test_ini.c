#include "casepulse/base/ini.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "casepulse/base/memory.h"

/* Each entry as "line|section number|section|key|value", one a line. */
struct seen {
    char text[4096];
    size_t used;
    const char *stop_at; /* a key at which the handler gives up */
};

static enum cp_status see(void *context, const struct cp_ini_entry *entry,
                          struct cp_failure *out_failure)
{
    struct seen *seen = context;
    if (seen->stop_at != NULL && strcmp(entry->key, seen->stop_at) == 0) {
        return cp_fail(out_failure, CP_USAGE, "%s:%d: enough", entry->file, entry->line);
    }
    seen->used += (size_t)snprintf(seen->text + seen->used, sizeof(seen->text) - seen->used,
                                   "%d|%d|%s|%s|%.40s\n", entry->line, entry->section_number,
                                   entry->section, entry->key, entry->value);
    assert_true(seen->used < sizeof(seen->text));
    return CP_OK;
}

static char path[64];

static enum cp_status read_text(const char *text, struct seen *seen, struct cp_failure *failure)
{
    (void)snprintf(path, sizeof(path), "%s", "/tmp/casepulse-ini-XXXXXX");
    const int file = mkstemp(path);
    assert_true(file >= 0);
    assert_int_equal(write(file, text, strlen(text)), strlen(text));
    assert_int_equal(close(file), 0);
    const enum cp_status status = cp_ini_read(path, see, seen, failure);
    assert_int_equal(unlink(path), 0);
    return status;
}

static void check_entries(const char *text, const char *expected)
{
    struct seen seen = {.used = 0};
    struct cp_failure failure = {0};
    const enum cp_status status = read_text(text, &seen, &failure);
    if (status != CP_OK) {
        fail_msg("%s", failure.text);
    }
    assert_string_equal(seen.text, expected);
}

static void entries_come_with_line_and_section(void **state)
{
    (void)state;
    check_entries("# settings\n"
                  "\n"
                  "early = 1\n"
                  "[kafka]\n"
                  "bootstrap.servers = a:1,b:2\n"
                  "; a comment\n"
                  "[redis]\n"
                  "\n"
                  "  url =  redis://x  \n",
                  "3|0||early|1\n"
                  "5|1|kafka|bootstrap.servers|a:1,b:2\n"
                  "9|2|redis|url|redis://x\n");
}

static void a_section_may_come_again_and_is_told_apart(void **state)
{
    (void)state;
    check_entries("[event A]\nx = 1\n[event A]\nx = 2\n[event B]\nx = 3\n",
                  "2|1|event A|x|1\n4|2|event A|x|2\n6|3|event B|x|3\n");
}

static void a_value_runs_to_the_end_of_its_line(void **state)
{
    (void)state;
    check_entries("[s]\na = 1 ; not a comment\nb = x # y\nc = \"quoted, kept\"\nd =\ne = a=b\n",
                  "2|1|s|a|1 ; not a comment\n3|1|s|b|x # y\n4|1|s|c|\"quoted, kept\"\n"
                  "5|1|s|d|\n6|1|s|e|a=b\n");
}

static void an_indented_line_does_not_continue_the_one_before(void **state)
{
    (void)state;
    check_entries("[s]\na = 1\n   b = 2\n", "2|1|s|a|1\n3|1|s|b|2\n");
}

static void line_ends_of_windows_and_a_missing_last_one_are_fine(void **state)
{
    (void)state;
    check_entries("[s]\r\na = 1\r\nb = 2", "2|1|s|a|1\n3|1|s|b|2\n");
    check_entries("", "");
    check_entries("# only a comment", "");
}

static void a_byte_order_mark_hides_no_section(void **state)
{
    (void)state;
    check_entries("\xEF\xBB\xBF[s]\na = 1\n", "2|1|s|a|1\n");
}

/* Longer than what is allocated at first, so that it is read in pieces. */
static void the_lines_after_a_long_one_keep_their_numbers(void **state)
{
    (void)state;
    const size_t size = 20000;
    char *text = cp_allocate(size + 100, 1);
    (void)strcpy(text, "[s]\nlong = ");
    memset(text + strlen(text), '[', size);
    (void)strcat(text, "\nb = 2\n");
    check_entries(text, "2|1|s|long|[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\n3|1|s|b|2\n");
    free(text);
}

/* Nothing behind the refused line is handed out. */
static void check_refusal(const char *text, int line, const char *before)
{
    struct seen seen = {.used = 0};
    struct cp_failure failure = {0};
    assert_int_equal(read_text(text, &seen, &failure), CP_CONFIGURATION);
    char place[96];
    (void)snprintf(place, sizeof(place), "%s:%d: ", path, line);
    if (strncmp(failure.text, place, strlen(place)) != 0) {
        fail_msg("\"%s\" does not begin with \"%s\"", failure.text, place);
    }
    assert_string_equal(seen.text, before);
}

static void a_line_that_is_nothing_is_refused_with_its_number(void **state)
{
    (void)state;
    check_refusal("[s]\na = 1\nnonsense\nb = 2\n", 3, "2|1|s|a|1\n");
    check_refusal("\n\n[unclosed\na = 1\n", 3, "");
    check_refusal("nonsense", 1, "");
}

static void a_line_beyond_the_limit_is_refused_with_its_number(void **state)
{
    (void)state;
    static const size_t sizes[] = {65000, 65200, 65535, 65536, 70000, 200000};
    static const char *const ends[] = {"", "\n", "\nb = 2\n"};
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]) * 3; i++) {
        char *text = cp_allocate(sizes[i / 3] + 100, 1);
        (void)strcpy(text, "[s]\na = 1\nlong = ");
        memset(text + strlen(text), 'x', sizes[i / 3]);
        (void)strcat(text, ends[i % 3]);
        check_refusal(text, 3, "2|1|s|a|1\n");
        free(text);
    }
}

static void the_handler_ends_the_reading_with_its_own_words(void **state)
{
    (void)state;
    struct seen seen = {.stop_at = "b"};
    struct cp_failure failure = {0};
    assert_int_equal(read_text("[s]\na = 1\nb = 2\nc = 3\n", &seen, &failure), CP_USAGE);
    assert_string_equal(seen.text, "2|1|s|a|1\n");
    assert_non_null(strstr(failure.text, ":3: enough"));
}

static void a_file_that_cannot_be_read_is_named(void **state)
{
    (void)state;
    struct seen seen = {.used = 0};
    struct cp_failure failure = {0};
    assert_int_equal(cp_ini_read("/nowhere/at/all.conf", see, &seen, &failure), CP_CONFIGURATION);
    assert_non_null(strstr(failure.text, "/nowhere/at/all.conf"));
}

static void a_folder_is_no_file_with_nothing_in_it(void **state)
{
    (void)state;
    struct seen seen = {.used = 0};
    struct cp_failure failure = {0};
    assert_int_equal(cp_ini_read("/", see, &seen, &failure), CP_CONFIGURATION);
    assert_non_null(strstr(failure.text, "/: "));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(entries_come_with_line_and_section),
        cmocka_unit_test(a_section_may_come_again_and_is_told_apart),
        cmocka_unit_test(a_value_runs_to_the_end_of_its_line),
        cmocka_unit_test(an_indented_line_does_not_continue_the_one_before),
        cmocka_unit_test(line_ends_of_windows_and_a_missing_last_one_are_fine),
        cmocka_unit_test(a_byte_order_mark_hides_no_section),
        cmocka_unit_test(the_lines_after_a_long_one_keep_their_numbers),
        cmocka_unit_test(a_line_that_is_nothing_is_refused_with_its_number),
        cmocka_unit_test(a_line_beyond_the_limit_is_refused_with_its_number),
        cmocka_unit_test(the_handler_ends_the_reading_with_its_own_words),
        cmocka_unit_test(a_file_that_cannot_be_read_is_named),
        cmocka_unit_test(a_folder_is_no_file_with_nothing_in_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
