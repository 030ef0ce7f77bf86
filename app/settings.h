/* Settings: one table, four places they may come from, and where each value came from.
 *
 * Flags win over the environment, this over the file, this over the defaults. Read once, checked
 * once, then constant. Threads: any, after loading. Owns: its texts. */
#ifndef CASEPULSE_SETTINGS_H
#define CASEPULSE_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "casepulse/aggregator/subjects.h"
#include "casepulse/base/core.h"
#include "casepulse/base/status.h"
#include "casepulse/base/zone.h"
#include "casepulse/consumer/kafka.h"

/* X(NAME, "section", "key", KIND, "default", least, most, "what it is").
 * Kinds: TEXT; SECRET_URL (a TEXT whose password is not shown); NUMBER, within least to most; FLAG
 * (true, false); INSTANT (ISO 8601, local without a zone, empty = none); DATE (the same); SUBJECTS
 * (subject groups, aggregator/subjects.h). */
#define CP_SETTINGS(X)                                                                             \
    X(SOURCE_TOPIC, "source", "topic", TEXT, "case-events", 0, 0, "topic of the case events")      \
    X(SOURCE_GROUP, "source", "group", TEXT, "casepulse", 0, 0, "consumer group")                  \
    X(SOURCE_ACCEPT_CREATE_TIME, "source", "accept_create_time", FLAG, "false", 0, 0,              \
      "judge lateness by the producers' clocks where the topic has no LogAppendTime")              \
    X(REDIS_URL, "redis", "url", SECRET_URL, "redis://127.0.0.1:6379", 0, 0,                       \
      "redis://[user[:password]@]host[:port][/db] or unix:///path")                                \
    X(REDIS_PASSWORD_FILE, "redis", "password_file", TEXT, "", 0, 0,                               \
      "file whose first line is the password")                                                     \
    X(REDIS_NAMESPACE, "redis", "namespace", TEXT, "live", 0, 0,                                   \
      "whose figures: part of each key")                                                           \
    X(RUN_SHARDS, "run", "shards", NUMBER, "1", 1, 1, "consumer threads")                          \
    X(RUN_CORE, "run", "core", NUMBER, "-1", -1, CP_CORES_MAX - 1,                                 \
      "core that reading and counting are confined to, librdkafka's threads too; -1: any")         \
    X(COUNT_HISTORY_DAYS, "count", "history_days", NUMBER, "4018", 1, 73000,                       \
      "how many days before its arrival an event may have occurred")                               \
    X(COUNT_HORIZON_DAYS, "count", "horizon_days", NUMBER, "35", 1, 3650,                          \
      "how many days behind the latest of its partition a record may arrive")                      \
    X(COUNT_SKEW_MINUTES, "count", "skew_minutes", NUMBER, "10", 0, 1440,                          \
      "how many minutes after its arrival an event may have occurred")                             \
    X(COUNT_MAX_UNITS, "count", "max_units", NUMBER, "4096", 1, 32768,                             \
      "units that a partition gives rows of their own")                                            \
    X(COUNT_REFUSE_TEN_DIGITS, "count", "refuse_ten_digits", FLAG, "false", 0, 0,                  \
      "ten digits in a row count as a national id number too")                                     \
    X(COUNT_SUBJECT_GROUPS, "count", "subject_groups", SUBJECTS, "", 0, 0,                         \
      "groups of subjects by beginnings of their codes: name:prefix prefix, name:prefix")          \
    X(PICTURE_ORGANISATION, "picture", "organisation", TEXT, "", 0, 0,                             \
      "CSV file of administrations, units and balances; empty: those built in")                    \
    X(PICTURE_AS_OF, "picture", "as_of", INSTANT, "", 0, 0,                                        \
      "fixed instant from which windows are seen (tests, demos); empty: the clock")                \
    X(PICTURE_DATA_FROM, "picture", "data_from", DATE, "", 0, 0,                                   \
      "first date with complete data; empty: the earliest date of a counted event")                \
    X(PICTURE_MIN_DENOMINATOR, "picture", "min_denominator", NUMBER, "30", 0, 1000000,             \
      "ratios with fewer cases are marked as small")                                               \
    X(PICTURE_PUBLISH_DAYS, "picture", "publish_days", NUMBER, "1461", 1, 36525,                   \
      "days whose counts are published")

enum cp_setting {
#define X(name, section, key, kind, value, least, most, what) CP_SETTING_##name,
    CP_SETTINGS(X)
#undef X
        CP_SETTING_COUNT
};

enum cp_setting_kind {
    CP_KIND_OF_TEXT,
    CP_KIND_OF_SECRET_URL,
    CP_KIND_OF_NUMBER,
    CP_KIND_OF_FLAG,
    CP_KIND_OF_INSTANT,
    CP_KIND_OF_DATE,
    CP_KIND_OF_SUBJECTS
};

#define CP_INSTANT_NONE INT64_MIN
#define CP_DATE_NONE INT32_MAX
#define CP_ORIGIN_MAX 256
#define CP_KAFKA_PROPERTIES_MAX 128

/* How far a place's word counts: a value is replaced only by one of the same or a higher rank. */
enum cp_origin_rank { CP_FROM_DEFAULT, CP_FROM_FILE, CP_FROM_ENVIRONMENT, CP_FROM_FLAG };

struct cp_setting_value {
    char *text;
    int64_t number; /* NUMBER; FLAG: 0, 1; INSTANT: ms UTC; DATE: days since 1970 */
    enum cp_origin_rank rank;
    char origin[CP_ORIGIN_MAX]; /* "default", "casepulse.conf:12", "environment CASEPULSE_…", … */
};

struct cp_settings {
    struct cp_zone zone; /* Europe/Copenhagen, self-tested */
    struct cp_subjects subjects;
    struct cp_setting_value values[CP_SETTING_COUNT];
    size_t kafka_count;
    struct cp_property kafka[CP_KAFKA_PROPERTIES_MAX]; /* verbatim to librdkafka */
    struct cp_setting_value kafka_values[CP_KAFKA_PROPERTIES_MAX];
};

/* What the command line says: in its order. */
struct cp_settings_flags {
    const char *config_path;        /* NULL: casepulse.conf here or /etc/casepulse/casepulse.conf */
    const char *const *assignments; /* "section.key=value" */
    size_t assignment_count;
    const char *const *properties; /* "prop=value" for librdkafka */
    size_t property_count;
};

/* Loads and checks everything. CP_CONFIGURATION names the place and what is allowed there. */
enum cp_status cp_settings_load(const struct cp_settings_flags *flags,
                                struct cp_settings **out_settings,
                                struct cp_failure *out_failure) CP_MUST_USE;
void cp_settings_free(struct cp_settings *settings);

const char *cp_setting_text(const struct cp_settings *settings, enum cp_setting setting);
int64_t cp_setting_number(const struct cp_settings *settings, enum cp_setting setting);

/* Prints each value with its origin to stdout, secrets redacted. */
void cp_settings_print(const struct cp_settings *settings);

#endif
