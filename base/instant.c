#include "casepulse/base/instant.h"

#include <stdio.h>
#include <string.h>

/* A cursor over the text; a failed step leaves it at NULL, and every later step fails too. */
static const char *cp_take_digits(const char *at, int count, int32_t *out_value)
{
    if (at == NULL) {
        return NULL;
    }
    int32_t value = 0;
    for (int i = 0; i < count; i++) {
        if (at[i] < '0' || at[i] > '9') {
            return NULL;
        }
        value = value * 10 + (at[i] - '0');
    }
    *out_value = value;
    return at + count;
}

static const char *cp_take_char(const char *at, char expected)
{
    return at != NULL && *at == expected ? at + 1 : NULL;
}

static const char *cp_take_date(const char *at, int32_t *out_day)
{
    struct cp_civil civil = {0};
    at = cp_take_digits(at, 4, &civil.year);
    at = cp_take_digits(cp_take_char(at, '-'), 2, &civil.month);
    at = cp_take_digits(cp_take_char(at, '-'), 2, &civil.day);
    if (at == NULL || !cp_civil_is_valid(civil)) {
        return NULL;
    }
    *out_day = cp_civil_to_day(civil);
    return at;
}

/* One to three digits. */
static const char *cp_take_fraction(const char *at, int32_t *out_ms)
{
    int32_t scale = 100;
    const char *start = at;
    while (*at >= '0' && *at <= '9' && scale > 0) {
        *out_ms += (*at - '0') * scale;
        scale /= 10;
        at++;
    }
    return at > start ? at : NULL;
}

static const char *cp_take_time(const char *at, int64_t *out_ms)
{
    int32_t hour = 0;
    int32_t minute = 0;
    int32_t second = 0;
    int32_t ms = 0;
    at = cp_take_digits(at, 2, &hour);
    at = cp_take_digits(cp_take_char(at, ':'), 2, &minute);
    if (at != NULL && *at == ':') {
        at = cp_take_digits(at + 1, 2, &second);
        if (at != NULL && *at == '.') {
            at = cp_take_fraction(at + 1, &ms);
        }
    }
    if (at == NULL || hour > 23 || minute > 59 || second > 59) {
        return NULL;
    }
    *out_ms = ((hour * INT64_C(60) + minute) * 60 + second) * CP_MS_PER_SECOND + ms;
    return at;
}

/* `Z` or `±hh:mm`. */
static const char *cp_take_offset(const char *at, int64_t *out_offset_ms)
{
    if (*at == 'Z') {
        *out_offset_ms = 0;
        return at + 1;
    }
    if (*at != '+' && *at != '-') {
        return NULL;
    }
    const int64_t sign = *at == '-' ? -1 : 1;
    int32_t hour = 0;
    int32_t minute = 0;
    at = cp_take_digits(at + 1, 2, &hour);
    at = cp_take_digits(cp_take_char(at, ':'), 2, &minute);
    *out_offset_ms = sign * (hour * CP_MS_PER_HOUR + minute * CP_MS_PER_MINUTE);
    return hour <= 23 && minute <= 59 ? at : NULL;
}

bool cp_instant_parse(const struct cp_zone *zone, const char *text, int64_t *out_utc_ms)
{
    int32_t day = 0;
    int64_t time_ms = 0;
    int64_t offset_ms = 0;
    const char *at = cp_take_date(text, &day);
    if (at != NULL && (*at == 'T' || *at == ' ')) {
        at = cp_take_time(at + 1, &time_ms);
    }
    if (at == NULL) {
        return false;
    }
    const int64_t local_ms = day * CP_MS_PER_DAY + time_ms;
    if (*at == '\0') {
        *out_utc_ms = cp_zone_to_utc_ms(zone, local_ms);
        return true;
    }
    at = cp_take_offset(at, &offset_ms);
    if (at == NULL || *at != '\0') {
        return false;
    }
    *out_utc_ms = local_ms - offset_ms;
    return true;
}

bool cp_instant_parse_day(const char *text, int32_t *out_day)
{
    int32_t day = 0;
    const char *end = cp_take_date(text, &day);
    if (end == NULL || *end != '\0') {
        return false;
    }
    *out_day = day;
    return true;
}

void cp_instant_format(int64_t utc_ms, char out_text[25])
{
    int64_t of_day_ms = utc_ms % CP_MS_PER_DAY;
    of_day_ms += of_day_ms < 0 ? CP_MS_PER_DAY : 0;
    const int32_t day = (int32_t)((utc_ms - of_day_ms) / CP_MS_PER_DAY);
    const unsigned ms = (unsigned)of_day_ms;
    cp_day_format(day, out_text);
    (void)snprintf(out_text + 10, 15, "T%02u:%02u:%02u.%03uZ", ms / 3600000u % 24u,
                   ms / 60000u % 60u, ms / 1000u % 60u, ms % 1000u);
}
