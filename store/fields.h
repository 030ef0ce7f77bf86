/* The fields of the keys that do not come from the table of figures, one row each.
 * unit_store_documentation holds docs/REDIS.md to these tables. */
#ifndef CASEPULSE_STORE_FIELDS_H
#define CASEPULSE_STORE_FIELDS_H

/* X(NAME, "field", moves seq: FACT, or only the clock: CLOCK). Readers that wait for `updates` are
 * told of a changed FACT; a changed CLOCK is written once a second and with every tick. */
#define CP_META_FIELDS(X)                                                                          \
    X(SCHEMA, "schema", FACT)                                                                      \
    X(VERSION, "version", FACT)                                                                    \
    X(SEQ, "seq", CLOCK)                                                                           \
    X(AS_OF_MS, "as_of_ms", CLOCK)                                                                 \
    X(PUBLISHED_AT_MS, "published_at_ms", CLOCK)                                                   \
    X(LAG_RECORDS, "lag_records", CLOCK)                                                           \
    X(LAG_MS, "lag_ms", CLOCK)                                                                     \
    X(PARTITIONS_SEEN, "partitions_seen", FACT)                                                    \
    X(PARTITIONS_TOTAL, "partitions_total", FACT)                                                  \
    X(INSTANCES, "instances", FACT)                                                                \
    X(FENCED, "fenced", FACT)                                                                      \
    X(BALANCED, "balanced", FACT)                                                                  \
    X(STATE, "state", FACT)                                                                        \
    X(REASON, "reason", FACT)

enum cp_meta_field {
#define X(name, text, kind) CP_META_##name,
    CP_META_FIELDS(X)
#undef X
        CP_META_COUNT
};

/* X(NAME, "field") of `win:<window>`. */
#define CP_WIN_FIELDS(X)                                                                           \
    X(FROM_MS, "from_ms")                                                                          \
    X(TO_MS, "to_ms")                                                                              \
    X(LABEL, "label")                                                                              \
    X(COMPLETE, "complete")                                                                        \
    X(COVERED, "covered")

enum cp_win_field {
#define X(name, text) CP_WIN_##name,
    CP_WIN_FIELDS(X)
#undef X
        CP_WIN_COUNT
};

/* X(NAME, "field") of `books`, beside the verdicts of casepulse/proto/verdict.h. */
#define CP_BOOKS_FIELDS(X)                                                                         \
    X(START, "start")                                                                              \
    X(OFFSET, "offset")                                                                            \
    X(GAPS, "gaps")                                                                                \
    X(LOST, "lost")                                                                                \
    X(ALTERED, "altered")

enum cp_books_field {
#define X(name, text) CP_BOOKS_##name,
    CP_BOOKS_FIELDS(X)
#undef X
        CP_BOOKS_COUNT
};

#define CP_FIELD_SEQ "seq"

#endif
