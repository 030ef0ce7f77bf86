/* One `[event TYPE]`: its type first, since that decides which fields it knows; then line by line;
 * then what only the whole section shows. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "casepulse/base/memory.h"
#include "casepulse/base/nearest.h"
#include "field_value.h"
#include "fields.h"
#include "items.h"
#include "mapping_parts.h"
#include "time_format.h"

#define CP_LIST_TEXT_SIZE 384

void cp_mapping_suggest(const char *word, const char *const *words, size_t count, char out_text[80])
{
    const char *nearest = cp_nearest_word(word, words, count);
    (void)snprintf(out_text, 80, nearest == NULL ? "%s" : "did you mean \"%.50s\"? ",
                   nearest == NULL ? "" : nearest);
}

static const struct cp_mapping_entry *cp_section_find(const struct cp_mapping_section *section,
                                                      const char *key)
{
    for (size_t i = 0; i < section->entry_count; i++) {
        if (strcmp(section->entries[i].key, key) == 0) {
            return &section->entries[i];
        }
    }
    return NULL;
}

static enum cp_status cp_section_check_twice(const struct cp_mapping_section *section,
                                             struct cp_failure *out_failure)
{
    for (size_t i = 0; i < section->entry_count; i++) {
        const struct cp_mapping_entry *entry = &section->entries[i];
        const struct cp_mapping_entry *first = cp_section_find(section, entry->key);
        if (first != entry) {
            return cp_fail(out_failure, CP_CONFIGURATION,
                           "%s:%d: %s is given twice in this section, first in line %d",
                           section->path, entry->line, entry->key, first->line);
        }
    }
    return CP_OK;
}

/* A retraction says by a constant what it takes back, so that its fields can be checked here. */
static enum cp_status cp_event_read_retracted_type(const struct cp_mapping_section *section,
                                                   struct cp_mapping_event *event,
                                                   struct cp_failure *out_failure)
{
    const struct cp_mapping_entry *entry = cp_section_find(section, "retracted.type");
    if (entry == NULL) {
        return cp_fail(out_failure, CP_CONFIGURATION,
                       "%s:%d: a section of EVENT_RETRACTED needs retracted.type = \"TYPE\", the "
                       "type of the events that it takes back",
                       section->path, event->line);
    }
    struct cp_item item;
    const char *end = cp_item_take(entry->value, "", &item);
    const int type = end != NULL && item.is_quoted ? cp_value_find(CP_SET_EVENT, item.text) : -1;
    if (type <= 0 || type == CP_EVENT_EVENT_RETRACTED) {
        return cp_fail(out_failure, CP_CONFIGURATION,
                       "%s:%d: retracted.type: found %.60s; allowed: an event type in quotes, as "
                       "\"CASE_OPENED\", and not EVENT_RETRACTED",
                       section->path, entry->line, entry->value);
    }
    event->retracted_type = (enum cp_event_type)type;
    return CP_OK;
}

static enum cp_status cp_event_fail_unknown_key(const struct cp_mapping_section *section,
                                                const struct cp_mapping_entry *entry,
                                                const struct cp_mapping_event *event,
                                                struct cp_failure *out_failure)
{
    struct cp_field_name names[CP_FIELD_NAMES_MAX];
    const char *words[CP_FIELD_NAMES_MAX + 3] = {"when", "id", "retracted.id"};
    const size_t count = cp_field_names(event->type, event->retracted_type, names);
    char list[CP_LIST_TEXT_SIZE] = "when, id";
    size_t used = strlen(list);
    for (size_t i = 0; i < count; i++) {
        words[i + 3] = names[i].text;
        const int added = snprintf(list + used, sizeof(list) - used, ", %s", names[i].text);
        used += used + (size_t)added < sizeof(list) ? (size_t)added : 0;
        list[used] = '\0';
    }
    char suggestion[80];
    cp_mapping_suggest(entry->key, words, count + 3, suggestion);
    return cp_fail(out_failure, CP_CONFIGURATION, "%s:%d: [%s] knows no \"%.60s\"; %sallowed: %s",
                   section->path, entry->line, entry->section, entry->key, suggestion, list);
}

static struct cp_mapping_value *cp_event_find_value(struct cp_mapping_event *event,
                                                    const struct cp_field *field)
{
    for (size_t i = 0; i < event->value_count; i++) {
        if (event->values[i].field == field) {
            return &event->values[i];
        }
    }
    event->values[event->value_count] = (struct cp_mapping_value){.field = field};
    return &event->values[event->value_count++];
}

static enum cp_status cp_value_read_source(const struct cp_mapping_section *section,
                                           const struct cp_mapping_entry *entry,
                                           struct cp_mapping_value *value,
                                           struct cp_failure *out_failure)
{
    value->line = entry->line;
    if (entry->value[0] != '"') {
        value->column = cp_copy_text(entry->value);
        return entry->value[0] != '\0'
                   ? CP_OK
                   : cp_fail(out_failure, CP_CONFIGURATION,
                             "%s:%d: %s: nothing stands after the equals sign; allowed: COLUMN or "
                             "\"constant\"",
                             section->path, entry->line, entry->key);
    }
    struct cp_item item;
    if (cp_item_take(entry->value, "", &item) == NULL || item.text[0] == '\0') {
        return cp_fail(out_failure, CP_CONFIGURATION,
                       "%s:%d: %s: found %.60s; allowed: COLUMN or \"constant\", not empty, a "
                       "quote in it doubled",
                       section->path, entry->line, entry->key, entry->value);
    }
    value->constant = cp_copy_text(item.text);
    return CP_OK;
}

static enum cp_status cp_value_read_format(const struct cp_mapping_section *section,
                                           const struct cp_mapping_entry *entry,
                                           struct cp_mapping_value *value,
                                           struct cp_failure *out_failure)
{
    if (value->field->kind != CP_FIELD_TIME) {
        return cp_fail(out_failure, CP_CONFIGURATION,
                       "%s:%d: %s: only times have a format, and \"%s\" is none", section->path,
                       entry->line, entry->key, value->field->name);
    }
    const char *format = entry->value;
    struct cp_item item;
    if (format[0] == '"' && cp_item_take(format, "", &item) != NULL) {
        format = item.text;
    }
    value->format = cp_copy_text(format);
    if (cp_time_format_is_valid(format)) {
        return CP_OK;
    }
    return cp_fail(out_failure, CP_CONFIGURATION, "%s:%d: %s: found \"%.60s\"; allowed: %s",
                   section->path, entry->line, entry->key, entry->value, CP_TIME_FORMAT_ALLOWED);
}

/* The key without `suffix`, if it ends so. */
static bool cp_key_strip(const char *key, const char *suffix, char out_key[64])
{
    const size_t size = strlen(key);
    const size_t suffix_size = strlen(suffix);
    if (size <= suffix_size || size >= 64 || strcmp(key + size - suffix_size, suffix) != 0) {
        return false;
    }
    memcpy(out_key, key, size - suffix_size);
    out_key[size - suffix_size] = '\0';
    return true;
}

typedef enum cp_status (*cp_value_reader)(const struct cp_mapping_section *section,
                                          const struct cp_mapping_entry *entry,
                                          struct cp_mapping_value *value,
                                          struct cp_failure *out_failure);

/* `<field>`, `<field>.map` or `<field>.format`. */
static enum cp_status cp_event_read_value(const struct cp_mapping_section *section,
                                          const struct cp_mapping_entry *entry,
                                          struct cp_mapping_event *event,
                                          struct cp_failure *out_failure)
{
    char key[64];
    cp_value_reader read = cp_value_read_source;
    const char *name = entry->key;
    if (cp_key_strip(entry->key, ".map", key)) {
        read = cp_mapping_pairs_read;
        name = key;
    } else if (cp_key_strip(entry->key, ".format", key)) {
        read = cp_value_read_format;
        name = key;
    }
    const struct cp_field *field = cp_field_find(name, event->type, event->retracted_type);
    if (field == NULL) {
        return cp_event_fail_unknown_key(section, entry, event, out_failure);
    }
    event->has_event_id = event->has_event_id || strcmp(entry->key, "event_id") == 0;
    return read(section, entry, cp_event_find_value(event, field), out_failure);
}

static enum cp_status cp_event_read_entry(const struct cp_mapping_section *section,
                                          const struct cp_mapping_entry *entry,
                                          struct cp_mapping_event *event,
                                          struct cp_failure *out_failure)
{
    const bool is_retraction = event->type == CP_EVENT_EVENT_RETRACTED;
    if (strcmp(entry->key, "when") == 0) {
        return cp_mapping_conditions_read(section, entry, event, out_failure);
    }
    if (strcmp(entry->key, "id") == 0) {
        return cp_mapping_columns_read(section, entry, &event->id, out_failure);
    }
    if (is_retraction && strcmp(entry->key, "retracted.id") == 0) {
        return cp_mapping_columns_read(section, entry, &event->retracted_id, out_failure);
    }
    if (is_retraction && strcmp(entry->key, "retracted.type") == 0) {
        return CP_OK;
    }
    return cp_event_read_value(section, entry, event, out_failure);
}

enum cp_status cp_mapping_event_read(const struct cp_mapping_section *section,
                                     enum cp_event_type type, struct cp_mapping_event *out_event,
                                     struct cp_failure *out_failure)
{
    out_event->type = type;
    out_event->line = section->entries[0].line;
    enum cp_status status = cp_section_check_twice(section, out_failure);
    if (status == CP_OK && type == CP_EVENT_EVENT_RETRACTED) {
        status = cp_event_read_retracted_type(section, out_event, out_failure);
    }
    for (size_t i = 0; status == CP_OK && i < section->entry_count; i++) {
        status = cp_event_read_entry(section, &section->entries[i], out_event, out_failure);
    }
    return status == CP_OK ? cp_mapping_event_check(section, out_event, out_failure) : status;
}

static void cp_columns_free(struct cp_mapping_columns *columns)
{
    for (size_t i = 0; i < columns->count; i++) {
        free(columns->names[i]);
    }
}

static void cp_value_free(struct cp_mapping_value *value)
{
    for (size_t i = 0; i < value->pair_count; i++) {
        free(value->pairs[i].from);
        free(value->pairs[i].to);
    }
    free(value->pairs);
    free(value->otherwise);
    free(value->column);
    free(value->constant);
    free(value->format);
}

void cp_mapping_event_free(struct cp_mapping_event *event)
{
    for (size_t i = 0; i < event->condition_count; i++) {
        free(event->conditions[i].column);
        free(event->conditions[i].value);
    }
    for (size_t i = 0; i < event->value_count; i++) {
        cp_value_free(&event->values[i]);
    }
    cp_columns_free(&event->id);
    cp_columns_free(&event->retracted_id);
    free(event);
}
