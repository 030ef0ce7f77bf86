#include "scratch.h"

#include "casepulse/feeder/rows.h"

#define ROWS_MAX 4000

/* The example log as its mapping reads it. */
struct example {
    struct cp_zone zone;
    struct cp_mapping *mapping;
    struct cp_rows *rows;
    struct cp_csv *csv;
    int count;
    struct cp_event *events;
    int by_type[CP_EVENT_TYPE_END];
    int by_administration[256];
};

static struct example example;

static void read_events(void)
{
    struct cp_failure failure = {0};
    struct cp_rows_result result = {0};
    const struct cp_csv_row *row = NULL;
    for (;;) {
        assert_int_equal(cp_csv_next(example.csv, &row, &failure), CP_OK);
        if (row == NULL) {
            return;
        }
        assert_true(example.count < ROWS_MAX);
        if (cp_rows_map(example.rows, row, &result, &failure) != CP_OK) {
            fail_msg("%s", failure.text);
        }
        assert_int_equal(result.record_count, 1);
        assert_string_equal(row->fields[row->field_count - 1], "generated");
        const struct cp_rows_record *record = &result.records[0];
        example.by_type[record->type]++;
        example.by_administration[record->event.fact.administration]++;
        example.events[example.count++] = record->event;
    }
}

static void every_row_of_the_example_gives_one_event(void **state)
{
    (void)state;
    struct cp_failure failure = {0};
    example.events = calloc(ROWS_MAX, sizeof(struct cp_event));
    assert_non_null(example.events);
    assert_int_equal(cp_zone_load(CP_ZONE_MUNICIPALITY, &example.zone, &failure), CP_OK);
    if (cp_mapping_load(CASEPULSE_ROOT "/docs/example/example.map", &example.mapping, &failure) !=
            CP_OK ||
        cp_rows_create(example.mapping, &example.zone, &example.rows, &failure) != CP_OK) {
        fail_msg("%s", failure.text);
    }
    const struct cp_csv_options options = {CASEPULSE_ROOT "/docs/example/example.csv",
                                           example.mapping->delimiter, example.mapping->encoding,
                                           NULL};
    assert_int_equal(cp_csv_open(&options, &example.csv, &failure), CP_OK);
    assert_int_equal(cp_rows_start_file(example.rows, cp_csv_header(example.csv), &failure), CP_OK);
    read_events();
    cp_csv_close(example.csv);
    cp_rows_free(example.rows);
    cp_mapping_free(example.mapping);
    assert_in_range(example.count, 1900, 2200);
}

static void every_type_and_administration_occurs_in_the_example(void **state)
{
    (void)state;
    for (int type = 1; type < CP_EVENT_TYPE_END; type++) {
        assert_true(example.by_type[type] > 0);
    }
    for (int administration = 1; administration <= 7; administration++) {
        assert_true(example.by_administration[administration] > 0);
    }
    assert_int_equal(example.by_administration[0], 0);
}

static const struct cp_event *find_event(const uint8_t id[CP_EVENT_ID_SIZE])
{
    const struct cp_event *found = NULL;
    for (int i = 0; i < example.count; i++) {
        if (memcmp(example.events[i].id, id, CP_EVENT_ID_SIZE) == 0) {
            assert_null(found); /* ids are unique */
            found = &example.events[i];
        }
    }
    return found;
}

static void retractions_of_the_example_repeat_their_originals(void **state)
{
    (void)state;
    for (int i = 0; i < example.count; i++) {
        const struct cp_event *event = &example.events[i];
        assert_ptr_equal(find_event(event->id), event);
        if (event->is_retraction) {
            const struct cp_event *original = find_event(event->cancelled_id);
            assert_non_null(original);
            assert_memory_equal(&original->fact, &event->fact, sizeof(event->fact));
            assert_memory_equal(&original->case_id, &event->case_id, sizeof(event->case_id));
        }
    }
    free(example.events);
}

static void mapping_of_the_fines_is_well_formed(void **state)
{
    (void)state;
    struct cp_mapping *mapping = NULL;
    struct cp_failure failure = {0};
    if (cp_mapping_load(CASEPULSE_ROOT "/docs/example/fines.map", &mapping, &failure) != CP_OK) {
        fail_msg("%s", failure.text);
    }
    assert_int_equal(mapping->event_count, 11);
    cp_mapping_free(mapping);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_row_of_the_example_gives_one_event),
        cmocka_unit_test(every_type_and_administration_occurs_in_the_example),
        cmocka_unit_test(retractions_of_the_example_repeat_their_originals),
        cmocka_unit_test(mapping_of_the_fines_is_well_formed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
