#include "generate_faults.h"

#include <string.h>

#define CP_FAULTS_STREAM 4
#define CP_LATE_LEAST_MS CP_MS_PER_HOUR
#define CP_LATE_MOST_MS (365 * CP_MS_PER_DAY)
#define CP_AHEAD_LEAST_MS (15 * CP_MS_PER_MINUTE) /* readers allow 10 */
#define CP_AHEAD_MOST_MS (60 * CP_MS_PER_DAY)

void cp_faults_init(struct cp_faults *faults, const uint32_t shares[CP_SHARE_COUNT],
                    const struct cp_city *city, uint64_t seed)
{
    *faults = (struct cp_faults){.shares = shares, .city = city};
    cp_random_start(&faults->random, seed, CP_FAULTS_STREAM);
    for (int share = 0; share < CP_SHARE_COUNT; share++) {
        faults->is_any = faults->is_any || shares[share] > 0;
    }
}

bool cp_faults_happen(struct cp_faults *faults, enum cp_generate_share share)
{
    return cp_random_happens(&faults->random, faults->shares[share]);
}

int64_t cp_faults_date(struct cp_faults *faults, int64_t occurred_ms, int64_t earliest_ms,
                       int64_t sent_ms)
{
    struct cp_random *random = &faults->random;
    const bool is_late = cp_faults_happen(faults, CP_SHARE_LATE);
    if (cp_faults_happen(faults, CP_SHARE_AHEAD)) {
        return sent_ms + cp_random_between(random, CP_AHEAD_LEAST_MS, CP_AHEAD_MOST_MS);
    }
    if (!is_late) {
        return occurred_ms;
    }
    const int64_t late_ms = cp_random_between(random, CP_LATE_LEAST_MS, CP_LATE_MOST_MS);
    const int64_t reach_ms = sent_ms - earliest_ms;
    if (late_ms < reach_ms) {
        return sent_ms - late_ms;
    }
    /* A case's later events lie between its opening and now. */
    return reach_ms > 0 ? sent_ms - cp_random_between(random, 0, reach_ms + 1) : occurred_ms;
}

/* Most copies follow at once, when a distributor did not hear an answer; some the next day, a few
 * with a batch: but all within the 35 days in which readers remember ids. */
int64_t cp_faults_copy_delay_ms(struct cp_faults *faults)
{
    static const uint16_t weights[3] = {80, 15, 5};
    static const int64_t most_ms[3] = {10 * CP_MS_PER_MINUTE, CP_MS_PER_DAY, 30 * CP_MS_PER_DAY};
    const uint8_t row = cp_random_pick(&faults->random, weights, 3);
    return cp_random_between(&faults->random, CP_MS_PER_SECOND, most_ms[row]);
}

int64_t cp_faults_retraction_delay_ms(struct cp_faults *faults)
{
    static const uint16_t weights[3] = {40, 40, 20};
    static const int64_t most_ms[3] = {CP_MS_PER_HOUR, CP_MS_PER_DAY, 30 * CP_MS_PER_DAY};
    const uint8_t row = cp_random_pick(&faults->random, weights, 3);
    return cp_random_between(&faults->random, CP_MS_PER_MINUTE, most_ms[row]);
}

int64_t cp_faults_original_delay_ms(struct cp_faults *faults)
{
    return cp_random_between(&faults->random, CP_MS_PER_SECOND, CP_MS_PER_DAY);
}

int64_t cp_faults_correction_delay_ms(struct cp_faults *faults)
{
    return cp_random_between(&faults->random, CP_MS_PER_MINUTE, 10 * CP_MS_PER_DAY);
}

static void cp_faults_alter_unit(struct cp_faults *faults, struct cp_event *event)
{
    const struct cp_short_text *unit = NULL;
    do {
        unit = &faults->city->units[cp_random_below(&faults->random, faults->city->unit_count)];
    } while (memcmp(unit, &event->fact.unit, sizeof(*unit)) == 0);
    event->fact.unit = *unit;
}

void cp_faults_alter(struct cp_faults *faults, struct cp_event *event)
{
    switch (cp_random_below(&faults->random, 3)) {
    case 0:
        cp_faults_alter_unit(faults, event);
        break;
    case 1:
        event->sensitivity = (uint8_t)(event->sensitivity % 4 + 1);
        break;
    default:
        event->fact.occurred_ms -= CP_MS_PER_DAY;
        event->own_occurred_ms = event->fact.occurred_ms;
        break;
    }
}

void cp_faults_retract(struct cp_faults *faults, struct cp_event *event)
{
    memcpy(event->cancelled_id, event->id, CP_EVENT_ID_SIZE);
    event->is_retraction = true;
    for (int i = 0; i < CP_EVENT_ID_SIZE; i++) {
        event->id[i] = (uint8_t)(cp_random_next(&faults->random) >> 56);
    }
}
