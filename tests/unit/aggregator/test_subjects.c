/* Subject groups: what the setting may say, and which group a code belongs to. */
#include "casepulse/aggregator/subjects.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "sample.h"

static struct cp_subjects parse(const char *text)
{
    struct cp_subjects subjects;
    struct cp_failure failure = {.text = ""};
    if (cp_subjects_parse(text, &subjects, &failure) != CP_OK) {
        fail_msg("%s: %s", text, failure.text);
    }
    return subjects;
}

static void nothing_configured_puts_all_outside(void **state)
{
    (void)state;
    const struct cp_subjects subjects = parse("  ");
    assert_int_equal(subjects.group_count, 0);
    assert_int_equal(cp_subjects_find(&subjects, "32.24.04"), CP_SUBJECT_NONE);
    assert_int_equal(cp_subjects_find(&subjects, ""), CP_SUBJECT_NONE);
}

static void the_longest_prefix_wins(void **state)
{
    (void)state;
    const struct cp_subjects subjects =
        parse("cash_benefit:32.24 32.30, aids:27.60 32.24.08,all:3");
    assert_int_equal(subjects.group_count, 3);
    assert_int_equal(cp_subjects_find(&subjects, "32.24.04"), 0);
    assert_int_equal(cp_subjects_find(&subjects, "32.30.00"), 0);
    assert_int_equal(cp_subjects_find(&subjects, "32.24.08"), 1);
    assert_int_equal(cp_subjects_find(&subjects, "27.60.99"), 1);
    assert_int_equal(cp_subjects_find(&subjects, "39.00.00"), 2);
    assert_int_equal(cp_subjects_find(&subjects, "27.61.00"), CP_SUBJECT_NONE);
    assert_int_equal(cp_subjects_find(&subjects, ""), CP_SUBJECT_NONE);
    assert_int_equal(cp_subjects_group(&subjects, "aids"), 1);
    assert_int_equal(cp_subjects_group(&subjects, "aid"), CP_SUBJECT_NONE);
}

static void the_canonical_text_is_read_again_as_the_same(void **state)
{
    (void)state;
    char text[CP_SUBJECTS_TEXT_MAX];
    const struct cp_subjects subjects = parse(" aids : 32.24.08\t27.60 ,cash_benefit:32.30 32.24");
    cp_subjects_text(&subjects, text);
    assert_string_equal(text, "aids:27.60 32.24.08, cash_benefit:32.24 32.30");
    const struct cp_subjects again = parse(text);
    assert_memory_equal(&again, &subjects, sizeof(subjects));
}

/* What is refused, and a piece of what is said. */
static const struct {
    const char *text, *says;
} refused[] = {
    {"aids", "name:prefix"},
    {":27.60", "name:prefix"},
    {"Aids:27.60", "name:prefix"},
    {"1aids:27.60", "name:prefix"},
    {"a23456789012345678901234567890123:27", "1 to 32"},
    {"other:27.60", "reserved"},
    {"unknown:27.60", "reserved"},
    {"aids:27.60, aids:28", "given twice"},
    {"aids:", "no prefix"},
    {"aids: , b:1", "no prefix"},
    {"aids:27.60,", "name:prefix"},
    {",aids:27.60", "name:prefix"},
    {"aids:27.60, b:27.60", "prefix 27.60 is given twice"},
    {"aids:27-60", "\"27-60\""},
    {"aids:27.60.041", "\"27.60.041\""},
    {"aids:2760", "\"2760\""},
};

static void what_cannot_be_meant_is_refused_and_named(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
        struct cp_subjects subjects;
        struct cp_failure failure = {.text = ""};
        assert_int_equal(cp_subjects_parse(refused[i].text, &subjects, &failure), CP_CONFIGURATION);
        if (strstr(failure.text, refused[i].says) == NULL) {
            fail_msg("%s: \"%s\" does not say %s", refused[i].text, failure.text, refused[i].says);
        }
    }
}

static void limits_are_kept_and_said(void **state)
{
    (void)state;
    char text[16384] = "";
    struct cp_subjects subjects;
    struct cp_failure failure;
    for (int group = 0; group < CP_SUBJECTS_MAX; group++) {
        (void)sprintf(text + strlen(text), "%sg%d:%02d.%02d", group > 0 ? "," : "", group, group,
                      group);
    }
    subjects = parse(text);
    assert_int_equal(subjects.group_count, CP_SUBJECTS_MAX);
    assert_int_equal(cp_subjects_find(&subjects, "31.31.31"), 31);
    (void)strcat(text, ",more:99");
    assert_int_equal(cp_subjects_parse(text, &subjects, &failure), CP_CONFIGURATION);
    assert_non_null(strstr(failure.text, "more than 32 subject groups"));
    (void)strcpy(text, "many:");
    for (int prefix = 0; prefix < CP_SUBJECT_PREFIXES_MAX; prefix++) {
        (void)sprintf(text + strlen(text), " %02d.%02d", prefix / 100, prefix % 100);
    }
    subjects = parse(text);
    assert_int_equal(cp_subjects_find(&subjects, "05.11.00"), 0);
    char canonical[CP_SUBJECTS_TEXT_MAX];
    cp_subjects_text(&subjects, canonical);
    assert_true(strlen(canonical) < sizeof(canonical));
    (void)strcat(text, " 99");
    assert_int_equal(cp_subjects_parse(text, &subjects, &failure), CP_CONFIGURATION);
    assert_non_null(strstr(failure.text, "more than 512 prefixes"));
}

/* Against the words of the rule: every prefix compared as a string, the longest kept. */
static void any_code_is_in_the_group_of_its_longest_prefix(void **state)
{
    (void)state;
    uint64_t random = sample_seed(__func__);
    char text[4096] = "";
    char prefixes[120][9];
    int groups[120];
    int count = 0;
    for (int group = 0; group < 4; group++) {
        (void)sprintf(text + strlen(text), "%sgroup_%d:", group > 0 ? "," : "", group);
        for (int i = 0; i < 30; i++) {
            char code[9];
            (void)sprintf(code, "%02d.%d%d.0%d", (int)sample_below(&random, 3),
                          (int)sample_below(&random, 3), (int)sample_below(&random, 3),
                          (int)sample_below(&random, 3));
            code[1 + sample_below(&random, 8)] = '\0';
            bool is_known = false;
            for (int known = 0; known < count; known++) {
                is_known = is_known || strcmp(prefixes[known], code) == 0;
            }
            if (!is_known) {
                (void)strcpy(prefixes[count], code);
                groups[count++] = group;
                (void)sprintf(text + strlen(text), " %s", code);
            }
        }
        (void)sprintf(text + strlen(text), " 9%d", group);
    }
    const struct cp_subjects subjects = parse(text);
    for (int i = 0; i < 3000; i++) {
        char code[9];
        (void)sprintf(code, "%02d.%d%d.0%d", (int)sample_below(&random, 4),
                      (int)sample_below(&random, 4), (int)sample_below(&random, 4),
                      (int)sample_below(&random, 4));
        size_t longest = 0;
        int expected = CP_SUBJECT_NONE;
        for (int known = 0; known < count; known++) {
            const size_t size = strlen(prefixes[known]);
            if (size > longest && strncmp(code, prefixes[known], size) == 0) {
                longest = size;
                expected = groups[known];
            }
        }
        assert_int_equal(cp_subjects_find(&subjects, code), expected);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_configured_puts_all_outside),
        cmocka_unit_test(the_longest_prefix_wins),
        cmocka_unit_test(the_canonical_text_is_read_again_as_the_same),
        cmocka_unit_test(what_cannot_be_meant_is_refused_and_named),
        cmocka_unit_test(limits_are_kept_and_said),
        cmocka_unit_test(any_code_is_in_the_group_of_its_longest_prefix),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
