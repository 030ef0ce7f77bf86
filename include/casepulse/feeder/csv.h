/* CSV files (RFC 4180) as rows of UTF-8 texts, read as a stream.
 *
 * The first row is the header. Blanks belong to their field, empty lines are passed over, lines end
 * with LF, CRLF or CR, a byte order mark is passed over. A row that breaks the rules is refused,
 * and reading goes on with the line after the place where that showed.
 *
 * Threads: one at a time. Owns: the open file and the current row. Bounded: fields of 65,536 bytes,
 * rows of 512 columns and 1 MiB; larger ones are refused. */
#ifndef CASEPULSE_FEEDER_CSV_H
#define CASEPULSE_FEEDER_CSV_H

#include <stddef.h>
#include <stdint.h>

#include "casepulse/base/status.h"

#define CP_CSV_COLUMNS_MAX 512
#define CP_CSV_FIELD_MAX 65536
#define CP_CSV_ROW_MAX (1 << 20)

struct cp_csv;

/* Texts are lent until the file is closed. */
struct cp_csv_options {
    const char *path;          /* "-" = standard input */
    char delimiter;            /* ASCII */
    const char *encoding;      /* one that cp_mapping_load let pass */
    const char *encoding_help; /* for bytes that are not of it: where to set it; NULL = nowhere */
};

struct cp_csv_row {
    const char *path; /* for messages; "stdin" for "-" */
    int64_t line;     /* of the row's first byte, from 1 */
    size_t field_count;
    const char *const *fields; /* NUL-terminated, none with a NUL in it */
};

/* Opens the file and reads its header. CP_CONFIGURATION: it cannot be opened; CP_DATA: the header
 * is missing or refused. */
enum cp_status cp_csv_open(const struct cp_csv_options *options, struct cp_csv **out_csv,
                           struct cp_failure *out_failure) CP_MUST_USE;
void cp_csv_close(struct cp_csv *csv);

/* The header, lent until the file is closed. */
const struct cp_csv_row *cp_csv_header(const struct cp_csv *csv);

/* The next row, lent until the next call; NULL at the end. CP_DATA: a row was refused, the failure
 * names its line, and the next call goes on. CP_RUNTIME: the file cannot be read on. */
enum cp_status cp_csv_next(struct cp_csv *csv, const struct cp_csv_row **out_row,
                           struct cp_failure *out_failure) CP_MUST_USE;

/* How far: bytes read, and in all (−1: not known, as for a pipe). */
int64_t cp_csv_bytes_read(const struct cp_csv *csv);
int64_t cp_csv_bytes_total(const struct cp_csv *csv);

#endif
