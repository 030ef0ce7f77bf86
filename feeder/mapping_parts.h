/* The parts that a mapping is read in: raw entries first, since a section's later lines decide what
 * its earlier ones mean (retracted.type), then a section at a time.
 *
 * Threads: one at a time. Owns: entries own their texts. */
#ifndef CASEPULSE_FEEDER_MAPPING_PARTS_H
#define CASEPULSE_FEEDER_MAPPING_PARTS_H

#include "casepulse/feeder/mapping.h"

struct cp_mapping_entry {
    int line;
    int section_number;
    char *section;
    char *key;
    char *value;
};

/* The entries of one section, lent. */
struct cp_mapping_section {
    const char *path;
    const struct cp_zone *zone;
    const struct cp_mapping_entry *entries;
    size_t entry_count;
};

/* Fills `out_event` (zeroed by the caller, who frees it whatever the outcome) from a section of
 * type `type`. */
enum cp_status cp_mapping_event_read(const struct cp_mapping_section *section,
                                     enum cp_event_type type, struct cp_mapping_event *out_event,
                                     struct cp_failure *out_failure) CP_MUST_USE;
void cp_mapping_event_free(struct cp_mapping_event *event);

/* `COLUMN, COLUMN` */
enum cp_status cp_mapping_columns_read(const struct cp_mapping_section *section,
                                       const struct cp_mapping_entry *entry,
                                       struct cp_mapping_columns *out_columns,
                                       struct cp_failure *out_failure) CP_MUST_USE;

/* `COLUMN, COLUMN=value` */
enum cp_status cp_mapping_conditions_read(const struct cp_mapping_section *section,
                                          const struct cp_mapping_entry *entry,
                                          struct cp_mapping_event *event,
                                          struct cp_failure *out_failure) CP_MUST_USE;

/* `A:x, B:y, *:unknown` */
enum cp_status cp_mapping_pairs_read(const struct cp_mapping_section *section,
                                     const struct cp_mapping_entry *entry,
                                     struct cp_mapping_value *value,
                                     struct cp_failure *out_failure) CP_MUST_USE;

/* What only a whole section shows: required fields, values that are none, keys that exclude each
 * other. */
enum cp_status cp_mapping_event_check(const struct cp_mapping_section *section,
                                      const struct cp_mapping_event *event,
                                      struct cp_failure *out_failure) CP_MUST_USE;

/* `did you mean "x"? ` or nothing, into `out_text[80]`. */
void cp_mapping_suggest(const char *word, const char *const *words, size_t count,
                        char out_text[80]);

#endif
