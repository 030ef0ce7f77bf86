/* What only a whole section shows: required fields, constants and right-hand sides that are no
 * values, keys that exclude each other. */
#include <stdbool.h>
#include <string.h>

#include "field_value.h"
#include "fields.h"
#include "mapping_parts.h"

/* Tried on an event that nobody keeps. An empty text means absent and is always right. */
static bool cp_value_takes(const struct cp_mapping_section *section,
                           const struct cp_mapping_value *value, const char *text)
{
    struct cp_event scratch = {0};
    const struct cp_field_times times = {section->zone, value->format};
    return text[0] == '\0' || cp_field_set_all(value->field, text, times, &scratch);
}

static enum cp_status cp_value_fail(const struct cp_mapping_section *section,
                                    const struct cp_mapping_value *value, const char *found,
                                    struct cp_failure *out_failure)
{
    char allowed[CP_FIELD_DESCRIPTION_SIZE];
    cp_field_describe(value->field, allowed);
    return cp_fail(out_failure, CP_CONFIGURATION, "%s:%d: %s: found \"%.60s\"; allowed: %s%s",
                   section->path, value->line, value->field->name, found, allowed,
                   value->format == NULL ? "" : " (by the format given)");
}

static enum cp_status cp_value_check(const struct cp_mapping_section *section,
                                     const struct cp_mapping_value *value,
                                     struct cp_failure *out_failure)
{
    if (value->column == NULL && value->constant == NULL) {
        return cp_fail(out_failure, CP_CONFIGURATION,
                       "%s:%d: a .map or .format for %s, but no %s = COLUMN in this section",
                       section->path, section->entries[0].line, value->field->name,
                       value->field->name);
    }
    if (value->constant != NULL && !cp_value_takes(section, value, value->constant)) {
        return cp_value_fail(section, value, value->constant, out_failure);
    }
    if (value->otherwise != NULL && !cp_value_takes(section, value, value->otherwise)) {
        return cp_value_fail(section, value, value->otherwise, out_failure);
    }
    for (size_t i = 0; i < value->pair_count; i++) {
        if (!cp_value_takes(section, value, value->pairs[i].to)) {
            return cp_value_fail(section, value, value->pairs[i].to, out_failure);
        }
    }
    return CP_OK;
}

static bool cp_event_has(const struct cp_mapping_event *event, const char *name)
{
    const struct cp_field *field = cp_field_find(name, event->type, event->retracted_type);
    for (size_t i = 0; i < event->value_count; i++) {
        if (event->values[i].field == field) {
            return true;
        }
    }
    return false;
}

static enum cp_status cp_event_check_required(const struct cp_mapping_section *section,
                                              const struct cp_mapping_event *event,
                                              struct cp_failure *out_failure)
{
    static const char *const required[] = {"case_id", "occurred", "retracted.occurred"};
    const size_t count = event->type == CP_EVENT_EVENT_RETRACTED ? 3 : 2;
    for (size_t i = 0; i < count; i++) {
        if (!cp_event_has(event, required[i])) {
            return cp_fail(out_failure, CP_CONFIGURATION, "%s:%d: [%s] lacks %s, which is required",
                           section->path, event->line, section->entries[0].section, required[i]);
        }
    }
    return CP_OK;
}

static enum cp_status cp_event_check_ids(const struct cp_mapping_section *section,
                                         const struct cp_mapping_event *event,
                                         struct cp_failure *out_failure)
{
    if (event->id.line != 0 && event->has_event_id) {
        return cp_fail(out_failure, CP_CONFIGURATION,
                       "%s:%d: id and event_id exclude each other: the id is made from columns, or "
                       "it stands in one",
                       section->path, event->id.line);
    }
    if (event->type == CP_EVENT_EVENT_RETRACTED &&
        (event->retracted_id.line != 0) == cp_event_has(event, "retracted.event_id")) {
        return cp_fail(out_failure, CP_CONFIGURATION,
                       "%s:%d: a section of EVENT_RETRACTED needs either retracted.id = COLUMNS "
                       "or retracted.event_id = COLUMN",
                       section->path, event->line);
    }
    return CP_OK;
}

enum cp_status cp_mapping_event_check(const struct cp_mapping_section *section,
                                      const struct cp_mapping_event *event,
                                      struct cp_failure *out_failure)
{
    for (size_t i = 0; i < event->value_count; i++) {
        const enum cp_status status = cp_value_check(section, &event->values[i], out_failure);
        if (status != CP_OK) {
            return status;
        }
    }
    const enum cp_status status = cp_event_check_required(section, event, out_failure);
    return status == CP_OK ? cp_event_check_ids(section, event, out_failure) : status;
}
