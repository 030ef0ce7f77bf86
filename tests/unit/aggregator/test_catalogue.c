/* The names of the figures under a configuration. */
#include "casepulse/aggregator/catalogue.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

static void without_groups_the_rest_is_all_there_is(void **state)
{
    (void)state;
    struct cp_catalogue *catalogue = cp_catalogue_create(NULL);
    for (uint16_t counter = 0; counter < CP_COUNTER_COUNT; counter++) {
        const struct cp_counter_row *row = &cp_counters[counter];
        const char *id = cp_catalogue_counter_id(catalogue, counter);
        if (row->is_hidden || row->group != CP_GROUP_NONE) {
            assert_null(id);
            assert_null(cp_catalogue_counter_label(catalogue, counter, true));
        } else {
            assert_string_equal(id, row->id);
            assert_string_equal(cp_catalogue_counter_label(catalogue, counter, false),
                                row->label_en);
            assert_string_equal(cp_catalogue_counter_label(catalogue, counter, true),
                                row->label_da);
        }
    }
    for (uint16_t ratio = 0; ratio < CP_RATIO_COUNT; ratio++) {
        assert_true(cp_ratios[ratio].group == CP_GROUP_NONE ||
                    cp_catalogue_ratio_id(catalogue, ratio) == NULL);
    }
    cp_catalogue_free(catalogue);
}

static void groups_stand_under_their_names(void **state)
{
    (void)state;
    struct cp_subjects subjects;
    struct cp_failure failure;
    assert_int_equal(cp_subjects_parse("aids:27.60, cash_benefit:32.24", &subjects, &failure),
                     CP_OK);
    struct cp_catalogue *catalogue = cp_catalogue_create(&subjects);
    static const struct {
        uint16_t counter;
        const char *id, *label_en, *label_da;
    } rows[] = {
        {CP_COUNTER_COMPLAINTS_SUBJECT_0, "complaints.subject.aids",
         "Complaints: subject group aids", "Klager: emnegruppe aids"},
        {CP_COUNTER_COMPLAINTS_SUBJECT_1, "complaints.subject.cash_benefit",
         "Complaints: subject group cash_benefit", "Klager: emnegruppe cash_benefit"},
        {CP_COUNTER_COMPLAINTS_SUBJECT_2, NULL, NULL, NULL},
        {CP_COUNTER_COMPLAINTS_SUBJECT_31, NULL, NULL, NULL},
        {CP_COUNTER_ACTIVE_FLOW_SUBJECT_0, NULL, NULL, NULL},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (rows[i].id == NULL) {
            assert_null(cp_catalogue_counter_id(catalogue, rows[i].counter));
            continue;
        }
        assert_string_equal(cp_catalogue_counter_id(catalogue, rows[i].counter), rows[i].id);
        assert_string_equal(cp_catalogue_counter_label(catalogue, rows[i].counter, false),
                            rows[i].label_en);
        assert_string_equal(cp_catalogue_counter_label(catalogue, rows[i].counter, true),
                            rows[i].label_da);
    }
    cp_catalogue_free(catalogue);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_groups_the_rest_is_all_there_is),
        cmocka_unit_test(groups_stand_under_their_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
