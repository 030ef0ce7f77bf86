#include "top_json.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#define CP_TOP_JSON_DIGITS 15

/* A field's text as the number it is, or as the text it is. */
static json_t *cp_top_json_value(const char *text)
{
    char *end = NULL;
    errno = 0;
    const long long integer = strtoll(text, &end, 10);
    if (text[0] != '\0' && *end == '\0' && errno == 0) {
        return json_integer(integer);
    }
    const double real = strtod(text, &end);
    if (text[0] != '\0' && *end == '\0' && strchr("-0123456789", text[0]) != NULL) {
        return json_real(real);
    }
    return json_string(text);
}

static json_t *cp_top_json_object(const struct cp_values *values)
{
    json_t *object = json_object();
    for (size_t at = 0; at < values->count; at++) {
        (void)json_object_set_new(object, values->entries[at].field,
                                  cp_top_json_value(values->entries[at].text));
    }
    return object;
}

/* A ratio without a value has no field in Redis; here it says null. */
static json_t *cp_top_json_figures(const struct cp_values *figures)
{
    json_t *object = cp_top_json_object(figures);
    for (int ratio = 0; ratio < CP_RATIO_COUNT; ratio++) {
        char field[96];
        (void)snprintf(field, sizeof(field), "%s.den", cp_ratios[ratio].id);
        if (json_object_get(object, field) != NULL &&
            json_object_get(object, cp_ratios[ratio].id) == NULL) {
            (void)json_object_set_new(object, cp_ratios[ratio].id, json_null());
        }
    }
    return object;
}

/* Texts of `meta` and `win` that may look like numbers stay texts. */
static void cp_top_json_keep_text(json_t *object, const struct cp_values *values, const char *field)
{
    const char *text = cp_values_text(values, field);
    if (text != NULL) {
        (void)json_object_set_new(object, field, json_string(text));
    }
}

static json_t *cp_top_json_page(const struct cp_top_page *page)
{
    const struct cp_view *view = page->view;
    json_t *root = json_object();
    json_t *meta = cp_top_json_object(&view->meta);
    json_t *window = cp_top_json_object(&view->window);
    json_t *rows = json_object();
    cp_top_json_keep_text(meta, &view->meta, "version");
    cp_top_json_keep_text(meta, &view->meta, "reason");
    cp_top_json_keep_text(window, &view->window, "label");
    (void)json_object_set_new(window, "name", json_string(cp_windows[page->window].name));
    (void)json_object_set_new(root, "namespace", json_string(page->namespace_name));
    (void)json_object_set_new(root, "has_writer", json_boolean(view->has_writer));
    (void)json_object_set_new(root, "meta", meta);
    (void)json_object_set_new(root, "books", cp_top_json_object(&view->books));
    (void)json_object_set_new(root, "window", window);
    for (size_t row = 0; row < view->row_count; row++) {
        (void)json_object_set_new(rows, view->rows[row].name,
                                  cp_top_json_figures(&view->rows[row].figures));
    }
    (void)json_object_set_new(root, "rows", rows);
    return root;
}

enum cp_status cp_top_json_write(FILE *out, const struct cp_top_page *page,
                                 struct cp_failure *out_failure)
{
    json_t *root = cp_top_json_page(page);
    const size_t flags = JSON_INDENT(2) | JSON_SORT_KEYS | JSON_REAL_PRECISION(CP_TOP_JSON_DIGITS);
    const bool is_written = json_dumpf(root, out, flags) == 0 && fputc('\n', out) != EOF;
    json_decref(root);
    return is_written ? CP_OK : cp_fail(out_failure, CP_RUNTIME, "cannot write to stdout");
}
