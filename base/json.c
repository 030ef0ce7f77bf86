#include "casepulse/base/json.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "casepulse/base/digits.h"
#include "casepulse/base/memory.h"
#include "casepulse/base/utf8.h"

#define CP_JSON_CAPACITY_FIRST 4096
#define CP_REPLACEMENT "\xEF\xBF\xBD" /* U+FFFD */

void cp_json_init(struct cp_json *json)
{
    *json = (struct cp_json){.is_first = true};
}

void cp_json_done(struct cp_json *json)
{
    free(json->text);
    *json = (struct cp_json){.is_first = true};
}

void cp_json_clear(struct cp_json *json)
{
    json->size = 0;
    json->is_first = true;
}

static void cp_json_append(struct cp_json *json, const char *bytes, size_t size)
{
    if (json->size + size + 1 > json->capacity) {
        json->capacity = json->capacity * 2 + size + CP_JSON_CAPACITY_FIRST;
        json->text = cp_reallocate(json->text, json->capacity, 1);
    }
    memcpy(json->text + json->size, bytes, size);
    json->size += size;
    json->text[json->size] = '\0';
}

static void cp_json_append_text(struct cp_json *json, const char *text)
{
    cp_json_append(json, text, strlen(text));
}

/* One character; returns how many bytes it took. */
static size_t cp_json_append_character(struct cp_json *json, const char *text)
{
    const unsigned char byte = (unsigned char)*text;
    if (byte == '"' || byte == '\\') {
        const char escaped[] = {'\\', *text};
        cp_json_append(json, escaped, sizeof(escaped));
        return 1;
    }
    if (byte < ' ') {
        char escaped[8];
        (void)snprintf(escaped, sizeof(escaped), "\\u%04x", byte);
        cp_json_append_text(json, escaped);
        return 1;
    }
    const size_t size = cp_utf8_size((const uint8_t *)text, strlen(text));
    if (size == 0) {
        cp_json_append_text(json, CP_REPLACEMENT);
        return 1;
    }
    cp_json_append(json, text, size);
    return size;
}

static void cp_json_quote(struct cp_json *json, const char *text)
{
    cp_json_append(json, "\"", 1);
    while (*text != '\0') {
        text += cp_json_append_character(json, text);
    }
    cp_json_append(json, "\"", 1);
}

static void cp_json_begin(struct cp_json *json, const char *key)
{
    if (!json->is_first) {
        cp_json_append(json, ",", 1);
    }
    json->is_first = false;
    if (key != NULL) {
        cp_json_quote(json, key);
        cp_json_append(json, ":", 1);
    }
}

void cp_json_open(struct cp_json *json, const char *key, char bracket)
{
    cp_json_begin(json, key);
    cp_json_append(json, &bracket, 1);
    json->is_first = true;
}

void cp_json_close(struct cp_json *json, char bracket)
{
    cp_json_append(json, &bracket, 1);
    json->is_first = false;
}

void cp_json_add_text(struct cp_json *json, const char *key, const char *text)
{
    cp_json_begin(json, key);
    cp_json_quote(json, text);
}

void cp_json_add_plain(struct cp_json *json, const char *key, const char *plain)
{
    cp_json_begin(json, key);
    cp_json_append_text(json, plain);
}

void cp_json_add_integer(struct cp_json *json, const char *key, int64_t value)
{
    char text[CP_DIGITS_MAX];
    (void)cp_digits_write(value, text);
    cp_json_add_plain(json, key, text);
}

void cp_json_add_boolean(struct cp_json *json, const char *key, bool value)
{
    cp_json_add_plain(json, key, value ? "true" : "false");
}
