#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "casepulse/base/ini.h"
#include "casepulse/base/memory.h"
#include "casepulse/store/redis.h"
#include "settings_table.h"

static const char *const cp_config_paths[] = {"casepulse.conf", "/etc/casepulse/casepulse.conf"};

static enum cp_status cp_settings_take_entry(void *context, const struct cp_ini_entry *entry,
                                             struct cp_failure *out_failure)
{
    char origin[CP_ORIGIN_MAX];
    (void)snprintf(origin, sizeof(origin), "%s:%d", entry->file, entry->line);
    const struct cp_setting_source source = {.rank = CP_FROM_FILE, .origin = origin};
    return cp_settings_take(context, &source, entry->section, entry->key, entry->value,
                            out_failure);
}

static enum cp_status cp_settings_take_file(struct cp_settings *settings, const char *path,
                                            struct cp_failure *out_failure)
{
    if (path != NULL) {
        return cp_ini_read(path, cp_settings_take_entry, settings, out_failure);
    }
    for (size_t i = 0; i < sizeof(cp_config_paths) / sizeof(cp_config_paths[0]); i++) {
        if (access(cp_config_paths[i], F_OK) == 0) {
            return cp_ini_read(cp_config_paths[i], cp_settings_take_entry, settings, out_failure);
        }
    }
    return CP_OK;
}

/* "section.key=value", or for librdkafka "prop=value". */
static enum cp_status cp_settings_take_flag(struct cp_settings *settings, const char *flag,
                                            bool is_property, struct cp_failure *out_failure)
{
    char origin[CP_ORIGIN_MAX];
    (void)snprintf(origin, sizeof(origin), "flag %s", is_property ? "-X" : "-s");
    const struct cp_setting_source source = {.rank = CP_FROM_FLAG, .origin = origin};
    char *copy = cp_copy_text(flag);
    char *equals = strchr(copy, '=');
    char *dot = is_property ? copy : strchr(copy, '.');
    enum cp_status status = CP_OK;
    if (equals == NULL || equals == copy || dot == NULL || dot >= equals) {
        status =
            cp_fail(out_failure, CP_USAGE, "flag %s \"%s\": must be %s", is_property ? "-X" : "-s",
                    flag, is_property ? "prop=value" : "section.key=value");
    } else {
        *equals = '\0';
        const char *section = is_property ? "kafka" : copy;
        const char *key = is_property ? copy : dot + 1;
        *dot = is_property ? *dot : '\0';
        status = cp_settings_take(settings, &source, section, key, equals + 1, out_failure);
    }
    free(copy);
    return status;
}

static enum cp_status cp_settings_take_flags(struct cp_settings *settings,
                                             const struct cp_settings_flags *flags,
                                             struct cp_failure *out_failure)
{
    enum cp_status status = CP_OK;
    for (size_t i = 0; i < flags->assignment_count && status == CP_OK; i++) {
        status = cp_settings_take_flag(settings, flags->assignments[i], false, out_failure);
    }
    for (size_t i = 0; i < flags->property_count && status == CP_OK; i++) {
        status = cp_settings_take_flag(settings, flags->properties[i], true, out_failure);
    }
    return status;
}

static enum cp_status cp_settings_take_defaults(struct cp_settings *settings,
                                                struct cp_failure *out_failure)
{
    const struct cp_setting_source source = {.rank = CP_FROM_DEFAULT, .origin = "default"};
    enum cp_status status = cp_settings_take(settings, &source, "kafka", "bootstrap.servers",
                                             "127.0.0.1:9092", out_failure);
    for (int i = 0; i < CP_SETTING_COUNT && status == CP_OK; i++) {
        status = cp_settings_take(settings, &source, cp_setting_rows[i].section,
                                  cp_setting_rows[i].key, cp_setting_rows[i].value, out_failure);
    }
    return status;
}

/* What is made of the values once it is known which of them count. */
static enum cp_status cp_settings_derive(struct cp_settings *settings,
                                         struct cp_failure *out_failure)
{
    return cp_subjects_parse(cp_setting_text(settings, CP_SETTING_COUNT_SUBJECT_GROUPS),
                             &settings->subjects, out_failure);
}

/* What no single value can be blamed for. */
static enum cp_status cp_settings_check(const struct cp_settings *settings,
                                        struct cp_failure *out_failure)
{
    const struct cp_redis_settings redis = {
        .url = cp_setting_text(settings, CP_SETTING_REDIS_URL),
        .password_file = cp_setting_text(settings, CP_SETTING_REDIS_PASSWORD_FILE),
        .namespace_name = cp_setting_text(settings, CP_SETTING_REDIS_NAMESPACE)};
    const struct cp_setting_value *as_of = &settings->values[CP_SETTING_PICTURE_AS_OF];
    if (as_of->number != CP_INSTANT_NONE && strcmp(redis.namespace_name, "live") == 0) {
        return cp_fail(out_failure, CP_CONFIGURATION,
                       "%s: picture.as_of is for tests and demos: in the namespace \"live\" "
                       "figures follow the clock; set another redis.namespace",
                       as_of->origin);
    }
    return cp_redis_check(&redis, out_failure);
}

static enum cp_status cp_settings_fill(struct cp_settings *settings,
                                       const struct cp_settings_flags *flags,
                                       struct cp_failure *out_failure)
{
    enum cp_status status = cp_zone_load(CP_ZONE_MUNICIPALITY, &settings->zone, out_failure);
    if (status == CP_OK) {
        status = cp_zone_self_test(&settings->zone, out_failure);
    }
    if (status == CP_OK) {
        status = cp_settings_take_defaults(settings, out_failure);
    }
    if (status == CP_OK) {
        status = cp_settings_take_file(settings, flags->config_path, out_failure);
    }
    if (status == CP_OK) {
        status = cp_settings_take_environment(settings, out_failure);
    }
    if (status == CP_OK) {
        status = cp_settings_take_flags(settings, flags, out_failure);
    }
    if (status == CP_OK) {
        status = cp_settings_derive(settings, out_failure);
    }
    return status == CP_OK ? cp_settings_check(settings, out_failure) : status;
}

enum cp_status cp_settings_load(const struct cp_settings_flags *flags,
                                struct cp_settings **out_settings, struct cp_failure *out_failure)
{
    struct cp_settings *settings = cp_allocate(1, sizeof(*settings));
    const enum cp_status status = cp_settings_fill(settings, flags, out_failure);
    if (status != CP_OK) {
        cp_settings_free(settings);
        return status;
    }
    *out_settings = settings;
    return CP_OK;
}
