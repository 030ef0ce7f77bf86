/* The rows behind the settings, and the one way by which a value gets in. Private to the settings'
 * files. */
#ifndef CASEPULSE_SETTINGS_TABLE_H
#define CASEPULSE_SETTINGS_TABLE_H

#include "settings.h"

struct cp_setting_row {
    const char *section;
    const char *key;
    enum cp_setting_kind kind;
    const char *value; /* default */
    int64_t least, most;
    const char *what;
};

extern const struct cp_setting_row cp_setting_rows[CP_SETTING_COUNT];

/* The last path of the three where a file is looked for, best first; NULL: none exists. */
struct cp_setting_source {
    enum cp_origin_rank rank;
    const char *origin; /* for messages and for `check` */
};

/* Takes a value for a key of a section ("kafka": verbatim). CP_CONFIGURATION: no such section or
 * key (with the nearest one), or a value out of bounds. */
enum cp_status cp_settings_take(struct cp_settings *settings,
                                const struct cp_setting_source *source, const char *section,
                                const char *key, const char *value,
                                struct cp_failure *out_failure) CP_MUST_USE;

/* True if the table has such a section; "kafka" is one. */
bool cp_settings_has_section(const char *section);

/* CASEPULSE_<SECTION>_<KEY>. */
enum cp_status cp_settings_take_environment(struct cp_settings *settings,
                                            struct cp_failure *out_failure) CP_MUST_USE;

#endif
