/* Texts become dates, numbers and groups; which columns a record may fill is a table. What the
 * records then mean together is the builder's business. */
#include "organisation_file.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "casepulse/aggregator/organisation_builder.h"
#include "casepulse/base/instant.h"
#include "casepulse/base/nearest.h"
#include "casepulse/feeder/csv.h"

#define CP_KIND_COUNT 3
#define CP_ALLOWED_MAX 600
#define CP_MISSING SIZE_MAX

/* Kinds of records as bits. */
#define CP_OF_ADMINISTRATION (1U << CP_ORGANISATION_ADMINISTRATION)
#define CP_OF_UNIT (1U << CP_ORGANISATION_UNIT)
#define CP_OF_BALANCE (1U << CP_ORGANISATION_BALANCE)
#define CP_OF_ALL (CP_OF_ADMINISTRATION | CP_OF_UNIT | CP_OF_BALANCE)

static const char *const cp_kind_names[CP_KIND_COUNT] = {
    [CP_ORGANISATION_ADMINISTRATION] = "administration",
    [CP_ORGANISATION_UNIT] = "unit",
    [CP_ORGANISATION_BALANCE] = "balance",
};

/* X(NAME, "column", kinds that may fill it) */
#define CP_ORGANISATION_COLUMNS(X)                                                                 \
    X(RECORD, "record", CP_OF_ALL)                                                                 \
    X(CODE, "code", CP_OF_ALL)                                                                     \
    X(UNIT, "unit", CP_OF_UNIT | CP_OF_BALANCE)                                                    \
    X(ADMINISTRATION, "administration", CP_OF_ADMINISTRATION)                                      \
    X(NAME_DA, "name_da", CP_OF_ADMINISTRATION | CP_OF_UNIT)                                       \
    X(NAME_EN, "name_en", CP_OF_ADMINISTRATION | CP_OF_UNIT)                                       \
    X(FROM, "from", CP_OF_ALL)                                                                     \
    X(TO, "to", CP_OF_ADMINISTRATION | CP_OF_UNIT)                                                 \
    X(BALANCE, "balance", CP_OF_BALANCE)                                                           \
    X(GROUP, "group", CP_OF_BALANCE)

enum cp_organisation_column {
#define X(name, text, kinds) CP_COLUMN_##name,
    CP_ORGANISATION_COLUMNS(X)
#undef X
        CP_COLUMN_COUNT
};

static const char *const cp_column_names[CP_COLUMN_COUNT] = {
#define X(name, text, kinds) text,
    CP_ORGANISATION_COLUMNS(X)
#undef X
};

static const unsigned cp_column_kinds[CP_COLUMN_COUNT] = {
#define X(name, text, kinds) kinds,
    CP_ORGANISATION_COLUMNS(X)
#undef X
};

struct cp_organisation_reading {
    const struct cp_subjects *subjects;
    struct cp_organisation_builder *builder;
    struct cp_csv *csv;
    const struct cp_csv_row *row;   /* the current one */
    size_t places[CP_COLUMN_COUNT]; /* of the columns in the file; CP_MISSING: not there */
    struct cp_failure *out_failure;
};

static const char *cp_reading_text(const struct cp_organisation_reading *reading,
                                   enum cp_organisation_column column)
{
    const size_t place = reading->places[column];
    return place == CP_MISSING ? "" : reading->row->fields[place];
}

/* "path:line: column "text": must be …" */
static enum cp_status cp_reading_refuse(const struct cp_organisation_reading *reading,
                                        enum cp_organisation_column column, const char *allowed)
{
    return cp_fail(reading->out_failure, CP_CONFIGURATION, "%s:%lld: %s \"%.60s\": must be %s",
                   reading->row->path, (long long)reading->row->line, cp_column_names[column],
                   cp_reading_text(reading, column), allowed);
}

static enum cp_status cp_reading_take_kind(const struct cp_organisation_reading *reading,
                                           struct cp_organisation_record *record)
{
    const char *text = cp_reading_text(reading, CP_COLUMN_RECORD);
    for (int kind = 0; kind < CP_KIND_COUNT; kind++) {
        if (strcmp(text, cp_kind_names[kind]) == 0) {
            record->kind = (enum cp_organisation_record_kind)kind;
            return CP_OK;
        }
    }
    return cp_reading_refuse(reading, CP_COLUMN_RECORD, "administration, unit or balance");
}

static enum cp_status cp_reading_check_columns(const struct cp_organisation_reading *reading,
                                               const struct cp_organisation_record *record)
{
    for (int column = 0; column < CP_COLUMN_COUNT; column++) {
        const bool is_filled =
            cp_reading_text(reading, (enum cp_organisation_column)column)[0] != '\0';
        if (is_filled && (cp_column_kinds[column] & 1U << record->kind) == 0) {
            char allowed[80];
            (void)snprintf(allowed, sizeof(allowed), "empty in a record \"%s\"",
                           cp_kind_names[record->kind]);
            return cp_reading_refuse(reading, (enum cp_organisation_column)column, allowed);
        }
    }
    return CP_OK;
}

static enum cp_status cp_reading_take_date(const struct cp_organisation_reading *reading,
                                           enum cp_organisation_column column, int32_t *day)
{
    const char *text = cp_reading_text(reading, column);
    if (text[0] == '\0' || cp_instant_parse_day(text, day)) {
        return CP_OK;
    }
    return cp_reading_refuse(reading, column, "a date like 2026-01-01, or empty");
}

/* Digits only; −1: anything else, or more than `most`. */
static int64_t cp_whole_number(const char *text, int64_t most)
{
    char *end = NULL;
    errno = 0;
    const long long number = strtoll(text, &end, 10);
    const bool is_number = text[0] >= '0' && text[0] <= '9' && *end == '\0' && errno == 0;
    return is_number && number <= most ? number : -1;
}

static enum cp_status cp_reading_take_id(const struct cp_organisation_reading *reading,
                                         struct cp_organisation_record *record)
{
    const char *text = cp_reading_text(reading, CP_COLUMN_ADMINISTRATION);
    if (text[0] == '\0') {
        return CP_OK;
    }
    const int64_t id = cp_whole_number(text, UINT8_MAX);
    if (id < 1) {
        return cp_reading_refuse(reading, CP_COLUMN_ADMINISTRATION,
                                 "the number that senders use, 1 to 255");
    }
    record->id = (uint8_t)id;
    return CP_OK;
}

static enum cp_status cp_reading_refuse_group(const struct cp_organisation_reading *reading)
{
    char allowed[CP_ALLOWED_MAX];
    int used = snprintf(allowed, sizeof(allowed), "empty, %s", CP_SUBJECT_OTHER);
    for (int i = 0; i < reading->subjects->group_count && used < CP_ALLOWED_MAX; i++) {
        used += snprintf(allowed + used, sizeof(allowed) - (size_t)used, ", %s",
                         reading->subjects->names[i]);
    }
    if (used < CP_ALLOWED_MAX && reading->subjects->group_count == 0) {
        (void)snprintf(allowed + used, sizeof(allowed) - (size_t)used,
                       ", or a group of the setting count.subject_groups, which is empty");
    }
    return cp_reading_refuse(reading, CP_COLUMN_GROUP, allowed);
}

static enum cp_status cp_reading_take_balance(const struct cp_organisation_reading *reading,
                                              struct cp_organisation_record *record)
{
    const char *group = cp_reading_text(reading, CP_COLUMN_GROUP);
    record->group = CP_SUBJECT_NONE;
    record->amount = cp_whole_number(cp_reading_text(reading, CP_COLUMN_BALANCE), INT32_MAX);
    if (record->amount < 0) {
        return cp_reading_refuse(reading, CP_COLUMN_BALANCE, "a whole number, 0 to 2147483647");
    }
    if (group[0] != '\0' && strcmp(group, CP_SUBJECT_OTHER) != 0) {
        record->group = (int8_t)cp_subjects_group(reading->subjects, group);
        return record->group == CP_SUBJECT_NONE ? cp_reading_refuse_group(reading) : CP_OK;
    }
    return CP_OK;
}

static enum cp_status cp_reading_take_row(const struct cp_organisation_reading *reading)
{
    struct cp_organisation_record record = {
        .line = reading->row->line,
        .code = cp_reading_text(reading, CP_COLUMN_CODE),
        .unit = cp_reading_text(reading, CP_COLUMN_UNIT),
        .name_da = cp_reading_text(reading, CP_COLUMN_NAME_DA),
        .name_en = cp_reading_text(reading, CP_COLUMN_NAME_EN),
        .from_day = INT32_MIN,
        .to_day = CP_DAY_NONE,
    };
    enum cp_status status = cp_reading_take_kind(reading, &record);
    if (status == CP_OK) {
        status = cp_reading_check_columns(reading, &record);
    }
    if (status == CP_OK) {
        status = cp_reading_take_date(reading, CP_COLUMN_FROM, &record.from_day);
    }
    if (status == CP_OK) {
        status = cp_reading_take_date(reading, CP_COLUMN_TO, &record.to_day);
    }
    if (status == CP_OK) {
        status = cp_reading_take_id(reading, &record);
    }
    if (status == CP_OK && record.kind == CP_ORGANISATION_BALANCE) {
        status = cp_reading_take_balance(reading, &record);
    }
    return status == CP_OK
               ? cp_organisation_builder_add(reading->builder, &record, reading->out_failure)
               : status;
}

static enum cp_status cp_reading_refuse_column(const struct cp_organisation_reading *reading,
                                               const char *name)
{
    const char *nearest = cp_nearest_word(name, cp_column_names, CP_COLUMN_COUNT);
    char hint[80] = "";
    if (nearest != NULL) {
        (void)snprintf(hint, sizeof(hint), "; did you mean \"%s\"?", nearest);
    }
    return cp_fail(reading->out_failure, CP_CONFIGURATION,
                   "%s:%lld: there is no column \"%.60s\"%s; allowed: record, code, unit, "
                   "administration, name_da, name_en, from, to, balance, group",
                   reading->row->path, (long long)reading->row->line, name, hint);
}

/* Columns may stand in any order, and those that no record fills may lack. */
static enum cp_status cp_reading_take_header(struct cp_organisation_reading *reading)
{
    reading->row = cp_csv_header(reading->csv);
    for (int column = 0; column < CP_COLUMN_COUNT; column++) {
        reading->places[column] = CP_MISSING;
    }
    for (size_t i = 0; i < reading->row->field_count; i++) {
        const char *name = reading->row->fields[i];
        int column = 0;
        while (column < CP_COLUMN_COUNT && strcmp(name, cp_column_names[column]) != 0) {
            column++;
        }
        if (column == CP_COLUMN_COUNT) {
            return cp_reading_refuse_column(reading, name);
        }
        if (reading->places[column] != CP_MISSING) {
            return cp_fail(reading->out_failure, CP_CONFIGURATION,
                           "%s:%lld: a second column \"%s\"; allowed: each once",
                           reading->row->path, (long long)reading->row->line, name);
        }
        reading->places[column] = i;
    }
    return reading->places[CP_COLUMN_RECORD] != CP_MISSING
               ? CP_OK
               : cp_fail(reading->out_failure, CP_CONFIGURATION,
                         "%s:%lld: the column \"record\" is missing", reading->row->path,
                         (long long)reading->row->line);
}

static enum cp_status cp_reading_take_file(struct cp_organisation_reading *reading)
{
    enum cp_status status = cp_reading_take_header(reading);
    while (status == CP_OK) {
        status = cp_csv_next(reading->csv, &reading->row, reading->out_failure);
        if (status != CP_OK || reading->row == NULL) {
            return status;
        }
        status = cp_reading_take_row(reading);
    }
    return status;
}

enum cp_status cp_organisation_file_load(const char *path, const struct cp_subjects *subjects,
                                         struct cp_organisation **out_organisation,
                                         struct cp_failure *out_failure)
{
    const struct cp_csv_options options = {.path = path, .delimiter = ',', .encoding = "UTF-8"};
    struct cp_organisation_reading reading = {.subjects = subjects, .out_failure = out_failure};
    enum cp_status status = CP_OK;
    reading.builder = cp_organisation_builder_create(path);
    if (path[0] != '\0') {
        status = cp_csv_open(&options, &reading.csv, out_failure);
    }
    if (reading.csv != NULL) {
        status = cp_reading_take_file(&reading);
    }
    if (status == CP_OK) {
        status = cp_organisation_builder_finish(reading.builder, out_organisation, out_failure);
    }
    cp_organisation_builder_free(reading.builder);
    cp_csv_close(reading.csv);
    return status == CP_OK ? CP_OK : CP_CONFIGURATION; /* whatever was wrong, nothing is taken */
}
