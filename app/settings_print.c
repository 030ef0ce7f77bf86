#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "settings_table.h"

/* Parts of librdkafka's property names whose values nobody else may read. */
static const char *const cp_secret_parts[] = {"password", "secret", "jaas",
                                              "pem",      "token",  "sasl.oauthbearer.config"};

static bool cp_is_secret(const char *key)
{
    for (size_t i = 0; i < sizeof(cp_secret_parts) / sizeof(cp_secret_parts[0]); i++) {
        if (strcasestr(key, cp_secret_parts[i]) != NULL) {
            return true;
        }
    }
    return false;
}

/* redis://user:password@host → redis://user:***@host. */
static void cp_print_url(const char *url)
{
    const char *at = strrchr(url, '@');
    const char *start = strstr(url, "://");
    const char *colon =
        at != NULL && start != NULL ? memchr(start + 3, ':', (size_t)(at - start) - 3) : NULL;
    if (colon == NULL || colon > at) {
        (void)printf("%s", url);
        return;
    }
    (void)printf("%.*s***%s", (int)(colon + 1 - url), url, at);
}

static void cp_print_setting(const struct cp_setting_row *row, const struct cp_setting_value *value)
{
    (void)printf("%s = ", row->key);
    if (row->kind == CP_KIND_OF_SECRET_URL) {
        cp_print_url(value->text);
    } else {
        (void)printf("%s", value->text);
    }
    (void)printf("   # %s\n", value->origin);
}

void cp_settings_print(const struct cp_settings *settings)
{
    (void)printf("[kafka]\n");
    for (size_t i = 0; i < settings->kafka_count; i++) {
        const struct cp_property *property = &settings->kafka[i];
        (void)printf("%s = %s   # %s\n", property->key,
                     cp_is_secret(property->key) ? "***" : property->value,
                     settings->kafka_values[i].origin);
    }
    const char *section = "";
    for (int i = 0; i < CP_SETTING_COUNT; i++) {
        const struct cp_setting_row *row = &cp_setting_rows[i];
        if (strcmp(row->section, section) != 0) {
            section = row->section;
            (void)printf("\n[%s]\n", section);
        }
        cp_print_setting(row, &settings->values[i]);
    }
}
