/* docs/REDIS.md against the tables it describes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "casepulse/aggregator/organisation.h"
#include "casepulse/aggregator/windows.h"
#include "casepulse/base/memory.h"
#include "casepulse/proto/verdict.h"

#include "fields.h"
#include "keys.h"

static char *manual;

static int read_manual(void **state)
{
    (void)state;
    FILE *file = fopen(CASEPULSE_MANUAL, "re");
    size_t capacity = 0;
    if (file == NULL || getdelim(&manual, &capacity, '\0', file) <= 0) {
        return -1;
    }
    return fclose(file);
}

static int free_manual(void **state)
{
    (void)state;
    free(manual);
    return 0;
}

/* The chapter from its heading to the next one of any level. */
static char *chapter(const char *heading)
{
    const char *begin = strstr(manual, heading);
    assert_non_null(begin);
    const char *end = strstr(begin + strlen(heading), "\n#");
    char *text = cp_copy_text(begin);
    if (end != NULL) {
        text[end - begin] = '\0';
    }
    return text;
}

static void assert_named(const char *text, const char *name)
{
    char quoted[128];
    (void)snprintf(quoted, sizeof(quoted), "`%s`", name);
    if (strstr(text, quoted) == NULL) {
        fail_msg("%s is missing in docs/REDIS.md", quoted);
    }
}

static size_t count_rows(const char *text)
{
    size_t rows = 0;
    for (const char *at = strstr(text, "\n| `"); at != NULL; at = strstr(at + 1, "\n| `")) {
        rows++;
    }
    return rows;
}

static void every_field_of_meta_has_its_row_and_no_other(void **state)
{
    (void)state;
    char *text = chapter("\n### meta");
#define X(name, field, kind, value) assert_named(text, field);
    CP_META_FIELDS(X)
#undef X
    assert_int_equal(count_rows(text), CP_META_COUNT);
    free(text);
}

static void every_field_of_win_has_its_row_and_no_other(void **state)
{
    (void)state;
    char *text = chapter("\n### win");
#define X(name, field, value) assert_named(text, field);
    CP_WIN_FIELDS(X)
#undef X
    assert_int_equal(count_rows(text), CP_WIN_COUNT);
    free(text);
}

static void every_field_of_the_books_is_named(void **state)
{
    (void)state;
    char *text = chapter("\n### books");
#define X(name, field) assert_named(text, field);
    CP_BOOKS_FIELDS(X)
#undef X
    for (int verdict = 0; verdict < CP_VERDICT_COUNT; verdict++) {
        assert_named(text, cp_verdict_text((enum cp_verdict)verdict));
    }
    free(text);
}

static void every_key_is_in_the_table_of_keys(void **state)
{
    (void)state;
    char *text = chapter("\n## Keys");
    static const char *const keys[] = {"fig:<ROW>:<window>",
                                       "win:<window>",
                                       "by:<figure>:<window>",
                                       "days:<CODE>:<figure>:<year>",
                                       "units:<CODE>",
                                       "names:da",
                                       "names:en",
                                       "snapshot:<window>",
                                       "hist:<CODE>",
                                       CP_KEY_OFFSETS,
                                       CP_KEY_BOOKS,
                                       CP_KEY_REFUSED,
                                       CP_KEY_META,
                                       CP_KEY_HEARTBEAT,
                                       CP_KEY_INDEX,
                                       CP_KEY_SOURCES,
                                       "source:<sender>",
                                       CP_KEY_UPDATES};
    for (size_t at = 0; at < sizeof(keys) / sizeof(keys[0]); at++) {
        assert_named(text, keys[at]);
    }
    assert_int_equal(count_rows(text), sizeof(keys) / sizeof(keys[0]));
    free(text);
}

static void every_code_and_period_is_named(void **state)
{
    (void)state;
    for (int id = 0; id < CP_ADMINISTRATION_COUNT; id++) {
        assert_named(manual, cp_administrations[id].code);
    }
    for (int window = 0; window < CP_WINDOW_COUNT; window++) {
        if (cp_windows[window].shift == CP_SHIFT_CURRENT || cp_windows[window].is_unit) {
            assert_named(manual, cp_windows[window].name);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_field_of_meta_has_its_row_and_no_other),
        cmocka_unit_test(every_field_of_win_has_its_row_and_no_other),
        cmocka_unit_test(every_field_of_the_books_is_named),
        cmocka_unit_test(every_key_is_in_the_table_of_keys),
        cmocka_unit_test(every_code_and_period_is_named),
    };
    return cmocka_run_group_tests(tests, read_manual, free_manual);
}
