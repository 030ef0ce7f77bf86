#include "pace.h"

/* Of what is owed so much is paid after each tick. */
#define CP_PACE_PART 4

int64_t cp_pace_after(struct cp_pace *pace, int64_t took_ms)
{
    pace->owed_ms += CP_PACE_SHARE * took_ms;
    const int64_t part_ms = (pace->owed_ms + CP_PACE_PART - 1) / CP_PACE_PART;
    const int64_t most_ms = CP_PACE_PAUSE_MAX_MS - CP_PACE_PAUSE_MS;
    const int64_t paid_ms = part_ms < most_ms ? part_ms : most_ms;
    pace->owed_ms -= paid_ms;
    return CP_PACE_PAUSE_MS + paid_ms;
}
