/* Counters "<counter>.<field>.<value>" stand in the order of the values with `unknown` first
 * (counters.def), so a value's counter is the first one's plus the value. */
#include "columns.h"

#include "casepulse/base/assert.h"

#define CP_OMB_COMPLAINTS_SHIFT (CP_COUNTER_OMB_COMPLAINTS - CP_COUNTER_COMPLAINTS)
#define CP_OMB_CONCLUDED_SHIFT (CP_COUNTER_OMB_CONCLUDED - CP_COUNTER_CONCLUDED)

void cp_touch_weighted(struct cp_touches *touches, int counter, int32_t weight)
{
    CP_ASSERT(touches->count < CP_TOUCHES_MAX);
    const struct cp_column_place place = cp_column_of((uint16_t)counter);
    touches->list[touches->count++] =
        (struct cp_touch){.block = place.block, .column = place.column, .weight = weight};
}

static void cp_touch_inquiry(const struct cp_fact *fact, struct cp_touches *touches)
{
    cp_touch(touches, CP_COUNTER_INQUIRIES);
    cp_touch(touches, CP_COUNTER_INQUIRIES_CHANNEL_UNKNOWN + fact->channel);
    cp_touch(touches, CP_COUNTER_INQUIRIES_ADDRESSEE_UNKNOWN + fact->addressee);
}

static void cp_touch_state(const struct cp_fact *fact, struct cp_touches *touches)
{
    cp_touch(touches, CP_COUNTER_STATES);
    cp_touch(touches, CP_COUNTER_STATES_STATE_UNKNOWN + fact->state);
}

static void cp_touch_decision(const struct cp_fact *fact, struct cp_touches *touches)
{
    cp_touch(touches, CP_COUNTER_DECISIONS);
    cp_touch(touches, CP_COUNTER_DECISIONS_RESULT_UNKNOWN + fact->decision_result);
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

/* `shift` leads to the same counters of the ombudsman. */
static void cp_touch_complaint_alone(const struct cp_fact *fact, int shift,
                                     struct cp_touches *touches)
{
    cp_touch(touches, CP_COUNTER_COMPLAINTS + shift);
    cp_touch_kinds(fact, shift, touches);
    cp_touch(touches, CP_COUNTER_COMPLAINTS_BODY_UNKNOWN + fact->body + shift);
    cp_touch_points(fact, shift, touches);
}

static void cp_touch_complaint(const struct cp_fact *fact, struct cp_touches *touches)
{
    cp_touch_complaint_alone(fact, 0, touches);
    if (fact->body == CP_BODY_OMBUDSMAN) {
        cp_touch_complaint_alone(fact, CP_OMB_COMPLAINTS_SHIFT, touches);
    }
}

static void cp_touch_reassessment(const struct cp_fact *fact, struct cp_touches *touches)
{
    cp_touch(touches, CP_COUNTER_REASSESSED);
    cp_touch(touches, CP_COUNTER_REASSESSED_RESULT_UNKNOWN + fact->reassessment_result);
}

static void cp_touch_conclusion_alone(const struct cp_fact *fact, int shift,
                                      struct cp_touches *touches)
{
    const uint32_t treated = CP_BIT(CP_CONCLUSION_UPHELD) | CP_BIT(CP_CONCLUSION_PARTLY) |
                             CP_BIT(CP_CONCLUSION_NOT_UPHELD);
    cp_touch(touches, CP_COUNTER_CONCLUDED + shift);
    cp_touch(touches, CP_COUNTER_CONCLUDED_RESULT_UNKNOWN + fact->conclusion_result + shift);
    cp_touch(touches, CP_COUNTER_CONCLUDED_BODY_UNKNOWN + fact->body + shift);
    cp_touch(touches, CP_COUNTER_CONCLUDED_WAY_UNKNOWN + fact->way + shift);
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
    cp_touch_conclusion_alone(fact, 0, touches);
    if (fact->body == CP_BODY_OMBUDSMAN) {
        cp_touch_conclusion_alone(fact, CP_OMB_CONCLUDED_SHIFT, touches);
    }
}

static void cp_touch_appeal(const struct cp_fact *fact, struct cp_touches *touches)
{
    cp_touch(touches, CP_COUNTER_APPEALS);
    cp_touch(touches, CP_COUNTER_APPEALS_OUTCOME_UNKNOWN + fact->outcome);
    cp_touch(touches, CP_COUNTER_APPEALS_BOARD_UNKNOWN + fact->board);
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
    cp_touch(touches, CP_COUNTER_INVESTIGATIONS);
    cp_touch(touches, CP_COUNTER_INVESTIGATIONS_CAUSE_UNKNOWN + fact->cause);
    cp_touch(touches, CP_COUNTER_INVESTIGATIONS_REACTION_UNKNOWN + fact->reaction);
    if (fact->has_error) {
        cp_touch(touches, CP_COUNTER_INVESTIGATIONS_CAUSE_UNKNOWN_ERROR + fact->cause);
        cp_touch_error_themes(fact, CP_COUNTER_INVESTIGATIONS_ERROR_THEME_UNKNOWN,
                              CP_COUNTER_INVESTIGATIONS_ERROR_THEME_DELAY, touches);
    }
}

static void cp_touch_review(const struct cp_fact *fact, struct cp_touches *touches)
{
    cp_touch(touches, CP_COUNTER_REVIEWS);
    cp_touch(touches, CP_COUNTER_REVIEWS_REVIEWER_UNKNOWN + fact->reviewer);
    if (fact->has_error) {
        cp_touch(touches, CP_COUNTER_REVIEWS_REVIEWER_UNKNOWN_ERROR + fact->reviewer);
        cp_touch_error_themes(fact, CP_COUNTER_REVIEWS_ERROR_THEME_UNKNOWN,
                              CP_COUNTER_REVIEWS_ERROR_THEME_DELAY, touches);
    }
}

void cp_touch_values(const struct cp_fact *fact, struct cp_touches *touches)
{
    switch ((enum cp_event_type)fact->type) {
    case CP_EVENT_INQUIRY_RECEIVED:
        cp_touch_inquiry(fact, touches);
        break;
    case CP_EVENT_CASE_OPENED:
        cp_touch(touches, CP_COUNTER_OPENED);
        break;
    case CP_EVENT_CASE_REOPENED:
        cp_touch(touches, CP_COUNTER_REOPENED);
        break;
    case CP_EVENT_CASE_CLOSED:
        cp_touch(touches, CP_COUNTER_CLOSED);
        break;
    case CP_EVENT_STATE_CHANGED:
        cp_touch_state(fact, touches);
        break;
    case CP_EVENT_UNIT_CHANGED:
        cp_touch(touches, CP_COUNTER_MOVED_IN);
        break;
    case CP_EVENT_DECISION_MADE:
        cp_touch_decision(fact, touches);
        break;
    case CP_EVENT_COMPLAINT_RECEIVED:
        cp_touch_complaint(fact, touches);
        break;
    case CP_EVENT_COMPLAINT_REASSESSED:
        cp_touch_reassessment(fact, touches);
        break;
    case CP_EVENT_COMPLAINT_CONCLUDED:
        cp_touch_conclusion(fact, touches);
        break;
    case CP_EVENT_APPEAL_DECIDED:
        cp_touch_appeal(fact, touches);
        break;
    case CP_EVENT_INVESTIGATION_CONCLUDED:
        cp_touch_investigation(fact, touches);
        break;
    case CP_EVENT_AUDIT_REVIEWED:
        cp_touch_review(fact, touches);
        break;
    case CP_EVENT_UNKNOWN:
    case CP_EVENT_EVENT_RETRACTED:
    case CP_EVENT_TYPE_END:
        CP_BUG("a checked fact has a type that is counted");
        break;
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
