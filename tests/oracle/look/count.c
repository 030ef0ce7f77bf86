#include "count.h"

#include <stdlib.h>

#include "casepulse/aggregator/checkpoint.h"
#include "casepulse/aggregator/fold.h"
#include "casepulse/base/assert.h"
#include "casepulse/base/memory.h"
#include "casepulse/proto/decode.h"

#define CP_LOOK_SHARDS_MAX 4
#define CP_LOOK_PARTITIONS_MAX 16
#define CP_LOOK_HORIZON_DAYS 35
#define CP_LOOK_SKEW_MS 600000

struct cp_look_counting {
    const struct cp_look_plan *plan;
    struct cp_zone zone;
    struct cp_picture_settings picture;
    struct cp_decoder *decoder;
    struct cp_fold *folds[CP_LOOK_SHARDS_MAX];
    bool is_open[CP_LOOK_PARTITIONS_MAX];
    struct cp_increments *increments;
    struct cp_totals *totals;
    struct cp_event event;
    int64_t read_count;
    int64_t waiting_count; /* records since the last seal */
};

static struct cp_fold_settings cp_look_fold_settings(const struct cp_look_counting *counting,
                                                     const struct cp_subjects *subjects,
                                                     const struct cp_organisation *organisation)
{
    return (struct cp_fold_settings){
        .zone = &counting->zone,
        .history_days = (int32_t)counting->plan->history_days,
        .horizon_days = CP_LOOK_HORIZON_DAYS,
        .skew_ms = CP_LOOK_SKEW_MS,
        .max_units = (int32_t)counting->plan->max_units,
        .keep_days = 2 * CP_LOOK_HORIZON_DAYS,
        .as_of_ms = counting->plan->as_of_ms,
        .as_of_from_ms = counting->plan->as_of_from_ms,
        .balance_day = cp_organisation_balance_day(organisation),
        .subjects = subjects,
    };
}

struct cp_look_counting *cp_look_counting_create(const struct cp_look_plan *plan,
                                                 const struct cp_subjects *subjects,
                                                 const struct cp_catalogue *catalogue,
                                                 const struct cp_organisation *organisation)
{
    struct cp_look_counting *counting = cp_allocate(1, sizeof(*counting));
    struct cp_failure failure;
    counting->plan = plan;
    CP_ASSERT(plan->shards <= CP_LOOK_SHARDS_MAX);
    CP_ASSERT(cp_zone_load(CP_ZONE_MUNICIPALITY, &counting->zone, &failure) == CP_OK);
    counting->decoder = cp_decoder_create((struct cp_decoder_rules){.zone = &counting->zone});
    for (int64_t shard = 0; shard < plan->shards; shard++) {
        counting->folds[shard] =
            cp_fold_create(cp_look_fold_settings(counting, subjects, organisation));
    }
    counting->picture = (struct cp_picture_settings){
        .zone = &counting->zone,
        .data_from = CP_DAY_NONE,
        .publish_days = (int32_t)plan->publish_days,
        .catalogue = catalogue,
        .organisation = organisation,
    };
    counting->increments = cp_increments_create();
    counting->totals = cp_totals_create(counting->picture);
    return counting;
}

void cp_look_counting_free(struct cp_look_counting *counting)
{
    for (int shard = 0; shard < CP_LOOK_SHARDS_MAX; shard++) {
        cp_fold_free(counting->folds[shard]);
    }
    cp_totals_free(counting->totals);
    cp_increments_free(counting->increments);
    cp_decoder_free(counting->decoder);
    free(counting);
}

static void cp_look_seal(struct cp_look_counting *counting)
{
    for (int64_t shard = 0; shard < counting->plan->shards; shard++) {
        if (cp_fold_has_changes(counting->folds[shard])) {
            cp_fold_seal(counting->folds[shard], counting->increments);
            cp_totals_apply(counting->totals, counting->increments);
        }
    }
    counting->waiting_count = 0;
}

static void cp_look_take(struct cp_look_counting *counting, const struct cp_look_record *raw)
{
    struct cp_fold *fold = counting->folds[raw->partition % counting->plan->shards];
    CP_ASSERT(raw->partition < CP_LOOK_PARTITIONS_MAX);
    if (!counting->is_open[raw->partition]) {
        cp_fold_open(fold, raw->partition, 0);
        counting->is_open[raw->partition] = true;
    }
    const struct cp_record record = {
        .partition = raw->partition,
        .offset = raw->offset,
        .arrival_ms = raw->arrival_ms,
        .reason = cp_decoder_decode(counting->decoder, raw->value, raw->value_size, raw->key,
                                    raw->key_size, &counting->event),
        .event = &counting->event,
    };
    (void)cp_fold_record(fold, &record);
    counting->waiting_count++;
    if (counting->waiting_count >= counting->plan->seal || cp_fold_is_full(fold)) {
        cp_look_seal(counting);
    }
}

void cp_look_counting_read_to(struct cp_look_counting *counting, struct cp_look_records *records,
                              int64_t count)
{
    struct cp_look_record record;
    while (counting->read_count < count && cp_look_records_next(records, &record)) {
        cp_look_take(counting, &record);
        counting->read_count++;
    }
    CP_ASSERT(counting->read_count == count);
    cp_look_seal(counting);
}

void cp_look_counting_save(struct cp_look_counting *counting)
{
    uint8_t *bytes = NULL;
    cp_look_seal(counting);
    const size_t size = cp_totals_save(counting->totals, &bytes);
    cp_totals_free(counting->totals);
    counting->totals = cp_totals_create(counting->picture);
    CP_ASSERT(cp_totals_load(counting->totals, bytes, size, NULL) == CP_BATCH_OK);
    free(bytes);
}

void cp_look_counting_organise(struct cp_look_counting *counting,
                               const struct cp_organisation *organisation)
{
    counting->picture.organisation = organisation;
    cp_totals_organise(counting->totals, organisation);
}

struct cp_totals *cp_look_counting_totals(struct cp_look_counting *counting)
{
    return counting->totals;
}

const struct cp_picture *cp_look_counting_picture(struct cp_look_counting *counting,
                                                  int64_t as_of_ms)
{
    return cp_totals_picture(counting->totals, as_of_ms);
}
