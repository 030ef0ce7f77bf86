#include "replay_order.h"

#include <stdlib.h>

#include "casepulse/base/clock.h"
#include "casepulse/base/memory.h"
#include "casepulse/proto/decode.h"
#include "count_settings.h"

#define CP_AT_ONCE INT64_MIN
#define CP_NEVER INT64_MAX

/* What a lane gave and what of it is not taken yet. */
struct cp_order_lane {
    const struct cp_raw_record *records;
    size_t count, at;
    int64_t instant_ms; /* of the record at hand; CP_AT_ONCE: it has none of its own */
};

struct cp_replay_order {
    struct cp_range *range;
    double speed;
    enum cp_replay_clock clock;
    struct cp_decoder *decoder; /* for times of occurrence */
    struct cp_event *event;
    bool has_begun;
    int64_t begun_ms;   /* steady */
    int64_t instant_ms; /* that was due then */
    size_t lane_count;
    struct cp_order_lane *lanes;
};

struct cp_replay_order *cp_replay_order_create(const struct cp_replay_plan *plan,
                                               struct cp_range *range)
{
    struct cp_replay_order *order = cp_allocate(1, sizeof(*order));
    order->range = range;
    order->speed = plan->speed;
    order->clock = plan->clock;
    order->decoder = cp_decoder_create(cp_decoder_rules_of(plan->settings));
    order->event = cp_allocate(1, sizeof(*order->event));
    order->lane_count = cp_range_lanes(range);
    order->lanes = cp_allocate(order->lane_count, sizeof(*order->lanes));
    return order;
}

void cp_replay_order_free(struct cp_replay_order *order)
{
    if (order == NULL) {
        return;
    }
    cp_decoder_free(order->decoder);
    free(order->event);
    free(order->lanes);
    free(order);
}

bool cp_replay_order_is_done(const struct cp_replay_order *order)
{
    bool is_done = true;
    for (size_t i = 0; i < order->lane_count && is_done; i++) {
        const struct cp_order_lane *lane = &order->lanes[i];
        is_done = lane->at == lane->count && cp_range_is_done(order->range, i);
    }
    return is_done;
}

int64_t cp_replay_order_due_ms(const struct cp_replay_order *order, int64_t instant_ms)
{
    if (!order->has_begun || instant_ms <= order->instant_ms) {
        return order->begun_ms;
    }
    return order->begun_ms + (int64_t)((double)(instant_ms - order->instant_ms) / order->speed);
}

/* Records that cannot be read and the ends of partitions have no time. */
static int64_t cp_order_instant(struct cp_replay_order *order, const struct cp_raw_record *record)
{
    if (record->kind != CP_RECORD_DATA) {
        return CP_AT_ONCE;
    }
    if (order->clock == CP_REPLAY_BY_ARRIVAL) {
        return record->arrival_ms;
    }
    const enum cp_reason reason =
        cp_decoder_decode(order->decoder, record->value, record->value_size, record->key,
                          record->key_size, order->event);
    return reason == CP_REASON_NONE ? order->event->fact.occurred_ms : CP_AT_ONCE;
}

static void cp_order_look(struct cp_replay_order *order, struct cp_order_lane *lane)
{
    if (lane->at < lane->count) {
        lane->instant_ms = cp_order_instant(order, &lane->records[lane->at]);
    }
}

/* True if every lane that goes on has a record at hand. */
static enum cp_status cp_order_fill(struct cp_replay_order *order, int wait_ms, bool *out_is_full,
                                    struct cp_failure *out_failure)
{
    enum cp_status status = CP_OK;
    *out_is_full = true;
    for (size_t i = 0; i < order->lane_count && status == CP_OK; i++) {
        struct cp_order_lane *lane = &order->lanes[i];
        if (lane->at < lane->count || cp_range_is_done(order->range, i)) {
            continue;
        }
        lane->at = 0;
        lane->count = 0;
        status = cp_range_poll(order->range, i, *out_is_full ? wait_ms : 0, &lane->records,
                               &lane->count, out_failure);
        if (status == CP_OK) {
            cp_order_look(order, lane);
            *out_is_full &= lane->count > 0 || cp_range_is_done(order->range, i);
        }
    }
    return status;
}

/* The lane whose record comes first; `*out_until_ms` is the time of the next lane's. NULL: none. */
static struct cp_order_lane *cp_order_first(struct cp_replay_order *order, int64_t *out_until_ms)
{
    struct cp_order_lane *first = NULL;
    *out_until_ms = CP_NEVER;
    for (size_t i = 0; i < order->lane_count; i++) {
        struct cp_order_lane *lane = &order->lanes[i];
        if (lane->at == lane->count) {
            continue;
        }
        const bool is_first = first == NULL || lane->instant_ms < first->instant_ms;
        const struct cp_order_lane *other = is_first ? first : lane;
        if (other != NULL && other->instant_ms < *out_until_ms) {
            *out_until_ms = other->instant_ms;
        }
        first = is_first ? lane : first;
    }
    return first;
}

static void cp_order_begin(struct cp_replay_order *order, const struct cp_order_lane *first)
{
    if (!order->has_begun && first->instant_ms != CP_AT_ONCE) {
        order->has_begun = true;
        order->begun_ms = cp_clock_steady_ms();
        order->instant_ms = first->instant_ms;
    }
}

/* Those of one lane that stand before the next lane's and are due. */
static void cp_order_give(struct cp_replay_order *order, struct cp_order_lane *lane,
                          int64_t until_ms, int wait_ms, const struct cp_raw_record **out_records,
                          size_t *out_count)
{
    const int64_t now_ms = cp_clock_steady_ms();
    const int64_t due_ms = cp_replay_order_due_ms(order, lane->instant_ms);
    if (due_ms > now_ms) {
        cp_clock_sleep_ms(due_ms - now_ms < wait_ms ? due_ms - now_ms : wait_ms);
        return;
    }
    *out_records = &lane->records[lane->at];
    do {
        (*out_count)++;
        lane->at++;
        cp_order_look(order, lane);
    } while (lane->at < lane->count && lane->instant_ms <= until_ms &&
             cp_replay_order_due_ms(order, lane->instant_ms) <= now_ms);
}

static enum cp_status cp_order_take_paced(struct cp_replay_order *order, int wait_ms,
                                          const struct cp_raw_record **out_records,
                                          size_t *out_count, struct cp_failure *out_failure)
{
    bool is_full = false;
    int64_t until_ms = CP_NEVER;
    const enum cp_status status = cp_order_fill(order, wait_ms, &is_full, out_failure);
    if (status != CP_OK || !is_full) {
        return status;
    }
    struct cp_order_lane *first = cp_order_first(order, &until_ms);
    if (first != NULL) {
        cp_order_begin(order, first);
        cp_order_give(order, first, until_ms, wait_ms, out_records, out_count);
    }
    return CP_OK;
}

enum cp_status cp_replay_order_take(struct cp_replay_order *order, int wait_ms,
                                    const struct cp_raw_record **out_records, size_t *out_count,
                                    struct cp_failure *out_failure)
{
    *out_count = 0;
    if (order->speed == CP_REPLAY_AT_ONCE) {
        return cp_range_poll(order->range, 0, wait_ms, out_records, out_count, out_failure);
    }
    return cp_order_take_paced(order, wait_ms, out_records, out_count, out_failure);
}
