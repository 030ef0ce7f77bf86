#include "casepulse/aggregator/resolution.h"

#include "casepulse/base/assert.h"

/* The step of a fine resolution that an instant lies in; instants of counted events and of `as_of`
 * may lie before 1970. */
static int32_t cp_step_of(int64_t utc_ms, int64_t step_ms)
{
    return (int32_t)(utc_ms / step_ms - (utc_ms % step_ms < 0));
}

int32_t cp_resolution_at(enum cp_resolution resolution, const struct cp_zone *zone, int64_t utc_ms)
{
    switch (resolution) {
    case CP_RESOLUTION_DAY:
        return cp_zone_day(zone, utc_ms);
    case CP_RESOLUTION_HOUR:
        return cp_step_of(utc_ms, CP_MS_PER_HOUR);
    case CP_RESOLUTION_MINUTE:
        return cp_step_of(utc_ms, CP_MS_PER_MINUTE);
    case CP_RESOLUTION_COUNT:
        break;
    }
    CP_BUG("every resolution has steps");
    return 0;
}

int64_t cp_resolution_ms(enum cp_resolution resolution, const struct cp_zone *zone, int32_t at)
{
    switch (resolution) {
    case CP_RESOLUTION_DAY:
        return cp_zone_day_start_ms(zone, at);
    case CP_RESOLUTION_HOUR:
        return at * CP_MS_PER_HOUR;
    case CP_RESOLUTION_MINUTE:
        return at * CP_MS_PER_MINUTE;
    case CP_RESOLUTION_COUNT:
        break;
    }
    CP_BUG("every resolution has steps");
    return 0;
}
