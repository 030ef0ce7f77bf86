/* What each event moves, by sentences about single events and against the twin's. */
#include "columns.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <inttypes.h>
#include <string.h>

#include "casepulse/aggregator/figures.h"
#include "sample.h"
#include "twin.h"

static struct cp_zone municipality;
static struct cp_subjects subjects;
static struct cp_fold_settings settings = {.zone = &municipality, .subjects = &subjects};

static int load_zone_and_groups(void **state)
{
    (void)state;
    struct cp_failure failure;
    return cp_zone_load(CP_ZONE_MUNICIPALITY, &municipality, &failure) == CP_OK &&
                   cp_subjects_parse("aids:27 32.02, benefit:32, homes:28.01.02", &subjects,
                                     &failure) == CP_OK
               ? 0
               : -1;
}

static void count(const struct cp_fact *fact, int64_t out_counts[CP_COUNTER_COUNT])
{
    struct cp_touches touches;
    bool is_block_over[CP_BLOCK_COUNT] = {false};
    cp_touches_clear(&touches);
    cp_touch_fact(&settings, fact, cp_zone_day(&municipality, fact->occurred_ms), &touches);
    memset(out_counts, 0, CP_COUNTER_COUNT * sizeof(*out_counts));
    assert_true(touches.count <= CP_TOUCHES_MAX);
    for (int i = 0; i < touches.count; i++) {
        const struct cp_touch *touch = &touches.list[i];
        assert_true(touch->counter < CP_STORED_COUNT);
        const uint8_t block = cp_column_of(touch->counter).block;
        const uint8_t before = i > 0 ? cp_column_of(touches.list[i - 1].counter).block : block;
        is_block_over[before] |= before != block;
        assert_false(is_block_over[block]); /* those of one block stand together */
        out_counts[touch->counter] += touch->weight;
    }
}

static void every_fact_moves_what_the_twin_says(void **state)
{
    (void)state;
    uint64_t random = sample_seed(__func__);
    for (int i = 0; i < 5000; i++) {
        const uint8_t type = (uint8_t)(1 + i % (CP_EVENT_EVENT_RETRACTED - 1));
        struct cp_fact fact = sample_fact(&random, type);
        sample_times(&random, &fact, sample_below(&random, 40000) * 11 * CP_MS_PER_HOUR);
        int64_t counts[CP_COUNTER_COUNT];
        count(&fact, counts);
        for (int counter = 0; counter < CP_COUNTER_COUNT; counter++) {
            const char *id = cp_counters[counter].id;
            const bool is_stored = counter < CP_STORED_COUNT;
            const int64_t expected = is_stored ? twin_weight(&settings, &fact, id) : 0;
            if (counts[counter] != expected) {
                fail_msg("type %d moves %s by %" PRId64 ", must be %" PRId64, type,
                         cp_counters[counter].id, counts[counter], expected);
            }
        }
    }
}

/* A fact moves exactly the counters listed, each by one. */
static void check_moves(const struct cp_fact *fact, const char *const *ids)
{
    int64_t counts[CP_COUNTER_COUNT];
    int64_t sum = 0;
    int64_t listed = 0;
    count(fact, counts);
    for (int counter = 0; counter < CP_COUNTER_COUNT; counter++) {
        sum += counts[counter];
    }
    for (; *ids != NULL; ids++, listed++) {
        const int counter = cp_counter_find(*ids);
        if (counter < 0 || counts[counter] != 1) {
            fail_msg("%s is not moved by one", *ids);
        }
    }
    assert_int_equal(sum, listed);
}

#define MOVES(fact, ...) check_moves(fact, (const char *const[]){__VA_ARGS__, NULL})

static void a_complaint_counts_once_per_flag(void **state)
{
    (void)state;
    struct cp_fact fact = {.type = CP_EVENT_COMPLAINT_RECEIVED,
                           .body = CP_BODY_ADMINISTRATION,
                           .kinds = CP_BIT(CP_KIND_FORMALITY) | CP_BIT(CP_KIND_MERITS)};
    MOVES(&fact, "complaints", "complaints.body.administration", "complaints.kind.formality",
          "complaints.kind.merits", "complaints.kind.both");
    fact.kinds = CP_BIT(CP_KIND_ACCESS);
    MOVES(&fact, "complaints", "complaints.body.administration", "complaints.kind.access");
    fact.kinds = 0;
    MOVES(&fact, "complaints", "complaints.body.administration", "complaints.kind.none");
    fact.kinds = CP_BIT(CP_KIND_UNKNOWN);
    MOVES(&fact, "complaints", "complaints.body.administration", "complaints.kind.unknown");
}

static void the_ombudsmans_without_a_flag_is_one_of_formality(void **state)
{
    (void)state;
    struct cp_fact fact = {.type = CP_EVENT_COMPLAINT_RECEIVED, .body = CP_BODY_OMBUDSMAN};
    MOVES(&fact, "complaints", "complaints.body.ombudsman", "complaints.kind.formality",
          "omb_complaints", "omb_complaints.body.ombudsman", "omb_complaints.kind.formality");
    fact.kinds = CP_BIT(CP_KIND_UNKNOWN);
    MOVES(&fact, "complaints", "complaints.body.ombudsman", "complaints.kind.unknown",
          "omb_complaints", "omb_complaints.body.ombudsman", "omb_complaints.kind.unknown");
}

static void a_complaint_counts_once_per_theme_and_each_point_by_itself(void **state)
{
    (void)state;
    const struct cp_fact fact = {.type = CP_EVENT_COMPLAINT_RECEIVED,
                                 .kinds = CP_BIT(CP_KIND_MERITS),
                                 .point_count = 4,
                                 .points = {CP_THEME_PROCESSING_TIME, CP_THEME_MISSING_REPLY,
                                            CP_THEME_PROCESSING_TIME, CP_THEME_UNKNOWN}};
    static const struct {
        const char *id;
        int64_t moved;
    } rows[] = {
        {"complaints", 1},
        {"complaints.theme.processing_time", 1},
        {"complaints.theme.missing_reply", 1},
        {"complaints.theme.delay", 1},
        {"complaints.theme.unknown", 1},
        {"complaints.theme.guidance", 0},
        {"complaint_points", 4},
        {"complaint_points.theme.processing_time", 2},
        {"complaint_points.theme.missing_reply", 1},
        {"complaint_points.theme.delay", 3},
        {"complaint_points.theme.unknown", 1},
        {"omb_complaints", 0},
    };
    int64_t counts[CP_COUNTER_COUNT];
    count(&fact, counts);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        assert_int_equal(counts[cp_counter_find(rows[i].id)], rows[i].moved);
    }
}

static void only_treated_complaints_can_be_criticised(void **state)
{
    (void)state;
    struct cp_fact fact = {.type = CP_EVENT_COMPLAINT_CONCLUDED,
                           .conclusion_result = CP_CONCLUSION_NOT_UPHELD,
                           .body = CP_BODY_ADMINISTRATION,
                           .way = CP_WAY_REPLY,
                           .has_criticism = true};
    MOVES(&fact, "concluded", "concluded.result.not_upheld", "concluded.body.administration",
          "concluded.way.reply", "concluded.treated", "concluded.criticism");
    fact.conclusion_result = CP_CONCLUSION_WITHDRAWN;
    MOVES(&fact, "concluded", "concluded.result.withdrawn", "concluded.body.administration",
          "concluded.way.reply");
    fact.conclusion_result = CP_CONCLUSION_UNKNOWN;
    MOVES(&fact, "concluded", "concluded.result.unknown", "concluded.body.administration",
          "concluded.way.reply");
}

static void plain_events_move_their_total_and_values(void **state)
{
    (void)state;
    struct cp_fact fact = {.type = CP_EVENT_INQUIRY_RECEIVED, .addressee = CP_ADDRESSEE_MAYOR};
    MOVES(&fact, "inquiries", "inquiries.channel.unknown", "inquiries.addressee.mayor");
    fact = (struct cp_fact){.type = CP_EVENT_CASE_REOPENED};
    MOVES(&fact, "reopened");
    fact = (struct cp_fact){.type = CP_EVENT_UNIT_CHANGED};
    MOVES(&fact, "moved_in");
    fact = (struct cp_fact){.type = CP_EVENT_APPEAL_DECIDED, .outcome = CP_OUTCOME_LAPSED};
    MOVES(&fact, "appeals", "appeals.outcome.lapsed", "appeals.board.unknown");
    fact = (struct cp_fact){.type = CP_EVENT_STATE_CHANGED, .state = CP_STATE_CLOSED};
    MOVES(&fact, "states", "states.state.closed"); /* closes no case (rule 10) */
}

/* The most a complaint can carry fits into the array of touches. */
static void the_fullest_complaint_fits(void **state)
{
    (void)state;
    struct cp_fact fact = {.type = CP_EVENT_COMPLAINT_RECEIVED,
                           .body = CP_BODY_OMBUDSMAN,
                           .kinds = CP_BIT(CP_KIND_END) - 1,
                           .point_count = CP_POINTS_MAX};
    for (int i = 0; i < CP_POINTS_MAX; i++) {
        fact.points[i] = (uint8_t)(i % CP_THEME_END);
    }
    int64_t counts[CP_COUNTER_COUNT];
    count(&fact, counts);
    assert_int_equal(counts[cp_counter_find("omb_complaint_points")], CP_POINTS_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_fact_moves_what_the_twin_says),
        cmocka_unit_test(a_complaint_counts_once_per_flag),
        cmocka_unit_test(the_ombudsmans_without_a_flag_is_one_of_formality),
        cmocka_unit_test(a_complaint_counts_once_per_theme_and_each_point_by_itself),
        cmocka_unit_test(only_treated_complaints_can_be_criticised),
        cmocka_unit_test(plain_events_move_their_total_and_values),
        cmocka_unit_test(the_fullest_complaint_fits),
    };
    return cmocka_run_group_tests(tests, load_zone_and_groups, NULL);
}
