/* The fields of the keys that do not come from the table of figures, one row each.
 * unit_store_documentation holds docs/REDIS.md to these tables. */
#ifndef CASEPULSE_STORE_FIELDS_H
#define CASEPULSE_STORE_FIELDS_H

/* X(NAME, "field", moves seq: FACT, or only the clock: CLOCK, a NUMBER or a TEXT). Readers that
 * wait for `updates` are told of a changed FACT; a changed CLOCK is written once a second and with
 * every tick. */
#define CP_META_FIELDS(X)                                                                          \
    X(SCHEMA, "schema", FACT, NUMBER)                                                              \
    X(VERSION, "version", FACT, TEXT)                                                              \
    X(KIND, "kind", FACT, TEXT)                                                                    \
    X(SEQ, "seq", CLOCK, NUMBER)                                                                   \
    X(AS_OF_MS, "as_of_ms", CLOCK, NUMBER)                                                         \
    X(PUBLISHED_AT_MS, "published_at_ms", CLOCK, NUMBER)                                           \
    X(LAG_RECORDS, "lag_records", CLOCK, NUMBER)                                                   \
    X(LAG_MS, "lag_ms", CLOCK, NUMBER)                                                             \
    X(PARTITIONS_SEEN, "partitions_seen", FACT, NUMBER)                                            \
    X(PARTITIONS_TOTAL, "partitions_total", FACT, NUMBER)                                          \
    X(INSTANCES, "instances", FACT, NUMBER)                                                        \
    X(FENCED, "fenced", FACT, NUMBER)                                                              \
    X(BALANCED, "balanced", FACT, NUMBER)                                                          \
    X(STATE, "state", FACT, TEXT)                                                                  \
    X(REASON, "reason", FACT, TEXT)

enum cp_meta_field {
#define X(name, text, kind, value) CP_META_##name,
    CP_META_FIELDS(X)
#undef X
        CP_META_COUNT
};

/* X(NAME, "field", a NUMBER or a TEXT) of `win:<window>`. */
#define CP_WIN_FIELDS(X)                                                                           \
    X(FROM_MS, "from_ms", NUMBER)                                                                  \
    X(TO_MS, "to_ms", NUMBER)                                                                      \
    X(LABEL, "label", TEXT)                                                                        \
    X(COMPLETE, "complete", NUMBER)                                                                \
    X(COVERED, "covered", NUMBER)

enum cp_win_field {
#define X(name, text, value) CP_WIN_##name,
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
#define CP_FIELD_INCOMPLETE "incomplete" /* of a unit that a partition turned away */

#endif
