#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "casepulse/base/zone.h"
#include "feeder/scratch.h"
#include "organisation_file.h"

#define HEADER "record,code,unit,administration,name_da,name_en,from,to,balance,group\n"

static struct cp_subjects subjects;
static struct cp_subjects no_subjects;

static int parse_subjects(void **state)
{
    (void)state;
    struct cp_failure failure = {.text = ""};
    const char *groups = "cash_benefit:32.24, aids:27.60";
    return cp_subjects_parse(groups, &subjects, &failure) == CP_OK ? 0 : -1;
}

static int32_t date(int year, int month, int day)
{
    return cp_civil_to_day((struct cp_civil){.year = year, .month = month, .day = day});
}

static enum cp_status load(const char *text, size_t size, const struct cp_subjects *groups,
                           struct cp_organisation **out_organisation,
                           struct cp_failure *out_failure)
{
    struct scratch scratch;
    scratch_init(&scratch);
    const char *path = scratch_write(&scratch, "city.csv", text, size);
    const enum cp_status status =
        cp_organisation_file_load(path, groups, out_organisation, out_failure);
    scratch_done(&scratch);
    return status;
}

static struct cp_organisation *loaded(const char *text)
{
    struct cp_organisation *organisation = NULL;
    struct cp_failure failure = {.text = ""};
    const enum cp_status status = load(text, strlen(text), &subjects, &organisation, &failure);
    assert_string_equal(failure.text, "");
    assert_int_equal(status, CP_OK);
    return organisation;
}

static void expect_refusal(const char *text, const char *part)
{
    struct cp_organisation *organisation = NULL;
    struct cp_failure failure = {.text = ""};
    assert_int_equal(load(text, strlen(text), &subjects, &organisation, &failure),
                     CP_CONFIGURATION);
    assert_null(organisation);
    assert_contains(failure.text, part);
}

static void a_file_says_who_belongs_where_since_when_and_with_how_many_cases(void **state)
{
    (void)state;
    struct cp_organisation *organisation = loaded(
        "\xEF\xBB\xBF" HEADER
        "administration,KLF,,8,Klimaforvaltningen,\"Climate, Urban Spaces\",2026-01-01,,,\r\n"
        "unit,BIF,u1,,Jobcenter,Job centre,,2026-01-01,,\n"
        "\n"
        "unit,KLF,u1,,,,2026-01-01,2030-01-01,,\n"
        "balance,,u1,,,,2013-01-01,,30000,\n"
        "balance,,u1,,,,2013-01-01,,3381,aids\n"
        "balance,SOF,,,,,2013-01-01,,0,other\n");
    const struct cp_row_key key = {.unit = {.size = 2, .bytes = "u1"}, .administration = 5};
    assert_int_equal(cp_organisation_administration(organisation, &key, date(2025, 12, 31)), 7);
    assert_int_equal(cp_organisation_administration(organisation, &key, date(2026, 1, 1)), 8);
    assert_int_equal(cp_organisation_administration(organisation, &key, date(2030, 1, 1)), 5);
    assert_string_equal(cp_organisation_name(organisation, 8, 0, false), "Climate, Urban Spaces");
    assert_string_equal(cp_organisation_unit_name(organisation, &key.unit, 0, true), "Jobcenter");
    assert_int_equal(cp_organisation_balance_day(organisation), date(2013, 1, 1));
    const struct cp_balance *balances = NULL;
    assert_int_equal(cp_organisation_balances(organisation, &balances), 3);
    assert_int_equal(balances[0].administration, 5);
    assert_int_equal(balances[1].group, CP_SUBJECT_NONE);
    assert_int_equal(balances[2].group, 1);
    assert_int_equal(balances[2].amount, 3381);
    cp_organisation_free(organisation);
}

static void no_file_is_the_organisation_built_in(void **state)
{
    (void)state;
    struct cp_organisation *organisation = NULL;
    struct cp_failure failure = {.text = ""};
    assert_int_equal(cp_organisation_file_load("", &subjects, &organisation, &failure), CP_OK);
    const struct cp_administration_key *keys = NULL;
    assert_int_equal(cp_organisation_administrations(organisation, &keys), 8);
    assert_string_equal(cp_organisation_name(organisation, 7, 0, false),
                        "Employment and Integration");
    assert_int_equal(cp_organisation_balance_day(organisation), CP_DAY_NONE);
    cp_organisation_free(organisation);
}

static void columns_may_stand_in_any_order_and_lack_where_nothing_fills_them(void **state)
{
    (void)state;
    struct cp_organisation *organisation = loaded("unit,record,code\nu1,unit,SOF\n");
    const struct cp_row_key key = {.unit = {.size = 2, .bytes = "u1"}};
    assert_int_equal(cp_organisation_administration(organisation, &key, 0), 5);
    cp_organisation_free(organisation);
}

/* What a row of the file cannot be, with what the message says; the row stands in line 2. */
static const struct {
    const char *row;
    const char *part;
} refused_rows[] = {
    {"units,BIF,u1,,,,,,,", ":2: record \"units\": must be administration, unit or balance"},
    {",BIF,u1,,,,,,,", ":2: record \"\": must be"},
    {"unit,BIF,u1,7,,,,,,", ":2: administration \"7\": must be empty in a record \"unit\""},
    {"unit,BIF,u1,,,,,,5,", ":2: balance \"5\": must be empty in a record \"unit\""},
    {"unit,BIF,u1,,,,,,,aids", ":2: group \"aids\": must be empty in a record \"unit\""},
    {"administration,BIF,u1,7,,,,,,", ":2: unit \"u1\": must be empty in a record \"administ"},
    {"balance,BIF,,,Navn,,2013-01-01,,5,", ":2: name_da \"Navn\": must be empty in a record \"b"},
    {"balance,BIF,,,,,2013-01-01,2014-01-01,5,", ":2: to \"2014-01-01\": must be empty"},
    {"unit,BIF,u1,,,,2013-02-29,,,", ":2: from \"2013-02-29\": must be a date like 2026-01-01"},
    {"unit,BIF,u1,,,,,1.1.2026,,", ":2: to \"1.1.2026\": must be a date"},
    {"unit,BIF,u1,,,,2026-01-01,2026-01-01,,", ":2: from 2026-01-01 to 2026-01-01 holds no day"},
    {"unit,XYZ,u1,,,,,,,", ":2: code XYZ is unknown"},
    {"unit,ALL,u1,,,,,,,", ":2: code \"ALL\": reserved"},
    {"balance,UNK,,,,,2013-01-01,,5,", ":2: code \"UNK\": reserved"},
    {"administration,XYZ,,,,,,,,", ":2: code XYZ is new and has no number"},
    {"administration,XYZ,,7,,,,,,", ":2: administration 7 is BIF; found the code XYZ"},
    {"administration,XYZ,,0,,,,,,", ":2: administration \"0\": must be the number that senders"},
    {"administration,XYZ,,256,,,,,,", ":2: administration \"256\": must be the number"},
    {"administration,XYZ,,8x,,,,,,", ":2: administration \"8x\": must be the number"},
    {"unit,BIF,_none,,,,,,,", ":2: unit \"_none\": must be a letter or digit"},
    {"unit,BIF,,,,,,,,", ":2: unit \"\": must be a letter or digit"},
    {"balance,BIF,,,,,,,5,", ":2: a balance without a date"},
    {"balance,BIF,,,,,2013-01-01,,,", ":2: balance \"\": must be a whole number"},
    {"balance,BIF,,,,,2013-01-01,,-5,", ":2: balance \"-5\": must be a whole number"},
    {"balance,BIF,,,,,2013-01-01,,5.5,", ":2: balance \"5.5\": must be a whole number"},
    {"balance,BIF,,,,,2013-01-01,,2147483648,", ":2: balance \"2147483648\": must be"},
    {"balance,BIF,,,,,2013-01-01,,5,aid",
     ":2: group \"aid\": must be empty, other, cash_benefit, aids"},
    {"balance,,u1,,,,2013-01-01,,5,", ":2: unit u1 belongs nowhere on the balance date"},
    {"unit,BIF,u1", ":2: found 3 columns; allowed: 10"},
    {"unit,BIF,\"u1,,,,,,,", ":2: the file ends within quotes"},
    {"unit,BIF,u1,,\xE6,,,,,", ":2: column 5, name_da: the bytes are not of the file's encoding, "
                               "UTF-8"},
    /* Two rows: the second is to blame. */
    {"unit,BIF,u1,,,,,,,\nunit,SOF,u1,,,,2026-01-01,,,", ":3: unit u1: the dates overlap"},
    {"unit,BIF,u1,,,,,,,\nunit,BIF,u1,,,,,,,", ":3: unit u1: the dates overlap"},
    {"administration,BIF,,,A,,,,,\nadministration,BIF,,,B,,,,,",
     ":3: administration BIF: the dates overlap"},
    {"administration,XYZ,,8,,,,,,\nadministration,XYW,,8,,,,,,",
     ":3: administration 8 is XYZ; found the code XYW"},
    {"balance,BIF,,,,,2013-01-01,,5,\nbalance,SOF,,,,,2014-01-01,,5,",
     ":3: a balance of 2014-01-01, but those from line 2 on are of 2013-01-01"},
    {"balance,BIF,,,,,2013-01-01,,5,\nbalance,BIF,,,,,2013-01-01,,6,other",
     ":3: a second balance of the same row and group; the first is in line 2"},
};

static void a_row_that_cannot_be_right_is_refused_with_its_line(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(refused_rows) / sizeof(refused_rows[0]); i++) {
        char text[512];
        (void)snprintf(text, sizeof(text), HEADER "%s\n", refused_rows[i].row);
        expect_refusal(text, refused_rows[i].part);
    }
}

static void a_header_that_cannot_be_right_is_refused(void **state)
{
    (void)state;
    expect_refusal("", "city.csv:1: the file is empty");
    expect_refusal("record,coed\n", ":1: there is no column \"coed\"; did you mean \"code\"?");
    expect_refusal("record,code,code\n", ":1: a second column \"code\"");
    expect_refusal("code,unit\n", ":1: the column \"record\" is missing");
    expect_refusal("record;code;unit\n", ":1: there is no column \"record;code;unit\"");
}

static void without_subject_groups_a_group_is_refused_with_the_setting_to_set(void **state)
{
    (void)state;
    static const char text[] = HEADER "balance,BIF,,,,,2013-01-01,,5,aids\n";
    struct cp_organisation *organisation = NULL;
    struct cp_failure failure = {.text = ""};
    assert_int_equal(load(text, sizeof(text) - 1, &no_subjects, &organisation, &failure),
                     CP_CONFIGURATION);
    assert_contains(failure.text, "count.subject_groups, which is empty");
}

static void a_missing_file_is_named(void **state)
{
    (void)state;
    struct cp_organisation *organisation = NULL;
    struct cp_failure failure = {.text = ""};
    assert_int_equal(
        cp_organisation_file_load("/nowhere/city.csv", &subjects, &organisation, &failure),
        CP_CONFIGURATION);
    assert_contains(failure.text, "/nowhere/city.csv: cannot be opened");
}

static void the_example_is_a_file_without_fault(void **state)
{
    (void)state;
    struct cp_organisation *organisation = NULL;
    struct cp_failure failure = {.text = ""};
    const enum cp_status status = cp_organisation_file_load(
        CASEPULSE_ROOT "/docs/example/organisation.csv", &subjects, &organisation, &failure);
    assert_string_equal(failure.text, "");
    assert_int_equal(status, CP_OK);
    cp_organisation_free(organisation);
}

static char *text_of(const char *path)
{
    FILE *file = fopen(path, "re");
    assert_non_null(file);
    char *text = calloc(1, 1 << 16);
    assert_non_null(text);
    assert_in_range(fread(text, 1, (1 << 16) - 1, file), 1, (1 << 16) - 2);
    assert_int_equal(fclose(file), 0);
    return text;
}

static void the_manual_shows_the_example_as_it_is(void **state)
{
    (void)state;
    char *example = text_of(CASEPULSE_ROOT "/docs/example/organisation.csv");
    char *manual = text_of(CASEPULSE_ROOT "/docs/ORGANISATION.md");
    assert_contains(manual, example);
    free(example);
    free(manual);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_says_who_belongs_where_since_when_and_with_how_many_cases),
        cmocka_unit_test(no_file_is_the_organisation_built_in),
        cmocka_unit_test(columns_may_stand_in_any_order_and_lack_where_nothing_fills_them),
        cmocka_unit_test(a_row_that_cannot_be_right_is_refused_with_its_line),
        cmocka_unit_test(a_header_that_cannot_be_right_is_refused),
        cmocka_unit_test(without_subject_groups_a_group_is_refused_with_the_setting_to_set),
        cmocka_unit_test(a_missing_file_is_named),
        cmocka_unit_test(the_example_is_a_file_without_fault),
        cmocka_unit_test(the_manual_shows_the_example_as_it_is),
    };
    return cmocka_run_group_tests(tests, parse_subjects, NULL);
}
