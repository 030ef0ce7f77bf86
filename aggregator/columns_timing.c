/* What the times of a decision say: how long it took, whether it kept its service target and its
 * deadline (counting rules 19 and 20). All by local dates. */
#include "casepulse/aggregator/durations.h"
#include "columns.h"

static void cp_touch_deadline(const struct cp_zone *zone, const struct cp_fact *fact, int32_t day,
                              struct cp_touches *touches)
{
    if (fact->deadline_ms == CP_TIME_ABSENT) {
        return;
    }
    cp_touch(touches, CP_COUNTER_DECISIONS_WITH_DEADLINE);
    if (day > cp_zone_day(zone, fact->deadline_ms)) {
        cp_touch(touches, CP_COUNTER_DECISIONS_PAST_DEADLINE);
    }
}

static void cp_touch_service(int32_t applied, int32_t day, struct cp_touches *touches)
{
    cp_touch(touches, CP_COUNTER_DECISIONS_SERVICE);
    if (day <= cp_day_add_months(applied, 3)) {
        cp_touch(touches, CP_COUNTER_DECISIONS_SERVICE_3M);
    }
    if (day <= cp_day_add_months(applied, 6)) {
        cp_touch(touches, CP_COUNTER_DECISIONS_SERVICE_6M);
    }
}

void cp_touch_timing(const struct cp_zone *zone, const struct cp_fact *fact, int32_t day,
                     struct cp_touches *touches)
{
    cp_touch_deadline(zone, fact, day, touches);
    if (fact->applied_ms == CP_TIME_ABSENT) {
        return;
    }
    const int32_t applied = cp_zone_day(zone, fact->applied_ms);
    if (day < applied) {
        return; /* nobody decides before the application: counted, not timed */
    }
    cp_touch(touches, CP_COUNTER_DECISIONS_TIMED);
    cp_touch_weighted(touches, CP_COUNTER_DECISIONS_DAYS, day - applied);
    if (fact->has_service_target) {
        cp_touch_service(applied, day, touches);
    }
    cp_touch(touches, CP_COUNTER_DECISIONS_BUCKET_0 + cp_bucket_of_days(day - applied));
}
