/* Figures as a reader sees them: the keys of docs/REDIS.md, read by its protocol (`meta` first, a
 * row of a later tick is read again).
 *
 * Threads: one. Owns: its connection; a view owns its texts until cp_view_free.
 * Bounded: 1 s to connect, 2 s for an answer; a view that will not come to rest is given after ten
 * readings with is_torn set. After a failure the next verb connects anew. */
#ifndef CASEPULSE_STORE_READER_H
#define CASEPULSE_STORE_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "casepulse/base/status.h"
#include "casepulse/store/redis.h"

struct cp_reader;
struct cp_reply;

struct cp_value {
    const char *field;
    const char *text;
};

/* The fields of a hash. */
struct cp_values {
    size_t count; /* 0: there is no such key */
    struct cp_value *entries;
};

/* What to read. All texts are lent for the call, the row names as long as the view lives. */
struct cp_view_query {
    const char *window;
    const char *against;  /* a window to compare with, or NULL */
    const char *language; /* of the rows' names, "da" or "en"; NULL: no names */
    const char *const *rows;
    size_t row_count;
};

struct cp_view_row {
    const char *name; /* lent by the asker */
    struct cp_values figures;
    struct cp_values against; /* the same figures in the other window */
};

/* What one screen needs: a window of some rows, and what it stands on. */
struct cp_view {
    bool has_writer; /* the heartbeat lives */
    bool is_torn;    /* some rows are of a later tick than `meta` */
    struct cp_values meta, books;
    struct cp_values window, against; /* what the two windows cover */
    struct cp_values names;           /* row -> its name for people */
    size_t row_count;
    struct cp_view_row *rows;
    size_t reply_count;
    struct cp_reply **replies; /* where the texts lie */
};

/* Names of rows, in the order of their bytes. */
struct cp_names {
    size_t count;
    char **names;
};

/* Settings are copied. Does not connect yet. */
struct cp_reader *cp_reader_create(const struct cp_redis_settings *settings);
void cp_reader_free(struct cp_reader *reader);

/* Where it reads, without secrets. */
const char *cp_reader_label(const struct cp_reader *reader);

/* All rows of the namespace. */
enum cp_status cp_reader_index(struct cp_reader *reader, struct cp_names *out_names,
                               struct cp_failure *out_failure) CP_MUST_USE;
void cp_names_free(struct cp_names *names);

/* The last complete tick (0: none) and whether a writer lives: cheap enough to ask often. */
enum cp_status cp_reader_pulse(struct cp_reader *reader, int64_t *out_seq, bool *out_has_writer,
                               struct cp_failure *out_failure) CP_MUST_USE;

/* Rows that are not there come with no figures. */
enum cp_status cp_reader_view(struct cp_reader *reader, const struct cp_view_query *query,
                              struct cp_view *out_view, struct cp_failure *out_failure) CP_MUST_USE;
void cp_view_free(struct cp_view *view);

/* The text of a field, or NULL. */
const char *cp_values_text(const struct cp_values *values, const char *field);

/* The whole number in a field; false: absent, or no such number. */
bool cp_values_integer(const struct cp_values *values, const char *field, int64_t *out_value);

#endif
