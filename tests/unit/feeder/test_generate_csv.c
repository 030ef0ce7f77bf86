/* What generate writes as CSV and feed reads by docs/example/generate.map are the same events; and
 * runs into files. */
#include "scratch.h"

#include "casepulse/feeder/csv.h"
#include "casepulse/feeder/generate.h"
#include "casepulse/feeder/mapping.h"
#include "casepulse/feeder/rows.h"
#include "generate_csv.h"
#include "generate_file.h"

#define FROM_DAY 15706 /* 2013-01-01 */
#define OF_EACH 40     /* rows of each type, plain and taken back */
#define ROWS_MAX (2 * CP_EVENT_TYPE_END * OF_EACH)

struct sample {
    struct cp_zone zone;
    struct cp_event events[ROWS_MAX];
    int count;
    int of_type[2][CP_EVENT_TYPE_END];
};

static struct sample *sample_create(void)
{
    struct sample *sample = calloc(1, sizeof(struct sample));
    struct cp_failure failure = {0};
    assert_non_null(sample);
    assert_int_equal(cp_zone_load(CP_ZONE_MUNICIPALITY, &sample->zone, &failure), CP_OK);
    struct cp_generator_options options = {.seed = 3,
                                           .from_day = FROM_DAY,
                                           .to_day = FROM_DAY + 730,
                                           .per_year = 200000,
                                           .unit_count = 300};
    options.shares[CP_SHARE_RETRACTIONS] = CP_SHARE_WHOLE;
    options.shares[CP_SHARE_LATE] = 200000;
    struct cp_generator *generator = cp_generator_create(&options, &sample->zone);
    struct cp_generated generated;
    while (cp_generator_next(generator, 0, &generated)) {
        const struct cp_event *event = generated.event;
        if (sample->of_type[event->is_retraction][event->fact.type]++ < OF_EACH) {
            sample->events[sample->count++] = *event;
        }
    }
    cp_generator_free(generator);
    for (int type = 1; type < CP_EVENT_EVENT_RETRACTED; type++) {
        assert_true(sample->of_type[0][type] > 0 && sample->of_type[1][type] > 0);
    }
    return sample;
}

static const char *sample_write(const struct sample *sample, struct scratch *scratch)
{
    const char *path = scratch_text(scratch, "city.csv", "");
    FILE *stream = fopen(path, "w");
    assert_non_null(stream);
    cp_generated_csv_write_header(stream);
    for (int i = 0; i < sample->count; i++) {
        cp_generated_csv_write(stream, &sample->events[i]);
    }
    assert_int_equal(fclose(stream), 0);
    return path;
}

/* A mapping knows one source. */
static void assert_same_but_for_source(const struct cp_event *expected,
                                       const struct cp_event *found)
{
    struct cp_event copy = *expected;
    assert_string_equal(found->source, "generated");
    copy.source_size = found->source_size;
    memcpy(copy.source, found->source, sizeof(copy.source));
    assert_memory_equal(&copy, found, sizeof(copy));
}

static void rows_of_the_csv_give_the_same_events_again(void **state)
{
    (void)state;
    struct sample *sample = sample_create();
    struct scratch scratch;
    struct cp_failure failure = {0};
    struct cp_mapping *mapping = NULL;
    struct cp_rows *rows = NULL;
    struct cp_csv *csv = NULL;
    scratch_init(&scratch);
    const char *path = sample_write(sample, &scratch);
    if (cp_mapping_load(CASEPULSE_ROOT "/docs/example/generate.map", &mapping, &failure) != CP_OK ||
        cp_rows_create(mapping, &sample->zone, &rows, &failure) != CP_OK) {
        fail_msg("%s", failure.text);
    }
    const struct cp_csv_options options = {path, mapping->delimiter, mapping->encoding, NULL};
    assert_int_equal(cp_csv_open(&options, &csv, &failure), CP_OK);
    assert_int_equal(cp_rows_start_file(rows, cp_csv_header(csv), &failure), CP_OK);
    for (int i = 0; i < sample->count; i++) {
        const struct cp_csv_row *row = NULL;
        struct cp_rows_result result = {0};
        assert_int_equal(cp_csv_next(csv, &row, &failure), CP_OK);
        assert_non_null(row);
        if (cp_rows_map(rows, row, &result, &failure) != CP_OK) {
            fail_msg("%s", failure.text);
        }
        assert_int_equal(result.record_count, 1);
        assert_same_but_for_source(&sample->events[i], &result.records[0].event);
    }
    cp_csv_close(csv);
    cp_rows_free(rows);
    cp_mapping_free(mapping);
    scratch_done(&scratch);
    free(sample);
}

static struct cp_generate_options into(enum cp_generate_target target, const char *path)
{
    return (struct cp_generate_options){.generator = {.seed = 1,
                                                      .from_day = FROM_DAY,
                                                      .to_day = FROM_DAY + 365,
                                                      .per_year = 20000,
                                                      .unit_count = 300},
                                        .target = target,
                                        .path = path,
                                        .count_max = 1000};
}

static void archive_holds_every_record(void **state)
{
    (void)state;
    struct scratch scratch;
    struct cp_failure failure = {0};
    struct cp_generate_report report;
    scratch_init(&scratch);
    const char *path = scratch_text(&scratch, "city", "");
    struct cp_generate_options options = into(CP_GENERATE_TO_FILE, path);
    options.generator.shares[CP_SHARE_MALFORMED] = 200000;
    assert_int_equal(cp_generate_run(&options, &report, &failure), CP_OK);
    assert_int_equal(report.records, 1000);
    assert_true(report.kinds[CP_GENERATED_DAMAGED] > 100);
    FILE *stream = fopen(path, "r");
    char magic[sizeof(CP_ARCHIVE_MAGIC)] = "";
    unsigned char head[20];
    int64_t values = 0;
    int64_t records = 0;
    assert_int_equal(fread(magic, 1, sizeof(magic) - 1, stream), sizeof(magic) - 1);
    assert_string_equal(magic, CP_ARCHIVE_MAGIC);
    while (fread(head, 1, sizeof(head), stream) == sizeof(head)) {
        int32_t partition = 0;
        int32_t sizes[2] = {0};
        memcpy(&partition, head, sizeof(partition));
        memcpy(sizes, head + 12, sizeof(sizes));
        assert_in_range(partition, 0, 11);
        assert_in_range(sizes[0], 1, CP_CASE_ID_MAX);
        values += sizes[1] > 0 ? sizes[1] : 0;
        records++;
        assert_int_equal(fseek(stream, sizes[0] + (sizes[1] > 0 ? sizes[1] : 0), SEEK_CUR), 0);
    }
    assert_int_equal(fclose(stream), 0);
    assert_int_equal(records, report.records);
    assert_int_equal(values, report.value_bytes);
    scratch_done(&scratch);
}

static void what_does_not_go_together_is_refused(void **state)
{
    (void)state;
    struct cp_failure failure = {0};
    struct cp_generate_report report;
    struct cp_generate_options options = into(CP_GENERATE_TO_CSV, "-");
    options.generator.shares[CP_SHARE_MALFORMED] = 1;
    assert_int_equal(cp_generate_run(&options, &report, &failure), CP_USAGE);
    assert_contains(failure.text, "--malformed");
    options = into(CP_GENERATE_TO_FILE, "-");
    options.create_topic = true;
    assert_int_equal(cp_generate_run(&options, &report, &failure), CP_USAGE);
    assert_contains(failure.text, "--create-topic");
    options = into(CP_GENERATE_TO_FILE, "-");
    options.generator.to_day = options.generator.from_day;
    assert_int_equal(cp_generate_run(&options, &report, &failure), CP_USAGE);
    assert_contains(failure.text, "ends before it begins");
    options.generator.to_day = 100000;
    assert_int_equal(cp_generate_run(&options, &report, &failure), CP_USAGE);
    assert_contains(failure.text, "allowed: 1992 to 2098");
    options = into(CP_GENERATE_TO_KAFKA, NULL);
    options.generator.to_day = 40000; /* 2079 */
    assert_int_equal(cp_generate_run(&options, &report, &failure), CP_USAGE);
    assert_contains(failure.text, "in the future");
}

static void file_that_cannot_be_made_or_written_is_named(void **state)
{
    (void)state;
    struct cp_failure failure = {0};
    struct cp_generate_report report;
    struct cp_generate_options options = into(CP_GENERATE_TO_FILE, "/nowhere/city");
    assert_int_equal(cp_generate_run(&options, &report, &failure), CP_CONFIGURATION);
    assert_contains(failure.text, "/nowhere/city: cannot be made: ");
    options.path = "/dev/full";
    assert_int_equal(cp_generate_run(&options, &report, &failure), CP_RUNTIME);
    assert_contains(failure.text, "/dev/full: cannot be written: ");
}

static void records_go_to_kafka_with_their_own_times(void **state)
{
    (void)state;
    static const struct cp_property mock[] = {{"test.mock.num.brokers", "1"}};
    struct cp_failure failure = {0};
    struct cp_producer *producer = NULL;
    const struct cp_producer_options options = {"case-events", mock, 1};
    assert_int_equal(cp_producer_create(&options, &producer, &failure), CP_OK);
    assert_int_equal(cp_producer_connect(producer, &failure), CP_OK);
    const struct cp_producer_record record = {"C1", 2, "value", 5};
    const struct cp_producer_record tombstone = {"C1", 2, NULL, 0};
    assert_int_equal(cp_producer_send_dated(producer, &record, 1369137600000, &failure), CP_OK);
    assert_int_equal(cp_producer_send_dated(producer, &tombstone, 1369137600000, &failure), CP_OK);
    assert_int_equal(cp_producer_flush(producer, &failure), CP_OK);
    assert_int_equal(cp_producer_count(producer).delivered, 2);
    cp_producer_free(producer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_of_the_csv_give_the_same_events_again),
        cmocka_unit_test(archive_holds_every_record),
        cmocka_unit_test(what_does_not_go_together_is_refused),
        cmocka_unit_test(file_that_cannot_be_made_or_written_is_named),
        cmocka_unit_test(records_go_to_kafka_with_their_own_times),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
