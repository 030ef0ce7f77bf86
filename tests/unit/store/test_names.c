/* Rows as an organisation gives and names them, on a redis-server of their own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "casepulse/aggregator/organisation_builder.h"

#include "publication_stage.h"

#define DAY_BEFORE 20453 /* 2025-12-31 */
#define DAY_AFTER 20454

/* A unit that is renamed with the new year, another that never had a Danish name, and an eighth
 * administration. */
static struct cp_organisation *organisation_create(void)
{
    static const struct cp_organisation_record records[] = {
        {CP_ORGANISATION_ADMINISTRATION, 2, "ZZZ", "", 9, "Niende", "Ninth", INT32_MIN, CP_DAY_NONE,
         0, 0},
        {CP_ORGANISATION_UNIT, 3, "SOF", "voksne", 0, "Borgercenter Voksne", "Adults", INT32_MIN,
         DAY_AFTER, 0, 0},
        {CP_ORGANISATION_UNIT, 4, "SOF", "voksne", 0, "Voksencenter", "Grown-ups", DAY_AFTER,
         CP_DAY_NONE, 0, 0},
        {CP_ORGANISATION_UNIT, 5, "BIF", "jobs", 0, "", "Jobs", INT32_MIN, CP_DAY_NONE, 0, 0},
    };
    struct cp_organisation_builder *builder = cp_organisation_builder_create("organisation.csv");
    struct cp_organisation *organisation = NULL;
    struct cp_failure failure = {.text = ""};
    enum cp_status status = CP_OK;
    for (size_t at = 0; at < sizeof(records) / sizeof(records[0]) && status == CP_OK; at++) {
        status = cp_organisation_builder_add(builder, &records[at], &failure);
    }
    if (status != CP_OK ||
        cp_organisation_builder_finish(builder, &organisation, &failure) != CP_OK) {
        fail_msg("%s", failure.text);
    }
    cp_organisation_builder_free(builder);
    return organisation;
}

static void rows_are_called_what_they_are_called_on_that_day(void **state)
{
    struct stage *stage = stage_of(state);
    struct cp_organisation *organisation = organisation_create();
    (void)hand_picture_add_unit(stage->hand, 5, "voksne");
    (void)hand_picture_add_unit(stage->hand, 7, "jobs");
    (void)hand_picture_add_unit(stage->hand, 7, "unknown-to-the-file");
    (void)hand_picture_add_unit(stage->hand, 7, "_none");
    (void)hand_picture_add_unit(stage->hand, 7, "ALL");
    stage->hand->picture.organisation = organisation;
    stage->hand->picture.today = DAY_BEFORE;
    stage_tick(stage);
    assert_field(stage, "names:da", "SOF", "Socialforvaltningen");
    assert_field(stage, "names:en", "ALL", "The city");
    assert_field(stage, "names:da", "SOF/voksne", "Borgercenter Voksne");
    assert_field(stage, "names:en", "SOF/voksne", "Adults");
    assert_field(stage, "names:da", "BIF/jobs", "Jobs");
    assert_field(stage, "names:da", "BIF/_none", "Uden enhed");
    assert_field(stage, "names:da", "BIF/unknown-to-the-file", "(nil)");
    assert_field(stage, "names:da", "BIF/ALL", "(nil)"); /* a unit may call itself so */
    stage->hand->picture.today = DAY_AFTER;
    stage_tick(stage);
    assert_field(stage, "names:da", "SOF/voksne", "Voksencenter");
    assert_field(stage, "names:en", "SOF/voksne", "Grown-ups");
    stage->hand->picture.organisation = cp_organisation_default(); /* another file was read */
    stage->hand->rows[CP_WIDE_ALL].version++;
    stage_tick(stage);
    assert_field(stage, "names:da", "SOF/voksne", "(nil)");
    assert_field(stage, "names:da", "SOF", "Socialforvaltningen");
    assert_field(stage, "meta", "seq", "3");
    stage_tick(stage);
    assert_field(stage, "meta", "seq", "3");
    cp_organisation_free(organisation);
}

static void an_administration_of_the_file_has_its_row_everywhere(void **state)
{
    struct stage *stage = stage_of(state);
    struct cp_organisation *organisation = organisation_create();
    stage_tick(stage);
    hand_picture_organise(stage->hand, organisation);
    const size_t row = stage->hand->picture.wide_count - 1;
    stage->hand->picture.as_of_ms = 1767225600000;
    hand_picture_stretch(stage->hand, DAY_BEFORE - 9, DAY_BEFORE);
    hand_picture_count(stage->hand, row, CP_WINDOW_24H, CP_COUNTER_DECISIONS, 7);
    hand_picture_set_day(stage->hand, row, 0, DAY_BEFORE, 4);
    stage_tick(stage);
    assert_field(stage, "fig:ZZZ:24h", "decisions", "7");
    assert_field(stage, "by:decisions:24h", "ZZZ", "7");
    assert_field(stage, "by:decisions:24h", "BIF", "0");
    assert_field(stage, "days:ZZZ:inquiries:2025", "2025-12-31", "4");
    assert_field(stage, "names:en", "ZZZ", "Ninth");
    assert_string_equal(
        private_redis_ask(&stage->redis, "XLEN", "casepulse:v1:{test}:hist:ZZZ", NULL), "1");
    assert_non_null(strstr(
        private_redis_ask(&stage->redis, "GET", "casepulse:v1:{test}:snapshot:24h", NULL), "ZZZ"));
    cp_organisation_free(organisation);
}

static void a_unit_that_was_turned_away_says_so(void **state)
{
    struct stage *stage = stage_of(state);
    const size_t row = hand_picture_add_unit(stage->hand, 7, "one-too-many");
    stage_tick(stage);
    assert_field(stage, "fig:BIF/one-too-many:year", "incomplete", "(nil)");
    stage->hand->rows[row].is_incomplete = true;
    stage->hand->rows[row].version++;
    stage_tick(stage);
    assert_field(stage, "fig:BIF/one-too-many:year", "incomplete", "1");
    assert_field(stage, "fig:BIF/one-too-many:24h", "incomplete", "1");
    assert_field(stage, "fig:BIF/one-too-many:24h", "seq", "2");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, stage_open, stage_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(rows_are_called_what_they_are_called_on_that_day),
        TEST(an_administration_of_the_file_has_its_row_everywhere),
        TEST(a_unit_that_was_turned_away_says_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
