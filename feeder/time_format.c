#include "time_format.h"

#include <stddef.h>
#include <string.h>

struct cp_time_parts {
    struct cp_civil date;
    int32_t hour, minute, second;
    int64_t offset_ms;
    bool has_offset;
};

struct cp_time_conversion {
    char letter;
    int digits_min, digits_max;
    size_t offset; /* of the part, an int32_t */
    int32_t value_max;
};

static const struct cp_time_conversion cp_time_conversions[] = {
    {'Y', 4, 4, offsetof(struct cp_time_parts, date.year), 9999},
    {'m', 1, 2, offsetof(struct cp_time_parts, date.month), 12},
    {'d', 1, 2, offsetof(struct cp_time_parts, date.day), 31},
    {'H', 1, 2, offsetof(struct cp_time_parts, hour), 23},
    {'M', 1, 2, offsetof(struct cp_time_parts, minute), 59},
    {'S', 1, 2, offsetof(struct cp_time_parts, second), 59},
};

#define CP_TIME_CONVERSIONS (sizeof(cp_time_conversions) / sizeof(cp_time_conversions[0]))
#define CP_TIME_DATE_CONVERSIONS 3 /* the first rows make the date: each is required */

static const struct cp_time_conversion *cp_time_conversion_find(char letter)
{
    for (size_t i = 0; i < CP_TIME_CONVERSIONS; i++) {
        if (cp_time_conversions[i].letter == letter) {
            return &cp_time_conversions[i];
        }
    }
    return NULL;
}

bool cp_time_format_is_valid(const char *format)
{
    int seen[CP_TIME_CONVERSIONS] = {0};
    for (; *format != '\0'; format++) {
        if (*format != '%') {
            continue;
        }
        format++;
        const struct cp_time_conversion *conversion = cp_time_conversion_find(*format);
        if (conversion != NULL) {
            seen[conversion - cp_time_conversions]++;
        } else if (*format != 'z' && *format != '%') {
            return false;
        }
    }
    bool is_valid = true;
    for (size_t i = 0; i < CP_TIME_CONVERSIONS; i++) {
        is_valid = is_valid && seen[i] <= 1 && (seen[i] == 1 || i >= CP_TIME_DATE_CONVERSIONS);
    }
    return is_valid;
}

static const char *cp_time_take_number(const char *at, int digits_min, int digits_max,
                                       int32_t *out_number)
{
    int digits = 0;
    int32_t number = 0;
    for (; digits < digits_max && *at >= '0' && *at <= '9'; digits++, at++) {
        number = number * 10 + (*at - '0');
    }
    *out_number = number;
    return digits >= digits_min ? at : NULL;
}

static const char *cp_time_take_offset(const char *at, struct cp_time_parts *parts)
{
    parts->has_offset = true;
    if (*at == 'Z') {
        return at + 1;
    }
    if (*at != '+' && *at != '-') {
        return NULL;
    }
    const int64_t sign = *at == '-' ? -1 : 1;
    int32_t hour = 0;
    int32_t minute = 0;
    at = cp_time_take_number(at + 1, 2, 2, &hour);
    if (at != NULL) {
        at += *at == ':';
        at = cp_time_take_number(at, 2, 2, &minute);
    }
    parts->offset_ms = sign * (hour * CP_MS_PER_HOUR + minute * CP_MS_PER_MINUTE);
    return hour <= 23 && minute <= 59 ? at : NULL;
}

static const char *cp_time_take_conversion(const char *at, char letter, struct cp_time_parts *parts)
{
    if (letter == 'z') {
        return cp_time_take_offset(at, parts);
    }
    if (letter == '%') {
        return *at == '%' ? at + 1 : NULL;
    }
    const struct cp_time_conversion *conversion = cp_time_conversion_find(letter);
    int32_t number = 0;
    at = cp_time_take_number(at, conversion->digits_min, conversion->digits_max, &number);
    if (at == NULL || number > conversion->value_max) {
        return NULL;
    }
    memcpy((char *)parts + conversion->offset, &number, sizeof(number));
    return at;
}

bool cp_time_format_parse(const struct cp_zone *zone, const char *format, const char *text,
                          int64_t *out_utc_ms)
{
    struct cp_time_parts parts = {0};
    const char *at = text;
    for (; at != NULL && *format != '\0'; format++) {
        if (*format == '%') {
            format++;
            at = cp_time_take_conversion(at, *format, &parts);
        } else {
            at = *at == *format ? at + 1 : NULL;
        }
    }
    if (at == NULL || *at != '\0' || !cp_civil_is_valid(parts.date)) {
        return false;
    }
    const int64_t time_ms = ((parts.hour * INT64_C(60) + parts.minute) * 60 + parts.second) * 1000;
    const int64_t local_ms = cp_civil_to_day(parts.date) * CP_MS_PER_DAY + time_ms;
    *out_utc_ms = parts.has_offset ? local_ms - parts.offset_ms : cp_zone_to_utc_ms(zone, local_ms);
    return true;
}
