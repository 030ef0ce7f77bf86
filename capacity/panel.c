#include "casepulse/capacity/panel.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>

#include "casepulse/base/assert.h"

#include "format.h"
#include "panels.h"

static_assert(CP_CAPACITY_STEPS_MAX <= CP_PANEL_LINES_MAX, "a curve has a line for each step");

static const struct cp_panel_column cp_panel_columns_hours[] = {
    {"Events", CP_UNIT_COUNT, true},
    {"Share", CP_UNIT_PERCENT, false},
    {"Mean of such an hour", CP_UNIT_MEAN, false},
    {"Busiest of them", CP_UNIT_COUNT, false}};
static const struct cp_panel_column cp_panel_columns_weekdays[] = {
    {"Events", CP_UNIT_COUNT, true},
    {"Share", CP_UNIT_PERCENT, false},
    {"Mean of such a day", CP_UNIT_MEAN, false},
    {"Busiest of them", CP_UNIT_COUNT, false}};
static const struct cp_panel_column cp_panel_columns_months[] = {
    {"Events", CP_UNIT_COUNT, true},
    {"Share", CP_UNIT_PERCENT, false},
    {"Mean of such a month", CP_UNIT_MEAN, false},
    {"Busiest of them", CP_UNIT_COUNT, false}};
static const struct cp_panel_column cp_panel_columns_peaks[] = {
    {"Began", CP_UNIT_TEXT, false},
    {"Events in it", CP_UNIT_COUNT, false},
    {"A second", CP_UNIT_RATE, false},
    {"Mean of all", CP_UNIT_MEAN, false},
    {"Peak to mean", CP_UNIT_MULTIPLE, false}};
static const struct cp_panel_column cp_panel_columns_rates[] = {
    {"Achieved", CP_UNIT_RATE, true},
    {"Offered", CP_UNIT_RATE, true},
    {"Events read", CP_UNIT_COUNT, false}};
static const struct cp_panel_column cp_panel_columns_latencies[] = {
    {"Event to picture", CP_UNIT_DURATION_MS, true}};
static const struct cp_panel_column cp_panel_columns_processors[] = {
    {"Counting thread", CP_UNIT_PERCENT, true},
    {"Fetching thread", CP_UNIT_PERCENT, true},
    {"Redis", CP_UNIT_PERCENT, true},
    {"Process, user", CP_UNIT_PERCENT, false},
    {"Process, system", CP_UNIT_PERCENT, false}};
static const struct cp_panel_column cp_panel_columns_memory[] = {{"Process", CP_UNIT_BYTES, true},
                                                                 {"Redis", CP_UNIT_BYTES, true}};
static const struct cp_panel_column cp_panel_columns_lag[] = {
    {"Records still to read", CP_UNIT_COUNT, true}};
static const struct cp_panel_column cp_panel_columns_commands[] = {
    {"Redis commands", CP_UNIT_RATE, true}};
static const struct cp_panel_column cp_panel_columns_resources[] = {
    {"Used", CP_UNIT_PERCENT, true},     {"of", CP_UNIT_TEXT, false},
    {"Each event", CP_UNIT_TEXT, false}, {"Used up at", CP_UNIT_MULTIPLE, false},
    {"Rate then", CP_UNIT_RATE, false},  {"Busiest hours", CP_UNIT_MULTIPLE, false}};
static const struct cp_panel_column cp_panel_columns_outages[] = {
    {"To catch up", CP_UNIT_DURATION_MS, true},
    {"Worst stretch begins", CP_UNIT_TEXT, false},
    {"Events waiting", CP_UNIT_COUNT, false},
    {"Meanwhile come", CP_UNIT_RATE, false}};

const struct cp_panel_row cp_panel_rows[CP_PANEL_COUNT] = {
#define PANEL(id, title, kind, line_head, meaning)                                                 \
    {#id,                                                                                          \
     title,                                                                                        \
     CP_PANEL_##kind,                                                                              \
     line_head,                                                                                    \
     meaning,                                                                                      \
     cp_panel_columns_##id,                                                                        \
     sizeof(cp_panel_columns_##id) / sizeof(cp_panel_columns_##id[0]),                             \
     cp_panel_fill_##id},
#include "panels.def"
#undef PANEL
};

void cp_panel_fill(const struct cp_panel_row *row, const struct cp_capacity_result *result,
                   const struct cp_zone *zone, struct cp_panel *out_panel)
{
    *out_panel = (struct cp_panel){.row = row};
    row->fill(result, zone, out_panel);
    CP_ASSERT(out_panel->line_count <= CP_PANEL_LINES_MAX);
    for (size_t at = 0; at < out_panel->line_count; at++) {
        struct cp_panel_line *line = &out_panel->lines[at];
        for (size_t column = 0; column < row->column_count; column++) {
            struct cp_panel_cell *cell = &line->cells[column];
            if (!cell->is_known) {
                (void)snprintf(cell->text, sizeof(cell->text), "–");
            } else if (row->columns[column].unit != CP_UNIT_TEXT) {
                cp_format_value(row->columns[column].unit, cell->value, cell->text);
            }
        }
    }
}

bool cp_panel_has_column(const struct cp_panel *panel, size_t column)
{
    for (size_t at = 0; at < panel->line_count; at++) {
        if (panel->lines[at].cells[column].is_known) {
            return true;
        }
    }
    return false;
}

double cp_panel_largest(const struct cp_panel *panel)
{
    double largest = 0;
    for (size_t at = 0; at < panel->line_count; at++) {
        for (size_t column = 0; column < panel->row->column_count; column++) {
            const struct cp_panel_cell *cell = &panel->lines[at].cells[column];
            if (panel->row->columns[column].is_drawn && cell->is_known && cell->value > largest) {
                largest = cell->value;
            }
        }
    }
    return largest;
}

struct cp_panel_line *cp_panel_add(struct cp_panel *panel, const char *format, ...)
{
    CP_ASSERT(panel->line_count < CP_PANEL_LINES_MAX);
    struct cp_panel_line *line = &panel->lines[panel->line_count++];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(line->label, sizeof(line->label), format, arguments);
    va_end(arguments);
    return line;
}

void cp_panel_set(struct cp_panel_line *line, size_t column, double value)
{
    line->cells[column].is_known = true;
    line->cells[column].value = value;
}

void cp_panel_set_quotient(struct cp_panel_line *line, size_t column, struct cp_quotient quotient,
                           double scale)
{
    double value = 0;
    if (cp_quotient_value(quotient, &value)) {
        cp_panel_set(line, column, value * scale);
    }
}

void cp_panel_set_text(struct cp_panel_line *line, size_t column, const char *format, ...)
{
    struct cp_panel_cell *cell = &line->cells[column];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(cell->text, sizeof(cell->text), format, arguments);
    va_end(arguments);
    cell->is_known = true;
}

void cp_panel_note(struct cp_panel *panel, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(panel->note, sizeof(panel->note), format, arguments);
    va_end(arguments);
}

void cp_panel_instant(const struct cp_zone *zone, int64_t utc_ms, char out_text[CP_PANEL_TEXT_MAX])
{
    const int32_t day = cp_zone_day(zone, utc_ms);
    const int64_t local_ms = utc_ms + cp_zone_offset_ms(zone, utc_ms) - day * CP_MS_PER_DAY;
    char date[11];
    cp_day_format(day, date);
    (void)snprintf(out_text, CP_PANEL_TEXT_MAX, "%s %02d:%02d", date,
                   (int)(local_ms / CP_MS_PER_HOUR),
                   (int)(local_ms % CP_MS_PER_HOUR / CP_MS_PER_MINUTE));
}
