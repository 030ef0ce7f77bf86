/* The table of everything a mapping can fill in: one row a field of the contract.
 *
 * Threads: any (constant). */
#ifndef CASEPULSE_FEEDER_FIELDS_H
#define CASEPULSE_FEEDER_FIELDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "casepulse/proto/event.h"
#include "casepulse/proto/values.h"

enum cp_field_kind {
    CP_FIELD_TEXT,   /* struct cp_short_text */
    CP_FIELD_CODE,   /* char array, NUL-terminated */
    CP_FIELD_TIME,   /* int64_t, ms UTC */
    CP_FIELD_BYTE,   /* uint8_t, a number */
    CP_FIELD_COUNT,  /* uint64_t, a number */
    CP_FIELD_CHOICE, /* uint8_t, one value of a set */
    CP_FIELD_KINDS,  /* uint8_t, a mask of values of a set */
    CP_FIELD_THEMES, /* uint32_t, the same */
    CP_FIELD_POINTS, /* uint8_t[32] and their count */
    CP_FIELD_FLAG,   /* bool */
    CP_FIELD_ID      /* 16 bytes */
};

enum cp_field_owner {
    CP_FIELD_OF_RECORD, /* the record's own: not prefixed in a retraction */
    CP_FIELD_OF_FACT    /* what is counted: in a retraction the content of the original */
};

struct cp_field {
    const char *name;
    enum cp_field_kind kind;
    enum cp_field_owner owner;
    enum cp_value_set set; /* choices, kinds, themes and points */
    uint32_t types;        /* mask by CP_BIT of the event types that carry it */
    size_t offset;         /* in struct cp_event */
    size_t size;
    uint64_t max;     /* numbers: 1 to max */
    bool is_required; /* where it is mapped, a row without it is refused */
    const char *allowed;
};

#define CP_FIELD_RETRACTED_PREFIX "retracted."

/* The field that a key of a section names, NULL if it has none. `type` is the section's event type;
 * in sections of retractions `retracted_type` is the type of the original, and its content goes by
 * the names with the prefix. */
const struct cp_field *cp_field_find(const char *name, enum cp_event_type type,
                                     enum cp_event_type retracted_type);

struct cp_field_name {
    char text[40];
};

#define CP_FIELD_NAMES_MAX 64

/* The keys by which such a section knows its fields; returns their number. */
size_t cp_field_names(enum cp_event_type type, enum cp_event_type retracted_type,
                      struct cp_field_name out_names[CP_FIELD_NAMES_MAX]);

/* The whole table, for documents and tests. */
const struct cp_field *cp_field_table(size_t *out_count);

#define CP_FIELD_DESCRIPTION_SIZE 256

/* What the field takes, for messages. */
void cp_field_describe(const struct cp_field *field, char out_text[CP_FIELD_DESCRIPTION_SIZE]);

#endif
