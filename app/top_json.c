#include "top_json.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "casepulse/aggregator/change.h"
#include "casepulse/aggregator/figures.h"
#include "casepulse/aggregator/number.h"
#include "casepulse/aggregator/subjects.h"

#define CP_JSON_DIGITS 15
#define CP_JSON_FIELD_MAX 128
#define CP_JSON_DURATION "duration_" /* in days: no percent (counting rule 21) */

/* "-12", "45.4739"; strtod() would take more, "inf" among it. */
static bool cp_text_is_number(const char *text)
{
    const char *digits = text + (text[0] == '-' ? 1 : 0);
    const size_t whole = strspn(digits, "0123456789");
    const char *rest = digits + whole;
    const size_t decimals = rest[0] == '.' ? strspn(rest + 1, "0123456789") : 0;
    return whole > 0 && (rest[0] == '\0' || (decimals > 0 && rest[1 + decimals] == '\0'));
}

/* A field's text as the number it is, or as the text it is. */
static json_t *cp_json_value(const char *text)
{
    if (!cp_text_is_number(text)) {
        return json_string(text);
    }
    errno = 0;
    const long long integer = strtoll(text, NULL, 10);
    if (strchr(text, '.') == NULL && errno == 0) {
        return json_integer(integer);
    }
    return json_real(strtod(text, NULL));
}

static json_t *cp_json_object(const struct cp_values *values)
{
    json_t *object = json_object();
    for (size_t at = 0; at < values->count; at++) {
        (void)json_object_set_new(object, values->entries[at].field,
                                  cp_json_value(values->entries[at].text));
    }
    return object;
}

/* A part of a ratio; 0: there is none. No figure of ours has a longer name than fits. */
static int64_t cp_json_part(const struct cp_values *figures, const char *ratio, const char *suffix)
{
    char field[CP_JSON_FIELD_MAX];
    int64_t value = 0;
    const int size = snprintf(field, sizeof(field), "%s%s", ratio, suffix);
    if (size < CP_JSON_FIELD_MAX) {
        (void)cp_values_integer(figures, field, &value);
    }
    return value;
}

static struct cp_fraction cp_json_fraction(const struct cp_values *figures, const char *ratio)
{
    if (cp_values_text(figures, ratio) == NULL) {
        return (struct cp_fraction){0, 0};
    }
    return (struct cp_fraction){cp_json_part(figures, ratio, ".num"),
                                cp_json_part(figures, ratio, ".den")};
}

/* A ratio without a value has no field in Redis; here it says null. */
static json_t *cp_json_figures(const struct cp_values *figures)
{
    json_t *object = cp_json_object(figures);
    for (size_t at = 0; at < figures->count; at++) {
        const char *field = figures->entries[at].field;
        const size_t size = strlen(field);
        char ratio[CP_JSON_FIELD_MAX];
        if (size <= 4 || size >= sizeof(ratio) || strcmp(field + size - 4, ".den") != 0) {
            continue;
        }
        (void)snprintf(ratio, sizeof(ratio), "%.*s", (int)size - 4, field);
        const struct cp_fraction fraction = cp_json_fraction(figures, ratio);
        if (fraction.denominator <= 0 || fraction.numerator < 0) {
            (void)json_object_set_new(object, ratio, json_null());
        }
    }
    return object;
}

static json_t *cp_json_decimal(int64_t number)
{
    return json_real((double)number / (double)cp_decimal_unit(CP_DECIMALS_MAX));
}

/* The scale of a ratio; a subject group's is that of its family. 0: no ratio. */
static int32_t cp_json_scale(const char *figure)
{
    char family[CP_JSON_FIELD_MAX];
    const char *point = strrchr(figure, '.');
    int ratio = cp_ratio_find(figure);
    if (ratio < 0 && point != NULL) {
        (void)snprintf(family, sizeof(family), "%.*s." CP_SUBJECT_OTHER, (int)(point - figure),
                       figure);
        ratio = cp_ratio_find(family);
    }
    return ratio < 0 ? 0 : cp_ratios[ratio].scale;
}

static json_t *cp_json_ratio_change(const struct cp_view_row *row, const char *figure,
                                    int32_t scale)
{
    int64_t change = 0;
    if (!cp_change_ratio(cp_json_fraction(&row->figures, figure),
                         cp_json_fraction(&row->against, figure), scale, CP_DECIMALS_MAX,
                         &change)) {
        return NULL;
    }
    json_t *object = json_object();
    (void)json_object_set_new(object, "change", cp_json_decimal(change));
    return object;
}

static json_t *cp_json_whole_change(const struct cp_view_row *row, const char *figure)
{
    int64_t value = 0;
    int64_t other = 0;
    int64_t change = 0;
    int64_t percent = 0;
    if (!cp_values_integer(&row->figures, figure, &value) ||
        !cp_values_integer(&row->against, figure, &other) ||
        !cp_change_count(value, other, &change)) {
        return NULL;
    }
    const bool has_percent = cp_change_percent(value, other, CP_DECIMALS_MAX, &percent);
    json_t *object = json_object();
    (void)json_object_set_new(object, "change", json_integer(change));
    if (strncmp(figure, CP_JSON_DURATION, strlen(CP_JSON_DURATION)) != 0) {
        (void)json_object_set_new(object, "percent",
                                  has_percent ? cp_json_decimal(percent) : json_null());
    }
    return object;
}

/* A part of another figure, or a note on the row. */
static bool cp_json_is_figure(const char *field)
{
    static const char *const parts[] = {".num", ".den", ".small"};
    const size_t size = strlen(field);
    for (size_t at = 0; at < sizeof(parts) / sizeof(parts[0]); at++) {
        const size_t part_size = strlen(parts[at]);
        if (size > part_size && strcmp(field + size - part_size, parts[at]) == 0) {
            return false;
        }
    }
    return strcmp(field, "seq") != 0 && strcmp(field, "incomplete") != 0;
}

/* What changed, by figure; a figure without a change to tell is not named. */
static json_t *cp_json_changes(const struct cp_view_row *row)
{
    json_t *changes = json_object();
    for (size_t at = 0; at < row->figures.count; at++) {
        const char *figure = row->figures.entries[at].field;
        const int32_t scale = cp_json_scale(figure);
        if (cp_json_is_figure(figure)) {
            json_t *change = scale > 0 ? cp_json_ratio_change(row, figure, scale)
                                       : cp_json_whole_change(row, figure);
            if (change != NULL) {
                (void)json_object_set_new(changes, figure, change);
            }
        }
    }
    return changes;
}

/* Texts that may look like numbers stay texts. */
static void cp_json_keep_text(json_t *object, const struct cp_values *values, const char *field)
{
    const char *text = cp_values_text(values, field);
    if (text != NULL) {
        (void)json_object_set_new(object, field, json_string(text));
    }
}

static json_t *cp_json_window(const struct cp_values *values, const char *name)
{
    json_t *window = cp_json_object(values);
    cp_json_keep_text(window, values, "label");
    (void)json_object_set_new(window, "name", json_string(name));
    return window;
}

static void cp_json_add_rows(json_t *root, const struct cp_top_page *page)
{
    const bool is_compared = cp_top_page_is_compared(page);
    json_t *rows = json_object();
    json_t *names = json_object();
    json_t *changes = json_object();
    for (size_t at = 0; at < page->view->row_count; at++) {
        const struct cp_view_row *row = &page->view->rows[at];
        (void)json_object_set_new(rows, row->name, cp_json_figures(&row->figures));
        const char *name = cp_values_text(&page->view->names, row->name);
        if (name != NULL) {
            (void)json_object_set_new(names, row->name, json_string(name));
        }
        if (is_compared) {
            (void)json_object_set_new(changes, row->name, cp_json_changes(row));
        }
    }
    (void)json_object_set_new(root, "rows", rows);
    (void)json_object_set_new(root, "names", names);
    (void)json_object_set_new(root, "changes", changes);
}

static json_t *cp_json_page(const struct cp_top_page *page)
{
    const struct cp_view *view = page->view;
    json_t *root = json_object();
    json_t *meta = cp_json_object(&view->meta);
    cp_json_keep_text(meta, &view->meta, "version");
    cp_json_keep_text(meta, &view->meta, "reason");
    (void)json_object_set_new(root, "namespace", json_string(page->namespace_name));
    (void)json_object_set_new(root, "has_writer", json_boolean(view->has_writer));
    (void)json_object_set_new(root, "meta", meta);
    (void)json_object_set_new(root, "books", cp_json_object(&view->books));
    (void)json_object_set_new(
        root, "window",
        cp_json_window(&view->window, cp_windows[cp_top_choice_window(page->choice)].name));
    const int against = cp_top_choice_against(page->choice);
    if (against >= 0) {
        (void)json_object_set_new(root, "against",
                                  cp_json_window(&view->against, cp_windows[against].name));
    }
    cp_json_add_rows(root, page);
    return root;
}

enum cp_status cp_top_json_write(FILE *out, const struct cp_top_page *page,
                                 struct cp_failure *out_failure)
{
    json_t *root = cp_json_page(page);
    const size_t flags = JSON_INDENT(2) | JSON_SORT_KEYS | JSON_REAL_PRECISION(CP_JSON_DIGITS);
    const bool is_written = json_dumpf(root, out, flags) == 0 && fputc('\n', out) != EOF;
    json_decref(root);
    return is_written ? CP_OK : cp_fail(out_failure, CP_RUNTIME, "cannot write to stdout");
}
