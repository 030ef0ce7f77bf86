#include "format.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "casepulse/base/assert.h"

#define CP_MS_OF_S 1e3
#define CP_BYTES_OF_MIB 1048576.0

static const struct {
    const char *axis;
    double scale;       /* what 1 on the axis is */
    const char *behind; /* a value */
    int decimals;       /* of a value of less than 100; a larger one has one less */
} cp_units[CP_UNIT_COUNT_OF_UNITS] = {
    [CP_UNIT_COUNT] = {"events", 1, "", 0},
    [CP_UNIT_MEAN] = {"events", 1, "", 1},
    [CP_UNIT_RATE] = {"a second", 1, "/s", 2},
    [CP_UNIT_PERCENT] = {"%", 1, " %", 1},
    [CP_UNIT_MULTIPLE] = {"times", 1, " ×", 2},
    [CP_UNIT_DURATION_MS] = {"ms", 1, " ms", 0},
    [CP_UNIT_BYTES] = {"MiB", CP_BYTES_OF_MIB, " MiB", 1},
    [CP_UNIT_TEXT] = {"", 1, "", 0},
};

/* Digits in threes. */
static void cp_format_grouped(const char *digits, char out_text[CP_PANEL_TEXT_MAX])
{
    const size_t sign = digits[0] == '-' ? 1 : 0;
    const size_t whole = strcspn(digits, ".");
    size_t used = 0;
    for (size_t at = 0; digits[at] != '\0' && used + 2 < CP_PANEL_TEXT_MAX; at++) {
        if (at > sign && at < whole && (whole - at) % 3 == 0) {
            out_text[used++] = ',';
        }
        out_text[used++] = digits[at];
    }
    out_text[used] = '\0';
}

/* Two neighbouring units: "3 min 20 s". */
static void cp_format_duration(double duration_ms, char out_text[CP_PANEL_TEXT_MAX])
{
    static const struct {
        int64_t seconds;
        const char *large, *small;
        int64_t small_seconds;
    } steps[] = {{86400, "d", "h", 3600}, {3600, "h", "min", 60}, {60, "min", "s", 1}};
    const int64_t seconds = (int64_t)(duration_ms / CP_MS_OF_S + 0.5);
    for (size_t at = 0; at < sizeof(steps) / sizeof(steps[0]); at++) {
        if (seconds >= steps[at].seconds) {
            (void)snprintf(out_text, CP_PANEL_TEXT_MAX, "%" PRId64 " %s %" PRId64 " %s",
                           seconds / steps[at].seconds, steps[at].large,
                           seconds % steps[at].seconds / steps[at].small_seconds, steps[at].small);
            return;
        }
    }
    if (duration_ms >= CP_MS_OF_S) {
        (void)snprintf(out_text, CP_PANEL_TEXT_MAX, "%.1f s", duration_ms / CP_MS_OF_S);
        return;
    }
    (void)snprintf(out_text, CP_PANEL_TEXT_MAX,
                   duration_ms < 10 && duration_ms > 0 ? "%.1f ms" : "%.0f ms", duration_ms);
}

static int cp_format_decimals(enum cp_panel_unit unit, double value)
{
    const double size = value < 0 ? -value : value;
    const int decimals = cp_units[unit].decimals - (size >= 100 ? 1 : 0) - (size >= 1e3 ? 1 : 0);
    return decimals > 0 ? decimals : 0;
}

void cp_format_value(enum cp_panel_unit unit, double value, char out_text[CP_PANEL_TEXT_MAX])
{
    char digits[CP_PANEL_TEXT_MAX];
    CP_ASSERT(unit != CP_UNIT_TEXT);
    if (unit == CP_UNIT_DURATION_MS) {
        cp_format_duration(value, out_text);
        return;
    }
    const double shown = value / cp_units[unit].scale;
    (void)snprintf(digits, sizeof(digits), "%.*f", cp_format_decimals(unit, shown), shown);
    cp_format_grouped(digits, out_text);
    const size_t used = strlen(out_text);
    (void)snprintf(out_text + used, CP_PANEL_TEXT_MAX - used, "%s", cp_units[unit].behind);
}

void cp_format_tick(enum cp_panel_unit unit, double value, char out_text[CP_PANEL_TEXT_MAX])
{
    static const struct {
        double from;
        const char *behind;
    } sizes[] = {{1e9, " G"}, {1e6, " M"}, {1e3, " k"}, {0, ""}};
    const double shown = value / cp_units[unit].scale;
    size_t size = 0;
    while (shown < sizes[size].from) {
        size++;
    }
    (void)snprintf(out_text, CP_PANEL_TEXT_MAX, "%.4g%s",
                   sizes[size].from > 0 ? shown / sizes[size].from : shown, sizes[size].behind);
}

const char *cp_format_axis(enum cp_panel_unit unit)
{
    return cp_units[unit].axis;
}

double cp_format_step(enum cp_panel_unit unit, double largest, int count)
{
    static const double steps[] = {1, 2, 5, 10};
    const double wanted = largest / cp_units[unit].scale / count;
    double power = 1;
    if (!(wanted > 0)) {
        return cp_units[unit].scale;
    }
    while (power * steps[3] < wanted) {
        power *= 10;
    }
    while (power > wanted) {
        power /= 10;
    }
    size_t at = 0;
    while (at + 1 < sizeof(steps) / sizeof(steps[0]) && power * steps[at] < wanted) {
        at++;
    }
    return power * steps[at] * cp_units[unit].scale;
}
