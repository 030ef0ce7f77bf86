#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "casepulse/proto/verdict.h"

static void a_field_is_its_verdict_a_point_and_a_reason(void **state)
{
    (void)state;
    for (int reason = CP_REASON_NONE + 1; reason < CP_REASON_END; reason++) {
        const char *field = cp_reason_field((enum cp_reason)reason);
        const char *verdict = cp_verdict_text(cp_reason_verdict((enum cp_reason)reason));
        size_t size = strlen(verdict);
        assert_int_equal(strncmp(field, verdict, size), 0);
        assert_int_equal(field[size], '.');
        assert_true(strlen(field) > size + 1);
        assert_null(strchr(field + size + 1, '.'));
    }
}

static void no_two_reasons_share_a_field(void **state)
{
    (void)state;
    for (int one = CP_REASON_NONE + 1; one < CP_REASON_END; one++) {
        for (int other = one + 1; other < CP_REASON_END; other++) {
            assert_string_not_equal(cp_reason_field((enum cp_reason)one),
                                    cp_reason_field((enum cp_reason)other));
        }
    }
}

static void every_reason_says_what_it_means(void **state)
{
    (void)state;
    for (int reason = CP_REASON_NONE + 1; reason < CP_REASON_END; reason++) {
        const char *meaning = cp_reason_meaning((enum cp_reason)reason);
        assert_non_null(meaning);
        assert_true(strlen(meaning) > 10);
        assert_null(strchr(meaning, '\n'));
    }
}

static void the_verdicts_are_those_of_the_books_in_their_order(void **state)
{
    (void)state;
    static const char *const texts[] = {"counted",   "retracted",   "duplicate", "conflict",
                                        "malformed", "unsupported", "too_late",  "too_far_ahead"};
    assert_int_equal(CP_VERDICT_COUNT, sizeof(texts) / sizeof(texts[0]));
    for (int verdict = 0; verdict < CP_VERDICT_COUNT; verdict++) {
        assert_string_equal(cp_verdict_text((enum cp_verdict)verdict), texts[verdict]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_field_is_its_verdict_a_point_and_a_reason),
        cmocka_unit_test(no_two_reasons_share_a_field),
        cmocka_unit_test(every_reason_says_what_it_means),
        cmocka_unit_test(the_verdicts_are_those_of_the_books_in_their_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
