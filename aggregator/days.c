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

size_t cp_days_place(const struct cp_days *days, int32_t day)
{
    const bool is_kept = day <= days->today && day > days->today - days->capacity;
    return is_kept ? (size_t)((day + CP_DAY_SHIFT) % days->capacity) : CP_DAY_NOT_KEPT;
}

void cp_days_touch(struct cp_days *days, size_t wide_row)
{
    days->versions[wide_row] = ++days->version;
}

void cp_days_touch_all(struct cp_days *days)
{
    days->version++;
    for (size_t row = 0; row < days->wide_count; row++) {
        days->versions[row] = days->version;
    }
}
