#include "field_value.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "casepulse/base/assert.h"
#include "casepulse/base/instant.h"
#include "time_format.h"

bool cp_field_is_list(const struct cp_field *field)
{
    return field->kind == CP_FIELD_KINDS || field->kind == CP_FIELD_THEMES ||
           field->kind == CP_FIELD_POINTS;
}

static bool cp_field_set_text(const struct cp_field *field, const char *text, void *target)
{
    const size_t size = strlen(text);
    if (field->kind == CP_FIELD_CODE) {
        if (size >= field->size) {
            return false;
        }
        memset(target, 0, field->size);
        memcpy(target, text, size);
        return true;
    }
    struct cp_short_text value = {0};
    if (size >= sizeof(value.bytes)) {
        return false;
    }
    value.size = (uint8_t)size;
    memcpy(value.bytes, text, size);
    memcpy(target, &value, sizeof(value));
    return true;
}

static bool cp_field_set_time(const char *text, struct cp_field_times times, void *target)
{
    int64_t utc_ms = 0;
    const bool is_time = times.format == NULL
                             ? cp_instant_parse(times.zone, text, &utc_ms)
                             : cp_time_format_parse(times.zone, times.format, text, &utc_ms);
    if (is_time) {
        memcpy(target, &utc_ms, sizeof(utc_ms));
    }
    return is_time;
}

static bool cp_field_set_number(const struct cp_field *field, const char *text, void *target)
{
    if (text[0] < '0' || text[0] > '9') {
        return false;
    }
    char *end = NULL;
    errno = 0;
    const unsigned long long parsed = strtoull(text, &end, 10);
    if (errno != 0 || *end != '\0' || parsed == 0 || parsed > field->max) {
        return false;
    }
    const uint64_t count = parsed;
    const uint8_t byte = (uint8_t)parsed;
    memcpy(target, field->kind == CP_FIELD_COUNT ? (const void *)&count : &byte, field->size);
    return true;
}

static bool cp_field_set_flag(const char *text, void *target)
{
    static const char *const words[2][3] = {{"no", "false", "0"}, {"yes", "true", "1"}};
    for (int is_set = 0; is_set < 2; is_set++) {
        for (int i = 0; i < 3; i++) {
            if (strcasecmp(words[is_set][i], text) == 0) {
                *(bool *)target = is_set == 1;
                return true;
            }
        }
    }
    return false;
}

static bool cp_field_add_point(struct cp_event *event, uint8_t theme)
{
    if (event->fact.point_count == CP_POINTS_MAX) {
        return false;
    }
    event->fact.points[event->fact.point_count++] = theme;
    return true;
}

static bool cp_field_set_value(const struct cp_field *field, const char *text,
                               struct cp_event *event)
{
    const int value = cp_value_find(field->set, text);
    if (value < 0) {
        return false;
    }
    if (field->kind == CP_FIELD_POINTS) {
        return cp_field_add_point(event, (uint8_t)value);
    }
    uint8_t *target = (uint8_t *)event + field->offset;
    if (field->kind == CP_FIELD_CHOICE) {
        *target = (uint8_t)value;
    } else if (field->kind == CP_FIELD_KINDS) {
        *target |= (uint8_t)CP_BIT(value);
    } else {
        uint32_t mask = 0;
        memcpy(&mask, target, sizeof(mask));
        mask |= CP_BIT(value);
        memcpy(target, &mask, sizeof(mask));
    }
    return true;
}

bool cp_field_set(const struct cp_field *field, const char *text, struct cp_field_times times,
                  struct cp_event *event)
{
    void *target = (char *)event + field->offset;
    switch (field->kind) {
    case CP_FIELD_TEXT:
    case CP_FIELD_CODE:
        return cp_field_set_text(field, text, target);
    case CP_FIELD_TIME:
        return cp_field_set_time(text, times, target);
    case CP_FIELD_BYTE:
    case CP_FIELD_COUNT:
        return cp_field_set_number(field, text, target);
    case CP_FIELD_FLAG:
        return cp_field_set_flag(text, target);
    case CP_FIELD_ID:
        return cp_event_id_parse(text, target);
    case CP_FIELD_CHOICE:
    case CP_FIELD_KINDS:
    case CP_FIELD_THEMES:
    case CP_FIELD_POINTS:
        return cp_field_set_value(field, text, event);
    }
    CP_ASSERT(false);
    return false;
}

const char *cp_field_word_take(const char *at, struct cp_field_word *out_word)
{
    at += strspn(at, " \t|");
    if (*at == '\0') {
        return NULL;
    }
    const size_t size = strcspn(at, " \t|");
    const size_t kept = size < CP_FIELD_WORD_SIZE ? size : CP_FIELD_WORD_SIZE - 1;
    memcpy(out_word->text, at, kept);
    out_word->text[kept] = '\0';
    return at + size;
}

bool cp_field_set_all(const struct cp_field *field, const char *text, struct cp_field_times times,
                      struct cp_event *event)
{
    if (!cp_field_is_list(field)) {
        return cp_field_set(field, text, times, event);
    }
    struct cp_field_word word;
    const char *at = cp_field_word_take(text, &word);
    while (at != NULL && cp_field_set(field, word.text, times, event)) {
        at = cp_field_word_take(at, &word);
    }
    return at == NULL;
}

static int cp_hex_value(char digit)
{
    if (digit >= '0' && digit <= '9') {
        return digit - '0';
    }
    const char lower = (char)(digit | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

static bool cp_is_uuid_hyphen(size_t at)
{
    return at == 8 || at == 13 || at == 18 || at == 23;
}

bool cp_event_id_parse(const char *text, uint8_t out_id[CP_EVENT_ID_SIZE])
{
    static const uint8_t zeroes[CP_EVENT_ID_SIZE];
    uint8_t id[CP_EVENT_ID_SIZE] = {0};
    const bool is_uuid = strlen(text) == 36;
    if (!is_uuid && strlen(text) != 32) {
        return false;
    }
    size_t nibble = 0;
    for (size_t i = 0; text[i] != '\0'; i++) {
        const bool is_hyphen = is_uuid && cp_is_uuid_hyphen(i);
        const int value = is_hyphen ? 0 : cp_hex_value(text[i]);
        if (value < 0 || (is_hyphen && text[i] != '-')) {
            return false;
        }
        if (!is_hyphen) {
            id[nibble / 2] = (uint8_t)(id[nibble / 2] << 4 | value);
            nibble++;
        }
    }
    if (memcmp(id, zeroes, sizeof(id)) == 0) {
        return false;
    }
    memcpy(out_id, id, sizeof(id));
    return true;
}
