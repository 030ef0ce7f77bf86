/* libcsv pushes fields and knows no lines. So it gets its bytes in slices that end with a line's
 * end: at most one row can be finished by a slice, which makes its pushing our pulling, and counts
 * lines on the way.
 *
 *   chunk  a,b CR LF "x CR LF y",2 CR LF     (64 KiB of the file)
 *   slices └──┬──┘ ┘ └──┬─┘ ┘ └─┬──┘ ┘       (each up to and with its CR or LF)
 *             row       open    row */
#include "casepulse/feeder/csv.h"

#include <csv.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "casepulse/base/assert.h"
#include "casepulse/base/memory.h"
#include "charset.h"

#define CP_CSV_CHUNK_SIZE 65536
#define CP_CSV_ROW_TEXT_SIZE (CP_CSV_ROW_MAX + CP_CSV_COLUMNS_MAX)
#define CP_CSV_PARSER_OPTIONS (CSV_STRICT | CSV_STRICT_FINI)

static const char cp_csv_complaint_quote[] =
    "a quote stands where none may; a field with quotes in it is enclosed in quotes, and those in "
    "it are doubled";
static const char cp_csv_complaint_open[] =
    "the file ends within quotes; each opening quote needs a closing one";

struct cp_csv {
    FILE *stream;
    char *path;
    struct csv_parser parser;
    char delimiter;
    struct cp_charset *charset;
    const char *encoding, *encoding_help;
    int64_t bytes_read, bytes_total;

    size_t chunk_size, chunk_at;
    bool is_at_end;

    int64_t line;        /* that the next slice begins in */
    bool is_after_cr;    /* an LF now belongs to the line end before */
    bool is_skipping;    /* up to the next line's end, after a refusal */
    bool is_row_open;    /* some of it was read */
    bool is_row_done;    /* set by libcsv's call */
    const char *problem; /* why the current row is refused, NULL = it is not */

    size_t text_size; /* of the current row's raw fields, each with its NUL */
    struct cp_csv_row row;
    struct cp_csv_row header;
    size_t offsets[CP_CSV_COLUMNS_MAX + 1];
    const char *fields[CP_CSV_COLUMNS_MAX];
    char *text;
    char *converted;
    char chunk[CP_CSV_CHUNK_SIZE];
};

static int cp_csv_no_space(unsigned char byte)
{
    (void)byte;
    return 0;
}

static void cp_csv_parser_start(struct cp_csv *csv)
{
    const int result = csv_init(&csv->parser, CP_CSV_PARSER_OPTIONS);
    CP_ASSERT(result == 0);
    csv_set_delim(&csv->parser, (unsigned char)csv->delimiter);
    csv_set_space_func(&csv->parser, cp_csv_no_space);
}

/* libcsv's call for each field. */
static void cp_csv_take_field(void *field, size_t size, void *context)
{
    struct cp_csv *csv = context;
    if (size > CP_CSV_FIELD_MAX) {
        csv->problem = "a field is longer than 65,536 bytes";
    } else if (csv->row.field_count == CP_CSV_COLUMNS_MAX) {
        csv->problem = "more than 512 columns";
    } else if (csv->text_size + size >= CP_CSV_ROW_MAX) {
        csv->problem = "the row is longer than 1 MiB";
    } else if (size > 0 && memchr(field, '\0', size) != NULL) {
        csv->problem = "a field contains a NUL byte";
    }
    if (csv->problem != NULL) {
        return;
    }
    if (size > 0) {
        memcpy(csv->text + csv->text_size, field, size);
    }
    csv->offsets[csv->row.field_count++] = csv->text_size;
    csv->text_size += size;
    csv->text[csv->text_size++] = '\0';
}

/* libcsv's call for each end of a row. */
static void cp_csv_take_row_end(int byte, void *context)
{
    (void)byte;
    struct cp_csv *csv = context;
    csv->is_row_done = true;
}

static bool cp_csv_fill(struct cp_csv *csv)
{
    csv->chunk_at = 0;
    csv->chunk_size = fread(csv->chunk, 1, sizeof(csv->chunk), csv->stream);
    if (csv->bytes_read == 0 && csv->chunk_size >= 3 &&
        memcmp(csv->chunk, "\xEF\xBB\xBF", 3) == 0) {
        csv->chunk_at = 3;
    }
    csv->bytes_read += (int64_t)csv->chunk_size;
    return csv->chunk_at < csv->chunk_size;
}

/* The size of the next slice: through the first LF or CR, or to the chunk's end. */
static size_t cp_csv_slice_size(const struct cp_csv *csv)
{
    const char *begin = csv->chunk + csv->chunk_at;
    size_t size = csv->chunk_size - csv->chunk_at;
    const char *line_feed = memchr(begin, '\n', size);
    size = line_feed != NULL ? (size_t)(line_feed - begin) + 1 : size;
    const char *carriage_return = memchr(begin, '\r', size);
    return carriage_return != NULL ? (size_t)(carriage_return - begin) + 1 : size;
}

static void cp_csv_count_line(struct cp_csv *csv, const char *slice, size_t size)
{
    const char last = slice[size - 1];
    const bool is_second_half = csv->is_after_cr && size == 1 && last == '\n';
    csv->is_after_cr = last == '\r';
    if ((last == '\r' || last == '\n') && !is_second_half) {
        csv->line++;
    }
}

static bool cp_csv_is_line_end(const char *slice, size_t size)
{
    return slice[size - 1] == '\n' || slice[size - 1] == '\r';
}

static void cp_csv_begin_row(struct cp_csv *csv)
{
    csv->row.line = csv->line;
    csv->row.field_count = 0;
    csv->text_size = 0;
    csv->problem = NULL;
    csv->is_row_done = false;
    csv->is_row_open = false;
}

/* Gives the slice to libcsv; afterwards the row is done, open, refused, or was only an empty line.
 */
static void cp_csv_parse_slice(struct cp_csv *csv, const char *slice, size_t size)
{
    if (!csv->is_row_open) {
        cp_csv_begin_row(csv);
    }
    const size_t parsed =
        csv_parse(&csv->parser, slice, size, cp_csv_take_field, cp_csv_take_row_end, csv);
    if (parsed < size) {
        csv->problem = cp_csv_complaint_quote;
    } else if (csv->parser.entry_pos > CP_CSV_FIELD_MAX) {
        csv->problem = "a field is longer than 65,536 bytes (a quote that is not closed?)";
    }
    csv->is_row_open =
        !csv->is_row_done && !(size == 1 && cp_csv_is_line_end(slice, size) && !csv->is_row_open);
    if (csv->problem != NULL) {
        csv->is_skipping = !csv->is_row_done && !cp_csv_is_line_end(slice, size);
        csv->is_row_done = true;
        csv->is_row_open = false;
        csv_free(&csv->parser);
        cp_csv_parser_start(csv);
    }
}

static void cp_csv_take_slice(struct cp_csv *csv)
{
    const char *slice = csv->chunk + csv->chunk_at;
    const size_t size = cp_csv_slice_size(csv);
    csv->chunk_at += size;
    if (csv->is_skipping) {
        csv->is_skipping = !cp_csv_is_line_end(slice, size);
    } else {
        cp_csv_parse_slice(csv, slice, size);
    }
    cp_csv_count_line(csv, slice, size);
}

/* A last row without a line's end. */
static void cp_csv_finish(struct cp_csv *csv)
{
    csv->is_at_end = true;
    if (csv->is_skipping || !csv->is_row_open) {
        return;
    }
    if (csv_fini(&csv->parser, cp_csv_take_field, cp_csv_take_row_end, csv) != 0) {
        csv->problem = cp_csv_complaint_open;
        csv->is_row_done = true;
    }
}

/* Reads until a row is done (whole or refused) or the file ends. */
static void cp_csv_read_row(struct cp_csv *csv)
{
    csv->is_row_done = false;
    csv->is_row_open = false;
    while (!csv->is_row_done && !csv->is_at_end) {
        if (csv->chunk_at < csv->chunk_size || cp_csv_fill(csv)) {
            cp_csv_take_slice(csv);
        } else {
            cp_csv_finish(csv);
        }
    }
}

static bool cp_is_ascii(const char *text)
{
    while (*text != '\0' && (unsigned char)*text < 0x80) {
        text++;
    }
    return *text == '\0';
}

/* Points the row's fields at UTF-8 texts; false names the field that is none. */
static bool cp_csv_convert(struct cp_csv *csv, size_t *out_field)
{
    size_t used = 0;
    for (size_t i = 0; i < csv->row.field_count; i++) {
        const char *field = csv->text + csv->offsets[i];
        csv->fields[i] = field;
        if (cp_is_ascii(field)) {
            continue;
        }
        size_t size = 0;
        if (!cp_charset_convert(csv->charset, field, strlen(field), csv->converted + used, &size)) {
            *out_field = i;
            return false;
        }
        csv->fields[i] = csv->converted + used;
        csv->converted[used + size] = '\0';
        used += size + 1;
    }
    return true;
}

static enum cp_status cp_csv_refuse(const struct cp_csv *csv, struct cp_failure *out_failure)
{
    const int64_t last = csv->line - 1 > csv->row.line ? csv->line - 1 : csv->row.line;
    if (last == csv->row.line) {
        return cp_fail(out_failure, CP_DATA, "%s:%lld: %s", csv->path, (long long)csv->row.line,
                       csv->problem);
    }
    return cp_fail(out_failure, CP_DATA, "%s:%lld: %s (lines %lld to %lld are passed over)",
                   csv->path, (long long)csv->row.line, csv->problem, (long long)csv->row.line,
                   (long long)last);
}

static enum cp_status cp_csv_check(struct cp_csv *csv, struct cp_failure *out_failure)
{
    size_t field = 0;
    if (csv->problem != NULL) {
        return cp_csv_refuse(csv, out_failure);
    }
    if (!cp_csv_convert(csv, &field)) {
        const bool has_name = field < csv->header.field_count;
        return cp_fail(out_failure, CP_DATA,
                       "%s:%lld: column %zu%s%.60s: the bytes are not of the file's encoding, "
                       "%.40s%s%s",
                       csv->path, (long long)csv->row.line, field + 1, has_name ? ", " : "",
                       has_name ? csv->header.fields[field] : "", csv->encoding,
                       csv->encoding_help != NULL ? "; " : "",
                       csv->encoding_help != NULL ? csv->encoding_help : "");
    }
    if (csv->header.fields != NULL && csv->row.field_count != csv->header.field_count) {
        return cp_fail(out_failure, CP_DATA,
                       "%s:%lld: found %zu columns; allowed: %zu, as in the header", csv->path,
                       (long long)csv->row.line, csv->row.field_count, csv->header.field_count);
    }
    return CP_OK;
}

enum cp_status cp_csv_next(struct cp_csv *csv, const struct cp_csv_row **out_row,
                           struct cp_failure *out_failure)
{
    cp_csv_read_row(csv);
    if (ferror(csv->stream)) {
        return cp_fail(out_failure, CP_RUNTIME, "%s:%lld: cannot be read on: %s", csv->path,
                       (long long)csv->line, strerror(errno));
    }
    if (!csv->is_row_done) {
        *out_row = NULL;
        return CP_OK;
    }
    const enum cp_status status = cp_csv_check(csv, out_failure);
    if (status == CP_OK) {
        *out_row = &csv->row;
    }
    return status;
}

static enum cp_status cp_csv_read_header(struct cp_csv *csv, struct cp_failure *out_failure)
{
    const struct cp_csv_row *row = NULL;
    const enum cp_status status = cp_csv_next(csv, &row, out_failure);
    if (status != CP_OK) {
        return status;
    }
    if (row == NULL) {
        return cp_fail(out_failure, CP_DATA,
                       "%s:1: the file is empty; its first row names the columns", csv->path);
    }
    char **names = cp_allocate(row->field_count, sizeof(char *));
    for (size_t i = 0; i < row->field_count; i++) {
        names[i] = cp_copy_text(row->fields[i]);
    }
    csv->header = *row;
    csv->header.fields = (const char *const *)names;
    return CP_OK;
}

static int64_t cp_stream_size(FILE *stream)
{
    struct stat status;
    const bool is_file = fstat(fileno(stream), &status) == 0 && S_ISREG(status.st_mode);
    return is_file ? (int64_t)status.st_size : -1;
}

enum cp_status cp_csv_open(const struct cp_csv_options *options, struct cp_csv **out_csv,
                           struct cp_failure *out_failure)
{
    const bool is_stdin = strcmp(options->path, "-") == 0;
    FILE *stream = is_stdin ? stdin : fopen(options->path, "r");
    if (stream == NULL) {
        return cp_fail(out_failure, CP_CONFIGURATION, "%s: cannot be opened: %s", options->path,
                       strerror(errno));
    }
    struct cp_csv *csv = cp_allocate(1, sizeof(struct cp_csv));
    csv->stream = stream;
    csv->path = cp_copy_text(is_stdin ? "stdin" : options->path);
    csv->delimiter = options->delimiter;
    csv->charset = cp_charset_create(options->encoding);
    csv->encoding = options->encoding;
    csv->encoding_help = options->encoding_help;
    csv->bytes_total = cp_stream_size(stream);
    csv->line = 1;
    csv->text = cp_allocate(CP_CSV_ROW_TEXT_SIZE, 1);
    csv->converted = cp_allocate(cp_charset_size_max(CP_CSV_ROW_TEXT_SIZE), 1);
    csv->row.path = csv->path;
    csv->row.fields = csv->fields;
    cp_csv_parser_start(csv);
    const enum cp_status status = cp_csv_read_header(csv, out_failure);
    if (status != CP_OK) {
        cp_csv_close(csv);
        return status;
    }
    *out_csv = csv;
    return CP_OK;
}

void cp_csv_close(struct cp_csv *csv)
{
    if (csv == NULL) {
        return;
    }
    for (size_t i = 0; csv->header.fields != NULL && i < csv->header.field_count; i++) {
        free((void *)(uintptr_t)csv->header.fields[i]);
    }
    free((void *)(uintptr_t)csv->header.fields);
    if (csv->stream != stdin) {
        (void)fclose(csv->stream);
    }
    csv_free(&csv->parser);
    cp_charset_free(csv->charset);
    free(csv->text);
    free(csv->converted);
    free(csv->path);
    free(csv);
}

const struct cp_csv_row *cp_csv_header(const struct cp_csv *csv)
{
    return &csv->header;
}

int64_t cp_csv_bytes_read(const struct cp_csv *csv)
{
    return csv->bytes_read;
}

int64_t cp_csv_bytes_total(const struct cp_csv *csv)
{
    return csv->bytes_total;
}
