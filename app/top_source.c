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

/* ALL, the administrations by id, codes that this program does not know, then what is unknown. */
static int cp_top_rank(const char *code)
{
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

static int cp_top_rank_compare(const void *left, const void *right)
{
    const char *left_name = *(const char *const *)left;
    const char *right_name = *(const char *const *)right;
    const int difference = cp_top_rank(left_name) - cp_top_rank(right_name);
    return difference != 0 ? difference : strcmp(left_name, right_name);
}

static bool cp_top_is_shown(const char *name, const char *row)
{
    if (strlen(name) >= CP_ROW_NAME_MAX) {
        return false;
    }
    if (row == NULL) {
        return strchr(name, '/') == NULL;
    }
    const size_t size = strlen(row);
    return strncmp(name, row, size) == 0 && (name[size] == '\0' || name[size] == '/');
}

static void cp_top_source_choose(struct cp_top_source *source, const char *row)
{
    source->shown = cp_allocate(source->index.count + 1, sizeof(*source->shown));
    for (size_t at = 0; at < source->index.count; at++) {
        if (cp_top_is_shown(source->index.names[at], row)) {
            source->shown[source->shown_count++] = source->index.names[at];
        }
    }
    if (row == NULL) {
        qsort(source->shown, source->shown_count, sizeof(*source->shown), cp_top_rank_compare);
    }
}

enum cp_status cp_top_source_read(struct cp_top_source *source, struct cp_reader *reader,
                                  enum cp_window window, const char *row,
                                  struct cp_failure *out_failure)
{
    struct cp_top_source fresh = {.shown_count = 0};
    enum cp_status status = cp_reader_index(reader, &fresh.index, out_failure);
    if (status == CP_OK) {
        cp_top_source_choose(&fresh, row);
        const struct cp_view_query query = {
            .window = cp_windows[window].name, .rows = fresh.shown, .row_count = fresh.shown_count};
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
