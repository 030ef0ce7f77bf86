#include "casepulse/base/nearest.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

static const char *const words[] = {"history_days", "horizon_days", "max_units", "skew_minutes",
                                    "url"};
#define WORDS (sizeof(words) / sizeof(words[0]))

static void a_misspelt_word_finds_the_nearest(void **state)
{
    (void)state;
    static const struct {
        const char *word, *nearest;
    } rows[] = {
        {"history_days", "history_days"},
        {"histroy_days", "history_days"},  /* two changed */
        {"history_day", "history_days"},   /* one dropped */
        {"historry_days", "history_days"}, /* one added */
        {"HORIZON_DAYS", "horizon_days"},  /* case aside */
        {"max-units", "max_units"},
        {"skewminutes", "skew_minutes"},
        {"uri", "url"},
        {"u", "url"},     /* two dropped: the most there may be */
        {"my_url", NULL}, /* three added */
        {"xurlx", "url"},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const char *nearest = cp_nearest_word(rows[i].word, words, WORDS);
        if (rows[i].nearest == NULL) {
            assert_null(nearest);
            continue;
        }
        assert_non_null(nearest);
        assert_string_equal(nearest, rows[i].nearest);
    }
}

static void a_word_too_far_from_all_finds_none(void **state)
{
    (void)state;
    assert_null(cp_nearest_word("bootstrap.servers", words, WORDS));
    assert_null(cp_nearest_word("abcde", words, WORDS));
    assert_null(cp_nearest_word("url", words, 0));
}

static void words_of_any_length_are_safe(void **state)
{
    (void)state;
    char longest[64];
    memset(longest, 'a', sizeof(longest) - 1);
    longest[63] = '\0';
    const char *const same[] = {longest};
    assert_ptr_equal(cp_nearest_word(longest, same, 1), longest);
    char longer[65];
    memset(longer, 'a', sizeof(longer) - 1);
    longer[64] = '\0';
    const char *const both[] = {longer};
    assert_null(cp_nearest_word(longer, both, 1));
    assert_null(cp_nearest_word(longest, both, 1));
    assert_null(cp_nearest_word("", same, 1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_misspelt_word_finds_the_nearest),
        cmocka_unit_test(a_word_too_far_from_all_finds_none),
        cmocka_unit_test(words_of_any_length_are_safe),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
