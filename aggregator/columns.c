/* Counters "<counter>.<field>.<value>" stand in the order of the values with `unknown` first
 * (counters.def), so a value's counter is the first one's plus the value. */
#include "columns.h"

#include <stddef.h>

#include "casepulse/base/assert.h"

#define CP_OMB_COMPLAINTS_SHIFT (CP_COUNTER_OMB_COMPLAINTS - CP_COUNTER_COMPLAINTS)
#define CP_OMB_CONCLUDED_SHIFT (CP_COUNTER_OMB_CONCLUDED - CP_COUNTER_CONCLUDED)

#define CP_VALUES_MAX 3
#define CP_FACT_VALUE(name) offsetof(struct cp_fact, name)

/* What an event of a type counts in every case: the type's total, and values that the fact carries,
 * each as far behind the counter of the unknown one as its number says. */
struct cp_value_row {
    uint16_t total;
    bool has_more; /* see cp_touch_more */
    uint8_t value_count;
    struct cp_value {
        uint16_t unknown;
        uint16_t at; /* of its byte in the fact */
    } values[CP_VALUES_MAX];
};

static const struct cp_value_row cp_value_rows[CP_EVENT_TYPE_END] = {
    [CP_EVENT_INQUIRY_RECEIVED] = {CP_COUNTER_INQUIRIES,
                                   false,
                                   2,
                                   {{CP_COUNTER_INQUIRIES_CHANNEL_UNKNOWN, CP_FACT_VALUE(channel)},
                                    {CP_COUNTER_INQUIRIES_ADDRESSEE_UNKNOWN,
                                     CP_FACT_VALUE(addressee)}}},
    [CP_EVENT_CASE_OPENED] = {.total = CP_COUNTER_OPENED},
    [CP_EVENT_CASE_REOPENED] = {.total = CP_COUNTER_REOPENED},
    [CP_EVENT_CASE_CLOSED] = {.total = CP_COUNTER_CLOSED},
    [CP_EVENT_STATE_CHANGED] = {CP_COUNTER_STATES,
                                false,
                                1,
                                {{CP_COUNTER_STATES_STATE_UNKNOWN, CP_FACT_VALUE(state)}}},
    [CP_EVENT_UNIT_CHANGED] = {.total = CP_COUNTER_MOVED_IN},
    [CP_EVENT_DECISION_MADE] = {CP_COUNTER_DECISIONS,
                                false,
                                1,
                                {{CP_COUNTER_DECISIONS_RESULT_UNKNOWN,
                                  CP_FACT_VALUE(decision_result)}}},
    [CP_EVENT_COMPLAINT_RECEIVED] = {CP_COUNTER_COMPLAINTS,
                                     true,
                                     1,
                                     {{CP_COUNTER_COMPLAINTS_BODY_UNKNOWN, CP_FACT_VALUE(body)}}},
    [CP_EVENT_COMPLAINT_REASSESSED] = {CP_COUNTER_REASSESSED,
                                       false,
                                       1,
                                       {{CP_COUNTER_REASSESSED_RESULT_UNKNOWN,
                                         CP_FACT_VALUE(reassessment_result)}}},
    [CP_EVENT_COMPLAINT_CONCLUDED] = {CP_COUNTER_CONCLUDED,
                                      true,
                                      3,
                                      {{CP_COUNTER_CONCLUDED_RESULT_UNKNOWN,
                                        CP_FACT_VALUE(conclusion_result)},
                                       {CP_COUNTER_CONCLUDED_BODY_UNKNOWN, CP_FACT_VALUE(body)},
                                       {CP_COUNTER_CONCLUDED_WAY_UNKNOWN, CP_FACT_VALUE(way)}}},
    [CP_EVENT_APPEAL_DECIDED] = {CP_COUNTER_APPEALS,
                                 false,
                                 2,
                                 {{CP_COUNTER_APPEALS_OUTCOME_UNKNOWN, CP_FACT_VALUE(outcome)},
                                  {CP_COUNTER_APPEALS_BOARD_UNKNOWN, CP_FACT_VALUE(board)}}},
    [CP_EVENT_INVESTIGATION_CONCLUDED] =
        {CP_COUNTER_INVESTIGATIONS,
         true,
         2,
         {{CP_COUNTER_INVESTIGATIONS_CAUSE_UNKNOWN, CP_FACT_VALUE(cause)},
          {CP_COUNTER_INVESTIGATIONS_REACTION_UNKNOWN, CP_FACT_VALUE(reaction)}}},
    [CP_EVENT_AUDIT_REVIEWED] = {CP_COUNTER_REVIEWS,
                                 true,
                                 1,
                                 {{CP_COUNTER_REVIEWS_REVIEWER_UNKNOWN, CP_FACT_VALUE(reviewer)}}},
};

/* `shift` leads to the same counters of the ombudsman. */
static inline void cp_touch_row(const struct cp_fact *fact, int shift, struct cp_touches *touches)
{
    const struct cp_value_row *row = &cp_value_rows[fact->type];
    const uint8_t *bytes = (const uint8_t *)fact;
    CP_ASSERT(touches->count + CP_VALUES_MAX < CP_TOUCHES_MAX);
    struct cp_touch *touch = &touches->list[touches->count];
    touches->count += 1 + row->value_count;
    *touch = (struct cp_touch){(uint16_t)(row->total + shift), 1};
    for (int i = 0; i < row->value_count; i++) {
        const int counter = row->values[i].unknown + bytes[row->values[i].at] + shift;
        *++touch = (struct cp_touch){(uint16_t)counter, 1};
    }
}

/* Rule 16: once per flag; the ombudsman's without a flag is one of formality. */
static void cp_touch_kinds(const struct cp_fact *fact, int shift, struct cp_touches *touches)
{
    uint32_t kinds = fact->kinds;
    if (kinds == 0 && fact->body == CP_BODY_OMBUDSMAN) {
        kinds = CP_BIT(CP_KIND_FORMALITY);
    }
    for (int kind = CP_KIND_UNKNOWN; kind < CP_KIND_END; kind++) {
        if ((kinds & CP_BIT(kind)) != 0) {
            cp_touch(touches, CP_COUNTER_COMPLAINTS_KIND_UNKNOWN + kind + shift);
        }
    }
    const uint32_t both = CP_BIT(CP_KIND_FORMALITY) | CP_BIT(CP_KIND_MERITS);
    if ((kinds & both) == both) {
        cp_touch(touches, CP_COUNTER_COMPLAINTS_KIND_BOTH + shift);
    }
    if (kinds == 0) {
        cp_touch(touches, CP_COUNTER_COMPLAINTS_KIND_NONE + shift);
    }
}

/* The group `delay`. */
static const uint32_t cp_delay = CP_BIT(CP_THEME_PROCESSING_TIME) | CP_BIT(CP_THEME_MISSING_REPLY);

/* A complaint counts once per theme that any of its points has; each point counts by itself. */
static void cp_touch_points(const struct cp_fact *fact, int shift, struct cp_touches *touches)
{
    uint8_t counts[CP_THEME_END] = {0};
    uint32_t themes = 0;
    for (int i = 0; i < fact->point_count; i++) {
        counts[fact->points[i]]++;
        themes |= CP_BIT(fact->points[i]);
    }
    for (int theme = CP_THEME_UNKNOWN; theme < CP_THEME_END; theme++) {
        if (counts[theme] > 0) {
            cp_touch(touches, CP_COUNTER_COMPLAINTS_THEME_UNKNOWN + theme + shift);
            cp_touch_weighted(touches, CP_COUNTER_COMPLAINT_POINTS_THEME_UNKNOWN + theme + shift,
                              counts[theme]);
        }
    }
    if ((themes & cp_delay) != 0) {
        cp_touch(touches, CP_COUNTER_COMPLAINTS_THEME_DELAY + shift);
        cp_touch_weighted(touches, CP_COUNTER_COMPLAINT_POINTS_THEME_DELAY + shift,
                          counts[CP_THEME_PROCESSING_TIME] + counts[CP_THEME_MISSING_REPLY]);
    }
    if (fact->point_count > 0) {
        cp_touch_weighted(touches, CP_COUNTER_COMPLAINT_POINTS + shift, fact->point_count);
    }
}

static void cp_touch_complaint_more(const struct cp_fact *fact, int shift,
                                    struct cp_touches *touches)
{
    cp_touch_kinds(fact, shift, touches);
    cp_touch_points(fact, shift, touches);
}

static void cp_touch_complaint(const struct cp_fact *fact, struct cp_touches *touches)
{
    cp_touch_complaint_more(fact, 0, touches);
    if (fact->body == CP_BODY_OMBUDSMAN) {
        cp_touch_row(fact, CP_OMB_COMPLAINTS_SHIFT, touches);
        cp_touch_complaint_more(fact, CP_OMB_COMPLAINTS_SHIFT, touches);
    }
}

static void cp_touch_conclusion_more(const struct cp_fact *fact, int shift,
                                     struct cp_touches *touches)
{
    const uint32_t treated = CP_BIT(CP_CONCLUSION_UPHELD) | CP_BIT(CP_CONCLUSION_PARTLY) |
                             CP_BIT(CP_CONCLUSION_NOT_UPHELD);
    if ((CP_BIT(fact->conclusion_result) & treated) == 0) {
        return;
    }
    cp_touch(touches, CP_COUNTER_CONCLUDED_TREATED + shift);
    if (fact->has_criticism) {
        cp_touch(touches, CP_COUNTER_CONCLUDED_CRITICISM + shift);
    }
}

static void cp_touch_conclusion(const struct cp_fact *fact, struct cp_touches *touches)
{
    cp_touch_conclusion_more(fact, 0, touches);
    if (fact->body == CP_BODY_OMBUDSMAN) {
        cp_touch_row(fact, CP_OMB_CONCLUDED_SHIFT, touches);
        cp_touch_conclusion_more(fact, CP_OMB_CONCLUDED_SHIFT, touches);
    }
}

/* Themes of an error, once each, from the counter of the unknown one on. */
static void cp_touch_error_themes(const struct cp_fact *fact, int unknown, int delay,
                                  struct cp_touches *touches)
{
    for (int theme = CP_THEME_UNKNOWN; theme < CP_THEME_END; theme++) {
        if ((fact->error_themes & CP_BIT(theme)) != 0) {
            cp_touch(touches, unknown + theme);
        }
    }
    if ((fact->error_themes & cp_delay) != 0) {
        cp_touch(touches, delay);
    }
}

static void cp_touch_investigation(const struct cp_fact *fact, struct cp_touches *touches)
{
    if (fact->has_error) {
        cp_touch(touches, CP_COUNTER_INVESTIGATIONS_CAUSE_UNKNOWN_ERROR + fact->cause);
        cp_touch_error_themes(fact, CP_COUNTER_INVESTIGATIONS_ERROR_THEME_UNKNOWN,
                              CP_COUNTER_INVESTIGATIONS_ERROR_THEME_DELAY, touches);
    }
}

static void cp_touch_review(const struct cp_fact *fact, struct cp_touches *touches)
{
    if (fact->has_error) {
        cp_touch(touches, CP_COUNTER_REVIEWS_REVIEWER_UNKNOWN_ERROR + fact->reviewer);
        cp_touch_error_themes(fact, CP_COUNTER_REVIEWS_ERROR_THEME_UNKNOWN,
                              CP_COUNTER_REVIEWS_ERROR_THEME_DELAY, touches);
    }
}

/* What only some types count: sets, themes, and the ombudsman's share apart. */
static void cp_touch_more(const struct cp_fact *fact, struct cp_touches *touches)
{
    if (fact->type == CP_EVENT_COMPLAINT_RECEIVED) {
        cp_touch_complaint(fact, touches);
    } else if (fact->type == CP_EVENT_COMPLAINT_CONCLUDED) {
        cp_touch_conclusion(fact, touches);
    } else if (fact->type == CP_EVENT_INVESTIGATION_CONCLUDED) {
        cp_touch_investigation(fact, touches);
    } else if (fact->type == CP_EVENT_AUDIT_REVIEWED) {
        cp_touch_review(fact, touches);
    }
}

static inline void cp_touch_values(const struct cp_fact *fact, struct cp_touches *touches)
{
    const struct cp_value_row *row = &cp_value_rows[fact->type];
    CP_ASSERT(row->total != 0); /* a checked fact has a type that is counted */
    cp_touch_row(fact, 0, touches);
    if (row->has_more) {
        cp_touch_more(fact, touches);
    }
}

void cp_touch_fact(const struct cp_fold_settings *settings, const struct cp_fact *fact, int32_t day,
                   struct cp_touches *touches)
{
    cp_touch_values(fact, touches);
    if (fact->type == CP_EVENT_DECISION_MADE) {
        cp_touch_timing(settings->zone, fact, day, touches);
    }
    if (settings->subjects != NULL) {
        cp_touch_subject(settings->subjects, fact, touches);
    }
}
