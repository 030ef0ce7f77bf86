#include "days.h"

#include <stdlib.h>
#include <string.h>

#include "casepulse/base/memory.h"

static size_t cp_days_lines(const struct cp_days *days)
{
    return days->wide_count * CP_HEADLINE_MAX;
}

void cp_days_init(struct cp_days *days, int32_t capacity, size_t wide_count)
{
    const uint64_t version = days->version;
    cp_days_done(days);
    *days = (struct cp_days){.capacity = capacity, .wide_count = wide_count, .version = version};
    days->values = cp_allocate(cp_days_lines(days) * (size_t)capacity, sizeof(*days->values));
    days->versions = cp_allocate(wide_count, sizeof(*days->versions));
    memset(days->headline_of, -1, sizeof(days->headline_of));
    for (int place = 0; place < cp_headline_count(); place++) {
        days->headline_of[cp_headline_counter(place)] = (int8_t)place;
    }
    cp_days_touch_all(days);
}

void cp_days_done(struct cp_days *days)
{
    free(days->values);
    free(days->versions);
    *days = (struct cp_days){0};
}

void cp_days_begin(struct cp_days *days, int32_t today)
{
    memset(days->values, 0, cp_days_lines(days) * (size_t)days->capacity * sizeof(*days->values));
    days->today = today;
    cp_days_touch_all(days);
}

static int64_t *cp_days_cell(struct cp_days *days, size_t wide_row, int headline, int32_t day)
{
    if (headline < 0 || day > days->today || day <= days->today - days->capacity) {
        return NULL;
    }
    const size_t line = wide_row * CP_HEADLINE_MAX + (size_t)headline;
    const size_t place = (size_t)((day + CP_DAY_SHIFT) % days->capacity);
    return &days->values[line * (size_t)days->capacity + place];
}

void cp_days_add(struct cp_days *days, size_t wide_row, int headline, int32_t day, int64_t delta)
{
    int64_t *cell = cp_days_cell(days, wide_row, headline, day);
    if (cell != NULL) {
        *cell += delta;
        days->versions[wide_row] = ++days->version;
    }
}

void cp_days_set(struct cp_days *days, size_t wide_row, int headline, int32_t day, int64_t value)
{
    int64_t *cell = cp_days_cell(days, wide_row, headline, day);
    if (cell != NULL && *cell != value) {
        *cell = value;
        days->versions[wide_row] = ++days->version;
    }
}

void cp_days_touch_all(struct cp_days *days)
{
    days->version++;
    for (size_t row = 0; row < days->wide_count; row++) {
        days->versions[row] = days->version;
    }
}
