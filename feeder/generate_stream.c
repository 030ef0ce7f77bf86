/* The generator: three queues by time, and the earliest of their heads is next.
 *
 *   arrivals   where stories begin           (generate_arrivals.c)
 *   stories    what goes on in open ones     (generate_story.c)
 *   parcels    what is sent later or again   (generate_faults.c)
 *
 * A live stream's story runs ahead of the clock or behind it, as its rate wills: its first 400 days
 * pass before the first record, unsent, so that cases are open and appeals pending; from then on
 * every record bears the present instant. */
#include <stdlib.h>
#include <string.h>

#include "casepulse/base/assert.h"
#include "casepulse/base/memory.h"
#include "casepulse/feeder/generate.h"
#include "casepulse/proto/encode.h"
#include "generate_agenda.h"
#include "generate_arrivals.h"
#include "generate_city.h"
#include "generate_damage.h"
#include "generate_faults.h"
#include "generate_rhythm.h"
#include "generate_story.h"

#define CP_DELAY_STREAM 5
#define CP_MARK_STREAM 6
#define CP_SENDING_MEAN_MS (2 * CP_MS_PER_MINUTE) /* from what happens to its sending */
#define CP_LIVE_BEFORE_DAYS 400
#define CP_SHARE_CORRECTED 500000u /* of the dates ahead, millionths */

struct cp_generator {
    struct cp_generator_options options;
    struct cp_city city;
    struct cp_rhythm rhythm;
    struct cp_arrivals arrivals;
    struct cp_arrival arrival; /* the next one; due INT64_MAX: none */
    struct cp_teller teller;
    struct cp_faults faults;
    struct cp_random delays;
    struct cp_agenda *parcels; /* of struct cp_parcel */
    int64_t end_ms;
    bool is_live;     /* past the days before a live stream's first record */
    int64_t story_ms; /* the instant of the story, and of the record */
    int64_t sent_ms;
    uint64_t source_seqs[CP_CITY_ADMINISTRATIONS];

    struct cp_parcel parcel; /* what is being sent, and its bytes */
    unsigned char value[CP_EVENT_ENCODED_MAX];
    struct cp_damage damage;
};

static void cp_generator_take_arrival(struct cp_generator *generator)
{
    if (!cp_arrivals_next(&generator->arrivals, &generator->arrival)) {
        generator->arrival.due_ms = INT64_MAX;
    }
}

static int64_t cp_generator_due_ms(const struct cp_generator *generator)
{
    const int64_t parcel_ms = cp_agenda_due_ms(generator->parcels);
    const int64_t story_ms = cp_agenda_due_ms(generator->teller.stories);
    const int64_t earlier_ms = parcel_ms < story_ms ? parcel_ms : story_ms;
    const int64_t arrival_ms = generator->arrival.due_ms;
    return earlier_ms < arrival_ms ? earlier_ms : arrival_ms;
}

static void cp_generator_add_parcel(struct cp_generator *generator, struct cp_parcel *parcel,
                                    enum cp_generated_kind kind, int64_t delay_ms)
{
    parcel->kind = (uint8_t)kind;
    cp_agenda_add(generator->parcels, generator->story_ms + delay_ms, parcel);
}

/* Copies are made when their original goes, number and all. */
static void cp_generator_plan_copies(struct cp_generator *generator)
{
    struct cp_faults *faults = &generator->faults;
    struct cp_parcel copy = generator->parcel;
    const enum cp_generated_kind kind = (enum cp_generated_kind)copy.kind;
    if (kind != CP_GENERATED_EVENT && kind != CP_GENERATED_RETRACTION) {
        return;
    }
    if (cp_faults_happen(faults, CP_SHARE_DUPLICATES)) {
        cp_generator_add_parcel(generator, &copy, CP_GENERATED_COPY,
                                cp_faults_copy_delay_ms(faults));
    }
    if (kind == CP_GENERATED_EVENT && cp_faults_happen(faults, CP_SHARE_ALTERED)) {
        cp_faults_alter(faults, &copy.event);
        cp_generator_add_parcel(generator, &copy, CP_GENERATED_ALTERED,
                                cp_faults_copy_delay_ms(faults));
    }
}

static bool cp_kind_is_numbered(enum cp_generated_kind kind)
{
    return kind != CP_GENERATED_COPY && kind != CP_GENERATED_ALTERED;
}

static void cp_generator_encode(struct cp_generator *generator, struct cp_generated *out)
{
    const struct cp_event *event = &generator->parcel.event;
    if (out->kind != CP_GENERATED_DAMAGED) {
        out->value_size = cp_event_encode(event, generator->value);
        out->value = generator->value;
        out->key = event->case_id.bytes;
        out->key_size = event->case_id.size;
        return;
    }
    struct cp_damage *damage = &generator->damage;
    const size_t way = (size_t)cp_random_below(&generator->faults.random, cp_damage_count());
    cp_damage_make(event, way, damage);
    out->reason = damage->reason;
    out->value = damage->is_null ? NULL : damage->bytes;
    out->value_size = damage->size;
    out->key = damage->event.case_id.bytes;
    out->key_size = damage->event.case_id.size;
}

/* Finishes the parcel in hand and hands it out. */
static void cp_generator_send(struct cp_generator *generator, struct cp_generated *out_generated)
{
    struct cp_parcel *parcel = &generator->parcel;
    struct cp_event *event = &parcel->event;
    const enum cp_generated_kind kind = (enum cp_generated_kind)parcel->kind;
    event->emitted_ms = generator->sent_ms;
    if (kind == CP_GENERATED_RETRACTION) {
        event->own_occurred_ms = generator->sent_ms;
        event->registered_ms = generator->sent_ms;
    }
    if (cp_kind_is_numbered(kind)) {
        event->source_seq = ++generator->source_seqs[parcel->source];
    }
    const bool is_retraction = event->is_retraction;
    *out_generated = (struct cp_generated){
        .kind = kind,
        .type = is_retraction ? CP_EVENT_EVENT_RETRACTED : (enum cp_event_type)event->fact.type,
        .emitted_ms = generator->sent_ms,
        .event = event};
    cp_generator_encode(generator, out_generated);
    if (generator->faults.is_any) {
        cp_generator_plan_copies(generator);
    }
}

/* Sets the times of a new event; true: it is dated ahead. */
static bool cp_generator_date(struct cp_generator *generator, const struct cp_story *story)
{
    struct cp_event *event = &generator->parcel.event;
    const int64_t sent_ms = generator->sent_ms;
    const int64_t shift_ms = sent_ms - generator->story_ms;
    const int64_t delay_ms = cp_random_skewed(&generator->delays, CP_SENDING_MEAN_MS);
    int64_t occurred_ms = generator->is_live ? sent_ms : sent_ms - delay_ms;
    occurred_ms = occurred_ms < story->opened_ms ? story->opened_ms : occurred_ms;
    if (event->fact.applied_ms != CP_TIME_ABSENT) {
        event->fact.applied_ms += shift_ms;
        event->fact.deadline_ms += event->fact.deadline_ms != CP_TIME_ABSENT ? shift_ms : 0;
    }
    event->fact.occurred_ms = occurred_ms;
    event->registered_ms = occurred_ms + (sent_ms - occurred_ms) / 2;
    if (generator->faults.is_any) {
        event->fact.occurred_ms =
            cp_faults_date(&generator->faults, occurred_ms, story->opened_ms, sent_ms);
    }
    event->own_occurred_ms = event->fact.occurred_ms;
    return event->fact.occurred_ms > sent_ms;
}

/* The event in hand and what goes with it: a damaged twin before it, a retraction before or behind,
 * the date put right. */
static void cp_generator_disturb(struct cp_generator *generator, bool is_ahead, int64_t occurred_ms)
{
    struct cp_faults *faults = &generator->faults;
    struct cp_parcel sound = generator->parcel;
    if (cp_faults_happen(faults, CP_SHARE_MALFORMED)) {
        cp_generator_add_parcel(generator, &sound, CP_GENERATED_DAMAGED, 0);
    }
    int64_t delay_ms = 0;
    if (cp_faults_happen(faults, CP_SHARE_RETRACTIONS)) {
        struct cp_parcel retraction = sound;
        const bool is_early = cp_faults_happen(faults, CP_SHARE_RETRACTIONS_EARLY);
        delay_ms = is_early ? cp_faults_original_delay_ms(faults) : 0;
        cp_faults_retract(faults, &retraction.event);
        cp_generator_add_parcel(generator, &retraction, CP_GENERATED_RETRACTION,
                                is_early ? 0 : cp_faults_retraction_delay_ms(faults));
    }
    cp_generator_add_parcel(generator, &sound, CP_GENERATED_EVENT, delay_ms);
    if (is_ahead && cp_random_happens(&faults->random, CP_SHARE_CORRECTED)) {
        sound.event.fact.occurred_ms = occurred_ms;
        sound.event.own_occurred_ms = occurred_ms;
        cp_generator_add_parcel(generator, &sound, CP_GENERATED_CORRECTION,
                                delay_ms + cp_faults_correction_delay_ms(faults));
    }
}

/* Tells the story's next event. True: it is in hand and may go; else it waits among the parcels. */
static bool cp_generator_tell(struct cp_generator *generator, struct cp_story *story)
{
    struct cp_parcel *parcel = &generator->parcel;
    int64_t next_ms = 0;
    parcel->kind = CP_GENERATED_EVENT;
    parcel->source = (uint8_t)(story->place.administration - 1);
    const bool goes_on =
        cp_story_tell(&generator->teller, story, generator->story_ms, &parcel->event, &next_ms);
    const bool is_ahead = cp_generator_date(generator, story);
    const int64_t true_ms = is_ahead ? generator->sent_ms : parcel->event.fact.occurred_ms;
    if (parcel->event.fact.type == CP_EVENT_CASE_OPENED) {
        story->opened_ms = true_ms;
    }
    if (goes_on) {
        cp_agenda_add(generator->teller.stories, next_ms, story);
    }
    if (generator->faults.is_any) {
        cp_generator_disturb(generator, is_ahead, true_ms);
        return false;
    }
    return true;
}

/* Does what is due next; true: a record is in hand. */
static bool cp_generator_step(struct cp_generator *generator)
{
    struct cp_story story;
    if (cp_agenda_due_ms(generator->parcels) == generator->story_ms) {
        cp_agenda_take(generator->parcels, &generator->parcel);
        return true;
    }
    if (cp_agenda_due_ms(generator->teller.stories) == generator->story_ms) {
        cp_agenda_take(generator->teller.stories, &story);
        return cp_generator_tell(generator, &story);
    }
    cp_story_begin(&generator->teller, generator->arrival.is_batch, generator->story_ms, &story);
    cp_generator_take_arrival(generator);
    return cp_generator_tell(generator, &story);
}

bool cp_generator_next(struct cp_generator *generator, int64_t now_ms,
                       struct cp_generated *out_generated)
{
    for (;;) {
        const int64_t due_ms = cp_generator_due_ms(generator);
        if (due_ms >= generator->end_ms) {
            return false;
        }
        CP_ASSERT(due_ms >= generator->story_ms);
        generator->story_ms = due_ms;
        const int64_t stamp_ms = generator->is_live ? now_ms : due_ms;
        generator->sent_ms = stamp_ms > generator->sent_ms ? stamp_ms : generator->sent_ms;
        if (cp_generator_step(generator)) {
            cp_generator_send(generator, out_generated);
            return true;
        }
    }
}

/* What was not sent is not sent again, nor has it a number. */
static void cp_generator_go_live(struct cp_generator *generator)
{
    struct cp_generated unsent;
    generator->end_ms = generator->options.live_from_ms;
    while (cp_generator_next(generator, 0, &unsent)) {
    }
    cp_agenda_clear(generator->parcels);
    memset(generator->source_seqs, 0, sizeof(generator->source_seqs));
    generator->sent_ms = generator->options.live_from_ms;
    generator->end_ms = INT64_MAX;
    generator->is_live = true;
}

/* What depends on the seed but not on time. */
static void cp_generator_init(struct cp_generator *generator, const struct cp_zone *zone)
{
    const struct cp_generator_options *options = &generator->options;
    struct cp_random marks;
    cp_random_start(&marks, options->seed, CP_MARK_STREAM);
    const uint32_t mark = (uint32_t)cp_random_below(&marks, 1 << 24);
    cp_city_init(&generator->city, options->unit_count, mark);
    cp_rhythm_init(&generator->rhythm, zone);
    cp_random_start(&generator->delays, options->seed, CP_DELAY_STREAM);
    cp_faults_init(&generator->faults, options->shares, &generator->city, options->seed);
    generator->parcels = cp_agenda_create(sizeof(struct cp_parcel));
    generator->teller.city = &generator->city;
    generator->teller.rhythm = &generator->rhythm;
    generator->teller.stories = cp_agenda_create(sizeof(struct cp_story));
    cp_teller_init(&generator->teller, options->seed, mark);
}

struct cp_generator *cp_generator_create(const struct cp_generator_options *options,
                                         const struct cp_zone *zone)
{
    struct cp_generator *generator = cp_allocate(1, sizeof(struct cp_generator));
    const bool is_live = options->live_from_ms > 0;
    struct cp_arrivals_plan plan = {options->seed, options->from_day, options->to_day,
                                    options->per_year, !is_live};
    if (is_live) {
        plan.from_day = cp_zone_day(zone, options->live_from_ms) - CP_LIVE_BEFORE_DAYS;
        plan.to_day = INT32_MAX;
    }
    generator->options = *options;
    cp_generator_init(generator, zone);
    cp_arrivals_init(&generator->arrivals, &generator->rhythm, &plan);
    generator->story_ms = cp_zone_day_start_ms(zone, plan.from_day);
    generator->sent_ms = generator->story_ms;
    cp_generator_take_arrival(generator);
    if (is_live) {
        cp_generator_go_live(generator);
    } else {
        generator->end_ms = cp_zone_day_start_ms(zone, plan.to_day);
    }
    return generator;
}

void cp_generator_free(struct cp_generator *generator)
{
    if (generator != NULL) {
        cp_agenda_free(generator->parcels);
        cp_agenda_free(generator->teller.stories);
        cp_city_done(&generator->city);
        free(generator);
    }
}
