#include "scratch.h"

#include "casepulse/feeder/csv.h"

/* What a file reads as: each row as "line:field|field", refusals as "!" and their text. */
struct reading {
    char text[8192];
    enum cp_status open_status;
    struct cp_failure failure;
};

static void reading_add(struct reading *reading, const char *text)
{
    const size_t used = strlen(reading->text);
    assert_true(used + strlen(text) + 2 < sizeof(reading->text));
    (void)snprintf(reading->text + used, sizeof(reading->text) - used, "%s\n", text);
}

static void reading_add_row(struct reading *reading, const struct cp_csv_row *row)
{
    char line[2048];
    size_t used = (size_t)snprintf(line, sizeof(line), "%lld:", (long long)row->line);
    for (size_t i = 0; i < row->field_count; i++) {
        used += (size_t)snprintf(line + used, sizeof(line) - used, "%s%s", i > 0 ? "|" : "",
                                 row->fields[i]);
        assert_true(used < sizeof(line));
    }
    reading_add(reading, line);
}

static void read_path(const char *path, const char *encoding, struct reading *out_reading)
{
    const struct cp_csv_options options = {path, ',', encoding, "set it in the mapping"};
    struct cp_csv *csv = NULL;
    const struct cp_csv_row *row = NULL;
    memset(out_reading, 0, sizeof(*out_reading));
    out_reading->open_status = cp_csv_open(&options, &csv, &out_reading->failure);
    if (out_reading->open_status != CP_OK) {
        return;
    }
    reading_add_row(out_reading, cp_csv_header(csv));
    for (;;) {
        const enum cp_status status = cp_csv_next(csv, &row, &out_reading->failure);
        if (status == CP_DATA) {
            const char *reason = strrchr(out_reading->failure.text, '/');
            reading_add(out_reading, reason != NULL ? reason : out_reading->failure.text);
            continue;
        }
        assert_int_equal(status, CP_OK);
        if (row == NULL) {
            break;
        }
        reading_add_row(out_reading, row);
    }
    cp_csv_close(csv);
}

static void read_bytes(const void *bytes, size_t size, const char *encoding,
                       struct reading *out_reading)
{
    struct scratch scratch;
    scratch_init(&scratch);
    read_path(scratch_write(&scratch, "f", bytes, size), encoding, out_reading);
    scratch_done(&scratch);
}

static void check(const char *text, const char *expected)
{
    struct reading reading;
    read_bytes(text, strlen(text), "UTF-8", &reading);
    assert_int_equal(reading.open_status, CP_OK);
    assert_string_equal(reading.text, expected);
}

static void rows_are_read_with_any_line_end(void **state)
{
    (void)state;
    check("a,b\n1,2\n3,4\n", "1:a|b\n2:1|2\n3:3|4\n");
    check("a,b\r\n1,2\r\n3,4", "1:a|b\n2:1|2\n3:3|4\n");
    check("a,b\r1,2\r3,4\r", "1:a|b\n2:1|2\n3:3|4\n");
    check("a,b\n,\n", "1:a|b\n2:|\n");
}

static void byte_order_mark_is_passed_over(void **state)
{
    (void)state;
    check("\xEF\xBB\xBF"
          "a,b\n1,2\n",
          "1:a|b\n2:1|2\n");
}

static void quotes_keep_delimiters_line_ends_and_quotes(void **state)
{
    (void)state;
    check("a,b\n\"1,\r\n\"\"x\"\"\",2\n3,4\n", "1:a|b\n2:1,\r\n\"x\"|2\n4:3|4\n");
    check("\"a\",\"b\"\n\"\",\"\"\n", "1:a|b\n2:|\n");
}

static void blanks_belong_to_their_field(void **state)
{
    (void)state;
    check("a,b\n  1 , 2\t\n", "1:a|b\n2:  1 | 2\t\n");
}

static void empty_lines_are_passed_over_and_counted(void **state)
{
    (void)state;
    check("\na,b\n\n\r\n1,2\n", "2:a|b\n5:1|2\n");
}

static void row_with_another_number_of_columns_is_refused(void **state)
{
    (void)state;
    check("a,b\n1\n1,2,3\n4,5\n", "1:a|b\n"
                                  "/f:2: found 1 columns; allowed: 2, as in the header\n"
                                  "/f:3: found 3 columns; allowed: 2, as in the header\n"
                                  "4:4|5\n");
}

static void stray_quote_costs_its_line_only(void **state)
{
    (void)state;
    check("a,b\n1,5\" pipe\n\"x\" ,2\n3,4\n",
          "1:a|b\n"
          "/f:2: a quote stands where none may; a field with quotes in it is enclosed in quotes, "
          "and those in it are doubled\n"
          "/f:3: a quote stands where none may; a field with quotes in it is enclosed in quotes, "
          "and those in it are doubled\n"
          "4:3|4\n");
}

static void quote_open_at_the_end_is_refused_with_all_its_lines(void **state)
{
    (void)state;
    check("a,b\n1,2\n3,\"4\n5,6\n",
          "1:a|b\n2:1|2\n"
          "/f:3: the file ends within quotes; each opening quote needs a closing one (lines 3 to 4 "
          "are passed over)\n");
}

static void nul_byte_is_refused(void **state)
{
    (void)state;
    struct reading reading;
    static const char bytes[] = "a,b\n1,\0"
                                "2\n3,4\n";
    read_bytes(bytes, sizeof(bytes) - 1, "UTF-8", &reading);
    assert_string_equal(reading.text, "1:a|b\n/f:2: a field contains a NUL byte\n3:3|4\n");
}

static void foreign_encoding_becomes_utf_8(void **state)
{
    (void)state;
    struct reading reading;
    static const char latin[] = "\xe5r,b\n\xc6,\xd8\n";
    read_bytes(latin, sizeof(latin) - 1, "ISO-8859-1", &reading);
    assert_string_equal(reading.text, "1:\xc3\xa5r|b\n2:\xc3\x86|\xc3\x98\n");
}

static void bytes_that_are_no_text_of_the_encoding_are_refused(void **state)
{
    (void)state;
    struct reading reading;
    static const char latin[] = "a,b\n1,\xe6\n2,\xc3\xa6\n";
    read_bytes(latin, sizeof(latin) - 1, "UTF-8", &reading);
    assert_string_equal(reading.text,
                        "1:a|b\n"
                        "/f:2: column 2, b: the bytes are not of the file's encoding, UTF-8; set "
                        "it in the mapping\n"
                        "3:2|\xc3\xa6\n");
}

static void files_without_header_are_refused(void **state)
{
    (void)state;
    struct reading reading;
    read_bytes("", 0, "UTF-8", &reading);
    assert_int_equal(reading.open_status, CP_DATA);
    assert_contains(reading.failure.text, "/f:1: the file is empty");
    read_path("/nowhere/at all", "UTF-8", &reading);
    assert_int_equal(reading.open_status, CP_CONFIGURATION);
    assert_contains(reading.failure.text, "/nowhere/at all: cannot be opened");
    read_path("/", "UTF-8", &reading);
    assert_int_equal(reading.open_status, CP_RUNTIME);
}

/* A file of `before`, `count` times `byte`, and `after`. */
static void read_long(const char *before, char byte, size_t count, const char *after,
                      struct reading *out_reading)
{
    const size_t size = strlen(before) + count + strlen(after);
    char *bytes = malloc(size + 1);
    assert_non_null(bytes);
    (void)strcpy(bytes, before);
    memset(bytes + strlen(before), byte, count);
    (void)strcpy(bytes + strlen(before) + count, after);
    read_bytes(bytes, size, "UTF-8", out_reading);
    free(bytes);
}

static void limits_refuse_the_row_and_go_on(void **state)
{
    (void)state;
    struct reading reading;
    read_long("a\n", 'x', CP_CSV_FIELD_MAX + 1, "\n2\n", &reading);
    assert_contains(reading.text, "/f:2: a field is longer than 65,536 bytes");
    assert_contains(reading.text, "\n3:2\n");
    read_long("a\n", 'x', 3 * CP_CSV_FIELD_MAX, "\n2\n", &reading);
    assert_contains(reading.text, "/f:2: a field is longer than 65,536 bytes");
    assert_contains(reading.text, "\n3:2\n");
    read_long("a\n\"", '\n', 4 * CP_CSV_FIELD_MAX, "\"\n2\n", &reading);
    assert_contains(reading.text, "/f:2: a field is longer than 65,536 bytes (a quote");
    read_long("a\n", ',', CP_CSV_COLUMNS_MAX, "\n2\n", &reading);
    assert_contains(reading.text, "/f:2: more than 512 columns");
    assert_contains(reading.text, "\n3:2\n");
}

/* Each field is short enough, all together are not. */
static void row_over_a_mebibyte_is_refused(void **state)
{
    (void)state;
    enum { FIELDS = 20, FIELD_SIZE = 60000 };
    struct reading reading;
    char *bytes = malloc(FIELDS * (FIELD_SIZE + 1) + 8);
    assert_non_null(bytes);
    memcpy(bytes, "a\n", 2);
    memset(bytes + 2, 'x', FIELDS * (FIELD_SIZE + 1));
    for (int i = 1; i <= FIELDS; i++) {
        bytes[1 + i * (FIELD_SIZE + 1)] = ',';
    }
    memcpy(bytes + 2 + FIELDS * (FIELD_SIZE + 1), "\n2\n", 3);
    read_bytes(bytes, 2 + FIELDS * (FIELD_SIZE + 1) + 3, "UTF-8", &reading);
    assert_string_equal(reading.text, "1:a\n/f:2: the row is longer than 1 MiB\n3:2\n");
    free(bytes);
}

/* Rows of every length around the size of the reader's chunk come out whole. */
static void rows_across_chunks_come_out_whole(void **state)
{
    (void)state;
    char *bytes = malloc(400000);
    assert_non_null(bytes);
    size_t size = (size_t)sprintf(bytes, "a,b\r\n");
    int rows = 0;
    while (size < 390000) {
        size += (size_t)sprintf(bytes + size, "%d,\"%.*s\r\n\"\r\n", rows, rows % 61,
                                "0123456789012345678901234567890123456789012345678901234567890");
        rows++;
    }
    struct scratch scratch;
    scratch_init(&scratch);
    const struct cp_csv_options options = {scratch_write(&scratch, "f", bytes, size), ',', "UTF-8",
                                           NULL};
    struct cp_csv *csv = NULL;
    const struct cp_csv_row *row = NULL;
    struct cp_failure failure;
    assert_int_equal(cp_csv_open(&options, &csv, &failure), CP_OK);
    for (int i = 0; i < rows; i++) {
        assert_int_equal(cp_csv_next(csv, &row, &failure), CP_OK);
        assert_int_equal(row->line, 2 + 2 * i);
        assert_int_equal(atoi(row->fields[0]), i);
        assert_int_equal(strlen(row->fields[1]), i % 61 + 2);
    }
    assert_int_equal(cp_csv_next(csv, &row, &failure), CP_OK);
    assert_null(row);
    assert_int_equal(cp_csv_bytes_read(csv), cp_csv_bytes_total(csv));
    cp_csv_close(csv);
    scratch_done(&scratch);
    free(bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_are_read_with_any_line_end),
        cmocka_unit_test(byte_order_mark_is_passed_over),
        cmocka_unit_test(quotes_keep_delimiters_line_ends_and_quotes),
        cmocka_unit_test(blanks_belong_to_their_field),
        cmocka_unit_test(empty_lines_are_passed_over_and_counted),
        cmocka_unit_test(row_with_another_number_of_columns_is_refused),
        cmocka_unit_test(stray_quote_costs_its_line_only),
        cmocka_unit_test(quote_open_at_the_end_is_refused_with_all_its_lines),
        cmocka_unit_test(nul_byte_is_refused),
        cmocka_unit_test(foreign_encoding_becomes_utf_8),
        cmocka_unit_test(bytes_that_are_no_text_of_the_encoding_are_refused),
        cmocka_unit_test(files_without_header_are_refused),
        cmocka_unit_test(limits_refuse_the_row_and_go_on),
        cmocka_unit_test(row_over_a_mebibyte_is_refused),
        cmocka_unit_test(rows_across_chunks_come_out_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
