#include "replay_count.h"

#include <stdlib.h>

#include "casepulse/aggregator/fold.h"
#include "casepulse/base/checksum.h"
#include "casepulse/base/memory.h"
#include "casepulse/proto/decode.h"
#include "count_settings.h"
#include "look_ahead.h"
#include "replay_copy.h"

struct cp_replay_count {
    enum cp_replay_clock clock;
    uint32_t load;
    struct cp_copy_rules copies;
    size_t part_count;
    struct cp_range_part *parts;
    struct cp_decoder *decoder;
    struct cp_fold *fold;
    struct cp_increments *increments;
    struct cp_catalogue *catalogue;
    struct cp_totals *totals;
    int64_t arrival_ms;  /* the largest so far; INT64_MIN: none */
    int64_t occurred_ms; /* the same of counted and retracted ones */
    int64_t record_count;
    size_t instant_count;
    int64_t *instants;
    struct cp_event event, copy;
};

static struct cp_fold *cp_replay_fold(const struct cp_replay_plan *plan, int32_t balance_day)
{
    struct cp_fold_settings settings = cp_fold_settings_of(plan->settings, balance_day);
    settings.as_of_from_ms = INT64_MIN;
    /* By occurrence, pictures may be made for instants long before any arrival: cp_fold_look_from
     * moves this on. */
    settings.as_of_ms = plan->clock == CP_REPLAY_BY_OCCURRED ? INT64_MIN / 2 : INT64_MAX;
    return cp_fold_create(settings);
}

struct cp_replay_count *cp_replay_count_create(const struct cp_replay_plan *plan,
                                               const struct cp_organisation *organisation,
                                               const struct cp_range_part *parts, size_t part_count)
{
    struct cp_replay_count *count = cp_allocate(1, sizeof(*count));
    const struct cp_settings *settings = plan->settings;
    count->clock = plan->clock;
    count->load = (uint32_t)plan->load;
    count->copies = (struct cp_copy_rules){
        .zone = &settings->zone,
        .skew_ms = (int32_t)(cp_setting_number(settings, CP_SETTING_COUNT_SKEW_MINUTES) *
                             CP_MS_PER_MINUTE)};
    count->decoder = cp_decoder_create(cp_decoder_rules_of(settings));
    count->fold = cp_replay_fold(plan, cp_organisation_balance_day(organisation));
    count->increments = cp_increments_create();
    count->catalogue = cp_catalogue_create(&settings->subjects);
    count->totals =
        cp_totals_create(cp_picture_settings_of(settings, organisation, count->catalogue));
    count->arrival_ms = INT64_MIN;
    count->occurred_ms = INT64_MIN;
    count->instants =
        cp_allocate((size_t)CP_SOURCE_BATCH_MAX * count->load, sizeof(*count->instants));
    count->part_count = part_count;
    count->parts = cp_allocate(part_count, sizeof(*count->parts));
    for (size_t i = 0; i < part_count; i++) {
        count->parts[i] = (struct cp_range_part){.partition = parts[i].partition,
                                                 .begin = parts[i].begin * plan->load,
                                                 .end = parts[i].end * plan->load};
        cp_fold_open(count->fold, parts[i].partition, count->parts[i].begin);
    }
    return count;
}

void cp_replay_count_free(struct cp_replay_count *count)
{
    if (count == NULL) {
        return;
    }
    cp_totals_free(count->totals);
    cp_catalogue_free(count->catalogue);
    cp_increments_free(count->increments);
    cp_fold_free(count->fold);
    cp_decoder_free(count->decoder);
    free(count->parts);
    free(count->instants);
    free(count);
}

static void cp_replay_seal(struct cp_replay_count *count)
{
    cp_fold_seal(count->fold, count->increments);
    cp_totals_apply(count->totals, count->increments);
}

/* Only counted and retracted events move the clock; of a retraction it is the time of what it takes
 * back (counting rule 14). */
static void cp_replay_note_occurred(struct cp_replay_count *count, int64_t occurred_ms)
{
    if (occurred_ms > count->occurred_ms) {
        count->occurred_ms = occurred_ms;
        if (count->clock == CP_REPLAY_BY_OCCURRED) {
            cp_fold_look_from(count->fold, occurred_ms);
        }
    }
}

static void cp_replay_fold_one(struct cp_replay_count *count, const struct cp_raw_record *raw,
                               uint32_t number, enum cp_reason reason, const struct cp_event *event)
{
    const struct cp_record record = {.partition = raw->partition,
                                     .offset = raw->offset * count->load + number,
                                     .arrival_ms = raw->arrival_ms,
                                     .reason = reason,
                                     .event = event};
    if (cp_fold_is_full(count->fold)) {
        cp_replay_seal(count);
    }
    if (cp_fold_record(count->fold, &record) == CP_REASON_NONE) {
        cp_replay_note_occurred(count, event->fact.occurred_ms);
    }
    int64_t instant_ms = raw->arrival_ms;
    if (count->clock == CP_REPLAY_BY_OCCURRED) {
        instant_ms = reason == CP_REASON_NONE ? event->fact.occurred_ms : INT64_MIN;
    }
    count->instants[count->instant_count++] = instant_ms;
    count->record_count++;
}

static void cp_replay_take_data(struct cp_replay_count *count, const struct cp_raw_record *raw)
{
    const enum cp_reason reason = cp_decoder_decode(count->decoder, raw->value, raw->value_size,
                                                    raw->key, raw->key_size, &count->event);
    if (raw->arrival_ms > count->arrival_ms) {
        count->arrival_ms = raw->arrival_ms;
    }
    cp_replay_fold_one(count, raw, 0, reason, &count->event);
    for (uint32_t number = 1; number < count->load; number++) {
        if (reason == CP_REASON_NONE) {
            cp_event_copy(&count->copies, &count->event, raw->arrival_ms, number, &count->copy);
        }
        cp_replay_fold_one(count, raw, number, reason,
                           reason == CP_REASON_NONE ? &count->copy : &count->event);
    }
}

static void cp_replay_look_ahead(const struct cp_replay_count *count,
                                 const struct cp_raw_record *records, size_t record_count, size_t i)
{
    const uint8_t *id = NULL;
    const struct cp_raw_record *next = cp_look_ahead(records, record_count, i, &id);
    if (next == NULL) {
        return;
    }
    cp_fold_expect(count->fold, next->partition, id);
    for (uint32_t number = 1; number < count->load; number++) {
        uint8_t copy_id[CP_EVENT_ID_SIZE];
        cp_event_copy_id(id, number, copy_id);
        cp_fold_expect(count->fold, next->partition, copy_id);
    }
}

void cp_replay_count_take(struct cp_replay_count *count, const struct cp_raw_record *records,
                          size_t record_count)
{
    count->instant_count = 0;
    for (size_t i = 0; i < record_count; i++) {
        const struct cp_raw_record *raw = &records[i];
        cp_replay_look_ahead(count, records, record_count, i);
        if (raw->kind == CP_RECORD_DATA) {
            cp_replay_take_data(count, raw);
        } else if (raw->kind == CP_RECORD_END) {
            cp_fold_skip_to(count->fold, raw->partition, raw->offset * count->load);
        }
    }
}

const int64_t *cp_replay_count_instants(const struct cp_replay_count *count, size_t *out_count)
{
    *out_count = count->instant_count;
    return count->instants;
}

int64_t cp_replay_count_as_of_ms(const struct cp_replay_count *count)
{
    return count->clock == CP_REPLAY_BY_OCCURRED ? count->occurred_ms : count->arrival_ms;
}

int64_t cp_replay_count_lag_ms(const struct cp_replay_count *count)
{
    int64_t most = 0;
    int64_t last_ms = INT64_MIN;
    for (size_t i = 0; i < count->part_count; i++) {
        const struct cp_range_part *part = &count->parts[i];
        const int64_t left = part->end - cp_fold_offset(count->fold, part->partition);
        if (left > most) {
            most = left;
            last_ms = cp_fold_last_arrival_ms(count->fold, part->partition);
        }
    }
    return most > 0 && last_ms != INT64_MIN ? count->arrival_ms - last_ms : 0;
}

int64_t cp_replay_count_records(const struct cp_replay_count *count)
{
    return count->record_count;
}

const struct cp_picture *cp_replay_count_picture(struct cp_replay_count *count, int64_t as_of_ms)
{
    cp_replay_seal(count);
    return cp_totals_picture(count->totals, as_of_ms);
}

void cp_replay_count_rest(struct cp_replay_count *count)
{
    cp_totals_rest(count->totals);
}

struct cp_totals *cp_replay_count_totals(struct cp_replay_count *count)
{
    return count->totals;
}
