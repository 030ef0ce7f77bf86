#include "bindings.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "mapping_parts.h"

/* What is looked for, and where. */
struct cp_binding_search {
    const struct cp_mapping *mapping;
    const struct cp_csv_row *header;
    struct cp_failure *out_failure;
};

static enum cp_status cp_binding_fail_missing(const struct cp_binding_search *search,
                                              const char *name, int line)
{
    char suggestion[80];
    char list[256] = "";
    size_t used = 0;
    const struct cp_csv_row *header = search->header;
    for (size_t i = 0; i < header->field_count; i++) {
        const size_t needed = strlen(header->fields[i]) + 2;
        if (used + needed + 4 > sizeof(list)) {
            (void)snprintf(list + used, sizeof(list) - used, "...");
            break;
        }
        used += (size_t)snprintf(list + used, sizeof(list) - used, "%s%s", header->fields[i],
                                 i + 1 < header->field_count ? ", " : "");
    }
    cp_mapping_suggest(name, header->fields, header->field_count, suggestion);
    return cp_fail(search->out_failure, CP_CONFIGURATION,
                   "%s:1: no column \"%.60s\", which %s:%d asks for; %sallowed: %s", header->path,
                   name, search->mapping->path, line, suggestion, list);
}

static enum cp_status cp_binding_column(const struct cp_binding_search *search, const char *name,
                                        int line, size_t *out_column)
{
    const struct cp_csv_row *header = search->header;
    size_t found = 0;
    for (size_t i = 0; i < header->field_count; i++) {
        if (strcmp(header->fields[i], name) == 0) {
            *out_column = i;
            found++;
        }
    }
    if (found == 1) {
        return CP_OK;
    }
    if (found == 0) {
        return cp_binding_fail_missing(search, name, line);
    }
    return cp_fail(search->out_failure, CP_CONFIGURATION,
                   "%s:1: %zu columns are called \"%.60s\", which %s:%d asks for; allowed: one",
                   header->path, found, name, search->mapping->path, line);
}

static enum cp_status cp_binding_list(const struct cp_binding_search *search,
                                      const struct cp_mapping_columns *columns, size_t *out_columns)
{
    enum cp_status status = CP_OK;
    for (size_t i = 0; status == CP_OK && i < columns->count; i++) {
        status = cp_binding_column(search, columns->names[i], columns->line, &out_columns[i]);
    }
    return status;
}

enum cp_status cp_binding_find(const struct cp_mapping *mapping,
                               const struct cp_mapping_event *event,
                               const struct cp_csv_row *header, struct cp_binding *out_binding,
                               struct cp_failure *out_failure)
{
    const struct cp_binding_search search = {mapping, header, out_failure};
    enum cp_status status = CP_OK;
    for (size_t i = 0; status == CP_OK && i < event->condition_count; i++) {
        status = cp_binding_column(&search, event->conditions[i].column, event->when_line,
                                   &out_binding->conditions[i]);
    }
    for (size_t i = 0; status == CP_OK && i < event->value_count; i++) {
        const struct cp_mapping_value *value = &event->values[i];
        out_binding->values[i] = CP_BINDING_CONSTANT;
        if (value->column != NULL) {
            status =
                cp_binding_column(&search, value->column, value->line, &out_binding->values[i]);
        }
    }
    if (status == CP_OK) {
        status = cp_binding_list(&search, &event->id, out_binding->id);
    }
    if (status == CP_OK) {
        status = cp_binding_list(&search, &event->retracted_id, out_binding->retracted_id);
    }
    return status;
}
