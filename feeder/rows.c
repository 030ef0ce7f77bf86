/* A row is mapped in three steps: which sections fire, and the ids of their events (so that a row
 * that is refused afterwards does not shift the ids of later ones); the events' fields; then each
 * event to bytes and back, which judges it as its readers will. What does not come back the same
 * was misshapen: readers would take it as absent, here the sender can still correct it. */
#include "casepulse/feeder/rows.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "casepulse/base/memory.h"
#include "casepulse/proto/decode.h"
#include "casepulse/proto/encode.h"
#include "casepulse/proto/verdict.h"
#include "bindings.h"
#include "event_id.h"
#include "field_value.h"
#include "fields.h"
#include "found.h"

struct cp_rows {
    const struct cp_mapping *mapping;
    struct cp_decoder *decoder;
    struct cp_event_ids *ids;
    struct cp_binding bindings[CP_MAPPING_SECTIONS_MAX];

    /* Of the current row: which sections fired, and what they give. */
    size_t record_count;
    const struct cp_mapping_event *fired[CP_MAPPING_SECTIONS_MAX];
    const struct cp_binding *fired_bindings[CP_MAPPING_SECTIONS_MAX];
    struct cp_rows_record records[CP_MAPPING_SECTIONS_MAX];
    unsigned char values[CP_MAPPING_SECTIONS_MAX][CP_EVENT_ENCODED_MAX];
};

static void cp_short_text_set(struct cp_short_text *text, const char *value)
{
    text->size = (uint8_t)strlen(value);
    memcpy(text->bytes, value, text->size);
}

static void cp_event_start(struct cp_event *event, const struct cp_mapping_event *section,
                           const char *source)
{
    memset(event, 0, sizeof(*event));
    event->schema_version = CP_SCHEMA_VERSION;
    event->is_retraction = section->type == CP_EVENT_EVENT_RETRACTED;
    event->fact.type = (uint8_t)(event->is_retraction ? section->retracted_type : section->type);
    event->source_size = (uint8_t)strlen(source);
    memcpy(event->source, source, event->source_size);
    cp_short_text_set(&event->fact.unit, CP_UNIT_NONE);
    if (event->fact.type == CP_EVENT_UNIT_CHANGED) {
        cp_short_text_set(&event->fact.from_unit, CP_UNIT_NONE);
    }
}

/* Does the contract let the source pass? An event that is right otherwise shows it. */
static enum cp_status cp_rows_check_source(struct cp_rows *rows, struct cp_failure *out_failure)
{
    static const struct cp_mapping_event section = {.type = CP_EVENT_CASE_OPENED};
    struct cp_event event;
    struct cp_event read = {0};
    cp_event_start(&event, &section, rows->mapping->source);
    event.id[0] = 1;
    cp_short_text_set(&event.case_id, "case");
    event.own_occurred_ms = INT64_C(1000000000000);
    event.fact.occurred_ms = event.own_occurred_ms;
    const size_t size = cp_event_encode(&event, rows->values[0]);
    if (cp_decoder_decode(rows->decoder, rows->values[0], size, "case", 4, &read) ==
            CP_REASON_NONE &&
        strcmp(read.source, event.source) == 0) {
        return CP_OK;
    }
    return cp_fail(out_failure, CP_CONFIGURATION,
                   "%s: [file] source: readers would not take it; allowed: a system's name, UTF-8, "
                   "nothing like a national id number",
                   rows->mapping->path);
}

enum cp_status cp_rows_create(const struct cp_mapping *mapping, const struct cp_zone *zone,
                              struct cp_rows **out_rows, struct cp_failure *out_failure)
{
    struct cp_rows *rows = cp_allocate(1, sizeof(struct cp_rows));
    rows->mapping = mapping;
    rows->decoder = cp_decoder_create((struct cp_decoder_rules){.zone = zone});
    rows->ids = cp_event_ids_create(mapping->source);
    const enum cp_status status = cp_rows_check_source(rows, out_failure);
    if (status != CP_OK) {
        cp_rows_free(rows);
        return status;
    }
    *out_rows = rows;
    return CP_OK;
}

void cp_rows_free(struct cp_rows *rows)
{
    if (rows != NULL) {
        cp_decoder_free(rows->decoder);
        cp_event_ids_free(rows->ids);
        free(rows);
    }
}

enum cp_status cp_rows_start_file(struct cp_rows *rows, const struct cp_csv_row *header,
                                  struct cp_failure *out_failure)
{
    cp_event_ids_start_file(rows->ids);
    enum cp_status status = CP_OK;
    for (size_t i = 0; status == CP_OK && i < rows->mapping->event_count; i++) {
        status = cp_binding_find(rows->mapping, rows->mapping->events[i], header,
                                 &rows->bindings[i], out_failure);
    }
    return status;
}

static bool cp_section_fires(const struct cp_mapping_event *section,
                             const struct cp_binding *binding, const struct cp_csv_row *row)
{
    for (size_t i = 0; i < section->condition_count; i++) {
        const char *cell = row->fields[binding->conditions[i]];
        const char *value = section->conditions[i].value;
        const bool holds = value == NULL ? cell[0] != '\0' : strcmp(cell, value) == 0;
        if (!holds) {
            return false;
        }
    }
    return true;
}

/* The texts that an id is made of; all of the row if the section names none. */
static struct cp_event_key cp_row_key(const struct cp_csv_row *row, enum cp_event_type type,
                                      const struct cp_mapping_columns *columns,
                                      const size_t *numbers, const char *texts[CP_MAPPING_LIST_MAX])
{
    if (columns->count == 0) {
        return (struct cp_event_key){type, row->field_count, row->fields};
    }
    for (size_t i = 0; i < columns->count; i++) {
        texts[i] = row->fields[numbers[i]];
    }
    return (struct cp_event_key){type, columns->count, texts};
}

static bool cp_rows_fire(struct cp_rows *rows, const struct cp_csv_row *row)
{
    bool has_ids = true;
    rows->record_count = 0;
    for (size_t i = 0; i < rows->mapping->event_count; i++) {
        const struct cp_mapping_event *section = rows->mapping->events[i];
        const struct cp_binding *binding = &rows->bindings[i];
        if (!cp_section_fires(section, binding, row)) {
            continue;
        }
        const size_t at = rows->record_count++;
        const char *texts[CP_MAPPING_LIST_MAX];
        const struct cp_event_key key =
            cp_row_key(row, section->type, &section->id, binding->id, texts);
        rows->fired[at] = section;
        rows->fired_bindings[at] = binding;
        cp_event_start(&rows->records[at].event, section, rows->mapping->source);
        if (!section->has_event_id) {
            has_ids = cp_event_ids_next(rows->ids, &key, rows->records[at].event.id) && has_ids;
        }
    }
    return has_ids;
}

static const char *cp_value_text_of(const struct cp_mapping_value *value, size_t column,
                                    const struct cp_csv_row *row)
{
    return column == CP_BINDING_CONSTANT ? value->constant : row->fields[column];
}

static enum cp_status cp_value_refuse(const struct cp_rows *rows, const struct cp_csv_row *row,
                                      const struct cp_mapping_value *value, const char *text,
                                      struct cp_failure *out_failure)
{
    char found[CP_FOUND_SIZE];
    char allowed[CP_FIELD_DESCRIPTION_SIZE];
    cp_found_show(text, found);
    cp_field_describe(value->field, allowed);
    return cp_fail(out_failure, CP_DATA, "%s:%lld: %s%.60s (%s, %s:%d): found %s; allowed: %s%s%s",
                   row->path, (long long)row->line, value->column == NULL ? "a " : "column ",
                   value->column == NULL ? "constant" : value->column, value->field->name,
                   rows->mapping->path, value->line, found,
                   value->format == NULL ? allowed : value->format,
                   cp_field_is_list(value->field) ? ", with blanks or | between" : "",
                   value->pair_count > 0 ? ", or what its .map names" : "");
}

/* What a text becomes by the value's map. */
static const char *cp_value_translate(const struct cp_mapping_value *value, const char *text)
{
    for (size_t i = 0; i < value->pair_count; i++) {
        if (strcmp(value->pairs[i].from, text) == 0) {
            return value->pairs[i].to;
        }
    }
    return value->otherwise != NULL && text[0] != '\0' ? value->otherwise : text;
}

static bool cp_value_apply(const struct cp_mapping_value *value, const char *text,
                           struct cp_field_times times, struct cp_event *event)
{
    const char *translated = cp_value_translate(value, text);
    return translated[0] == '\0' || cp_field_set_all(value->field, translated, times, event);
}

static bool cp_value_apply_all(const struct cp_rows *rows, const struct cp_mapping_value *value,
                               const char *text, struct cp_event *event)
{
    const struct cp_field_times times = {&rows->mapping->zone, value->format};
    if (!cp_field_is_list(value->field)) {
        return cp_value_apply(value, text, times, event);
    }
    struct cp_field_word word;
    const char *at = cp_field_word_take(text, &word);
    while (at != NULL && cp_value_apply(value, word.text, times, event)) {
        at = cp_field_word_take(at, &word);
    }
    return at == NULL;
}

static bool cp_field_is_missing(const struct cp_field *field, const struct cp_event *event)
{
    static const char zeroes[sizeof(struct cp_short_text)];
    return field->is_required &&
           memcmp((const char *)event + field->offset, zeroes, field->size) == 0;
}

static enum cp_status cp_rows_fill(struct cp_rows *rows, const struct cp_csv_row *row, size_t at,
                                   struct cp_failure *out_failure)
{
    const struct cp_mapping_event *section = rows->fired[at];
    const struct cp_binding *binding = rows->fired_bindings[at];
    struct cp_event *event = &rows->records[at].event;
    if (section->retracted_id.count > 0) {
        const char *texts[CP_MAPPING_LIST_MAX];
        const struct cp_event_key key = cp_row_key(
            row, section->retracted_type, &section->retracted_id, binding->retracted_id, texts);
        cp_event_ids_first(rows->ids, &key, event->cancelled_id);
    }
    for (size_t i = 0; i < section->value_count; i++) {
        const struct cp_mapping_value *value = &section->values[i];
        const char *text = cp_value_text_of(value, binding->values[i], row);
        if (!cp_value_apply_all(rows, value, text, event) ||
            cp_field_is_missing(value->field, event)) {
            return cp_value_refuse(rows, row, value, text, out_failure);
        }
    }
    if (!event->is_retraction) {
        event->fact.occurred_ms = event->own_occurred_ms;
    }
    return CP_OK;
}

/* Themes without an error are not counted, so they do not come back. */
static bool cp_field_came_back(const struct cp_field *field, const struct cp_event *sent,
                               const struct cp_event *read)
{
    const bool is_idle = field->kind == CP_FIELD_THEMES && !sent->fact.has_error;
    return is_idle || memcmp((const char *)sent + field->offset, (const char *)read + field->offset,
                             field->size) == 0;
}

static enum cp_status cp_rows_judge(struct cp_rows *rows, const struct cp_csv_row *row, size_t at,
                                    struct cp_failure *out_failure)
{
    struct cp_rows_record *record = &rows->records[at];
    const struct cp_mapping_event *section = rows->fired[at];
    struct cp_event read = {0};
    record->type = section->type;
    record->value = rows->values[at];
    record->value_size = cp_event_encode(&record->event, rows->values[at]);
    const enum cp_reason reason =
        cp_decoder_decode(rows->decoder, record->value, record->value_size,
                          record->event.case_id.bytes, record->event.case_id.size, &read);
    if (reason != CP_REASON_NONE) {
        return cp_fail(out_failure, CP_DATA, "%s:%lld: the event of %s:%d would be refused, %s: %s",
                       row->path, (long long)row->line, rows->mapping->path, section->line,
                       cp_reason_field(reason), cp_reason_meaning(reason));
    }
    for (size_t i = 0; i < section->value_count; i++) {
        const struct cp_mapping_value *value = &section->values[i];
        if (!cp_field_came_back(value->field, &record->event, &read)) {
            const char *text = cp_value_text_of(value, rows->fired_bindings[at]->values[i], row);
            return cp_value_refuse(rows, row, value, text, out_failure);
        }
    }
    return CP_OK;
}

enum cp_status cp_rows_map(struct cp_rows *rows, const struct cp_csv_row *row,
                           struct cp_rows_result *out_result, struct cp_failure *out_failure)
{
    if (!cp_rows_fire(rows, row)) {
        return cp_fail(out_failure, CP_RUNTIME,
                       "%s:%lld: more than 67,108,864 different events in one file; split it",
                       row->path, (long long)row->line);
    }
    enum cp_status status = CP_OK;
    for (size_t at = 0; status == CP_OK && at < rows->record_count; at++) {
        status = cp_rows_fill(rows, row, at, out_failure);
        if (status == CP_OK) {
            status = cp_rows_judge(rows, row, at, out_failure);
        }
    }
    if (status == CP_OK) {
        *out_result = (struct cp_rows_result){rows->record_count, rows->records};
    }
    return status;
}
