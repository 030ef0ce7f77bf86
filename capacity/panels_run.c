/* The run over time, and how long events waited for their picture. */
#include "format.h"
#include "panels.h"

#define CP_PERCENT 100.0
#define CP_MS_A_SECOND 1e3
#define CP_US_A_SECOND 1e6

static const char cp_too_short[] = "The run was too short to be shown over time.";

static double cp_step_seconds(const struct cp_capacity_step *step)
{
    return (double)(step->to_ms - step->from_ms) / CP_MS_A_SECOND;
}

static struct cp_panel_line *cp_panel_add_step(struct cp_panel *panel,
                                               const struct cp_capacity_step *step)
{
    const double end = (double)step->to_ms / CP_MS_A_SECOND;
    struct cp_panel_line *line = cp_panel_add(panel, end < 100 ? "%.1f s" : "%.0f s", end);
    line->at = end;
    return line;
}

/* What grew in a step, by its length. */
static void cp_panel_set_growth(struct cp_panel_line *line, size_t column,
                                const struct cp_capacity_step *step, int64_t grown, double scale)
{
    if (grown != CP_METER_UNKNOWN) {
        cp_panel_set_quotient(line, column,
                              (struct cp_quotient){(double)grown, cp_step_seconds(step)}, scale);
    }
}

static void cp_panel_set_gauge(struct cp_panel_line *line, size_t column, int64_t value)
{
    if (value != CP_METER_UNKNOWN) {
        cp_panel_set(line, column, (double)value);
    }
}

enum { CP_RATES_ACHIEVED, CP_RATES_OFFERED, CP_RATES_EVENTS };

static void cp_panel_note_rates(const struct cp_capacity_result *result, struct cp_panel *panel)
{
    double achieved = 0;
    double offered = 0;
    char achieved_text[CP_PANEL_TEXT_MAX] = "–";
    char offered_text[CP_PANEL_TEXT_MAX] = "–";
    if (cp_quotient_value(result->achieved, &achieved)) {
        cp_format_value(CP_UNIT_RATE, achieved, achieved_text);
    }
    if (cp_quotient_value(result->offered, &offered)) {
        cp_format_value(CP_UNIT_RATE, offered, offered_text);
    }
    if (result->is_paced) {
        cp_panel_note(panel, "Achieved %s of %s offered, over the whole run.", achieved_text,
                      offered_text);
    } else {
        cp_panel_note(panel, "Achieved %s over the whole run, at full speed.", achieved_text);
    }
}

void cp_panel_fill_rates(const struct cp_capacity_result *result, const struct cp_zone *zone,
                         struct cp_panel *panel)
{
    (void)zone;
    for (size_t at = 0; at < result->step_count; at++) {
        const struct cp_capacity_step *step = &result->steps[at];
        struct cp_panel_line *line = cp_panel_add_step(panel, step);
        cp_panel_set_growth(line, CP_RATES_ACHIEVED, step, step->event_count, 1);
        cp_panel_set_growth(line, CP_RATES_OFFERED, step, step->offered_count, 1);
        cp_panel_set(line, CP_RATES_EVENTS, (double)step->event_count);
    }
    cp_panel_note_rates(result, panel);
}

void cp_panel_fill_latencies(const struct cp_capacity_result *result, const struct cp_zone *zone,
                             struct cp_panel *panel)
{
    (void)zone;
    char ticks[CP_PANEL_TEXT_MAX];
    int64_t duration_ms = 0;
    cp_format_value(CP_UNIT_COUNT, (double)result->tick_count, ticks);
    cp_panel_note(panel,
                  result->tick_count == 1 ? "%s picture was published."
                                          : "%s pictures were published.",
                  ticks);
    for (int at = 0; at < CP_LATENCY_PERCENTILE_COUNT && result->latencies.count > 0; at++) {
        const struct cp_latency_percentile_row *row = &cp_latency_percentiles[at];
        struct cp_panel_line *line = cp_panel_add(panel, "%s", row->label);
        if (cp_latencies_percentile(&result->latencies, row->per_mille, &duration_ms)) {
            cp_panel_set(line, 0, (double)duration_ms);
        }
    }
    if (result->latencies.count > 0) {
        cp_panel_set(cp_panel_add(panel, "the slowest"), 0, (double)result->latencies.max_ms);
    }
}

enum {
    CP_PROCESSORS_OWN,
    CP_PROCESSORS_FETCH,
    CP_PROCESSORS_REDIS,
    CP_PROCESSORS_USER,
    CP_PROCESSORS_SYSTEM
};

void cp_panel_fill_processors(const struct cp_capacity_result *result, const struct cp_zone *zone,
                              struct cp_panel *panel)
{
    static const struct {
        size_t column;
        enum cp_capacity_meter meter;
    } sources[] = {
        {CP_PROCESSORS_OWN, CP_METER_CPU_OWN},       {CP_PROCESSORS_FETCH, CP_METER_CPU_FETCH},
        {CP_PROCESSORS_REDIS, CP_METER_REDIS_CPU},   {CP_PROCESSORS_USER, CP_METER_CPU_USER},
        {CP_PROCESSORS_SYSTEM, CP_METER_CPU_SYSTEM},
    };
    (void)zone;
    for (size_t at = 0; at < result->step_count; at++) {
        const struct cp_capacity_step *step = &result->steps[at];
        struct cp_panel_line *line = cp_panel_add_step(panel, step);
        for (size_t source = 0; source < sizeof(sources) / sizeof(sources[0]); source++) {
            cp_panel_set_growth(line, sources[source].column, step,
                                step->meters[sources[source].meter], CP_PERCENT / CP_US_A_SECOND);
        }
    }
    if (result->step_count == 0) {
        cp_panel_note(panel, cp_too_short);
    }
}

/* A curve of one gauge a column. */
static void cp_panel_fill_gauges(const struct cp_capacity_result *result,
                                 const enum cp_capacity_meter *meters, struct cp_panel *panel)
{
    for (size_t at = 0; at < result->step_count; at++) {
        const struct cp_capacity_step *step = &result->steps[at];
        struct cp_panel_line *line = cp_panel_add_step(panel, step);
        for (size_t column = 0; column < panel->row->column_count; column++) {
            cp_panel_set_gauge(line, column, step->meters[meters[column]]);
        }
    }
    if (result->step_count == 0) {
        cp_panel_note(panel, cp_too_short);
    }
}

void cp_panel_fill_memory(const struct cp_capacity_result *result, const struct cp_zone *zone,
                          struct cp_panel *panel)
{
    static const enum cp_capacity_meter meters[] = {CP_METER_RESIDENT, CP_METER_REDIS_MEMORY};
    (void)zone;
    cp_panel_fill_gauges(result, meters, panel);
}

void cp_panel_fill_lag(const struct cp_capacity_result *result, const struct cp_zone *zone,
                       struct cp_panel *panel)
{
    static const enum cp_capacity_meter meters[] = {CP_METER_LAG};
    (void)zone;
    cp_panel_fill_gauges(result, meters, panel);
}

void cp_panel_fill_commands(const struct cp_capacity_result *result, const struct cp_zone *zone,
                            struct cp_panel *panel)
{
    (void)zone;
    for (size_t at = 0; at < result->step_count; at++) {
        const struct cp_capacity_step *step = &result->steps[at];
        cp_panel_set_growth(cp_panel_add_step(panel, step), 0, step,
                            step->meters[CP_METER_REDIS_COMMANDS], 1);
    }
    if (result->meters[CP_METER_REDIS_COMMANDS] != CP_METER_UNKNOWN) {
        char count[CP_PANEL_TEXT_MAX];
        cp_format_value(CP_UNIT_COUNT, (double)result->meters[CP_METER_REDIS_COMMANDS], count);
        cp_panel_note(panel, "%s commands over the whole run.", count);
    }
}
