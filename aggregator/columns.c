/* Counters "<counter>.<field>.<value>" stand in the order of the values with `unknown` first
 * (counters.def), so a value's counter is the first one's plus the value. */
#include "columns.h"

#include "casepulse/aggregator/figures.h"
#include "casepulse/base/assert.h"

#define CP_OMB_COMPLAINTS_SHIFT (CP_COUNTER_OMB_COMPLAINTS - CP_COUNTER_COMPLAINTS)
#define CP_OMB_CONCLUDED_SHIFT (CP_COUNTER_OMB_CONCLUDED - CP_COUNTER_CONCLUDED)

/* Columns are relative to the block's first counter, which is the total of its type. */
static void cp_touch_weighted(struct cp_touches *touches, int column, uint8_t weight)
{
    CP_ASSERT(touches->count < CP_TOUCHES_MAX);
    touches->columns[touches->count] = (uint8_t)column;
    touches->weights[touches->count] = weight;
    touches->count++;
}

static void cp_touch(struct cp_touches *touches, int column)
{
    cp_touch_weighted(touches, column, 1);
}

static void cp_touch_inquiry(const struct cp_fact *fact, struct cp_touches *touches)
{
    const int total = CP_COUNTER_INQUIRIES;
    cp_touch(touches, 0);
    cp_touch(touches, CP_COUNTER_INQUIRIES_CHANNEL_UNKNOWN + fact->channel - total);
    cp_touch(touches, CP_COUNTER_INQUIRIES_ADDRESSEE_UNKNOWN + fact->addressee - total);
}

static void cp_touch_state(const struct cp_fact *fact, struct cp_touches *touches)
{
    cp_touch(touches, 0);
    cp_touch(touches, CP_COUNTER_STATES_STATE_UNKNOWN + fact->state - CP_COUNTER_STATES);
}

static void cp_touch_decision(const struct cp_fact *fact, struct cp_touches *touches)
{
    cp_touch(touches, 0);
    cp_touch(touches,
             CP_COUNTER_DECISIONS_RESULT_UNKNOWN + fact->decision_result - CP_COUNTER_DECISIONS);
}

/* Rule 16: once per flag; the ombudsman's without a flag is one of formality. */
static void cp_touch_kinds(const struct cp_fact *fact, int shift, struct cp_touches *touches)
{
    const int first = CP_COUNTER_COMPLAINTS_KIND_UNKNOWN - CP_COUNTER_COMPLAINTS + shift;
    uint32_t kinds = fact->kinds;
    if (kinds == 0 && fact->body == CP_BODY_OMBUDSMAN) {
        kinds = CP_BIT(CP_KIND_FORMALITY);
    }
    for (int kind = CP_KIND_UNKNOWN; kind < CP_KIND_END; kind++) {
        if ((kinds & CP_BIT(kind)) != 0) {
            cp_touch(touches, first + kind);
        }
    }
    const uint32_t both = CP_BIT(CP_KIND_FORMALITY) | CP_BIT(CP_KIND_MERITS);
    if ((kinds & both) == both) {
        cp_touch(touches, CP_COUNTER_COMPLAINTS_KIND_BOTH - CP_COUNTER_COMPLAINTS + shift);
    }
    if (kinds == 0) {
        cp_touch(touches, CP_COUNTER_COMPLAINTS_KIND_NONE - CP_COUNTER_COMPLAINTS + shift);
    }
}

/* A complaint counts once per theme that any of its points has; each point counts by itself. */
static void cp_touch_points(const struct cp_fact *fact, int shift, struct cp_touches *touches)
{
    const int theme = CP_COUNTER_COMPLAINTS_THEME_UNKNOWN - CP_COUNTER_COMPLAINTS + shift;
    const int point = CP_COUNTER_COMPLAINT_POINTS_THEME_UNKNOWN - CP_COUNTER_COMPLAINTS + shift;
    const uint32_t delay = CP_BIT(CP_THEME_PROCESSING_TIME) | CP_BIT(CP_THEME_MISSING_REPLY);
    uint8_t counts[CP_THEME_END] = {0};
    uint32_t themes = 0;
    for (int i = 0; i < fact->point_count; i++) {
        counts[fact->points[i]]++;
        themes |= CP_BIT(fact->points[i]);
    }
    for (int value = CP_THEME_UNKNOWN; value < CP_THEME_END; value++) {
        if (counts[value] > 0) {
            cp_touch(touches, theme + value);
            cp_touch_weighted(touches, point + value, counts[value]);
        }
    }
    if ((themes & delay) != 0) {
        cp_touch(touches, CP_COUNTER_COMPLAINTS_THEME_DELAY - CP_COUNTER_COMPLAINTS + shift);
        cp_touch_weighted(
            touches, CP_COUNTER_COMPLAINT_POINTS_THEME_DELAY - CP_COUNTER_COMPLAINTS + shift,
            (uint8_t)(counts[CP_THEME_PROCESSING_TIME] + counts[CP_THEME_MISSING_REPLY]));
    }
    if (fact->point_count > 0) {
        cp_touch_weighted(touches, CP_COUNTER_COMPLAINT_POINTS - CP_COUNTER_COMPLAINTS + shift,
                          fact->point_count);
    }
}

/* `shift` leads to the same counters of the ombudsman. */
static void cp_touch_complaint(const struct cp_fact *fact, int shift, struct cp_touches *touches)
{
    cp_touch(touches, shift);
    cp_touch_kinds(fact, shift, touches);
    cp_touch(touches,
             CP_COUNTER_COMPLAINTS_BODY_UNKNOWN + fact->body - CP_COUNTER_COMPLAINTS + shift);
    cp_touch_points(fact, shift, touches);
}

static void cp_touch_conclusion(const struct cp_fact *fact, int shift, struct cp_touches *touches)
{
    const int total = CP_COUNTER_CONCLUDED - shift;
    const uint32_t treated = CP_BIT(CP_CONCLUSION_UPHELD) | CP_BIT(CP_CONCLUSION_PARTLY) |
                             CP_BIT(CP_CONCLUSION_NOT_UPHELD);
    cp_touch(touches, shift);
    cp_touch(touches, CP_COUNTER_CONCLUDED_RESULT_UNKNOWN + fact->conclusion_result - total);
    cp_touch(touches, CP_COUNTER_CONCLUDED_BODY_UNKNOWN + fact->body - total);
    cp_touch(touches, CP_COUNTER_CONCLUDED_WAY_UNKNOWN + fact->way - total);
    if ((CP_BIT(fact->conclusion_result) & treated) == 0) {
        return;
    }
    cp_touch(touches, CP_COUNTER_CONCLUDED_TREATED - total);
    if (fact->has_criticism) {
        cp_touch(touches, CP_COUNTER_CONCLUDED_CRITICISM - total);
    }
}

static void cp_touch_appeal(const struct cp_fact *fact, struct cp_touches *touches)
{
    const int total = CP_COUNTER_APPEALS;
    cp_touch(touches, 0);
    cp_touch(touches, CP_COUNTER_APPEALS_OUTCOME_UNKNOWN + fact->outcome - total);
    cp_touch(touches, CP_COUNTER_APPEALS_BOARD_UNKNOWN + fact->board - total);
}

static void cp_touch_investigation(const struct cp_fact *fact, struct cp_touches *touches)
{
    const int total = CP_COUNTER_INVESTIGATIONS;
    cp_touch(touches, 0);
    cp_touch(touches, CP_COUNTER_INVESTIGATIONS_CAUSE_UNKNOWN + fact->cause - total);
    cp_touch(touches, CP_COUNTER_INVESTIGATIONS_REACTION_UNKNOWN + fact->reaction - total);
}

static void cp_touch_review(const struct cp_fact *fact, struct cp_touches *touches)
{
    cp_touch(touches, 0);
    cp_touch(touches, CP_COUNTER_REVIEWS_REVIEWER_UNKNOWN + fact->reviewer - CP_COUNTER_REVIEWS);
}

void cp_columns_of(const struct cp_fact *fact, struct cp_touches *out_touches)
{
    out_touches->count = 0;
    switch ((enum cp_event_type)fact->type) {
    case CP_EVENT_INQUIRY_RECEIVED:
        cp_touch_inquiry(fact, out_touches);
        break;
    case CP_EVENT_STATE_CHANGED:
        cp_touch_state(fact, out_touches);
        break;
    case CP_EVENT_DECISION_MADE:
        cp_touch_decision(fact, out_touches);
        break;
    case CP_EVENT_COMPLAINT_RECEIVED:
        cp_touch_complaint(fact, 0, out_touches);
        if (fact->body == CP_BODY_OMBUDSMAN) {
            cp_touch_complaint(fact, CP_OMB_COMPLAINTS_SHIFT, out_touches);
        }
        break;
    case CP_EVENT_COMPLAINT_REASSESSED:
        cp_touch(out_touches, 0);
        cp_touch(out_touches, CP_COUNTER_REASSESSED_RESULT_UNKNOWN + fact->reassessment_result -
                                  CP_COUNTER_REASSESSED);
        break;
    case CP_EVENT_COMPLAINT_CONCLUDED:
        cp_touch_conclusion(fact, 0, out_touches);
        if (fact->body == CP_BODY_OMBUDSMAN) {
            cp_touch_conclusion(fact, CP_OMB_CONCLUDED_SHIFT, out_touches);
        }
        break;
    case CP_EVENT_APPEAL_DECIDED:
        cp_touch_appeal(fact, out_touches);
        break;
    case CP_EVENT_INVESTIGATION_CONCLUDED:
        cp_touch_investigation(fact, out_touches);
        break;
    case CP_EVENT_AUDIT_REVIEWED:
        cp_touch_review(fact, out_touches);
        break;
    case CP_EVENT_CASE_OPENED:
    case CP_EVENT_CASE_REOPENED:
    case CP_EVENT_CASE_CLOSED:
    case CP_EVENT_UNIT_CHANGED: /* moved_in */
        cp_touch(out_touches, 0);
        break;
    case CP_EVENT_UNKNOWN:
    case CP_EVENT_EVENT_RETRACTED:
    case CP_EVENT_TYPE_END:
        CP_BUG("a checked fact has a type that is counted");
        break;
    }
}

uint8_t cp_column_moved_out(void)
{
    return CP_COUNTER_MOVED_OUT - CP_COUNTER_MOVED_IN;
}
