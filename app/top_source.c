#include "top_source.h"

#include <stdlib.h>
#include <string.h>

#include "casepulse/aggregator/organisation.h"
#include "casepulse/aggregator/picture.h"
#include "casepulse/base/memory.h"

void cp_top_source_done(struct cp_top_source *source)
{
    cp_view_free(&source->view);
    free(source->shown);
    cp_names_free(&source->index);
    *source = (struct cp_top_source){.shown_count = 0};
}

/* ALL, the administrations by id, codes that this program does not know, what is unknown; then
 * units. */
static int cp_top_rank(const char *code)
{
    if (strchr(code, '/') != NULL) {
        return CP_ADMINISTRATION_COUNT + 2;
    }
    if (strcmp(code, "ALL") == 0) {
        return -1;
    }
    for (int id = 0; id < CP_ADMINISTRATION_COUNT; id++) {
        if (strcmp(code, cp_administrations[id].code) == 0) {
            return id == CP_ADMINISTRATION_UNKNOWN ? CP_ADMINISTRATION_COUNT + 1 : id;
        }
    }
    return CP_ADMINISTRATION_COUNT;
}

/* Units of ours, _none and _other, stand behind those with a name. */
static bool cp_top_is_ours(const char *name)
{
    const char *unit = strchr(name, '/');
    return unit != NULL && unit[1] == '_';
}

static int cp_top_row_compare(const void *left, const void *right)
{
    const char *left_name = *(const char *const *)left;
    const char *right_name = *(const char *const *)right;
    const int difference = cp_top_rank(left_name) - cp_top_rank(right_name);
    if (difference != 0) {
        return difference;
    }
    const int ours = (int)cp_top_is_ours(left_name) - (int)cp_top_is_ours(right_name);
    return ours != 0 ? ours : strverscmp(left_name, right_name); /* unit-2 before unit-10 */
}

/* All codes, or one and its units. */
static bool cp_top_is_shown(const char *name, const char *code)
{
    if (strlen(name) >= CP_ROW_NAME_MAX) {
        return false;
    }
    if (code[0] == '\0') {
        return strchr(name, '/') == NULL;
    }
    const size_t size = strlen(code);
    return strncmp(name, code, size) == 0 && (name[size] == '\0' || name[size] == '/');
}

static void cp_top_source_choose(struct cp_top_source *source, const char *code)
{
    source->shown = cp_allocate(source->index.count + 1, sizeof(*source->shown));
    for (size_t at = 0; at < source->index.count; at++) {
        if (cp_top_is_shown(source->index.names[at], code)) {
            source->shown[source->shown_count++] = source->index.names[at];
        }
    }
    qsort(source->shown, source->shown_count, sizeof(*source->shown), cp_top_row_compare);
}

enum cp_status cp_top_source_read(struct cp_top_source *source, struct cp_reader *reader,
                                  const struct cp_top_choice *choice,
                                  struct cp_failure *out_failure)
{
    struct cp_top_source fresh = {.shown_count = 0};
    enum cp_status status = cp_reader_index(reader, &fresh.index, out_failure);
    if (status == CP_OK) {
        const int against = cp_top_choice_against(choice);
        cp_top_source_choose(&fresh, choice->code);
        const struct cp_view_query query = {.window = cp_windows[cp_top_choice_window(choice)].name,
                                            .against =
                                                against < 0 ? NULL : cp_windows[against].name,
                                            .language = cp_top_languages[choice->language],
                                            .rows = fresh.shown,
                                            .row_count = fresh.shown_count};
        status = cp_reader_view(reader, &query, &fresh.view, out_failure);
    }
    if (status != CP_OK) {
        cp_top_source_done(&fresh);
        return status;
    }
    cp_top_source_done(source);
    *source = fresh;
    return CP_OK;
}
