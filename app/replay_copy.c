#include "replay_copy.h"

#include <stdio.h>
#include <string.h>

#include "casepulse/base/hash.h"

#define CP_COPY_EARLIER_MAX_MS (15 * CP_MS_PER_MINUTE)
#define CP_COPY_STEP UINT64_C(0x9E3779B97F4A7C15)

/* Two rounds over the halves, each of which can be undone: two ids never become one. */
void cp_event_copy_id(const uint8_t id[CP_EVENT_ID_SIZE], uint32_t number,
                      uint8_t out_id[CP_EVENT_ID_SIZE])
{
    uint64_t halves[2];
    memcpy(halves, id, sizeof(halves));
    halves[0] ^= cp_hash_mix(halves[1] + number * CP_COPY_STEP);
    halves[1] ^= cp_hash_mix(halves[0] + number * CP_COPY_STEP);
    memcpy(out_id, halves, sizeof(halves));
}

/* What is absent stays so. */
static void cp_copy_optional_id(uint8_t id[CP_EVENT_ID_SIZE], uint32_t number)
{
    static const uint8_t absent[CP_EVENT_ID_SIZE] = {0};
    uint8_t other[CP_EVENT_ID_SIZE];
    if (memcmp(id, absent, sizeof(absent)) != 0) {
        cp_event_copy_id(id, number, other);
        memcpy(id, other, sizeof(other));
    }
}

static void cp_copy_case(struct cp_short_text *case_id, uint32_t number)
{
    static const char digits[] = "0123456789abcdef";
    const uint64_t seed = cp_hash_bytes(case_id->bytes, case_id->size) + number * CP_COPY_STEP;
    uint64_t hash = 0;
    if (case_id->size == 0) {
        return;
    }
    memset(case_id, 0, sizeof(*case_id));
    for (; case_id->size < 2 * CP_EVENT_ID_SIZE; case_id->size++) {
        hash =
            case_id->size % CP_EVENT_ID_SIZE == 0 ? cp_hash_mix(seed + case_id->size) : hash >> 4;
        case_id->bytes[case_id->size] = digits[hash & 15];
    }
}

/* Milliseconds before the event, by the id of the event that counts: the same for both that name
 * it. */
static int64_t cp_copy_earlier_ms(const struct cp_zone *zone, int64_t occurred_ms,
                                  const uint8_t id[CP_EVENT_ID_SIZE], uint32_t number)
{
    const int64_t begin_ms = cp_zone_day_start_ms(zone, cp_zone_day(zone, occurred_ms));
    const int64_t room_ms = occurred_ms - begin_ms;
    const int64_t most_ms = room_ms < CP_COPY_EARLIER_MAX_MS ? room_ms : CP_COPY_EARLIER_MAX_MS;
    const uint64_t hash = cp_hash_mix(cp_hash_bytes(id, CP_EVENT_ID_SIZE) + number);
    return most_ms > 0 ? (int64_t)(hash % (uint64_t)(most_ms + 1)) : 0;
}

void cp_event_copy(const struct cp_copy_rules *rules, const struct cp_event *event,
                   int64_t arrival_ms, uint32_t number, struct cp_event *out_copy)
{
    *out_copy = *event;
    const uint8_t *counted = event->is_retraction ? event->cancelled_id : event->id;
    const int64_t occurred_ms = event->fact.occurred_ms;
    if (occurred_ms <= arrival_ms + rules->skew_ms) {
        out_copy->fact.occurred_ms -= cp_copy_earlier_ms(rules->zone, occurred_ms, counted, number);
    }
    out_copy->own_occurred_ms =
        event->is_retraction ? event->own_occurred_ms : out_copy->fact.occurred_ms;
    cp_event_copy_id(event->id, number, out_copy->id);
    cp_copy_optional_id(out_copy->cancelled_id, number);
    cp_copy_optional_id(out_copy->complained_decision, number);
    cp_copy_case(&out_copy->case_id, number);
    cp_copy_case(&out_copy->related_case, number);
}
