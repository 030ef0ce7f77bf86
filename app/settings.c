#include "settings.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "casepulse/base/ini.h"
#include "casepulse/base/instant.h"
#include "casepulse/base/memory.h"
#include "casepulse/base/nearest.h"
#include "settings_table.h"

const struct cp_setting_row cp_setting_rows[CP_SETTING_COUNT] = {
#define X(name, section, key, kind, value, least, most, what)                                      \
    {section, key, CP_KIND_OF_##kind, value, least, most, what},
    CP_SETTINGS(X)
#undef X
};

static enum cp_status cp_value_refuse(const struct cp_setting_source *source,
                                      const struct cp_setting_row *row, const char *value,
                                      const char *allowed, struct cp_failure *out_failure)
{
    return cp_fail(out_failure, CP_CONFIGURATION, "%s: %s.%s = \"%s\": must be %s", source->origin,
                   row->section, row->key, value, allowed);
}

static enum cp_status cp_value_number(const struct cp_setting_source *source,
                                      const struct cp_setting_row *row, const char *text,
                                      int64_t *out_number, struct cp_failure *out_failure)
{
    char *end = NULL;
    errno = 0;
    const long long number = strtoll(text, &end, 10);
    if (errno != 0 || end == text || *end != '\0' || number < row->least || number > row->most) {
        char allowed[80];
        (void)snprintf(allowed, sizeof(allowed), "a whole number from %" PRId64 " to %" PRId64,
                       row->least, row->most);
        return cp_value_refuse(source, row, text, allowed, out_failure);
    }
    *out_number = number;
    return CP_OK;
}

static enum cp_status cp_value_flag(const struct cp_setting_source *source,
                                    const struct cp_setting_row *row, const char *text,
                                    int64_t *out_number, struct cp_failure *out_failure)
{
    const bool is_true = strcmp(text, "true") == 0;
    if (!is_true && strcmp(text, "false") != 0) {
        return cp_value_refuse(source, row, text, "true or false", out_failure);
    }
    *out_number = is_true;
    return CP_OK;
}

static enum cp_status cp_value_instant(const struct cp_settings *settings,
                                       const struct cp_setting_source *source,
                                       const struct cp_setting_row *row, const char *text,
                                       int64_t *out_number, struct cp_failure *out_failure)
{
    *out_number = CP_INSTANT_NONE;
    if (text[0] != '\0' && !cp_instant_parse(&settings->zone, text, out_number)) {
        return cp_value_refuse(source, row, text,
                               "an instant like 2013-03-31T23:59:59.999 (local time) or with "
                               "Z or +02:00 behind it",
                               out_failure);
    }
    return CP_OK;
}

static enum cp_status cp_value_date(const struct cp_setting_source *source,
                                    const struct cp_setting_row *row, const char *text,
                                    int64_t *out_number, struct cp_failure *out_failure)
{
    int32_t day = CP_DATE_NONE;
    if (text[0] != '\0' && !cp_instant_parse_day(text, &day)) {
        return cp_value_refuse(source, row, text, "a date like 2012-04-01", out_failure);
    }
    *out_number = day;
    return CP_OK;
}

static enum cp_status cp_value_subjects(const struct cp_setting_source *source,
                                        const struct cp_setting_row *row, const char *text,
                                        struct cp_failure *out_failure)
{
    struct cp_subjects subjects;
    struct cp_failure failure = {.text = ""};
    if (cp_subjects_parse(text, &subjects, &failure) == CP_OK) {
        return CP_OK;
    }
    return cp_fail(out_failure, CP_CONFIGURATION, "%s: %s.%s: %s", source->origin, row->section,
                   row->key, failure.text);
}

static enum cp_status cp_value_parse(const struct cp_settings *settings,
                                     const struct cp_setting_source *source,
                                     const struct cp_setting_row *row, const char *text,
                                     int64_t *out_number, struct cp_failure *out_failure)
{
    switch (row->kind) {
    case CP_KIND_OF_TEXT:
    case CP_KIND_OF_SECRET_URL:
        return CP_OK;
    case CP_KIND_OF_NUMBER:
        return cp_value_number(source, row, text, out_number, out_failure);
    case CP_KIND_OF_FLAG:
        return cp_value_flag(source, row, text, out_number, out_failure);
    case CP_KIND_OF_INSTANT:
        return cp_value_instant(settings, source, row, text, out_number, out_failure);
    case CP_KIND_OF_DATE:
        return cp_value_date(source, row, text, out_number, out_failure);
    case CP_KIND_OF_SUBJECTS:
        return cp_value_subjects(source, row, text, out_failure);
    }
    return CP_OK;
}

static void cp_value_put(struct cp_setting_value *value, const struct cp_setting_source *source,
                         const char *text, int64_t number)
{
    if (value->text != NULL && source->rank < value->rank) {
        return;
    }
    free(value->text);
    value->text = cp_copy_text(text);
    value->number = number;
    value->rank = source->rank;
    (void)snprintf(value->origin, sizeof(value->origin), "%s", source->origin);
}

static enum cp_status cp_settings_take_kafka(struct cp_settings *settings,
                                             const struct cp_setting_source *source,
                                             const char *key, const char *value,
                                             struct cp_failure *out_failure)
{
    size_t at = 0;
    while (at < settings->kafka_count && strcmp(settings->kafka[at].key, key) != 0) {
        at++;
    }
    if (at == CP_KAFKA_PROPERTIES_MAX) {
        return cp_fail(out_failure, CP_CONFIGURATION, "%s: more than %d properties in [kafka]",
                       source->origin, CP_KAFKA_PROPERTIES_MAX);
    }
    if (at == settings->kafka_count) {
        settings->kafka[at].key = cp_copy_text(key);
        settings->kafka_count++;
    }
    cp_value_put(&settings->kafka_values[at], source, value, 0);
    settings->kafka[at].value = settings->kafka_values[at].text;
    return CP_OK;
}

bool cp_settings_has_section(const char *section)
{
    bool is_found = strcmp(section, "kafka") == 0;
    for (int i = 0; i < CP_SETTING_COUNT && !is_found; i++) {
        is_found = strcmp(cp_setting_rows[i].section, section) == 0;
    }
    return is_found;
}

static enum cp_status cp_settings_refuse_key(const struct cp_setting_source *source,
                                             const char *section, const char *key,
                                             struct cp_failure *out_failure)
{
    if (!cp_settings_has_section(section)) {
        return cp_fail(out_failure, CP_CONFIGURATION,
                       "%s: there is no section [%s]; there are kafka, source, redis, run, count, "
                       "picture",
                       source->origin, section);
    }
    const char *keys[CP_SETTING_COUNT];
    size_t count = 0;
    for (int i = 0; i < CP_SETTING_COUNT; i++) {
        if (strcmp(cp_setting_rows[i].section, section) == 0) {
            keys[count++] = cp_setting_rows[i].key;
        }
    }
    const char *nearest = cp_nearest_word(key, keys, count);
    return cp_fail(out_failure, CP_CONFIGURATION, "%s: there is no setting %s.%s%s%s%s",
                   source->origin, section, key, nearest != NULL ? "; did you mean \"" : "",
                   nearest != NULL ? nearest : "", nearest != NULL ? "\"?" : "");
}

enum cp_status cp_settings_take(struct cp_settings *settings,
                                const struct cp_setting_source *source, const char *section,
                                const char *key, const char *value, struct cp_failure *out_failure)
{
    if (strcmp(section, "kafka") == 0) {
        return cp_settings_take_kafka(settings, source, key, value, out_failure);
    }
    for (int i = 0; i < CP_SETTING_COUNT; i++) {
        const struct cp_setting_row *row = &cp_setting_rows[i];
        if (strcmp(row->section, section) != 0 || strcmp(row->key, key) != 0) {
            continue;
        }
        int64_t number = 0;
        const enum cp_status status =
            cp_value_parse(settings, source, row, value, &number, out_failure);
        if (status == CP_OK) {
            cp_value_put(&settings->values[i], source, value, number);
        }
        return status;
    }
    return cp_settings_refuse_key(source, section, key, out_failure);
}

void cp_settings_free(struct cp_settings *settings)
{
    if (settings == NULL) {
        return;
    }
    for (int i = 0; i < CP_SETTING_COUNT; i++) {
        free(settings->values[i].text);
    }
    for (size_t i = 0; i < settings->kafka_count; i++) {
        free((void *)(uintptr_t)settings->kafka[i].key);
        free(settings->kafka_values[i].text);
    }
    free(settings);
}

const char *cp_setting_text(const struct cp_settings *settings, enum cp_setting setting)
{
    return settings->values[setting].text;
}

int64_t cp_setting_number(const struct cp_settings *settings, enum cp_setting setting)
{
    return settings->values[setting].number;
}
