#include "generate_story.h"

#include <stdio.h>
#include <string.h>

#define CP_STORY_STREAM 2
#define CP_ID_STREAM 3
#define CP_STEPS_LEAST 6 /* of a case: 6 to 10 events */
#define CP_STEPS_SPREAD 5

/* Shares, in millionths. Inquiries with a case and cases with a decision are what makes of
 * 4,000,000 events 450,000 inquiries, 330,000 cases with 8.1 events and 125,000 decisions. */
#define CP_SHARE_CASE 733000u
#define CP_SHARE_DECISION 379000u
#define CP_SHARE_MOVE 30000u /* of the steps between */
#define CP_SHARE_REOPENED 30000u
#define CP_SHARE_AUDIT 3600u
#define CP_SHARE_OWN_INITIATIVE 100u
#define CP_SHARE_NO_UNIT 20000u
#define CP_SHARE_UNPLACED 3000u
#define CP_SHARE_NO_SUBJECT 80000u
#define CP_SHARE_SERVICE_TARGET 400000u
#define CP_SHARE_DEADLINE 600000u
#define CP_SHARE_OTHER_ADMINISTRATION 200000u
#define CP_SHARE_RELATED 10000u

#define CP_STEP_MEAN_MS (8 * CP_MS_PER_DAY)
#define CP_BATCH_STEP_MS CP_MS_PER_HOUR
#define CP_DEADLINE_MS (60 * CP_MS_PER_DAY)

/* Index = value; 0 = not told. */
static const uint16_t cp_channel_weights[CP_CHANNEL_END] = {1, 25, 22, 18, 24, 7, 3, 1};
static const uint16_t cp_addressee_weights[CP_ADDRESSEE_END] = {0, 97, 3};
static const uint16_t cp_decision_weights[CP_DECISION_END] = {1, 61, 12, 24, 2};
static const uint16_t cp_facet_weights[4] = {60, 20, 10, 10};
static const uint16_t cp_sensitivity_weights[5] = {70, 10, 10, 8, 2};

static const char cp_facets[4][4] = {"", "G01", "K02", "K03"};

void cp_teller_init(struct cp_teller *teller, uint64_t seed, uint32_t mark)
{
    cp_random_start(&teller->random, seed, CP_STORY_STREAM);
    cp_random_start(&teller->ids, seed, CP_ID_STREAM);
    teller->mark = mark;
    teller->case_count = 0;
}

/* Complaints are about decisions more often than about cases without one. */
static uint32_t cp_story_complaint_share(const struct cp_story *story)
{
    const uint32_t share = cp_city_administrations[story->place.administration - 1].complaints;
    return story->decision_step > 0 ? share * 200 : share * 40;
}

static void cp_story_plan_case(struct cp_teller *teller, struct cp_story *story)
{
    struct cp_random *random = &teller->random;
    story->step_count = (uint8_t)(CP_STEPS_LEAST + cp_random_below(random, CP_STEPS_SPREAD));
    if (story->is_batch) {
        return;
    }
    if (cp_random_happens(random, CP_SHARE_DECISION)) {
        story->decision_step =
            (uint8_t)(3 + cp_random_below(random, (uint64_t)story->step_count - 3));
    }
    if (cp_random_happens(random, cp_story_complaint_share(story))) {
        story->complaint_step = story->decision_step > 0 ? story->decision_step : 3;
    }
}

void cp_story_begin(struct cp_teller *teller, bool is_batch, int64_t now_ms,
                    struct cp_story *out_story)
{
    struct cp_random *random = &teller->random;
    struct cp_story story = {.kind = CP_STORY_CASE, .is_batch = is_batch, .step = is_batch};
    story.number = ++teller->case_count;
    story.place.administration = cp_city_pick_administration(random);
    story.place.unit = cp_random_happens(random, CP_SHARE_NO_UNIT)
                           ? CP_CITY_NO_UNIT
                           : cp_city_pick_unit(teller->city, story.place.administration, random);
    story.is_unplaced = cp_random_happens(random, CP_SHARE_UNPLACED);
    story.subject = cp_random_happens(random, CP_SHARE_NO_SUBJECT)
                        ? CP_CITY_SUBJECTS
                        : (uint8_t)cp_random_below(random, CP_CITY_SUBJECTS);
    story.facet = cp_random_pick(random, cp_facet_weights, 4);
    story.sensitivity = cp_random_pick(random, cp_sensitivity_weights, 5);
    story.applied_ms = now_ms - cp_random_skewed(random, CP_MS_PER_DAY);
    if (is_batch || cp_random_happens(random, CP_SHARE_CASE)) {
        cp_story_plan_case(teller, &story);
    }
    *out_story = story;
}

static void cp_text_set(struct cp_short_text *out_text, const char *text)
{
    out_text->size = (uint8_t)strlen(text);
    memcpy(out_text->bytes, text, out_text->size);
}

static void cp_unit_set(const struct cp_city *city, uint16_t unit, struct cp_short_text *out_text)
{
    if (unit == CP_CITY_NO_UNIT) {
        cp_text_set(out_text, CP_UNIT_NONE);
        return;
    }
    *out_text = city->units[unit];
}

/* "S", the mark, a point, the number: never what could be taken for a national id number. By hand,
 * since it is the key of every record. */
static void cp_case_id_set(uint32_t mark, uint32_t number, struct cp_short_text *out_text)
{
    static const char digits[] = "0123456789abcdef";
    char text[CP_CASE_ID_MAX + 1];
    size_t at = sizeof(text) - 1;
    for (uint32_t rest = number; rest > 0; rest /= 10) {
        text[--at] = digits[rest % 10];
    }
    text[--at] = '.';
    for (int i = 0; i < 6; i++) {
        text[--at] = digits[(mark >> (4 * i)) & 0xF];
    }
    text[--at] = 'S';
    out_text->size = (uint8_t)(sizeof(text) - 1 - at);
    memcpy(out_text->bytes, text + at, out_text->size);
}

static void cp_event_id_set(struct cp_random *ids, uint8_t out_id[CP_EVENT_ID_SIZE])
{
    for (int half = 0; half < 2; half++) {
        const uint64_t bits = cp_random_next(ids);
        for (int i = 0; i < 8; i++) {
            out_id[half * 8 + i] = (uint8_t)(bits >> (8 * i)); /* the same on every machine */
        }
    }
}

static void cp_story_start_event(struct cp_teller *teller, const struct cp_story *story,
                                 struct cp_event *out_event)
{
    const struct cp_city *city = teller->city;
    const uint8_t administration = story->place.administration;
    memset(out_event, 0, sizeof(*out_event));
    cp_event_id_set(&teller->ids, out_event->id);
    out_event->schema_version = CP_SCHEMA_VERSION;
    cp_case_id_set(teller->mark, story->number, &out_event->case_id);
    const char *source = city->sources[administration - 1];
    out_event->source_size = (uint8_t)strlen(source);
    memcpy(out_event->source, source, out_event->source_size);
    out_event->sensitivity = story->sensitivity;
    out_event->fact.administration = story->is_unplaced ? 0 : administration;
    cp_unit_set(city, story->is_unplaced ? CP_CITY_NO_UNIT : story->place.unit,
                &out_event->fact.unit);
    if (story->subject < CP_CITY_SUBJECTS) {
        const char *subject = cp_city_administrations[administration - 1].subjects[story->subject];
        memcpy(out_event->fact.subject, subject, sizeof(out_event->fact.subject));
    }
    memcpy(out_event->fact.facet, cp_facets[story->facet], sizeof(out_event->fact.facet));
}

static void cp_tell_inquiry(struct cp_teller *teller, struct cp_fact *fact)
{
    fact->type = CP_EVENT_INQUIRY_RECEIVED;
    fact->channel = cp_random_pick(&teller->random, cp_channel_weights, CP_CHANNEL_END);
    fact->addressee = cp_random_pick(&teller->random, cp_addressee_weights, CP_ADDRESSEE_END);
}

static void cp_tell_opened(struct cp_teller *teller, const struct cp_story *story,
                           struct cp_event *event)
{
    event->fact.type = CP_EVENT_CASE_OPENED;
    if (cp_random_happens(&teller->random, CP_SHARE_RELATED) && story->number > 1) {
        const uint64_t other = 1 + cp_random_below(&teller->random, story->number - 1);
        cp_case_id_set(teller->mark, (uint32_t)other, &event->related_case);
    }
}

static void cp_tell_decision(struct cp_teller *teller, struct cp_story *story, int64_t now_ms,
                             struct cp_event *event)
{
    struct cp_random *random = &teller->random;
    struct cp_fact *fact = &event->fact;
    fact->type = CP_EVENT_DECISION_MADE;
    fact->decision_result = cp_random_pick(random, cp_decision_weights, CP_DECISION_END);
    fact->applied_ms = story->applied_ms < now_ms ? story->applied_ms : now_ms;
    if (cp_random_happens(random, CP_SHARE_DEADLINE)) {
        fact->deadline_ms = fact->applied_ms + CP_DEADLINE_MS;
    }
    fact->has_service_target = cp_random_happens(random, CP_SHARE_SERVICE_TARGET);
    story->is_decided = true;
    memcpy(story->decision_id, event->id, CP_EVENT_ID_SIZE);
}

/* The case goes to another unit, and the rest of the story takes place there. */
static void cp_tell_move(struct cp_teller *teller, struct cp_story *story, struct cp_fact *fact)
{
    struct cp_random *random = &teller->random;
    fact->type = CP_EVENT_UNIT_CHANGED;
    fact->from_unit = fact->unit;
    fact->from_administration = fact->administration;
    fact->case_opened_ms = story->opened_ms;
    if (cp_random_happens(random, CP_SHARE_OTHER_ADMINISTRATION)) {
        story->place.administration = cp_city_pick_administration(random);
    }
    story->place.unit = cp_city_pick_unit(teller->city, story->place.administration, random);
    fact->administration = story->place.administration;
    cp_unit_set(teller->city, story->place.unit, &fact->unit);
}

/* States come in their order: the further the case, the later the state. */
static void cp_tell_state(const struct cp_story *story, struct cp_fact *fact)
{
    fact->type = CP_EVENT_STATE_CHANGED;
    const int last = CP_STATE_END - 1;
    const int state = story->step * last / story->step_count;
    fact->state = (uint8_t)(state < 1 ? 1 : state > last ? last : state);
}

static void cp_story_spawn(struct cp_teller *teller, const struct cp_story *story,
                           enum cp_story_kind kind, int64_t now_ms, int64_t delay_ms)
{
    struct cp_story spawned = *story;
    spawned.kind = (uint8_t)kind;
    spawned.step = 0;
    cp_agenda_add(teller->stories,
                  cp_rhythm_work_ms(teller->rhythm, &teller->random, now_ms + delay_ms, now_ms),
                  &spawned);
}

static void cp_tell_closed(struct cp_teller *teller, struct cp_story *story, int64_t now_ms,
                           struct cp_fact *fact)
{
    struct cp_random *random = &teller->random;
    fact->type = CP_EVENT_CASE_CLOSED;
    fact->case_opened_ms = story->opened_ms;
    if (story->is_batch || story->step > story->step_count) {
        return;
    }
    const int64_t delay_ms = cp_random_between(random, 10, 60) * CP_MS_PER_DAY;
    if (cp_random_happens(random, CP_SHARE_AUDIT)) {
        cp_story_spawn(teller, story, CP_STORY_AUDIT, now_ms, delay_ms);
    }
    if (cp_random_happens(random, CP_SHARE_OWN_INITIATIVE)) {
        cp_story_spawn(teller, story, CP_STORY_INVESTIGATION, now_ms, delay_ms);
    }
}

/* A move needs a place to come from. */
static bool cp_story_can_move(const struct cp_story *story)
{
    return !story->is_batch && !story->is_unplaced;
}

/* Steps behind the closing: reopened, a state, closed again. */
static void cp_tell_case(struct cp_teller *teller, struct cp_story *story, int64_t now_ms,
                         struct cp_event *event)
{
    struct cp_fact *fact = &event->fact;
    const int behind = story->step - story->step_count;
    if (story->step == 0) {
        cp_tell_inquiry(teller, fact);
    } else if (story->step == 1) {
        cp_tell_opened(teller, story, event);
    } else if (behind == 0 || behind == 3) {
        cp_tell_closed(teller, story, now_ms, fact);
    } else if (behind == 1) {
        fact->type = CP_EVENT_CASE_REOPENED;
        fact->case_opened_ms = story->opened_ms;
    } else if (story->step == story->decision_step) {
        cp_tell_decision(teller, story, now_ms, event);
    } else if (cp_random_happens(&teller->random, CP_SHARE_MOVE) && cp_story_can_move(story)) {
        cp_tell_move(teller, story, fact);
    } else {
        cp_tell_state(story, fact);
    }
}

static bool cp_case_goes_on(struct cp_teller *teller, const struct cp_story *story)
{
    if (story->step_count == 0 || story->step == story->step_count + 3) {
        return false;
    }
    return story->step != story->step_count ||
           (!story->is_batch && cp_random_happens(&teller->random, CP_SHARE_REOPENED));
}

static bool cp_case_go_on(struct cp_teller *teller, struct cp_story *story, int64_t now_ms,
                          int64_t *out_next_ms)
{
    struct cp_random *random = &teller->random;
    if (story->step > 0 && story->step == story->complaint_step) {
        const int64_t delay_ms = cp_random_between(random, 3, 40) * CP_MS_PER_DAY;
        cp_story_spawn(teller, story, CP_STORY_COMPLAINT, now_ms, delay_ms);
    }
    if (!cp_case_goes_on(teller, story)) {
        return false;
    }
    story->step++;
    if (story->is_batch) {
        *out_next_ms = now_ms + cp_random_between(random, 1, CP_BATCH_STEP_MS);
        return true;
    }
    const int64_t delay_ms = cp_random_skewed(random, CP_STEP_MEAN_MS);
    *out_next_ms = cp_rhythm_work_ms(teller->rhythm, random, now_ms + delay_ms, now_ms);
    return true;
}

bool cp_story_tell(struct cp_teller *teller, struct cp_story *story, int64_t now_ms,
                   struct cp_event *out_event, int64_t *out_next_ms)
{
    cp_story_start_event(teller, story, out_event);
    switch ((enum cp_story_kind)story->kind) {
    case CP_STORY_COMPLAINT:
        return cp_complaint_tell(teller, story, now_ms, out_event, out_next_ms);
    case CP_STORY_AUDIT:
        cp_audit_tell(teller, out_event);
        return false;
    case CP_STORY_INVESTIGATION:
        cp_investigation_tell(teller, CP_CAUSE_OWN_INITIATIVE, out_event);
        return false;
    case CP_STORY_CASE:
        break;
    }
    cp_tell_case(teller, story, now_ms, out_event);
    return cp_case_go_on(teller, story, now_ms, out_next_ms);
}
