/* The file as a whole: its entries, the section [file], and the event sections in order. */
#include "casepulse/feeder/mapping.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "casepulse/base/ini.h"
#include "casepulse/base/memory.h"
#include "casepulse/proto/values.h"
#include "charset.h"
#include "mapping_parts.h"

struct cp_mapping_entries {
    size_t count;
    struct cp_mapping_entry *items;
};

static enum cp_status cp_entries_take(void *context, const struct cp_ini_entry *entry,
                                      struct cp_failure *out_failure)
{
    (void)out_failure;
    struct cp_mapping_entries *entries = context;
    entries->items =
        cp_reallocate(entries->items, entries->count + 1, sizeof(struct cp_mapping_entry));
    entries->items[entries->count++] =
        (struct cp_mapping_entry){.line = entry->line,
                                  .section_number = entry->section_number,
                                  .section = cp_copy_text(entry->section),
                                  .key = cp_copy_text(entry->key),
                                  .value = cp_copy_text(entry->value)};
    return CP_OK;
}

static void cp_entries_done(struct cp_mapping_entries *entries)
{
    for (size_t i = 0; i < entries->count; i++) {
        free(entries->items[i].section);
        free(entries->items[i].key);
        free(entries->items[i].value);
    }
    free(entries->items);
}

/* [file]: name, meaning, default. */
enum { CP_FILE_SOURCE, CP_FILE_DELIMITER, CP_FILE_ENCODING, CP_FILE_ZONE, CP_FILE_KEYS };

struct cp_file_key {
    const char *name;
    const char *default_value; /* NULL: required */
    const char *allowed;
};

static const struct cp_file_key cp_file_keys[CP_FILE_KEYS] = {
    [CP_FILE_SOURCE] = {"source", NULL,
                        "the sending system's name, 1 to 64 bytes without control characters"},
    [CP_FILE_DELIMITER] = {"delimiter", ",", "one ASCII character but \" or a letter, or tab"},
    [CP_FILE_ENCODING] = {"encoding", "UTF-8",
                          "an encoding that iconv knows and that contains ASCII, as UTF-8, "
                          "ISO-8859-1, windows-1252"},
    [CP_FILE_ZONE] = {"zone", CP_ZONE_MUNICIPALITY, "a name of the time zone database"},
};

struct cp_file_value {
    const char *text;
    int line;
};

static enum cp_status cp_file_fail(const struct cp_mapping *mapping,
                                   const struct cp_file_value *values, int key,
                                   struct cp_failure *out_failure)
{
    return cp_fail(out_failure, CP_CONFIGURATION, "%s:%d: [file] %s: found \"%.80s\"; allowed: %s",
                   mapping->path, values[key].line, cp_file_keys[key].name, values[key].text,
                   cp_file_keys[key].allowed);
}

static bool cp_source_is_valid(const char *source)
{
    const size_t size = strlen(source);
    bool is_valid = size >= 1 && size <= CP_SOURCE_MAX;
    for (size_t i = 0; i < size; i++) {
        is_valid = is_valid && (unsigned char)source[i] >= 0x20 && source[i] != 0x7f;
    }
    return is_valid;
}

static bool cp_delimiter_read(const char *text, char *out_delimiter)
{
    static const char refused[] = "\" ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    if (strcmp(text, "tab") == 0) {
        *out_delimiter = '\t';
        return true;
    }
    *out_delimiter = text[0];
    return strlen(text) == 1 && text[0] > 0x20 && text[0] < 0x7f &&
           strchr(refused, text[0]) == NULL;
}

static enum cp_status cp_file_apply(struct cp_mapping *mapping, const struct cp_file_value *values,
                                    struct cp_failure *out_failure)
{
    if (!cp_source_is_valid(values[CP_FILE_SOURCE].text)) {
        return cp_file_fail(mapping, values, CP_FILE_SOURCE, out_failure);
    }
    if (!cp_delimiter_read(values[CP_FILE_DELIMITER].text, &mapping->delimiter)) {
        return cp_file_fail(mapping, values, CP_FILE_DELIMITER, out_failure);
    }
    if (!cp_charset_is_known(values[CP_FILE_ENCODING].text)) {
        return cp_file_fail(mapping, values, CP_FILE_ENCODING, out_failure);
    }
    struct cp_failure failure = {0};
    if (cp_zone_load(values[CP_FILE_ZONE].text, &mapping->zone, &failure) != CP_OK) {
        return cp_file_fail(mapping, values, CP_FILE_ZONE, out_failure);
    }
    mapping->source = cp_copy_text(values[CP_FILE_SOURCE].text);
    mapping->encoding = cp_copy_text(values[CP_FILE_ENCODING].text);
    return CP_OK;
}

static int cp_file_find_key(const char *name)
{
    int key = 0;
    while (key < CP_FILE_KEYS && strcmp(cp_file_keys[key].name, name) != 0) {
        key++;
    }
    return key;
}

static enum cp_status cp_file_fail_unknown(const struct cp_mapping *mapping,
                                           const struct cp_mapping_entry *entry,
                                           struct cp_failure *out_failure)
{
    const char *names[CP_FILE_KEYS];
    for (int key = 0; key < CP_FILE_KEYS; key++) {
        names[key] = cp_file_keys[key].name;
    }
    char suggestion[80];
    cp_mapping_suggest(entry->key, names, CP_FILE_KEYS, suggestion);
    return cp_fail(out_failure, CP_CONFIGURATION,
                   "%s:%d: [file] knows no \"%.60s\"; %sallowed: source, delimiter, encoding, zone",
                   mapping->path, entry->line, entry->key, suggestion);
}

/* Values lie in the entries or are defaults. */
static enum cp_status cp_mapping_read_file(struct cp_mapping *mapping,
                                           const struct cp_mapping_entries *entries,
                                           struct cp_failure *out_failure)
{
    struct cp_file_value values[CP_FILE_KEYS] = {{NULL, 0}};
    for (size_t i = 0; i < entries->count; i++) {
        const struct cp_mapping_entry *entry = &entries->items[i];
        if (strcmp(entry->section, "file") != 0) {
            continue;
        }
        const int key = cp_file_find_key(entry->key);
        if (key == CP_FILE_KEYS) {
            return cp_file_fail_unknown(mapping, entry, out_failure);
        }
        if (values[key].text != NULL) {
            return cp_fail(out_failure, CP_CONFIGURATION,
                           "%s:%d: [file] %s is given twice, first in line %d", mapping->path,
                           entry->line, entry->key, values[key].line);
        }
        values[key] = (struct cp_file_value){entry->value, entry->line};
    }
    for (int key = 0; key < CP_FILE_KEYS; key++) {
        if (values[key].text == NULL) {
            values[key] = (struct cp_file_value){cp_file_keys[key].default_value, 1};
        }
    }
    if (values[CP_FILE_SOURCE].text == NULL) {
        return cp_fail(out_failure, CP_CONFIGURATION, "%s:1: [file] source is missing; allowed: %s",
                       mapping->path, cp_file_keys[CP_FILE_SOURCE].allowed);
    }
    return cp_file_apply(mapping, values, out_failure);
}

/* The type in `event TYPE`, UNKNOWN if the section is called otherwise. */
static enum cp_event_type cp_section_type(const char *section)
{
    static const char word[] = "event";
    const size_t word_size = sizeof(word) - 1;
    if (strncmp(section, word, word_size) != 0 || section[word_size] != ' ') {
        return CP_EVENT_UNKNOWN;
    }
    const char *name = section + word_size;
    name += strspn(name, " \t");
    const int type = cp_value_find(CP_SET_EVENT, name);
    return type > 0 ? (enum cp_event_type)type : CP_EVENT_UNKNOWN;
}

static enum cp_status cp_section_fail_unknown(const struct cp_mapping *mapping,
                                              const struct cp_mapping_entry *entry,
                                              struct cp_failure *out_failure)
{
    const char *names[CP_EVENT_TYPE_END];
    char list[320] = "";
    size_t used = 0;
    for (int type = 1; type < CP_EVENT_TYPE_END; type++) {
        names[type - 1] = cp_value_text(CP_SET_EVENT, type);
        used += (size_t)snprintf(list + used, sizeof(list) - used, "%s%s", type > 1 ? ", " : "",
                                 names[type - 1]);
    }
    const bool is_event = strncmp(entry->section, "event ", 6) == 0;
    char suggestion[80];
    cp_mapping_suggest(is_event ? entry->section + 6 : entry->section, names, CP_EVENT_TYPE_END - 1,
                       suggestion);
    return cp_fail(out_failure, CP_CONFIGURATION,
                   "%s:%d: the section above is called [%.40s]; %sallowed: [file] and [event TYPE]"
                   ", TYPE being %s",
                   mapping->path, entry->line, entry->section, suggestion, list);
}

static enum cp_status cp_mapping_read_section(struct cp_mapping *mapping,
                                              const struct cp_mapping_entry *entries, size_t count,
                                              struct cp_failure *out_failure)
{
    if (strcmp(entries[0].section, "file") == 0) {
        return CP_OK;
    }
    const enum cp_event_type type = cp_section_type(entries[0].section);
    if (type == CP_EVENT_UNKNOWN) {
        return cp_section_fail_unknown(mapping, &entries[0], out_failure);
    }
    if (mapping->event_count == CP_MAPPING_SECTIONS_MAX) {
        return cp_fail(out_failure, CP_CONFIGURATION, "%s:%d: more than %d event sections",
                       mapping->path, entries[0].line, CP_MAPPING_SECTIONS_MAX);
    }
    struct cp_mapping_event *event = cp_allocate(1, sizeof(struct cp_mapping_event));
    mapping->events[mapping->event_count++] = event;
    const struct cp_mapping_section section = {mapping->path, &mapping->zone, entries, count};
    return cp_mapping_event_read(&section, type, event, out_failure);
}

static enum cp_status cp_mapping_read(struct cp_mapping *mapping,
                                      const struct cp_mapping_entries *entries,
                                      struct cp_failure *out_failure)
{
    enum cp_status status = cp_mapping_read_file(mapping, entries, out_failure);
    size_t end = 0;
    for (size_t begin = 0; status == CP_OK && begin < entries->count; begin = end) {
        while (end < entries->count &&
               entries->items[end].section_number == entries->items[begin].section_number) {
            end++;
        }
        status = cp_mapping_read_section(mapping, entries->items + begin, end - begin, out_failure);
    }
    if (status == CP_OK && mapping->event_count == 0) {
        return cp_fail(out_failure, CP_CONFIGURATION,
                       "%s:1: no [event TYPE] section, so no row would give an event",
                       mapping->path);
    }
    return status;
}

enum cp_status cp_mapping_load(const char *path, struct cp_mapping **out_mapping,
                               struct cp_failure *out_failure)
{
    struct cp_mapping_entries entries = {0};
    struct cp_mapping *mapping = cp_allocate(1, sizeof(struct cp_mapping));
    mapping->path = cp_copy_text(path);
    enum cp_status status = cp_ini_read(path, cp_entries_take, &entries, out_failure);
    if (status == CP_OK) {
        status = cp_mapping_read(mapping, &entries, out_failure);
    }
    cp_entries_done(&entries);
    if (status != CP_OK) {
        cp_mapping_free(mapping);
        return status;
    }
    *out_mapping = mapping;
    return CP_OK;
}

void cp_mapping_free(struct cp_mapping *mapping)
{
    if (mapping == NULL) {
        return;
    }
    for (size_t i = 0; i < mapping->event_count; i++) {
        cp_mapping_event_free(mapping->events[i]);
    }
    free(mapping->path);
    free(mapping->source);
    free(mapping->encoding);
    free(mapping);
}
