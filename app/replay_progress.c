#include "replay_progress.h"

#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#include "casepulse/base/clock.h"

#define CP_SHOW_EVERY_MS 200
#define CP_INSTANT_MAX 32

void cp_replay_progress_begin(struct cp_replay_progress *progress, const struct cp_zone *zone,
                              int64_t total)
{
    *progress = (struct cp_replay_progress){.zone = zone,
                                            .is_shown = isatty(STDERR_FILENO) == 1,
                                            .total = total,
                                            .begun_ms = cp_clock_steady_ms()};
}

static void cp_progress_instant(const struct cp_zone *zone, int64_t at_ms,
                                char out_text[CP_INSTANT_MAX])
{
    char date[11];
    (void)snprintf(out_text, CP_INSTANT_MAX, "-");
    if (at_ms == INT64_MIN) {
        return;
    }
    const int32_t day = cp_zone_day(zone, at_ms);
    const int64_t local_ms = at_ms + cp_zone_offset_ms(zone, at_ms);
    const int64_t of_day_ms = local_ms - day * CP_MS_PER_DAY;
    cp_day_format(day, date);
    (void)snprintf(out_text, CP_INSTANT_MAX, "%s %02d:%02d", date,
                   (int)(of_day_ms / CP_MS_PER_HOUR),
                   (int)(of_day_ms % CP_MS_PER_HOUR / CP_MS_PER_MINUTE));
}

void cp_replay_progress_show(struct cp_replay_progress *progress, int64_t left, int64_t at_ms)
{
    const int64_t now_ms = cp_clock_steady_ms();
    if (!progress->is_shown || now_ms < progress->next_ms) {
        return;
    }
    char instant[CP_INSTANT_MAX];
    const int64_t done = progress->total - left;
    const int64_t elapsed_ms = now_ms - progress->begun_ms + 1;
    const int64_t rate = done * CP_MS_PER_SECOND / elapsed_ms;
    const int64_t left_s = rate > 0 ? left / rate : 0;
    cp_progress_instant(progress->zone, at_ms, instant);
    (void)fprintf(stderr,
                  "\r\033[K%3d %%  %" PRId64 " of %" PRId64 " records  %" PRId64 "/s  %" PRId64
                  ":%02d left  at %s",
                  (int)(progress->total > 0 ? done * 100 / progress->total : 100), done,
                  progress->total, rate, left_s / 60, (int)(left_s % 60), instant);
    progress->has_line = true;
    progress->next_ms = now_ms + CP_SHOW_EVERY_MS;
}

void cp_replay_progress_end(struct cp_replay_progress *progress)
{
    if (progress->has_line) {
        (void)fputs("\r\033[K", stderr);
        progress->has_line = false;
    }
}
