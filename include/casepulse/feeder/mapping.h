/* A mapping file: how the rows of a CSV file become events. The grammar is docs/MAPPING.md.
 *
 * Threads: load one at a time (it reads an ini file and a zone); a loaded mapping is constant.
 * Owns: all it points to. Bounded: 64 event sections, 64 columns, conditions or values a list;
 * more is refused with its line. */
#ifndef CASEPULSE_FEEDER_MAPPING_H
#define CASEPULSE_FEEDER_MAPPING_H

#include <stdbool.h>
#include <stddef.h>

#include "casepulse/base/status.h"
#include "casepulse/base/zone.h"
#include "casepulse/proto/event.h"

#define CP_MAPPING_SECTIONS_MAX 64
#define CP_MAPPING_LIST_MAX 64

struct cp_field;

/* Columns by name, in the order written. */
struct cp_mapping_columns {
    int line; /* in the mapping file; 0 = the key is not there */
    size_t count;
    char *names[CP_MAPPING_LIST_MAX];
};

struct cp_mapping_condition {
    char *column;
    char *value; /* NULL: any but empty */
};

struct cp_mapping_pair {
    char *from;
    char *to; /* "" = absent */
};

/* One field of the event and where it comes from. */
struct cp_mapping_value {
    const struct cp_field *field;
    int line;
    char *column; /* or NULL: */
    char *constant;
    char *format; /* NULL: ISO 8601 */
    size_t pair_count;
    struct cp_mapping_pair *pairs;
    char *otherwise; /* what every cell becomes that no pair names; NULL: the cell as it stands */
};

/* One `[event TYPE]`. */
struct cp_mapping_event {
    enum cp_event_type type;
    enum cp_event_type retracted_type; /* of EVENT_RETRACTED, else UNKNOWN */
    int line;                          /* of its first entry */
    bool has_event_id;                 /* a value of its own gives the id */
    int when_line;
    size_t condition_count;
    struct cp_mapping_condition conditions[CP_MAPPING_LIST_MAX]; /* all must hold */
    struct cp_mapping_columns id;                                /* none: all columns */
    struct cp_mapping_columns retracted_id;
    size_t value_count;
    struct cp_mapping_value values[CP_MAPPING_LIST_MAX];
};

struct cp_mapping {
    char *path;
    char *source;
    char *encoding;
    char delimiter;
    struct cp_zone zone;
    size_t event_count;
    struct cp_mapping_event *events[CP_MAPPING_SECTIONS_MAX];
};

/* Reads and checks the whole file. CP_CONFIGURATION: file:line, what was found, what is allowed. */
enum cp_status cp_mapping_load(const char *path, struct cp_mapping **out_mapping,
                               struct cp_failure *out_failure) CP_MUST_USE;
void cp_mapping_free(struct cp_mapping *mapping);

#endif
