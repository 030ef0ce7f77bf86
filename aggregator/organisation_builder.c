/* Takes records one by one: what a record alone can have wrong. */
#include "casepulse/aggregator/organisation_builder.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "casepulse/base/memory.h"
#include "casepulse/base/zone.h"
#include "organisation_records.h"

#define CP_DATE_TEXT_MAX 11

enum cp_status cp_organisation_refuse(const struct cp_organisation_builder *builder, int64_t line,
                                      struct cp_failure *out_failure, const char *format, ...)
{
    char text[sizeof(out_failure->text)];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(text, sizeof(text), format, arguments);
    va_end(arguments);
    return cp_fail(out_failure, CP_CONFIGURATION, "%s:%lld: %s", builder->origin, (long long)line,
                   text);
}

struct cp_organisation_builder *cp_organisation_builder_create(const char *origin)
{
    struct cp_organisation_builder *builder = cp_allocate(1, sizeof(*builder));
    builder->origin = cp_copy_text(origin);
    return builder;
}

void cp_organisation_builder_free(struct cp_organisation_builder *builder)
{
    if (builder == NULL) {
        return;
    }
    for (size_t i = 0; i < builder->count; i++) {
        free(builder->records[i].danish);
        free(builder->records[i].english);
    }
    free(builder->records);
    free(builder->origin);
    free(builder);
}

static bool cp_is_code(const char *text)
{
    size_t size = 0;
    while (text[size] >= 'A' && text[size] <= 'Z') {
        size++;
    }
    return size == 3 && text[size] == '\0';
}

/* The contract's shape of a unit. */
static bool cp_is_unit(const char *text)
{
    const size_t size = strlen(text);
    bool fits = size > 0 && size <= CP_UNIT_MAX && strchr("._-", text[0]) == NULL;
    for (size_t i = 0; i < size && fits; i++) {
        const unsigned char byte = (unsigned char)text[i];
        fits = byte < 0x80 && (isalnum(byte) || strchr("._-", byte) != NULL);
    }
    return fits;
}

/* U+0000 to U+001F, U+007F to U+009F; the rest is whoever's who reads the file. */
static bool cp_has_control(const char *text)
{
    bool is_control = false;
    for (const unsigned char *at = (const unsigned char *)text; *at != '\0'; at++) {
        is_control |= *at < 0x20 || *at == 0x7F || (at[0] == 0xC2 && at[1] >= 0x80 && at[1] < 0xA0);
    }
    return is_control;
}

static enum cp_status cp_record_check_code(const struct cp_organisation_builder *builder,
                                           const struct cp_organisation_record *record,
                                           struct cp_failure *out_failure)
{
    const bool may_lack = record->kind == CP_ORGANISATION_BALANCE && record->unit[0] != '\0';
    if (record->code[0] == '\0' && may_lack) {
        return CP_OK;
    }
    if (!cp_is_code(record->code)) {
        return cp_organisation_refuse(builder, record->line, out_failure,
                                      "code \"%.40s\": must be three capital letters, A to Z",
                                      record->code);
    }
    if (strcmp(record->code, "ALL") == 0 || strcmp(record->code, "UNK") == 0) {
        return cp_organisation_refuse(builder, record->line, out_failure,
                                      "code \"%s\": reserved for the row of %s", record->code,
                                      record->code[0] == 'A' ? "the whole city"
                                                             : "what belongs to no administration");
    }
    return CP_OK;
}

static enum cp_status cp_record_check_unit(const struct cp_organisation_builder *builder,
                                           const struct cp_organisation_record *record,
                                           struct cp_failure *out_failure)
{
    const bool may_lack = record->kind != CP_ORGANISATION_UNIT;
    if ((record->unit[0] == '\0' && may_lack) || cp_is_unit(record->unit)) {
        return CP_OK;
    }
    return cp_organisation_refuse(
        builder, record->line, out_failure,
        "unit \"%.60s\": must be a letter or digit, then up to 35 of A-Z a-z 0-9 . _ -",
        record->unit);
}

static enum cp_status cp_record_check_names(const struct cp_organisation_builder *builder,
                                            const struct cp_organisation_record *record,
                                            struct cp_failure *out_failure)
{
    const char *const names[] = {record->name_da, record->name_en};
    static const char *const columns[] = {"name_da", "name_en"};
    for (int i = 0; i < 2; i++) {
        if (names[i] != NULL && strlen(names[i]) > CP_ORGANISATION_NAME_MAX) {
            return cp_organisation_refuse(builder, record->line, out_failure,
                                          "%s is %zu bytes long; allowed: %d", columns[i],
                                          strlen(names[i]), CP_ORGANISATION_NAME_MAX);
        }
        if (names[i] != NULL && cp_has_control(names[i])) {
            return cp_organisation_refuse(builder, record->line, out_failure,
                                          "%s has a control character in it; allowed: one line of "
                                          "text",
                                          columns[i]);
        }
    }
    return CP_OK;
}

static enum cp_status cp_record_check_dates(const struct cp_organisation_builder *builder,
                                            const struct cp_organisation_record *record,
                                            struct cp_failure *out_failure)
{
    if (record->kind == CP_ORGANISATION_BALANCE && record->from_day == INT32_MIN) {
        return cp_organisation_refuse(builder, record->line, out_failure,
                                      "a balance without a date; `from` must be the date at whose "
                                      "start it holds");
    }
    if (record->kind != CP_ORGANISATION_BALANCE && record->from_day >= record->to_day) {
        char from[CP_DATE_TEXT_MAX], to[CP_DATE_TEXT_MAX];
        cp_day_format(record->from_day, from);
        cp_day_format(record->to_day, to);
        return cp_organisation_refuse(builder, record->line, out_failure,
                                      "from %s to %s holds no day; `to` is the first day that does "
                                      "not belong to it any more",
                                      from, to);
    }
    return CP_OK;
}

static enum cp_status cp_record_check(const struct cp_organisation_builder *builder,
                                      const struct cp_organisation_record *record,
                                      struct cp_failure *out_failure)
{
    enum cp_status status = CP_OK;
    if (builder->count == CP_ORGANISATION_RECORDS_MAX) {
        return cp_organisation_refuse(builder, record->line, out_failure,
                                      "more than %d records; that is the limit",
                                      CP_ORGANISATION_RECORDS_MAX);
    }
    if (record->amount < 0) {
        return cp_organisation_refuse(builder, record->line, out_failure,
                                      "balance %lld: must be 0 or more", (long long)record->amount);
    }
    status = cp_record_check_unit(builder, record, out_failure);
    if (status == CP_OK) {
        status = cp_record_check_code(builder, record, out_failure);
    }
    if (status == CP_OK) {
        status = cp_record_check_names(builder, record, out_failure);
    }
    return status == CP_OK ? cp_record_check_dates(builder, record, out_failure) : status;
}

static struct cp_kept_record *cp_builder_new(struct cp_organisation_builder *builder)
{
    if (builder->count == builder->capacity) {
        builder->capacity = builder->capacity > 0 ? builder->capacity * 2 : 64;
        builder->records =
            cp_reallocate(builder->records, builder->capacity, sizeof(*builder->records));
    }
    return &builder->records[builder->count++];
}

enum cp_status cp_organisation_builder_add(struct cp_organisation_builder *builder,
                                           const struct cp_organisation_record *record,
                                           struct cp_failure *out_failure)
{
    const enum cp_status status = cp_record_check(builder, record, out_failure);
    if (status != CP_OK) {
        return status;
    }
    struct cp_kept_record *kept = cp_builder_new(builder);
    *kept = (struct cp_kept_record){
        .kind = record->kind,
        .line = record->line,
        .unit.size = (uint8_t)strlen(record->unit),
        .administration = record->id,
        .danish = cp_copy_text(record->name_da != NULL ? record->name_da : ""),
        .english = cp_copy_text(record->name_en != NULL ? record->name_en : ""),
        .from_day = record->from_day,
        .to_day = record->to_day,
        .amount = record->amount,
        .group = record->group,
    };
    memcpy(kept->unit.bytes, record->unit, strlen(record->unit) + 1);
    memcpy(kept->code, record->code, strlen(record->code) + 1);
    return CP_OK;
}
