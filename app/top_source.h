/* What `top` shows, read from Redis: the rows in the order of the screen.
 *
 * Threads: one. Owns: names and view of the last reading. */
#ifndef CASEPULSE_APP_TOP_SOURCE_H
#define CASEPULSE_APP_TOP_SOURCE_H

#include <stddef.h>

#include "casepulse/base/status.h"
#include "casepulse/store/reader.h"

#include "top_choice.h"

/* Begins as {0}. */
struct cp_top_source {
    struct cp_names index;
    size_t shown_count;
    const char **shown; /* names out of the index */
    struct cp_view view;
};

void cp_top_source_done(struct cp_top_source *source);

/* Reads anew; on failure the last reading stays. */
enum cp_status cp_top_source_read(struct cp_top_source *source, struct cp_reader *reader,
                                  const struct cp_top_choice *choice,
                                  struct cp_failure *out_failure) CP_MUST_USE;

#endif
