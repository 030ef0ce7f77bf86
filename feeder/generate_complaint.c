/* A complaint's life: received; of merits, reassessed by the administration; concluded; then, if a
 * decision was maintained, perhaps decided by the appeal board months later, or, at the
 * ombudsman's, looked into. */
#include <string.h>

#include "generate_story.h"

#define CP_SHARE_APPEAL 600000u    /* of the decisions maintained */
#define CP_SHARE_CRITICISM 300000u /* of the ombudsman's complaints upheld, at least partly */
#define CP_SHARE_ERROR 620000u     /* of investigations: 31 of 50 */
#define CP_SHARE_AUDIT_ERROR 180000u
#define CP_AUTHORITY "11111111" /* of an appeal board; no CVR number in use */

/* Index = value; 0 = not told. Outcomes are near the published ones: 37.5 % reversed, 53.8 % of the
 * ombudsman's complaints upheld. */
static const uint16_t cp_body_weights[CP_BODY_END] = {0, 79, 21};
static const uint16_t cp_reassessment_weights[CP_REASSESSMENT_END] = {1, 73, 8, 18};
static const uint16_t cp_conclusion_weights[CP_CONCLUSION_END] = {1, 33, 18, 43, 3, 2};
static const uint16_t cp_way_weights[CP_WAY_END] = {0, 65, 30, 5};
static const uint16_t cp_outcome_weights[CP_OUTCOME_END] = {0, 7, 2, 24, 56, 6, 2, 3};
static const uint16_t cp_board_weights[CP_BOARD_END] = {0, 92, 8};
static const uint16_t cp_reaction_weights[CP_REACTION_END] = {0, 45, 35, 20};
static const uint16_t cp_reviewer_weights[CP_REVIEWER_END] = {0, 20, 25, 40, 15};
static const uint16_t cp_theme_weights[CP_THEME_END] = {1, 24, 10, 9, 10, 12, 5,
                                                        7, 4,  2,  3, 16, 4,  6};
static const uint16_t cp_point_count_weights[5] = {8, 52, 25, 10, 5};

#define CP_KINDS_COUNT 5
static const uint8_t cp_kinds[CP_KINDS_COUNT] = {
    0, CP_BIT(CP_KIND_FORMALITY), CP_BIT(CP_KIND_MERITS),
    CP_BIT(CP_KIND_FORMALITY) | CP_BIT(CP_KIND_MERITS), CP_BIT(CP_KIND_ACCESS)};
static const uint16_t cp_kinds_weights[2][CP_KINDS_COUNT] = {
    {3, 85, 0, 0, 12},  /* nothing decided yet */
    {2, 34, 48, 12, 4}, /* of a decision */
};

static void cp_tell_received(struct cp_teller *teller, struct cp_story *story,
                             struct cp_event *event)
{
    struct cp_random *random = &teller->random;
    struct cp_fact *fact = &event->fact;
    fact->type = CP_EVENT_COMPLAINT_RECEIVED;
    story->kinds =
        cp_kinds[cp_random_pick(random, cp_kinds_weights[story->is_decided], CP_KINDS_COUNT)];
    story->body = cp_random_pick(random, cp_body_weights, CP_BODY_END);
    fact->kinds = story->kinds;
    fact->body = story->body;
    fact->point_count = cp_random_pick(random, cp_point_count_weights, 5);
    for (uint8_t i = 0; i < fact->point_count; i++) {
        fact->points[i] = cp_random_pick(random, cp_theme_weights, CP_THEME_END);
    }
    if (story->is_decided) {
        memcpy(event->complained_decision, story->decision_id, CP_EVENT_ID_SIZE);
    }
}

static void cp_tell_reassessed(struct cp_teller *teller, struct cp_story *story,
                               struct cp_fact *fact)
{
    struct cp_random *random = &teller->random;
    fact->type = CP_EVENT_COMPLAINT_REASSESSED;
    fact->reassessment_result =
        cp_random_pick(random, cp_reassessment_weights, CP_REASSESSMENT_END);
    story->goes_to_appeal = fact->reassessment_result == CP_REASSESSMENT_MAINTAINED &&
                            cp_random_happens(random, CP_SHARE_APPEAL);
}

static void cp_tell_concluded(struct cp_teller *teller, struct cp_story *story,
                              struct cp_fact *fact)
{
    struct cp_random *random = &teller->random;
    fact->type = CP_EVENT_COMPLAINT_CONCLUDED;
    fact->conclusion_result = cp_random_pick(random, cp_conclusion_weights, CP_CONCLUSION_END);
    fact->body = story->body;
    fact->way = cp_random_pick(random, cp_way_weights, CP_WAY_END);
    const bool is_upheld = fact->conclusion_result == CP_CONCLUSION_UPHELD ||
                           fact->conclusion_result == CP_CONCLUSION_PARTLY;
    const bool is_ombudsmans = story->body == CP_BODY_OMBUDSMAN;
    fact->has_criticism =
        is_upheld && is_ombudsmans && cp_random_happens(random, CP_SHARE_CRITICISM);
    story->is_investigated = is_ombudsmans && fact->way == CP_WAY_INVESTIGATION;
}

static void cp_tell_appeal(struct cp_teller *teller, struct cp_event *event)
{
    struct cp_random *random = &teller->random;
    event->fact.type = CP_EVENT_APPEAL_DECIDED;
    event->fact.outcome = cp_random_pick(random, cp_outcome_weights, CP_OUTCOME_END);
    event->fact.board = cp_random_pick(random, cp_board_weights, CP_BOARD_END);
    memcpy(event->authority, CP_AUTHORITY, sizeof(event->authority));
}

static void cp_tell_error(struct cp_teller *teller, uint32_t share, struct cp_fact *fact)
{
    struct cp_random *random = &teller->random;
    fact->has_error = cp_random_happens(random, share);
    const uint8_t count = (uint8_t)(1 + cp_random_below(random, 3));
    for (uint8_t i = 0; fact->has_error && i < count; i++) {
        fact->error_themes |= CP_BIT(cp_random_pick(random, cp_theme_weights, CP_THEME_END));
    }
}

void cp_audit_tell(struct cp_teller *teller, struct cp_event *event)
{
    event->fact.type = CP_EVENT_AUDIT_REVIEWED;
    event->fact.reviewer = cp_random_pick(&teller->random, cp_reviewer_weights, CP_REVIEWER_END);
    cp_tell_error(teller, CP_SHARE_AUDIT_ERROR, &event->fact);
}

void cp_investigation_tell(struct cp_teller *teller, enum cp_cause cause, struct cp_event *event)
{
    event->fact.type = CP_EVENT_INVESTIGATION_CONCLUDED;
    event->fact.cause = (uint8_t)cause;
    event->fact.reaction = cp_random_pick(&teller->random, cp_reaction_weights, CP_REACTION_END);
    cp_tell_error(teller, CP_SHARE_ERROR, &event->fact);
}

/* Steps, and within which days the next one follows; appeals take 126 days in the mean. */
struct cp_complaint_pause {
    uint8_t from_days, to_days;
};
static const struct cp_complaint_pause cp_complaint_pauses[] = {
    [CP_COMPLAINT_REASSESSED] = {10, 30},
    [CP_COMPLAINT_CONCLUDED] = {1, 60},
    [CP_COMPLAINT_APPEAL] = {30, 223},
    [CP_COMPLAINT_INVESTIGATION] = {5, 60},
};

static bool cp_complaint_find_next(const struct cp_story *story, enum cp_complaint_step *out_step)
{
    const bool is_of_merits = story->is_decided && (story->kinds & CP_BIT(CP_KIND_MERITS)) != 0;
    switch ((enum cp_complaint_step)story->step) {
    case CP_COMPLAINT_RECEIVED:
        *out_step = is_of_merits ? CP_COMPLAINT_REASSESSED : CP_COMPLAINT_CONCLUDED;
        return true;
    case CP_COMPLAINT_REASSESSED:
        *out_step = CP_COMPLAINT_CONCLUDED;
        return true;
    case CP_COMPLAINT_CONCLUDED:
        *out_step = story->goes_to_appeal ? CP_COMPLAINT_APPEAL : CP_COMPLAINT_INVESTIGATION;
        return story->goes_to_appeal || story->is_investigated;
    case CP_COMPLAINT_APPEAL:
        *out_step = CP_COMPLAINT_INVESTIGATION;
        return story->is_investigated;
    case CP_COMPLAINT_INVESTIGATION:
        break;
    }
    return false;
}

bool cp_complaint_tell(struct cp_teller *teller, struct cp_story *story, int64_t now_ms,
                       struct cp_event *event, int64_t *out_next_ms)
{
    switch ((enum cp_complaint_step)story->step) {
    case CP_COMPLAINT_RECEIVED:
        cp_tell_received(teller, story, event);
        break;
    case CP_COMPLAINT_REASSESSED:
        cp_tell_reassessed(teller, story, &event->fact);
        break;
    case CP_COMPLAINT_CONCLUDED:
        cp_tell_concluded(teller, story, &event->fact);
        break;
    case CP_COMPLAINT_APPEAL:
        cp_tell_appeal(teller, event);
        break;
    case CP_COMPLAINT_INVESTIGATION:
        cp_investigation_tell(teller, CP_CAUSE_COMPLAINT, event);
        break;
    }
    enum cp_complaint_step next = CP_COMPLAINT_RECEIVED;
    if (!cp_complaint_find_next(story, &next)) {
        return false;
    }
    const struct cp_complaint_pause pause = cp_complaint_pauses[next];
    const int64_t delay_ms = cp_random_between(&teller->random, pause.from_days * CP_MS_PER_DAY,
                                               pause.to_days * CP_MS_PER_DAY);
    story->step = (uint8_t)next;
    *out_next_ms = cp_rhythm_work_ms(teller->rhythm, &teller->random, now_ms + delay_ms, now_ms);
    return true;
}
