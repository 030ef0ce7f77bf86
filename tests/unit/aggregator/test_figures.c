/* The table of figures keeps what fold, picture and readers rely on. */
#include "casepulse/aggregator/figures.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "casepulse/aggregator/subjects.h"
#include "casepulse/proto/values.h"

static void ids_are_unique_and_found(void **state)
{
    (void)state;
    for (int i = 0; i < CP_COUNTER_COUNT; i++) {
        assert_int_equal(cp_counter_find(cp_counters[i].id), i);
        assert_int_equal(cp_ratio_find(cp_counters[i].id), -1);
    }
    for (int i = 0; i < CP_RATIO_COUNT; i++) {
        assert_int_equal(cp_ratio_find(cp_ratios[i].id), i);
        assert_int_equal(cp_counter_find(cp_ratios[i].id), -1);
    }
    assert_int_equal(cp_counter_find("no_such_counter"), -1);
    assert_int_equal(cp_ratio_find(""), -1);
}

/* A field in Redis, a part of a key and of a menu: lower case, digits, underscore, dots between. */
static void check_id(const char *id)
{
    assert_true(strlen(id) > 0 && strlen(id) <= 64);
    for (const char *at = id; *at != '\0'; at++) {
        const bool is_dot = *at == '.' && at != id && at[1] != '\0' && at[1] != '.';
        if (!is_dot && strchr("abcdefghijklmnopqrstuvwxyz0123456789_", *at) == NULL) {
            fail_msg("\"%s\" is no id", id);
        }
    }
    /* These endings belong to the parts of a ratio, these names to the row itself. */
    static const char *const taken[] = {".num", ".den", ".small"};
    for (size_t i = 0; i < sizeof(taken) / sizeof(taken[0]); i++) {
        const size_t length = strlen(taken[i]);
        assert_false(strlen(id) > length && strcmp(id + strlen(id) - length, taken[i]) == 0);
    }
    assert_string_not_equal(id, "seq");
    assert_string_not_equal(id, "incomplete");
}

static void ids_and_labels_can_be_published(void **state)
{
    (void)state;
    for (int i = 0; i < CP_COUNTER_COUNT; i++) {
        check_id(cp_counters[i].id);
        assert_true(strlen(cp_counters[i].label_en) > 2);
        assert_true(strlen(cp_counters[i].label_da) > 2);
    }
    for (int i = 0; i < CP_RATIO_COUNT; i++) {
        check_id(cp_ratios[i].id);
        assert_true(strlen(cp_ratios[i].label_en) > 2);
        assert_true(strlen(cp_ratios[i].label_da) > 2);
    }
}

static void labels_are_unique_in_each_language(void **state)
{
    (void)state;
    for (int i = 0; i < CP_COUNTER_COUNT; i++) {
        for (int j = i + 1; j < CP_COUNTER_COUNT; j++) {
            assert_string_not_equal(cp_counters[i].label_en, cp_counters[j].label_en);
            assert_string_not_equal(cp_counters[i].label_da, cp_counters[j].label_da);
        }
    }
}

static void the_rows_of_a_block_stand_together(void **state)
{
    (void)state;
    int counter = 0;
    for (uint8_t block = 0; block < CP_BLOCK_COUNT; block++) {
        assert_int_equal(cp_block_first(block), counter);
        assert_true(cp_block_width(block) <= CP_BLOCK_WIDTH_MAX);
        assert_true(cp_block_width(block) > 0);
        for (int column = 0; column < cp_block_width(block); column++) {
            assert_int_equal(cp_counters[counter].block, block);
            counter++;
        }
    }
    assert_int_equal(counter, CP_STORED_COUNT);
    for (; counter < CP_COUNTER_COUNT; counter++) {
        assert_int_equal(cp_counters[counter].block, CP_BLOCK_NONE);
        assert_int_not_equal(cp_counters[counter].kind, CP_STORED);
    }
}

/* docs/COUNTING.md: the counter of each event type, in the order of the types. */
static const char *const totals[] = {
    "inquiries",  "opened",     "reopened",  "closed",  "states",         "moved_in", "decisions",
    "complaints", "reassessed", "concluded", "appeals", "investigations", "reviews",  "retractions",
};

static void the_total_of_a_type_opens_its_block(void **state)
{
    (void)state;
    assert_int_equal(sizeof(totals) / sizeof(totals[0]), cp_value_count(CP_SET_EVENT));
    for (uint8_t type = 1; type < CP_EVENT_TYPE_END; type++) {
        assert_string_equal(cp_counters[cp_block_first(type)].id, totals[type - 1]);
    }
    assert_string_equal(cp_counters[cp_block_first(CP_BLOCK_LATE)].id, "rev");
}

static bool is_total(const char *id)
{
    for (size_t i = 0; i < sizeof(totals) / sizeof(totals[0]); i++) {
        if (strcmp(totals[i], id) == 0) {
            return true;
        }
    }
    return strcmp(id, "moved_out") == 0;
}

/* Every marked field of the contract, counted by value. */
static const struct {
    const char *counter, *field;
    enum cp_value_set set;
} by_value[] = {
    {"inquiries", "channel", CP_SET_CHANNEL},
    {"inquiries", "addressee", CP_SET_ADDRESSEE},
    {"states", "state", CP_SET_STATE},
    {"decisions", "result", CP_SET_DECISION},
    {"complaints", "kind", CP_SET_KIND},
    {"complaints", "body", CP_SET_BODY},
    {"complaints", "theme", CP_SET_THEME},
    {"complaint_points", "theme", CP_SET_THEME},
    {"omb_complaints", "kind", CP_SET_KIND},
    {"omb_complaints", "body", CP_SET_BODY},
    {"omb_complaints", "theme", CP_SET_THEME},
    {"omb_complaint_points", "theme", CP_SET_THEME},
    {"reassessed", "result", CP_SET_REASSESSMENT},
    {"concluded", "result", CP_SET_CONCLUSION},
    {"concluded", "body", CP_SET_BODY},
    {"concluded", "way", CP_SET_WAY},
    {"omb_concluded", "result", CP_SET_CONCLUSION},
    {"omb_concluded", "body", CP_SET_BODY},
    {"omb_concluded", "way", CP_SET_WAY},
    {"appeals", "outcome", CP_SET_OUTCOME},
    {"appeals", "board", CP_SET_BOARD},
    {"investigations", "cause", CP_SET_CAUSE},
    {"investigations", "reaction", CP_SET_REACTION},
    {"reviews", "reviewer", CP_SET_REVIEWER},
};

static void values_stand_in_their_order_with_unknown_first(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(by_value) / sizeof(by_value[0]); i++) {
        int first = -1;
        for (int value = 0; value <= cp_value_count(by_value[i].set); value++) {
            char id[96];
            (void)snprintf(id, sizeof(id), "%s.%s.%s", by_value[i].counter, by_value[i].field,
                           cp_value_text(by_value[i].set, value));
            const int counter = cp_counter_find(id);
            if (counter < 0) {
                fail_msg("there is no counter %s", id);
            }
            first = value == 0 ? counter : first;
            if (counter != first + value) {
                fail_msg("%s does not stand in the order of its values", id);
            }
            assert_int_equal(cp_counters[counter].block, cp_counters[first].block);
        }
    }
}

/* "<counter>.subject.<place of a group, or other>", or the error of a value or theme. */
static bool is_of_a_family(const struct cp_counter_row *row)
{
    static const char *const counters[] = {"inquiries.subject.", "decisions.subject.",
                                           "complaints.subject.", "omb_complaints.subject.",
                                           "active_cases.subject."};
    char id[96];
    for (size_t i = 0; i < sizeof(counters) / sizeof(counters[0]); i++) {
        (void)snprintf(id, sizeof(id), "%s%d", counters[i], row->group);
        if (row->group != CP_GROUP_NONE && strcmp(id, row->id) == 0) {
            return true;
        }
        (void)snprintf(id, sizeof(id), "%sother", counters[i]);
        if (row->group == CP_GROUP_NONE && strcmp(id, row->id) == 0) {
            return true;
        }
    }
    (void)snprintf(id, sizeof(id), "%s", row->id);
    char *error = strstr(id, ".error");
    if (error != NULL && strcmp(error, ".error") == 0) {
        *error = '\0';
        return cp_counter_find(id) >= 0;
    }
    const bool is_theme = strncmp(id, "errors.theme.", 13) == 0;
    return is_theme && (cp_value_find(CP_SET_THEME, id + 13) >= 0 || strcmp(id + 13, "delay") == 0);
}

/* No counter but totals, values and the few that docs/FIGURES.md adds. */
static void every_counter_is_in_the_dictionary(void **state)
{
    (void)state;
    static const char *const added[] = {
        "rev",
        "moved_out",
        "complaint_points",
        "complaints.kind.both",
        "complaints.kind.none",
        "complaints.theme.delay",
        "complaint_points.theme.delay",
        "concluded.treated",
        "concluded.criticism",
        "decisions.timed",
        "decisions.service",
        "decisions.service_3m",
        "decisions.service_6m",
        "decisions.with_deadline",
        "decisions.past_deadline",
        "active_cases",
        "backlog_3m",
        "backlog_6m",
    };
    for (int counter = 0; counter < CP_COUNTER_COUNT; counter++) {
        const char *id = cp_counters[counter].id;
        const char *plain = strncmp(id, "omb_", 4) == 0 ? id + 4 : id;
        bool is_known = is_total(plain) || cp_counters[counter].is_hidden;
        is_known = is_known || is_of_a_family(&cp_counters[counter]);
        for (size_t i = 0; i < sizeof(added) / sizeof(added[0]); i++) {
            is_known = is_known || strcmp(added[i], plain) == 0;
        }
        for (size_t i = 0; i < sizeof(by_value) / sizeof(by_value[0]); i++) {
            char before[96];
            (void)snprintf(before, sizeof(before), "%s.%s.", by_value[i].counter,
                           by_value[i].field);
            const size_t length = strlen(before);
            is_known = is_known || (strncmp(id, before, length) == 0 &&
                                    cp_value_find(by_value[i].set, id + length) >= 0);
        }
        if (!is_known) {
            fail_msg("%s is not in the dictionary", id);
        }
    }
}

static void headlines_are_few_and_hold_every_total(void **state)
{
    (void)state;
    assert_in_range(cp_headline_count(), sizeof(totals) / sizeof(totals[0]), CP_HEADLINE_MAX);
    int place = 0;
    for (uint16_t counter = 0; counter < CP_COUNTER_COUNT; counter++) {
        if (cp_counters[counter].is_headline) {
            assert_int_equal(cp_headline_counter(place), counter);
            place++;
        }
        if (is_total(cp_counters[counter].id)) {
            assert_true(cp_counters[counter].is_headline);
            assert_true(cp_counters[counter].is_unit);
        }
    }
    assert_int_equal(place, cp_headline_count());
}

static void units_have_about_sixty_figures(void **state)
{
    (void)state;
    int units = 0;
    for (int i = 0; i < CP_COUNTER_COUNT; i++) {
        units += cp_counters[i].is_unit;
    }
    for (int i = 0; i < CP_RATIO_COUNT; i++) {
        units += cp_ratios[i].is_unit;
    }
    assert_in_range(units, 40, 80);
}

/* Exactly what a unit's row must hold to be published. */
static void unit_places_are_those_published_and_the_terms_of_ratios(void **state)
{
    (void)state;
    bool is_kept[CP_COUNTER_COUNT] = {false};
    for (int i = 0; i < CP_COUNTER_COUNT; i++) {
        is_kept[i] = cp_counters[i].is_unit;
    }
    for (int i = 0; i < CP_RATIO_COUNT; i++) {
        for (const uint16_t *term = cp_ratios[i].numerator; cp_ratios[i].is_unit && *term; term++) {
            is_kept[*term] = true;
        }
        for (const uint16_t *term = cp_ratios[i].denominator; cp_ratios[i].is_unit && *term;
             term++) {
            is_kept[*term] = true;
        }
    }
    int place = 0;
    for (uint16_t i = 0; i < CP_COUNTER_COUNT; i++) {
        if (cp_counter_unit_place(i) != (is_kept[i] ? place : -1)) {
            fail_msg("%s stands at place %d, not %d", cp_counters[i].id, cp_counter_unit_place(i),
                     is_kept[i] ? place : -1);
        }
        place += is_kept[i];
    }
    assert_int_equal(cp_unit_counter_count(), place);
}

/* Everything that begins with omb_ mirrors what it is named after, at one distance a block. */
static void the_ombudsmans_counters_mirror_the_others(void **state)
{
    (void)state;
    int mirrored = 0;
    for (int counter = 0; counter < CP_COUNTER_COUNT; counter++) {
        if (strncmp(cp_counters[counter].id, "omb_", 4) != 0) {
            continue;
        }
        const int plain = cp_counter_find(cp_counters[counter].id + 4);
        assert_true(plain >= 0);
        if (strstr(cp_counters[counter].id, ".subject.") != NULL) {
            assert_int_equal(cp_counters[plain].group, cp_counters[counter].group);
            continue; /* a block of its own */
        }
        assert_int_equal(cp_counters[plain].block, cp_counters[counter].block);
        assert_int_equal(counter - plain, cp_block_width(cp_counters[counter].block) / 2);
        mirrored++;
    }
    assert_int_equal(mirrored, (cp_block_width(CP_EVENT_COMPLAINT_RECEIVED) +
                                cp_block_width(CP_EVENT_COMPLAINT_CONCLUDED)) /
                                   2);
}

static int term_count(const uint16_t *terms)
{
    int count = 0;
    while (terms[count] != 0) {
        assert_true(count < CP_TERMS_MAX);
        assert_true(terms[count] < CP_COUNTER_COUNT);
        for (int before = 0; before < count; before++) {
            assert_int_not_equal(terms[before], terms[count]);
        }
        count++;
    }
    return count;
}

static void ratios_have_terms_that_exist(void **state)
{
    (void)state;
    for (int i = 0; i < CP_RATIO_COUNT; i++) {
        const struct cp_ratio_row *ratio = &cp_ratios[i];
        assert_true(term_count(ratio->numerator) > 0);
        assert_true(term_count(ratio->denominator) > 0);
        const bool is_mean = strcmp(ratio->id, "duration_mean") == 0;
        assert_true(ratio->scale == (is_mean ? 1 : 100) || ratio->scale == 1000);
        assert_int_equal(ratio->scale == 1000, strstr(ratio->id, "_per_1000_") != NULL);
        assert_int_equal(ratio->is_city, strstr(ratio->id, "city_share") != NULL);
        /* A unit sees no row of the city's, and never a value without its parts' counters. */
        assert_false(ratio->is_unit && ratio->is_city);
    }
}

/* The formulas, word for word, for the ratios that need only these counters. */
static const struct {
    const char *id;
    const char *numerator[CP_TERMS_MAX], *denominator[CP_TERMS_MAX];
} formulas[] = {
    {"reversal_rate",
     {"appeals.outcome.changed", "appeals.outcome.annulled", "appeals.outcome.remanded"},
     {"appeals.outcome.changed", "appeals.outcome.annulled", "appeals.outcome.remanded",
      "appeals.outcome.confirmed"}},
    {"changed_share",
     {"appeals.outcome.changed", "appeals.outcome.annulled"},
     {"appeals.outcome.changed", "appeals.outcome.annulled", "appeals.outcome.remanded",
      "appeals.outcome.confirmed"}},
    {"remanded_share",
     {"appeals.outcome.remanded"},
     {"appeals.outcome.changed", "appeals.outcome.annulled", "appeals.outcome.remanded",
      "appeals.outcome.confirmed"}},
    {"formality_share", {"complaints.kind.formality"}, {"complaints"}},
    {"merits_share", {"complaints.kind.merits"}, {"complaints"}},
    {"formality_per_1000_inquiries", {"complaints.kind.formality"}, {"inquiries"}},
    {"formality_per_1000_decisions", {"complaints.kind.formality"}, {"decisions"}},
    {"merits_per_1000_decisions", {"complaints.kind.merits"}, {"decisions"}},
    {"complaints_per_1000_decisions", {"complaints"}, {"decisions"}},
    {"upheld_share", {"concluded.result.upheld", "concluded.result.partly"}, {"concluded.treated"}},
    {"omb_upheld_share",
     {"omb_concluded.result.upheld", "omb_concluded.result.partly"},
     {"omb_concluded.treated"}},
    {"criticism_share", {"concluded.criticism"}, {"concluded.treated"}},
    {"omb_criticism_share", {"omb_concluded.criticism"}, {"omb_concluded.treated"}},
    {"reassessed_changed_share",
     {"reassessed.result.changed", "reassessed.result.partly_changed"},
     {"reassessed.result.changed", "reassessed.result.partly_changed",
      "reassessed.result.maintained"}},
    {"theme_share.delay", {"complaints.theme.delay"}, {"complaints"}},
    {"omb_theme_share.delay", {"omb_complaints.theme.delay"}, {"omb_complaints"}},
    {"complaints_per_1000_cases", {"complaints"}, {"active_cases"}},
    {"investigation_error_share",
     {"investigations.cause.complaint.error"},
     {"investigations.cause.complaint"}},
    {"own_initiative_error_share",
     {"investigations.cause.own_initiative.error"},
     {"investigations.cause.own_initiative"}},
    {"audit_error_share",
     {"reviews.reviewer.external_auditor.error"},
     {"reviews.reviewer.external_auditor"}},
    {"control_error_share",
     {"reviews.reviewer.internal_audit.error", "reviews.reviewer.management_supervision.error",
      "reviews.reviewer.quality_followup.error"},
     {"reviews.reviewer.internal_audit", "reviews.reviewer.management_supervision",
      "reviews.reviewer.quality_followup"}},
    {"decided_within_3m", {"decisions.service_3m"}, {"decisions.service"}},
    {"decided_within_6m", {"decisions.service_6m"}, {"decisions.service"}},
    {"past_deadline_share", {"decisions.past_deadline"}, {"decisions.with_deadline"}},
    {"duration_mean", {"decisions.days"}, {"decisions.timed"}},
    {"subject_share.other", {"complaints.subject.other"}, {"complaints"}},
    {"active_share.other", {"active_cases.subject.other"}, {"active_cases"}},
    {"city_share", {"complaints"}, {"complaints"}},
    {"omb_city_share", {"omb_complaints"}, {"omb_complaints"}},
};

static void check_terms(const uint16_t *terms, const char *const *ids)
{
    int listed = 0;
    for (; listed < CP_TERMS_MAX && ids[listed] != NULL; listed++) {
        bool is_found = false;
        for (int i = 0; terms[i] != 0; i++) {
            is_found = is_found || strcmp(cp_counters[terms[i]].id, ids[listed]) == 0;
        }
        assert_true(is_found);
    }
    assert_int_equal(term_count(terms), listed);
}

static void formulas_are_those_of_the_dictionary(void **state)
{
    (void)state;
    int themes = 0;
    for (int prefix = 0; prefix < 2; prefix++) {
        for (int theme = 1; theme <= cp_value_count(CP_SET_THEME); theme++, themes++) {
            const char *text = cp_value_text(CP_SET_THEME, theme);
            const char *omb = prefix == 0 ? "" : "omb_";
            char id[96];
            char above[96];
            (void)snprintf(id, sizeof(id), "%stheme_share.%s", omb, text);
            (void)snprintf(above, sizeof(above), "%scomplaints.theme.%s", omb, text);
            const int ratio = cp_ratio_find(id);
            assert_true(ratio >= 0);
            check_terms(cp_ratios[ratio].numerator, (const char *const[]){above, NULL});
            check_terms(cp_ratios[ratio].denominator,
                        (const char *const[]){prefix == 0 ? "complaints" : "omb_complaints", NULL});
        }
    }
    const size_t count = sizeof(formulas) / sizeof(formulas[0]);
    for (size_t i = 0; i < count; i++) {
        const int ratio = cp_ratio_find(formulas[i].id);
        assert_true(ratio >= 0);
        check_terms(cp_ratios[ratio].numerator, formulas[i].numerator);
        check_terms(cp_ratios[ratio].denominator, formulas[i].denominator);
    }
    for (int group = 0; group < CP_SUBJECTS_MAX; group++) {
        char id[96];
        char above[96];
        (void)snprintf(id, sizeof(id), "subject_share.%d", group);
        (void)snprintf(above, sizeof(above), "complaints.subject.%d", group);
        check_terms(cp_ratios[cp_ratio_find(id)].numerator, (const char *const[]){above, NULL});
        check_terms(cp_ratios[cp_ratio_find(id)].denominator,
                    (const char *const[]){"complaints", NULL});
        (void)snprintf(id, sizeof(id), "active_share.%d", group);
        (void)snprintf(above, sizeof(above), "active_cases.subject.%d", group);
        check_terms(cp_ratios[cp_ratio_find(id)].numerator, (const char *const[]){above, NULL});
        check_terms(cp_ratios[cp_ratio_find(id)].denominator,
                    (const char *const[]){"active_cases", NULL});
    }
    assert_int_equal(CP_RATIO_COUNT, count + (size_t)themes + 2 * CP_SUBJECTS_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ids_are_unique_and_found),
        cmocka_unit_test(ids_and_labels_can_be_published),
        cmocka_unit_test(labels_are_unique_in_each_language),
        cmocka_unit_test(the_rows_of_a_block_stand_together),
        cmocka_unit_test(the_total_of_a_type_opens_its_block),
        cmocka_unit_test(values_stand_in_their_order_with_unknown_first),
        cmocka_unit_test(every_counter_is_in_the_dictionary),
        cmocka_unit_test(headlines_are_few_and_hold_every_total),
        cmocka_unit_test(units_have_about_sixty_figures),
        cmocka_unit_test(unit_places_are_those_published_and_the_terms_of_ratios),
        cmocka_unit_test(the_ombudsmans_counters_mirror_the_others),
        cmocka_unit_test(ratios_have_terms_that_exist),
        cmocka_unit_test(formulas_are_those_of_the_dictionary),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
