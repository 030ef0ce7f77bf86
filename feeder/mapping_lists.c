/* The lists inside a mapping's values: columns, conditions, and the pairs of a map. */
#include <stdbool.h>
#include <string.h>

#include "casepulse/base/memory.h"
#include "items.h"
#include "mapping_parts.h"

static enum cp_status cp_list_fail(const struct cp_mapping_section *section,
                                   const struct cp_mapping_entry *entry, const char *allowed,
                                   struct cp_failure *out_failure)
{
    return cp_fail(out_failure, CP_CONFIGURATION, "%s:%d: %s: found \"%.100s\"; allowed: %s",
                   section->path, entry->line, entry->key, entry->value, allowed);
}

enum cp_status cp_mapping_columns_read(const struct cp_mapping_section *section,
                                       const struct cp_mapping_entry *entry,
                                       struct cp_mapping_columns *out_columns,
                                       struct cp_failure *out_failure)
{
    const char *allowed = "COLUMN, COLUMN … (at most 64; with , in it: \"COLUMN\")";
    struct cp_item item;
    const char *at = entry->value;
    for (bool is_last = false; !is_last; at++) {
        at = cp_item_take(at, ",", &item);
        if (at == NULL || item.text[0] == '\0' || out_columns->count == CP_MAPPING_LIST_MAX) {
            return cp_list_fail(section, entry, allowed, out_failure);
        }
        out_columns->names[out_columns->count++] = cp_copy_text(item.text);
        is_last = *at == '\0';
    }
    out_columns->line = entry->line;
    return CP_OK;
}

/* One `COLUMN` or `COLUMN=value`; NULL if it is neither. */
static const char *cp_condition_take(const char *at, struct cp_mapping_condition *out_condition)
{
    struct cp_item column;
    struct cp_item value;
    at = cp_item_take(at, "=,", &column);
    if (at == NULL || column.text[0] == '\0') {
        return NULL;
    }
    const bool has_value = *at == '=';
    if (has_value) {
        at = cp_item_take(at + 1, ",", &value);
    }
    if (at != NULL) {
        out_condition->column = cp_copy_text(column.text);
        out_condition->value = has_value ? cp_copy_text(value.text) : NULL;
    }
    return at;
}

enum cp_status cp_mapping_conditions_read(const struct cp_mapping_section *section,
                                          const struct cp_mapping_entry *entry,
                                          struct cp_mapping_event *event,
                                          struct cp_failure *out_failure)
{
    const char *allowed = "COLUMN (not empty) or COLUMN=value, several with , between (all must "
                          "hold; at most 64; with , or = in it: \"COLUMN\")";
    const char *at = entry->value;
    for (bool is_last = false; !is_last; at++) {
        if (event->condition_count == CP_MAPPING_LIST_MAX) {
            return cp_list_fail(section, entry, allowed, out_failure);
        }
        at = cp_condition_take(at, &event->conditions[event->condition_count]);
        if (at == NULL) {
            return cp_list_fail(section, entry, allowed, out_failure);
        }
        event->condition_count++;
        is_last = *at == '\0';
    }
    event->when_line = entry->line;
    return CP_OK;
}

static bool cp_pair_is_known(const struct cp_mapping_value *value, const char *from)
{
    for (size_t i = 0; i < value->pair_count; i++) {
        if (strcmp(value->pairs[i].from, from) == 0) {
            return true;
        }
    }
    return false;
}

/* A bare * stands for all others; a quoted one for itself. */
static bool cp_pair_add(struct cp_mapping_value *value, const struct cp_item *from,
                        const struct cp_item *to)
{
    const bool is_otherwise = !from->is_quoted && strcmp(from->text, "*") == 0;
    if (is_otherwise ? value->otherwise != NULL : cp_pair_is_known(value, from->text)) {
        return false;
    }
    if (is_otherwise) {
        value->otherwise = cp_copy_text(to->text);
        return true;
    }
    value->pairs =
        cp_reallocate(value->pairs, value->pair_count + 1, sizeof(struct cp_mapping_pair));
    value->pairs[value->pair_count++] =
        (struct cp_mapping_pair){.from = cp_copy_text(from->text), .to = cp_copy_text(to->text)};
    return true;
}

enum cp_status cp_mapping_pairs_read(const struct cp_mapping_section *section,
                                     const struct cp_mapping_entry *entry,
                                     struct cp_mapping_value *value, struct cp_failure *out_failure)
{
    const char *allowed = "A:x, B:y, *:unknown (each left side once; with , or : in it: \"A\"; "
                          "nothing on the right = absent)";
    struct cp_item from;
    struct cp_item to;
    const char *at = entry->value;
    for (bool is_last = false; !is_last; at++) {
        at = cp_item_take(at, ":,", &from);
        if (at == NULL || *at != ':') {
            return cp_list_fail(section, entry, allowed, out_failure);
        }
        at = cp_item_take(at + 1, ",", &to);
        if (at == NULL || !cp_pair_add(value, &from, &to)) {
            return cp_list_fail(section, entry, allowed, out_failure);
        }
        is_last = *at == '\0';
    }
    return CP_OK;
}
