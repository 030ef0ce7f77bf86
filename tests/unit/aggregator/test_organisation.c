#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "casepulse/aggregator/organisation.h"
#include "casepulse/aggregator/organisation_builder.h"
#include "casepulse/aggregator/organisation_change.h"
#include "casepulse/base/zone.h"
#include "sample.h"

#define ALWAYS INT32_MIN
#define FOR_GOOD CP_DAY_NONE

static int32_t date(int year, int month, int day)
{
    return cp_civil_to_day((struct cp_civil){.year = year, .month = month, .day = day});
}

static struct cp_short_text text(const char *bytes)
{
    struct cp_short_text made = {.size = (uint8_t)strlen(bytes)};
    memcpy(made.bytes, bytes, strlen(bytes) + 1);
    return made;
}

static struct cp_organisation_record administration(const char *code, uint8_t id, int32_t from,
                                                    int32_t to)
{
    return (struct cp_organisation_record){.kind = CP_ORGANISATION_ADMINISTRATION,
                                           .code = code,
                                           .unit = "",
                                           .id = id,
                                           .from_day = from,
                                           .to_day = to};
}

static struct cp_organisation_record unit(const char *name, const char *code, int32_t from,
                                          int32_t to)
{
    return (struct cp_organisation_record){
        .kind = CP_ORGANISATION_UNIT, .code = code, .unit = name, .from_day = from, .to_day = to};
}

static struct cp_organisation_record balance(const char *name, const char *code, int32_t day,
                                             int8_t group, int64_t amount)
{
    return (struct cp_organisation_record){.kind = CP_ORGANISATION_BALANCE,
                                           .code = code,
                                           .unit = name,
                                           .from_day = day,
                                           .to_day = CP_DAY_NONE,
                                           .amount = amount,
                                           .group = group};
}

static struct cp_organisation_record named(struct cp_organisation_record record,
                                           const char *name_da, const char *name_en)
{
    record.name_da = name_da;
    record.name_en = name_en;
    return record;
}

/* Lines are numbered from 2, as below a header. */
static enum cp_status build(const struct cp_organisation_record *records, size_t count,
                            struct cp_organisation **out_organisation,
                            struct cp_failure *out_failure)
{
    struct cp_organisation_builder *builder = cp_organisation_builder_create("city.csv");
    enum cp_status status = CP_OK;
    for (size_t i = 0; i < count && status == CP_OK; i++) {
        struct cp_organisation_record record = records[i];
        record.line = (int64_t)i + 2;
        status = cp_organisation_builder_add(builder, &record, out_failure);
    }
    if (status == CP_OK) {
        status = cp_organisation_builder_finish(builder, out_organisation, out_failure);
    }
    cp_organisation_builder_free(builder);
    return status;
}

static struct cp_organisation *built(const struct cp_organisation_record *records, size_t count)
{
    struct cp_organisation *organisation = NULL;
    struct cp_failure failure = {.text = ""};
    const enum cp_status status = build(records, count, &organisation, &failure);
    assert_string_equal(failure.text, "");
    assert_int_equal(status, CP_OK);
    return organisation;
}

static uint8_t place_of(const struct cp_organisation *organisation, const char *name, uint8_t sent,
                        int32_t day)
{
    const struct cp_row_key key = {.unit = text(name), .administration = sent};
    return cp_organisation_administration(organisation, &key, day);
}

static void without_a_file_the_sender_is_believed_if_it_names_one_of_the_seven(void **state)
{
    (void)state;
    const struct cp_organisation *none = cp_organisation_default();
    assert_int_equal(place_of(none, "u1", 7, 0), 7);
    assert_int_equal(place_of(none, "_none", 1, 0), 1);
    assert_int_equal(place_of(none, "u1", 0, 0), CP_ADMINISTRATION_UNKNOWN);
    assert_int_equal(place_of(none, "u1", 8, 0), CP_ADMINISTRATION_UNKNOWN);
    assert_int_equal(place_of(none, "u1", 255, 0), CP_ADMINISTRATION_UNKNOWN);
    assert_int_equal(cp_organisation_balance_day(none), CP_DAY_NONE);
    const struct cp_administration_key *keys = NULL;
    assert_int_equal(cp_organisation_administrations(none, &keys), 8);
    assert_string_equal(keys[0].code, "UNK");
    assert_string_equal(keys[7].code, "BIF");
    assert_string_equal(cp_organisation_name(none, 5, 0, false), "Social Services");
    assert_string_equal(cp_organisation_name(none, 5, 0, true), "Socialforvaltningen");
    assert_null(cp_organisation_name(none, 8, 0, true));
    const struct cp_short_text name = text("u1");
    assert_null(cp_organisation_unit_name(none, &name, 0, true));
}

static void a_unit_is_where_it_belongs_on_the_day_whatever_the_sender_says(void **state)
{
    (void)state;
    const int32_t moves = date(2026, 1, 1), ends = date(2030, 1, 1);
    const struct cp_organisation_record records[] = {
        unit("u2", "TMF", ALWAYS, FOR_GOOD),
        unit("u1", "SOF", moves, ends),
        unit("u1", "BIF", date(2020, 1, 1), moves),
    };
    struct cp_organisation *organisation = built(records, 3);
    assert_int_equal(place_of(organisation, "u1", 1, moves - 1), 7);
    assert_int_equal(place_of(organisation, "u1", 1, moves), 5);
    assert_int_equal(place_of(organisation, "u1", 1, ends - 1), 5);
    assert_int_equal(place_of(organisation, "u1", 1, ends), 1);
    assert_int_equal(place_of(organisation, "u1", 1, date(2019, 12, 31)), 1);
    assert_int_equal(place_of(organisation, "u1", 99, ends), CP_ADMINISTRATION_UNKNOWN);
    assert_int_equal(place_of(organisation, "u2", 1, 0), 6);
    assert_int_equal(place_of(organisation, "u3", 2, moves), 2);
    const struct cp_mapping *mappings = NULL;
    const struct cp_short_text name = text("u1");
    assert_int_equal(cp_organisation_mappings(organisation, &name, &mappings), 2);
    assert_int_equal(mappings[0].administration, 7);
    assert_int_equal(mappings[1].from_day, moves);
    const struct cp_short_text *units = NULL;
    assert_int_equal(cp_organisation_units(organisation, &units), 2);
    assert_string_equal(units[0].bytes, "u1");
    assert_string_equal(units[1].bytes, "u2");
    cp_organisation_free(organisation);
}

static void an_administration_of_the_file_counts_what_is_sent_to_its_number(void **state)
{
    (void)state;
    const struct cp_organisation_record records[] = {
        unit("u1", "NEW", ALWAYS, FOR_GOOD),
        administration("NEW", 40, ALWAYS, FOR_GOOD),
        administration("BIF", 7, ALWAYS, FOR_GOOD),
        administration("OLD", 9, ALWAYS, FOR_GOOD),
    };
    struct cp_organisation *organisation = built(records, 4);
    const struct cp_administration_key *keys = NULL;
    assert_int_equal(cp_organisation_administrations(organisation, &keys), 10);
    assert_string_equal(keys[8].code, "OLD");
    assert_string_equal(keys[9].code, "NEW");
    assert_int_equal(cp_organisation_place(organisation, 40), 9);
    assert_int_equal(cp_organisation_place(organisation, 41), -1);
    assert_int_equal(place_of(organisation, "u1", 0, 0), 40);
    assert_int_equal(place_of(organisation, "u2", 9, 0), 9);
    assert_int_equal(place_of(organisation, "u2", 10, 0), CP_ADMINISTRATION_UNKNOWN);
    cp_organisation_free(organisation);
}

static void a_name_is_that_of_its_day(void **state)
{
    (void)state;
    const int32_t renamed = date(2026, 1, 1);
    const struct cp_organisation_record records[] = {
        named(administration("BIF", 0, renamed, FOR_GOOD), "Ny", "New"),
        named(administration("NEW", 8, renamed, FOR_GOOD), "Senere", ""),
        named(administration("NEW", 8, date(2020, 1, 1), date(2021, 1, 1)), "Først", "First"),
        named(unit("u1", "BIF", date(2020, 1, 1), renamed), "Jobcenter", "Job centre"),
        named(unit("u1", "BIF", renamed, FOR_GOOD), "", "Work"),
        unit("u2", "BIF", ALWAYS, FOR_GOOD),
    };
    struct cp_organisation *organisation = built(records, 6);
    assert_string_equal(cp_organisation_name(organisation, 7, renamed - 1, false),
                        "Employment and Integration");
    assert_string_equal(cp_organisation_name(organisation, 7, renamed, false), "New");
    assert_string_equal(cp_organisation_name(organisation, 7, renamed, true), "Ny");
    assert_string_equal(cp_organisation_name(organisation, 6, renamed, true),
                        "Teknik- og Miljøforvaltningen");
    assert_string_equal(cp_organisation_name(organisation, 8, date(2019, 1, 1), true), "Først");
    assert_string_equal(cp_organisation_name(organisation, 8, date(2023, 1, 1), true), "Først");
    assert_string_equal(cp_organisation_name(organisation, 8, renamed, false), "Senere");
    const struct cp_short_text one = text("u1"), two = text("u2");
    assert_string_equal(cp_organisation_unit_name(organisation, &one, 0, true), "Jobcenter");
    assert_string_equal(cp_organisation_unit_name(organisation, &one, renamed, true), "Work");
    assert_null(cp_organisation_unit_name(organisation, &two, renamed, true));
    cp_organisation_free(organisation);
}

static void a_balance_stands_where_its_unit_belongs_on_the_balance_date(void **state)
{
    (void)state;
    const int32_t day = date(2013, 1, 1);
    const struct cp_organisation_record records[] = {
        balance("u1", "", day, -1, 10),   balance("", "BIF", day, -1, 50000),
        balance("u1", "OKF", day, 3, 20), balance("u9", "KFF", day, -1, 7),
        unit("u1", "SOF", day, FOR_GOOD), unit("u1", "BIF", ALWAYS, day),
    };
    struct cp_organisation *organisation = built(records, 6);
    const struct cp_balance *balances = NULL;
    assert_int_equal(cp_organisation_balance_day(organisation), day);
    assert_int_equal(cp_organisation_balances(organisation, &balances), 4);
    int64_t sums[8] = {0};
    for (int i = 0; i < 4; i++) {
        sums[balances[i].administration] += balances[i].amount;
        assert_int_equal(balances[i].group, balances[i].amount == 20 ? 3 : -1);
        assert_int_equal(balances[i].unit.size == 0, balances[i].amount == 50000);
    }
    assert_int_equal(sums[5], 30);
    assert_int_equal(sums[7], 50000);
    assert_int_equal(sums[2], 7);
    cp_organisation_free(organisation);
}

/* The last record is the one that the message must name. */
struct refusal {
    const char *part;
    size_t count;
    struct cp_organisation_record records[3];
};

static void expect_refusal(const struct refusal *refusal)
{
    struct cp_organisation *organisation = NULL;
    struct cp_failure failure = {.text = ""};
    char place[32];
    (void)snprintf(place, sizeof(place), "city.csv:%zu: ", refusal->count + 1);
    assert_int_equal(build(refusal->records, refusal->count, &organisation, &failure),
                     CP_CONFIGURATION);
    assert_null(organisation);
    if (strstr(failure.text, refusal->part) == NULL || strstr(failure.text, place) == NULL) {
        fail_msg("\"%s\" does not say \"%s\" of \"%s\"", failure.text, refusal->part, place);
    }
}

static void what_contradicts_itself_is_refused_at_the_later_line(void **state)
{
    (void)state;
    const int32_t day = date(2026, 1, 1);
    const struct refusal refusals[] = {
        {"overlap with those of line 2, from 2026-01-01 on",
         2,
         {unit("u1", "BIF", ALWAYS, FOR_GOOD), unit("u1", "SOF", day, FOR_GOOD)}},
        {"overlap with those of line 2, from 2026-01-01 on",
         2,
         {unit("u1", "SOF", day, FOR_GOOD), unit("u1", "BIF", ALWAYS, day + 1)}},
        {"overlap with those of line 2, from the beginning on",
         2,
         {unit("u1", "SOF", ALWAYS, day), unit("u1", "BIF", ALWAYS, FOR_GOOD)}},
        {"administration BIF: the dates overlap",
         2,
         {administration("BIF", 0, ALWAYS, FOR_GOOD), administration("BIF", 7, day, day + 1)}},
        {"code XYZ is unknown", 1, {unit("u1", "XYZ", ALWAYS, FOR_GOOD)}},
        {"code XYZ is unknown", 1, {balance("", "XYZ", day, -1, 1)}},
        {"code XYZ is new and has no number", 1, {administration("XYZ", 0, ALWAYS, FOR_GOOD)}},
        {"code XYZ has the number 8; found 9",
         2,
         {administration("XYZ", 8, ALWAYS, day), administration("XYZ", 9, day, FOR_GOOD)}},
        {"code BIF has the number 7; found 8", 1, {administration("BIF", 8, ALWAYS, FOR_GOOD)}},
        {"administration 7 is BIF; found the code XYZ",
         1,
         {administration("XYZ", 7, ALWAYS, FOR_GOOD)}},
        {"those from line 2 on are of 2026-01-01",
         2,
         {balance("", "BIF", day, -1, 1), balance("", "SOF", day + 1, -1, 1)}},
        {"a balance without a date", 1, {balance("", "BIF", ALWAYS, -1, 1)}},
        {"the first is in line 2",
         2,
         {balance("", "BIF", day, 3, 1), balance("", "BIF", day, 3, 2)}},
        {"the first is in line 3",
         3,
         {unit("u1", "BIF", ALWAYS, FOR_GOOD), balance("u1", "", day, -1, 1),
          balance("u1", "SOF", day, -1, 1)}},
        {"unit u1 belongs nowhere on the balance date",
         2,
         {unit("u1", "BIF", day + 1, FOR_GOOD), balance("u1", "", day, -1, 1)}},
    };
    for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++) {
        expect_refusal(&refusals[i]);
    }
}

static void what_is_misshapen_is_refused(void **state)
{
    (void)state;
    static char long_name[CP_ORGANISATION_NAME_MAX + 2];
    memset(long_name, 'x', sizeof(long_name) - 1);
    const int32_t day = date(2026, 1, 1);
    const struct refusal refusals[] = {
        {"must be three capital letters", 1, {administration("BI", 8, ALWAYS, FOR_GOOD)}},
        {"must be three capital letters", 1, {administration("BIFS", 8, ALWAYS, FOR_GOOD)}},
        {"must be three capital letters", 1, {administration("bif", 8, ALWAYS, FOR_GOOD)}},
        {"must be three capital letters", 1, {administration("BÆF", 8, ALWAYS, FOR_GOOD)}},
        {"must be three capital letters", 1, {unit("u1", "", ALWAYS, FOR_GOOD)}},
        {"must be three capital letters", 1, {balance("", "", day, -1, 1)}},
        {"the whole city", 1, {unit("u1", "ALL", ALWAYS, FOR_GOOD)}},
        {"belongs to no administration", 1, {balance("", "UNK", day, -1, 1)}},
        {"must be a letter or digit", 1, {unit("", "BIF", ALWAYS, FOR_GOOD)}},
        {"must be a letter or digit", 1, {unit("_none", "BIF", ALWAYS, FOR_GOOD)}},
        {"must be a letter or digit", 1, {unit("a b", "BIF", ALWAYS, FOR_GOOD)}},
        {"must be a letter or digit",
         1,
         {unit("a123456789012345678901234567890123456", "BIF", ALWAYS, FOR_GOOD)}},
        {"must be a letter or digit", 1, {balance("ø", "BIF", day, -1, 1)}},
        {"from 2026-01-01 to 2026-01-01 holds no day", 1, {unit("u1", "BIF", day, day)}},
        {"holds no day", 1, {administration("BIF", 7, day, day - 1)}},
        {"must be 0 or more", 1, {balance("", "BIF", day, -1, -1)}},
        {"name_da is 201 bytes long; allowed: 200",
         1,
         {named(unit("u1", "BIF", ALWAYS, FOR_GOOD), long_name, "")}},
        {"name_en has a control character",
         1,
         {named(administration("BIF", 0, ALWAYS, FOR_GOOD), "", "a\nb")}},
        {"name_da has a control character",
         1,
         {named(administration("BIF", 0, ALWAYS, FOR_GOOD), "a\xC2\x9F", "")}},
    };
    for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++) {
        expect_refusal(&refusals[i]);
    }
}

static void more_records_than_the_limit_are_refused(void **state)
{
    (void)state;
    struct cp_organisation_builder *builder = cp_organisation_builder_create("city.csv");
    struct cp_failure failure = {.text = ""};
    const struct cp_organisation_record record = administration("BIF", 7, ALWAYS, FOR_GOOD);
    for (int i = 0; i < CP_ORGANISATION_RECORDS_MAX; i++) {
        assert_int_equal(cp_organisation_builder_add(builder, &record, &failure), CP_OK);
    }
    assert_int_equal(cp_organisation_builder_add(builder, &record, &failure), CP_CONFIGURATION);
    assert_non_null(strstr(failure.text, "more than 65536 records"));
    cp_organisation_builder_free(builder);
}

static void assert_change(struct cp_organisation_change is, struct cp_organisation_change wanted)
{
    assert_int_equal(is.administrations_new, wanted.administrations_new);
    assert_int_equal(is.administrations_gone, wanted.administrations_gone);
    assert_int_equal(is.units_new, wanted.units_new);
    assert_int_equal(is.units_gone, wanted.units_gone);
    assert_int_equal(is.units_moved, wanted.units_moved);
    assert_int_equal(is.names, wanted.names);
    assert_int_equal(is.balances, wanted.balances);
}

static void what_another_file_changes_is_counted_by_kind(void **state)
{
    (void)state;
    const int32_t day = date(2026, 1, 1);
    const struct cp_organisation_record olds[] = {
        named(administration("BIF", 0, ALWAYS, FOR_GOOD), "Navn", ""),
        administration("OLD", 9, ALWAYS, FOR_GOOD),
        unit("gone", "BIF", ALWAYS, FOR_GOOD),
        unit("kept", "BIF", ALWAYS, FOR_GOOD),
        unit("moved", "BIF", ALWAYS, FOR_GOOD),
        named(unit("named", "BIF", ALWAYS, FOR_GOOD), "Navn", "Name"),
        balance("kept", "", day, -1, 1),
        balance("kept", "", day, 2, 1),
    };
    const struct cp_organisation_record news[] = {
        named(administration("BIF", 0, ALWAYS, FOR_GOOD), "Nyt navn", ""),
        administration("NEW", 8, ALWAYS, FOR_GOOD),
        administration("NYE", 200, ALWAYS, FOR_GOOD),
        unit("kept", "BIF", ALWAYS, FOR_GOOD),
        unit("moved", "BIF", ALWAYS, day),
        unit("moved", "SOF", day, FOR_GOOD),
        named(unit("named", "BIF", ALWAYS, FOR_GOOD), "Navn", "New name"),
        unit("new-1", "BIF", ALWAYS, FOR_GOOD),
        unit("new-2", "BIF", ALWAYS, FOR_GOOD),
        unit("new-3", "BIF", ALWAYS, FOR_GOOD),
        balance("kept", "", day, -1, 2),
        balance("", "BIF", day, 2, 1),
    };
    struct cp_organisation *before = built(olds, 8);
    struct cp_organisation *after = built(news, 12);
    assert_change(cp_organisation_compare(before, after),
                  (struct cp_organisation_change){.administrations_new = 2,
                                                  .administrations_gone = 1,
                                                  .units_new = 3,
                                                  .units_gone = 1,
                                                  .units_moved = 1,
                                                  .names = 2,
                                                  .balances = 3});
    assert_change(cp_organisation_compare(after, before),
                  (struct cp_organisation_change){.administrations_new = 1,
                                                  .administrations_gone = 2,
                                                  .units_new = 1,
                                                  .units_gone = 3,
                                                  .units_moved = 1,
                                                  .names = 2,
                                                  .balances = 3});
    cp_organisation_free(before);
    cp_organisation_free(after);
}

static void the_same_file_again_changes_nothing(void **state)
{
    (void)state;
    const struct cp_organisation_record records[] = {
        named(administration("BIF", 0, ALWAYS, FOR_GOOD), "Navn", ""),
        named(unit("u1", "BIF", ALWAYS, FOR_GOOD), "Navn", "Name"),
        balance("u1", "", date(2026, 1, 1), -1, 1),
    };
    struct cp_organisation *one = built(records, 3);
    struct cp_organisation *other = built(records, 3);
    assert_change(cp_organisation_compare(one, other), (struct cp_organisation_change){0});
    assert_change(cp_organisation_compare(cp_organisation_default(), cp_organisation_default()),
                  (struct cp_organisation_change){0});
    assert_change(cp_organisation_compare(cp_organisation_default(), one),
                  (struct cp_organisation_change){.units_new = 1, .names = 1, .balances = 1});
    cp_organisation_free(one);
    cp_organisation_free(other);
}

#define WALL_UNITS 4
#define WALL_DAYS 40
#define WALL_RECORDS_MAX 12

/* A calendar on the wall: whose each unit is on each day, 0 = nobody's. */
struct wall {
    uint8_t owner[WALL_UNITS][WALL_DAYS];
    bool is_taken_twice;
};

static void wall_take(struct wall *wall, int unit_number, uint8_t owner, int32_t from, int32_t to)
{
    for (int32_t day = from; day < to; day++) {
        wall->is_taken_twice |= wall->owner[unit_number][day] != 0;
        wall->owner[unit_number][day] = owner;
    }
}

/* Random mappings, some open at an end, in any order; as records and on the wall. */
static size_t random_mappings(uint64_t *random, struct cp_organisation_record *records,
                              struct wall *wall)
{
    static const char *const names[WALL_UNITS] = {"a", "ab", "b.1", "Z"};
    const size_t count = (size_t)sample_below(random, WALL_RECORDS_MAX + 1);
    for (size_t i = 0; i < count; i++) {
        const int number = (int)sample_below(random, WALL_UNITS);
        const uint8_t owner = (uint8_t)(1 + sample_below(random, CP_ADMINISTRATION_COUNT - 1));
        const int32_t from = (int32_t)sample_below(random, WALL_DAYS);
        const int32_t to = from + 1 + (int32_t)sample_below(random, WALL_DAYS / 8);
        const bool is_open = to >= WALL_DAYS;
        records[i] = unit(names[number], cp_administrations[owner].code, from == 0 ? ALWAYS : from,
                          is_open ? FOR_GOOD : to);
        wall_take(wall, number, owner, from, is_open ? WALL_DAYS : to);
    }
    return count;
}

static void assert_like_wall(const struct cp_organisation *organisation, const struct wall *wall)
{
    static const char *const names[WALL_UNITS] = {"a", "ab", "b.1", "Z"};
    for (int number = 0; number < WALL_UNITS; number++) {
        for (int32_t day = 0; day < WALL_DAYS; day++) {
            const uint8_t owner = wall->owner[number][day];
            assert_int_equal(place_of(organisation, names[number], 3, day), owner != 0 ? owner : 3);
        }
    }
}

static void random_mappings_are_taken_as_on_a_calendar_on_the_wall(void **state)
{
    (void)state;
    uint64_t random = sample_seed(__func__);
    int taken = 0, refused = 0;
    for (int round = 0; round < 2000; round++) {
        struct cp_organisation_record records[WALL_RECORDS_MAX];
        struct wall wall = {0};
        const size_t count = random_mappings(&random, records, &wall);
        struct cp_organisation *organisation = NULL;
        struct cp_failure failure = {.text = ""};
        const enum cp_status status = build(records, count, &organisation, &failure);
        assert_int_equal(status == CP_OK, !wall.is_taken_twice);
        if (status == CP_OK) {
            assert_like_wall(organisation, &wall);
        }
        cp_organisation_free(organisation);
        taken += status == CP_OK ? 1 : 0;
        refused += status == CP_OK ? 0 : 1;
    }
    assert_true(taken > 200 && refused > 200);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_a_file_the_sender_is_believed_if_it_names_one_of_the_seven),
        cmocka_unit_test(a_unit_is_where_it_belongs_on_the_day_whatever_the_sender_says),
        cmocka_unit_test(an_administration_of_the_file_counts_what_is_sent_to_its_number),
        cmocka_unit_test(a_name_is_that_of_its_day),
        cmocka_unit_test(a_balance_stands_where_its_unit_belongs_on_the_balance_date),
        cmocka_unit_test(what_contradicts_itself_is_refused_at_the_later_line),
        cmocka_unit_test(what_is_misshapen_is_refused),
        cmocka_unit_test(more_records_than_the_limit_are_refused),
        cmocka_unit_test(random_mappings_are_taken_as_on_a_calendar_on_the_wall),
        cmocka_unit_test(what_another_file_changes_is_counted_by_kind),
        cmocka_unit_test(the_same_file_again_changes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
