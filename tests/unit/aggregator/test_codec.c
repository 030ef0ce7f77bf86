/* What is stored is read again: batches, heads and totals, whole, damaged, and written by a program
 * with another table of counters. The files in state-format-N were written once and stay: later
 * programs go on reading them (`test_codec write FOLDER` made them). */
#include "casepulse/aggregator/checkpoint.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "casepulse/aggregator/fold.h"
#include "casepulse/aggregator/state.h"
#include "casepulse/base/checksum.h"
#include "casepulse/base/memory.h"
#include "blob.h"
#include "sample.h"

#define PARTITIONS 3
#define RECORDS 1500
#define GOLDEN_SEED UINT64_C(20130521)
#define FILE_MAX ((size_t)1 << 20)

static struct cp_zone zone;
static struct cp_subjects subjects;

static int load_the_municipality(void **state)
{
    (void)state;
    struct cp_failure failure;
    const bool is_loaded =
        cp_zone_load(CP_ZONE_MUNICIPALITY, &zone, &failure) == CP_OK &&
        cp_subjects_parse("aids:27.01, benefit:32", &subjects, &failure) == CP_OK;
    return is_loaded ? 0 : -1;
}

static struct cp_totals *new_totals(void)
{
    return cp_totals_create(
        (struct cp_picture_settings){.zone = &zone, .data_from = CP_DAY_NONE, .publish_days = 30});
}

static struct cp_fold *new_fold(void)
{
    struct cp_fold *fold = cp_fold_create((struct cp_fold_settings){.zone = &zone,
                                                                    .history_days = 400,
                                                                    .horizon_days = 35,
                                                                    .keep_days = 70,
                                                                    .skew_ms = 600000,
                                                                    .max_units = 9,
                                                                    .subjects = &subjects,
                                                                    .balance_day = CP_DAY_NONE,
                                                                    .as_of_ms = INT64_MAX});
    for (int32_t i = 0; i < PARTITIONS; i++) {
        cp_fold_open(fold, i, 100 * i);
    }
    return fold;
}

/* Folds a random log and hands each batch of about `batch_size` records to `take`. */
static void fold_log(uint64_t seed, size_t batch_size,
                     void (*take)(void *context, const struct cp_increments *increments),
                     void *context)
{
    struct sample_log log = sample_log_create(seed, RECORDS, PARTITIONS);
    struct cp_increments *increments = cp_increments_create();
    struct cp_fold *fold = new_fold();
    for (size_t i = 0; i < log.count; i++) {
        (void)cp_fold_record(fold, &log.entries[i].record);
        if (i % batch_size == batch_size - 1 || i == log.count - 1 || cp_fold_is_full(fold)) {
            cp_fold_seal(fold, increments);
            take(context, increments);
        }
    }
    cp_fold_free(fold);
    cp_increments_free(increments);
    sample_log_free(&log);
}

static void apply(void *context, const struct cp_increments *increments)
{
    cp_totals_apply(context, increments);
}

/* The same by way of its bytes. */
static void apply_decoded(void *context, const struct cp_increments *increments)
{
    uint8_t *bytes = cp_allocate(cp_batch_encoded_max(increments), 1);
    struct cp_increments *decoded = cp_increments_create();
    const size_t size = cp_batch_encode(increments, bytes);
    assert_true(size <= cp_batch_encoded_max(increments));
    assert_int_equal(cp_batch_decode(bytes, size, NULL, decoded), CP_BATCH_OK);
    cp_totals_apply(context, decoded);
    cp_increments_free(decoded);
    free(bytes);
}

/* All state lines, each with a line end; the caller frees. */
static char *lines_of(struct cp_totals *totals)
{
    char(*lines)[CP_STATE_LINE_MAX] = NULL;
    size_t count = 0;
    cp_totals_state_lines(totals, &lines, &count);
    char *text = cp_allocate(count * (CP_STATE_LINE_MAX + 1) + 1, 1);
    char *at = text;
    for (size_t i = 0; i < count; i++) {
        at += sprintf(at, "%s\n", lines[i]);
    }
    free(lines);
    return text;
}

static char *rolling_line(char *at, const struct cp_picture *picture,
                          const struct cp_picture_row *row, enum cp_window window)
{
    for (uint16_t counter = 0; counter < CP_STORED_COUNT; counter++) {
        int64_t value = 0;
        if (cp_picture_count(picture, row, window, counter, &value) && value != 0) {
            at += sprintf(at, "%s,%s,%s,%" PRId64 "\n", row->name, cp_windows[window].name,
                          cp_counters[counter].id, value);
        }
    }
    return at;
}

static char *rolling_lines_at(char *at, struct cp_totals *totals, int64_t as_of_ms)
{
    const struct cp_picture *picture = cp_totals_picture(totals, as_of_ms);
    for (size_t i = 0; i < picture->row_count; i++) {
        const struct cp_picture_row *row = &picture->rows[i];
        for (int window = 0; window < CP_WINDOW_COUNT; window++) {
            const bool is_fine = picture->windows[window].resolution != CP_RESOLUTION_DAY;
            if (is_fine && (row->is_wide || cp_windows[window].is_unit)) {
                at = rolling_line(at, picture, row, (enum cp_window)window);
            }
        }
        at += row->is_incomplete ? sprintf(at, "%s,incomplete\n", row->name) : 0;
    }
    return at;
}

/* What only hours, minutes and names say: the rolling windows, seen from the last arrivals of the
 * partitions, and the rows that are incomplete. The caller frees. */
static char *rolling_lines_of(struct cp_totals *totals)
{
    char *text = cp_allocate(FILE_MAX, 1);
    char *at = text;
    int64_t as_of_ms = 0;
    for (int i = 0; i < PARTITIONS; i++) {
        const struct cp_picture *picture = cp_totals_picture(totals, as_of_ms);
        int64_t next_ms = INT64_MAX;
        for (size_t head = 0; head < picture->head_count; head++) {
            const int64_t arrival_ms = picture->heads[head].largest_arrival_ms;
            next_ms = arrival_ms > as_of_ms && arrival_ms < next_ms ? arrival_ms : next_ms;
        }
        as_of_ms = next_ms < INT64_MAX ? next_ms : as_of_ms;
        at = rolling_lines_at(at, totals, as_of_ms);
    }
    assert_true((size_t)(at - text) < FILE_MAX);
    return text;
}

static void assert_same_state(struct cp_totals *a, struct cp_totals *b)
{
    char *left = lines_of(a);
    char *right = lines_of(b);
    assert_true(strlen(left) > 1000);
    assert_string_equal(left, right);
    free(left);
    free(right);
    left = rolling_lines_of(a);
    right = rolling_lines_of(b);
    assert_non_null(strstr(left, "ALL,90d,"));
    assert_non_null(strstr(left, ",incomplete\n"));
    assert_string_equal(left, right);
    free(left);
    free(right);
}

static void a_batch_read_again_counts_the_same(void **state)
{
    (void)state;
    const uint64_t seed = sample_seed(__func__);
    struct cp_totals *direct = new_totals();
    struct cp_totals *decoded = new_totals();
    fold_log(seed, 97, apply, direct);
    fold_log(seed, 97, apply_decoded, decoded);
    assert_same_state(direct, decoded);
    const struct cp_picture *a = cp_totals_picture(direct, 0);
    const struct cp_picture *b = cp_totals_picture(decoded, 0);
    assert_int_equal(a->head_count, b->head_count);
    assert_memory_equal(a->heads, b->heads, a->head_count * sizeof(*a->heads));
    assert_int_equal(a->source_count, b->source_count);
    cp_totals_free(direct);
    cp_totals_free(decoded);
}

static void totals_saved_and_loaded_are_the_same_and_go_on(void **state)
{
    (void)state;
    const uint64_t seed = sample_seed(__func__);
    struct cp_totals *direct = new_totals();
    struct cp_totals *loaded = new_totals();
    uint8_t *bytes = NULL;
    fold_log(seed, 211, apply, direct);
    const size_t size = cp_totals_save(direct, &bytes);
    assert_int_equal(cp_totals_load(loaded, bytes, size, NULL), CP_BATCH_OK);
    assert_same_state(direct, loaded);
    fold_log(seed + 1, 211, apply, direct);
    fold_log(seed + 1, 211, apply, loaded);
    assert_same_state(direct, loaded);
    free(bytes);
    cp_totals_free(direct);
    cp_totals_free(loaded);
}

static void every_changed_byte_of_a_checkpoint_is_found(void **state)
{
    (void)state;
    uint64_t random = sample_seed(__func__);
    struct cp_totals *totals = new_totals();
    struct cp_totals *loaded = new_totals();
    uint8_t *bytes = NULL;
    fold_log(random, 400, apply, totals);
    const size_t size = cp_totals_save(totals, &bytes);
    for (int i = 0; i < 300; i++) {
        const size_t at = (size_t)sample_below(&random, (int64_t)size);
        bytes[at] ^= 0x10;
        assert_int_equal(cp_totals_load(loaded, bytes, size, NULL), CP_BATCH_DAMAGED);
        bytes[at] ^= 0x10;
    }
    assert_int_equal(cp_totals_load(loaded, bytes, size - 1, NULL), CP_BATCH_DAMAGED);
    assert_int_equal(cp_totals_load(loaded, bytes, 0, NULL), CP_BATCH_DAMAGED);
    free(bytes);
    cp_totals_free(totals);
    cp_totals_free(loaded);
}

static void every_changed_byte_of_a_head_is_found(void **state)
{
    (void)state;
    struct cp_head head = {.partition = 7, .previous = 5, .start = 1, .offset = 90};
    struct cp_head found;
    uint8_t bytes[CP_HEAD_ENCODED_MAX];
    head.verdicts[CP_VERDICT_COUNTED] = 80;
    head.altered = 3;
    head.contradicted = 2;
    head.anchor_offset = 89;
    const size_t size = cp_head_encode(&head, bytes);
    assert_true(cp_head_decode(bytes, size, &found));
    assert_memory_equal(&found, &head, sizeof(head));
    for (size_t at = 0; at < size; at++) {
        bytes[at] ^= 1;
        assert_false(cp_head_decode(bytes, size, &found));
        bytes[at] ^= 1;
    }
}

/* A table in which two counters changed places and one has gone. */
static size_t other_table(char text[CP_COLUMNS_TEXT_MAX])
{
    (void)cp_columns_text(text);
    char *opened = strstr(text, " opened\n");
    char *closed = strstr(text, " closed\n");
    memcpy(opened, " closed\n", 8);
    memcpy(closed, " opened\n", 8);
    char *phone = strstr(text, "inquiries.channel.phone");
    memcpy(phone, "inquiries.channel.telex", 23);
    return strlen(text);
}

/* The same blob as a program with another table would have written it. */
static size_t sign_with(uint32_t fingerprint, const uint8_t *bytes, size_t size, uint8_t *out_bytes)
{
    struct cp_blob_reader reader = cp_blob_read(bytes, size);
    assert_int_equal(cp_blob_take(&reader), cp_columns_own_fingerprint());
    struct cp_blob_writer writer = cp_blob_begin(out_bytes);
    cp_blob_put(&writer, fingerprint);
    cp_blob_put_bytes(&writer, reader.at, (size_t)(reader.end - reader.at));
    return cp_blob_end(&writer);
}

static int64_t value_of(const char *lines, const char *counter)
{
    char pattern[64];
    int64_t sum = 0;
    (void)snprintf(pattern, sizeof(pattern), ",%s,", counter);
    for (const char *at = strstr(lines, pattern); at != NULL; at = strstr(at + 1, pattern)) {
        sum += strtoll(at + strlen(pattern), NULL, 10);
    }
    return sum;
}

/* The bytes name this program's table; under the other one's fingerprint they mean other counters.
 */
static void counts_of_another_table_are_led_to_their_counters(void **state)
{
    (void)state;
    static struct cp_column_map map;
    char text[CP_COLUMNS_TEXT_MAX];
    struct cp_totals *own = new_totals();
    struct cp_totals *other = new_totals();
    uint8_t *bytes = NULL;
    fold_log(sample_seed(__func__), 300, apply, own);
    char *lines = lines_of(own);
    assert_true(cp_columns_parse(text, other_table(text), &map));
    assert_true(map.fingerprint != cp_columns_own_fingerprint());
    const size_t own_size = cp_totals_save(own, &bytes);
    uint8_t *signed_bytes = cp_allocate(own_size + 16, 1);
    const size_t size = sign_with(map.fingerprint, bytes, own_size, signed_bytes);
    assert_int_equal(cp_totals_load(other, signed_bytes, size, NULL), CP_BATCH_UNKNOWN_COLUMNS);
    assert_int_equal(cp_totals_load(other, signed_bytes, size, &map), CP_BATCH_OK);
    free(signed_bytes);
    char *led = lines_of(other);
    assert_int_equal(value_of(led, "opened"), value_of(lines, "closed"));
    assert_int_equal(value_of(led, "closed"), value_of(lines, "opened"));
    assert_int_equal(value_of(led, "inquiries"), value_of(lines, "inquiries"));
    assert_int_equal(value_of(led, "inquiries.channel.phone"), 0);
    free(lines);
    free(led);
    free(bytes);
    cp_totals_free(own);
    cp_totals_free(other);
}

static void write_file(const char *folder, const char *name, const void *bytes, size_t size)
{
    char path[512];
    (void)snprintf(path, sizeof(path), "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
}

/* The caller frees. */
static char *read_file(int format, const char *name, size_t *out_size)
{
    char path[512];
    (void)snprintf(path, sizeof(path), "%s/state-format-%d/%s", CP_TEST_FOLDER, format, name);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    char *bytes = cp_allocate(FILE_MAX, 1);
    *out_size = fread(bytes, 1, FILE_MAX - 1, file);
    (void)fclose(file);
    return bytes;
}

struct first_batch {
    uint8_t *bytes;
    size_t size;
    struct cp_totals *totals;
};

static void keep_first(void *context, const struct cp_increments *increments)
{
    struct first_batch *first = context;
    if (first->bytes == NULL) {
        first->bytes = cp_allocate(cp_batch_encoded_max(increments), 1);
        first->size = cp_batch_encode(increments, first->bytes);
        cp_totals_apply(first->totals, increments);
    }
}

/* Run once for a format, never again for the same. */
static void write_golden(const char *folder)
{
    char text[CP_COLUMNS_TEXT_MAX];
    struct cp_totals *totals = new_totals();
    struct first_batch first = {.totals = new_totals()};
    uint8_t *bytes = NULL;
    fold_log(GOLDEN_SEED, 250, apply, totals);
    fold_log(GOLDEN_SEED, 250, keep_first, &first);
    char *lines = lines_of(totals);
    char *batch_lines = lines_of(first.totals);
    write_file(folder, "columns.txt", text, cp_columns_text(text));
    const size_t size = cp_totals_save(totals, &bytes);
    write_file(folder, "checkpoint.bin", bytes, size);
    write_file(folder, "batch.bin", first.bytes, first.size);
    write_file(folder, "checkpoint.txt", lines, strlen(lines));
    write_file(folder, "batch.txt", batch_lines, strlen(batch_lines));
    char *rolling_lines = rolling_lines_of(totals);
    write_file(folder, "rolling.txt", rolling_lines, strlen(rolling_lines));
}

static void assert_lines(int format, struct cp_totals *totals, const char *name,
                         char *(*lines)(struct cp_totals *totals))
{
    size_t size = 0;
    char *expected = read_file(format, name, &size);
    char *found = lines(totals);
    assert_true(size > 1000);
    assert_string_equal(found, expected);
    free(expected);
    free(found);
}

static void read_golden(int format)
{
    static struct cp_column_map map;
    size_t size = 0;
    char *text = read_file(format, "columns.txt", &size);
    assert_true(cp_columns_parse(text, size, &map));
    char *checkpoint = read_file(format, "checkpoint.bin", &size);
    assert_int_equal(checkpoint[0], format);
    struct cp_totals *totals = new_totals();
    assert_int_equal(cp_totals_load(totals, (const uint8_t *)checkpoint, size, &map), CP_BATCH_OK);
    assert_lines(format, totals, "checkpoint.txt", lines_of);
    if (format > 1) {
        char *rolling = read_file(format, "rolling.txt", &size);
        assert_non_null(strstr(rolling, "ALL,24h,"));
        free(rolling);
        assert_lines(format, totals, "rolling.txt", rolling_lines_of);
    }
    char *batch = read_file(format, "batch.bin", &size);
    assert_int_equal(batch[0], format);
    struct cp_increments *increments = cp_increments_create();
    assert_int_equal(cp_batch_decode((const uint8_t *)batch, size, &map, increments), CP_BATCH_OK);
    cp_totals_clear(totals);
    cp_totals_apply(totals, increments);
    assert_lines(format, totals, "batch.txt", lines_of);
    free(text);
    free(checkpoint);
    free(batch);
    cp_increments_free(increments);
    cp_totals_free(totals);
}

static void states_of_all_formats_are_read_for_ever(void **state)
{
    (void)state;
    for (int format = 1; format <= 2; format++) {
        read_golden(format);
    }
}

/* A format that no program has written yet is nothing that this one could guess at. */
static void a_later_format_is_refused(void **state)
{
    (void)state;
    struct cp_totals *totals = new_totals();
    uint8_t *bytes = NULL;
    fold_log(sample_seed(__func__), 400, apply, totals);
    const size_t size = cp_totals_save(totals, &bytes);
    bytes[0]++;
    const uint32_t checksum = cp_checksum_more(CP_CHECKSUM_EMPTY, bytes, size - 4);
    for (int i = 0; i < 4; i++) {
        bytes[size - 4 + (size_t)i] = (uint8_t)(checksum >> 8 * i);
    }
    assert_int_equal(cp_totals_load(totals, bytes, size, NULL), CP_BATCH_DAMAGED);
    free(bytes);
    cp_totals_free(totals);
}

int main(int count, char **arguments)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_batch_read_again_counts_the_same),
        cmocka_unit_test(totals_saved_and_loaded_are_the_same_and_go_on),
        cmocka_unit_test(every_changed_byte_of_a_checkpoint_is_found),
        cmocka_unit_test(every_changed_byte_of_a_head_is_found),
        cmocka_unit_test(counts_of_another_table_are_led_to_their_counters),
        cmocka_unit_test(states_of_all_formats_are_read_for_ever),
        cmocka_unit_test(a_later_format_is_refused),
    };
    if (count == 3 && strcmp(arguments[1], "write") == 0) {
        (void)load_the_municipality(NULL);
        write_golden(arguments[2]);
        return 0;
    }
    return cmocka_run_group_tests(tests, load_the_municipality, NULL);
}
