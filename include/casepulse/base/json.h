/* A JSON text being written. Numbers with a point come as texts, so that they read as wherever else
 * the same number is shown; what they are put into is a few brackets and commas.
 *
 * Threads: one. Owns: its text. */
#ifndef CASEPULSE_BASE_JSON_H
#define CASEPULSE_BASE_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct cp_json {
    char *text; /* NUL-terminated once something was added */
    size_t size, capacity;
    bool is_first; /* nothing stands in the innermost bracket yet */
};

void cp_json_init(struct cp_json *json);
void cp_json_done(struct cp_json *json);

/* Forgets what was written, not the memory. */
void cp_json_clear(struct cp_json *json);

/* A bracket: "{" or "[", and its counterpart. `key` names it in an object, else NULL; so for all
 * values. */
void cp_json_open(struct cp_json *json, const char *key, char bracket);
void cp_json_close(struct cp_json *json, char bracket);

/* Quoted and escaped; bytes that are no UTF-8 become U+FFFD. */
void cp_json_add_text(struct cp_json *json, const char *key, const char *text);

/* As it stands: a number, or null. */
void cp_json_add_plain(struct cp_json *json, const char *key, const char *plain);
void cp_json_add_integer(struct cp_json *json, const char *key, int64_t value);
void cp_json_add_boolean(struct cp_json *json, const char *key, bool value);

#endif
