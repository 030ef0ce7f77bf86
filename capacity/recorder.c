#include "casepulse/capacity/recorder.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "casepulse/base/memory.h"

#include "recorder_parts.h"

struct cp_recorder *cp_recorder_create(const struct cp_recorder_settings *settings)
{
    struct cp_recorder *recorder = cp_allocate(1, sizeof(*recorder));
    recorder->settings = *settings;
    recorder->profile = cp_profile_create();
    cp_timeline_init(&recorder->timeline, settings->started_ms);
    return recorder;
}

void cp_recorder_free(struct cp_recorder *recorder)
{
    if (recorder == NULL) {
        return;
    }
    cp_profile_free(recorder->profile);
    free(recorder);
}

void cp_recorder_set_fact(struct cp_recorder *recorder, enum cp_capacity_fact fact,
                          const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(recorder->facts[fact], sizeof(recorder->facts[fact]), format, arguments);
    va_end(arguments);
}

/* Events that wait for a tick. Those of one millisecond are one entry; when there is no room, the
 * newest entry takes more in and they seem to wait longer than they did. */
static void cp_recorder_wait(struct cp_recorder *recorder, int64_t since_ms, int64_t count)
{
    const size_t last = recorder->waiting_count;
    if (last > 0 &&
        (recorder->waiting[last - 1].since_ms == since_ms || last == CP_RECORDER_WAITING_MAX)) {
        recorder->waiting[last - 1].count += count;
        return;
    }
    recorder->waiting[recorder->waiting_count++] = (struct cp_recorder_waiting){since_ms, count};
}

void cp_recorder_add(struct cp_recorder *recorder, const struct cp_recorder_batch *batch)
{
    cp_profile_add(recorder->profile, batch->at_ms, batch->count);
    recorder->event_count += (int64_t)batch->count;
    if (batch->due_ms == NULL) {
        cp_recorder_wait(recorder, batch->read_ms, (int64_t)batch->count);
        return;
    }
    for (size_t at = 0; at < batch->count; at++) {
        cp_timeline_add_due(&recorder->timeline, batch->due_ms[at]);
        cp_recorder_wait(recorder, batch->due_ms[at], 1);
    }
}

void cp_recorder_published(struct cp_recorder *recorder, int64_t now_ms)
{
    for (size_t at = 0; at < recorder->waiting_count; at++) {
        cp_latencies_add(&recorder->latencies, now_ms - recorder->waiting[at].since_ms,
                         recorder->waiting[at].count);
    }
    recorder->waiting_count = 0;
    recorder->tick_count++;
}

bool cp_recorder_is_due(const struct cp_recorder *recorder, int64_t now_ms)
{
    return cp_timeline_is_due(&recorder->timeline, now_ms);
}

void cp_recorder_take(struct cp_recorder *recorder, const struct cp_meters *meters, int64_t now_ms)
{
    const struct cp_timeline_sample sample = {
        .at_ms = now_ms,
        .event_count = recorder->event_count,
        .meters = *meters,
    };
    cp_timeline_take(&recorder->timeline, &sample);
}
