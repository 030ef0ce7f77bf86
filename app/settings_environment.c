/* CASEPULSE_<SECTION>_<KEY> in the environment. Our keys are written as they are, in capitals; only
 * [kafka] has names with dots and dashes, and uses the mapping of the apache/kafka image. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "settings_table.h"

#define CP_ENVIRONMENT_PREFIX "CASEPULSE_"
#define CP_NAME_MAX 128

/* `_` → `.`, `__` → `_`, `___` → `-`. */
static void cp_kafka_key(const char *name, char out_key[CP_NAME_MAX])
{
    size_t used = 0;
    while (*name != '\0' && used < CP_NAME_MAX - 1) {
        if (*name != '_') {
            out_key[used++] = (char)tolower((unsigned char)*name++);
            continue;
        }
        const size_t run = strspn(name, "_");
        const size_t taken = run > 3 ? 3 : run;
        out_key[used++] = ".._-"[taken];
        name += taken;
    }
    out_key[used] = '\0';
}

static void cp_lower(const char *name, size_t size, char out_text[CP_NAME_MAX])
{
    size_t used = 0;
    while (used < size && used < CP_NAME_MAX - 1) {
        out_text[used] = (char)tolower((unsigned char)name[used]);
        used++;
    }
    out_text[used] = '\0';
}

static enum cp_status cp_settings_take_variable(struct cp_settings *settings, const char *variable,
                                                struct cp_failure *out_failure)
{
    const size_t prefix = sizeof(CP_ENVIRONMENT_PREFIX) - 1;
    const char *equals = strchr(variable, '=');
    const char *name = variable + prefix;
    if (strncmp(variable, CP_ENVIRONMENT_PREFIX, prefix) != 0 || equals == NULL) {
        return CP_OK;
    }
    const char *underscore = memchr(name, '_', (size_t)(equals - name));
    if (underscore == NULL) {
        return CP_OK;
    }
    char section[CP_NAME_MAX];
    char rest[CP_NAME_MAX];
    char key[CP_NAME_MAX];
    cp_lower(name, (size_t)(underscore - name), section);
    cp_lower(underscore + 1, (size_t)(equals - underscore - 1), rest);
    if (!cp_settings_has_section(section)) {
        return CP_OK; /* somebody else's, such as those of the test tools */
    }
    const bool is_kafka = strcmp(section, "kafka") == 0;
    if (is_kafka) {
        cp_kafka_key(rest, key);
    }
    char origin[CP_ORIGIN_MAX];
    (void)snprintf(origin, sizeof(origin), "environment %.*s", (int)(equals - variable), variable);
    const struct cp_setting_source source = {.rank = CP_FROM_ENVIRONMENT, .origin = origin};
    return cp_settings_take(settings, &source, section, is_kafka ? key : rest, equals + 1,
                            out_failure);
}

enum cp_status cp_settings_take_environment(struct cp_settings *settings,
                                            struct cp_failure *out_failure)
{
    for (char **variable = environ; *variable != NULL; variable++) {
        const enum cp_status status = cp_settings_take_variable(settings, *variable, out_failure);
        if (status != CP_OK) {
            return status;
        }
    }
    return CP_OK;
}
