#include "timeline.h"

void cp_timeline_init(struct cp_timeline *timeline, int64_t started_ms)
{
    *timeline = (struct cp_timeline){
        .started_ms = started_ms,
        .step_ms = CP_TIMELINE_STEP_MS,
        .bin_ms = CP_TIMELINE_STEP_MS,
        .samples = {{.meters = cp_meters_unknown()}},
    };
}

bool cp_timeline_is_due(const struct cp_timeline *timeline, int64_t now_ms)
{
    return timeline->sample_count == 0 ||
           now_ms - timeline->samples[timeline->sample_count - 1].at_ms >= timeline->step_ms;
}

static int64_t cp_timeline_larger(int64_t left, int64_t right)
{
    return left > right ? left : right; /* CP_METER_UNKNOWN is the smallest */
}

int64_t cp_timeline_meter(enum cp_capacity_meter meter, int64_t from, int64_t to)
{
    if (from == CP_METER_UNKNOWN || to == CP_METER_UNKNOWN) {
        return cp_capacity_meters[meter].is_counter ? CP_METER_UNKNOWN
                                                    : cp_timeline_larger(from, to);
    }
    /* A counter that fell was begun anew by its server. */
    return cp_capacity_meters[meter].is_counter ? cp_timeline_larger(to - from, 0)
                                                : cp_timeline_larger(from, to);
}

/* A sample that is given up leaves the largest of its gauges to the next one. */
static void cp_timeline_thin(struct cp_timeline *timeline)
{
    size_t kept = 1;
    for (size_t at = 2; at < timeline->sample_count; at += 2) {
        struct cp_timeline_sample *sample = &timeline->samples[kept++];
        const struct cp_meters given_up = timeline->samples[at - 1].meters;
        *sample = timeline->samples[at];
        for (int meter = 0; meter < CP_METER_COUNT; meter++) {
            if (!cp_capacity_meters[meter].is_counter) {
                sample->meters.values[meter] =
                    cp_timeline_larger(sample->meters.values[meter], given_up.values[meter]);
            }
        }
    }
    timeline->sample_count = kept;
    timeline->step_ms *= 2;
}

void cp_timeline_take(struct cp_timeline *timeline, const struct cp_timeline_sample *sample)
{
    if (timeline->sample_count == CP_TIMELINE_SAMPLES) {
        cp_timeline_thin(timeline);
    }
    timeline->samples[timeline->sample_count++] = *sample;
}

static void cp_timeline_fold_bins(struct cp_timeline *timeline)
{
    for (size_t at = 0; at < CP_TIMELINE_BINS / 2; at++) {
        timeline->bins[at] = timeline->bins[2 * at] + timeline->bins[2 * at + 1];
    }
    for (size_t at = CP_TIMELINE_BINS / 2; at < CP_TIMELINE_BINS; at++) {
        timeline->bins[at] = 0;
    }
    timeline->bin_ms *= 2;
}

void cp_timeline_add_due(struct cp_timeline *timeline, int64_t due_ms)
{
    const int64_t since_ms = cp_timeline_larger(due_ms - timeline->started_ms, 0);
    while (since_ms / timeline->bin_ms >= CP_TIMELINE_BINS) {
        cp_timeline_fold_bins(timeline);
    }
    timeline->bins[since_ms / timeline->bin_ms]++;
    if (timeline->due_count == 0 || due_ms < timeline->due_first_ms) {
        timeline->due_first_ms = due_ms;
    }
    if (timeline->due_count == 0 || due_ms > timeline->due_last_ms) {
        timeline->due_last_ms = due_ms;
    }
    timeline->due_count++;
}

/* Events due before an instant; within a bin as if spread evenly. */
static int64_t cp_timeline_due_before(const struct cp_timeline *timeline, int64_t at_ms)
{
    const int64_t since_ms = cp_timeline_larger(at_ms - timeline->started_ms, 0);
    const int64_t bin = since_ms / timeline->bin_ms;
    int64_t count = 0;
    for (int64_t at = 0; at < bin && at < CP_TIMELINE_BINS; at++) {
        count += timeline->bins[at];
    }
    if (bin < CP_TIMELINE_BINS) {
        count += timeline->bins[bin] * (since_ms % timeline->bin_ms) / timeline->bin_ms;
    }
    return count;
}

static void cp_timeline_step(const struct cp_timeline *timeline, size_t first, size_t last,
                             struct cp_capacity_step *out_step)
{
    const struct cp_timeline_sample *from = &timeline->samples[first];
    const struct cp_timeline_sample *to = &timeline->samples[last];
    const bool is_last = last + 1 == timeline->sample_count;
    *out_step = (struct cp_capacity_step){
        .from_ms = from->at_ms - timeline->started_ms,
        .to_ms = to->at_ms - timeline->started_ms,
        .event_count = to->event_count - from->event_count,
        .offered_count = CP_METER_UNKNOWN,
    };
    if (timeline->due_count > 0) {
        const int64_t before = first == 0 ? 0 : cp_timeline_due_before(timeline, from->at_ms);
        const int64_t after =
            is_last ? timeline->due_count : cp_timeline_due_before(timeline, to->at_ms);
        out_step->offered_count = after - before;
    }
    for (int meter = 0; meter < CP_METER_COUNT; meter++) {
        int64_t value = cp_timeline_meter((enum cp_capacity_meter)meter, from->meters.values[meter],
                                          to->meters.values[meter]);
        for (size_t at = first; at <= last && !cp_capacity_meters[meter].is_counter; at++) {
            value = cp_timeline_larger(value, timeline->samples[at].meters.values[meter]);
        }
        out_step->meters[meter] = value;
    }
}

size_t cp_timeline_tell(const struct cp_timeline *timeline,
                        struct cp_capacity_step out_steps[CP_CAPACITY_STEPS_MAX])
{
    if (timeline->sample_count < 2) {
        return 0;
    }
    const size_t intervals = timeline->sample_count - 1;
    const size_t width = (intervals + CP_CAPACITY_STEPS_MAX - 1) / CP_CAPACITY_STEPS_MAX;
    size_t count = 0;
    for (size_t first = 0; first < intervals; first += width) {
        const size_t last = first + width < intervals ? first + width : intervals;
        cp_timeline_step(timeline, first, last, &out_steps[count++]);
    }
    return count;
}
