/* Rows through a mapping: each gives no, one or several records for Kafka, or is refused whole.
 *
 * What comes out has passed the check of the contract that every reader makes, so a row is refused
 * here for the reason for which its record would be refused there.
 *
 * Threads: one at a time. Owns: the records it hands out, until the next row. Bounded: 64 records a
 * row; see event_id.h for the rows of a file. */
#ifndef CASEPULSE_FEEDER_ROWS_H
#define CASEPULSE_FEEDER_ROWS_H

#include <stddef.h>

#include "casepulse/base/status.h"
#include "casepulse/base/zone.h"
#include "casepulse/feeder/csv.h"
#include "casepulse/feeder/mapping.h"
#include "casepulse/proto/event.h"

struct cp_rows;

/* One record, lent until the next row. */
struct cp_rows_record {
    enum cp_event_type type;
    struct cp_event event;
    const unsigned char *value;
    size_t value_size;
};

struct cp_rows_result {
    size_t record_count;
    const struct cp_rows_record *records;
};

/* Both are lent for the life; the zone is the municipality's. CP_CONFIGURATION: the mapping's
 * source looks like personal data. */
enum cp_status cp_rows_create(const struct cp_mapping *mapping, const struct cp_zone *zone,
                              struct cp_rows **out_rows,
                              struct cp_failure *out_failure) CP_MUST_USE;
void cp_rows_free(struct cp_rows *rows);

/* A file begins: finds the mapping's columns in its header. CP_CONFIGURATION: a column is missing
 * or there twice. */
enum cp_status cp_rows_start_file(struct cp_rows *rows, const struct cp_csv_row *header,
                                  struct cp_failure *out_failure) CP_MUST_USE;

/* Maps a row of the file. CP_DATA: it is refused, the failure says file:line, column, what was
 * found and what is allowed; CP_RUNTIME: the file has more rows than ids can be made for. */
enum cp_status cp_rows_map(struct cp_rows *rows, const struct cp_csv_row *row,
                           struct cp_rows_result *out_result,
                           struct cp_failure *out_failure) CP_MUST_USE;

#endif
