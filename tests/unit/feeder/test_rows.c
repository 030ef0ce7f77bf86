#include "scratch.h"

#include "casepulse/base/instant.h"
#include "casepulse/feeder/rows.h"
#include "casepulse/proto/decode.h"
#include "event_id.h"

/* A mapping and a CSV file, opened; rows are taken one at a time. */
struct table {
    struct scratch scratch;
    struct cp_zone zone;
    struct cp_mapping *mapping;
    struct cp_rows *rows;
    struct cp_csv *csv;
    struct cp_rows_result result;
    struct cp_failure failure;
};

static enum cp_status table_open(struct table *table, const char *mapping, const char *csv)
{
    memset(table, 0, sizeof(*table));
    scratch_init(&table->scratch);
    assert_int_equal(cp_zone_load(CP_ZONE_MUNICIPALITY, &table->zone, &table->failure), CP_OK);
    if (cp_mapping_load(scratch_text(&table->scratch, "m", mapping), &table->mapping,
                        &table->failure) != CP_OK) {
        fail_msg("%s", table->failure.text);
    }
    const struct cp_csv_options options = {scratch_text(&table->scratch, "f", csv),
                                           table->mapping->delimiter, table->mapping->encoding,
                                           NULL};
    enum cp_status status =
        cp_rows_create(table->mapping, &table->zone, &table->rows, &table->failure);
    assert_int_equal(cp_csv_open(&options, &table->csv, &(struct cp_failure){0}), CP_OK);
    if (status == CP_OK) {
        status = cp_rows_start_file(table->rows, cp_csv_header(table->csv), &table->failure);
    }
    return status;
}

static void table_done(struct table *table)
{
    cp_csv_close(table->csv);
    cp_rows_free(table->rows);
    cp_mapping_free(table->mapping);
    scratch_done(&table->scratch);
}

static enum cp_status table_next(struct table *table)
{
    const struct cp_csv_row *row = NULL;
    assert_int_equal(cp_csv_next(table->csv, &row, &table->failure), CP_OK);
    assert_non_null(row);
    return cp_rows_map(table->rows, row, &table->result, &table->failure);
}

/* The next row gives exactly one event; what a reader decodes is equal to it. */
static struct cp_event table_event(struct table *table)
{
    if (table_next(table) != CP_OK) {
        fail_msg("%s", table->failure.text);
    }
    assert_int_equal(table->result.record_count, 1);
    const struct cp_rows_record *record = &table->result.records[0];
    struct cp_event read = {0};
    struct cp_decoder *decoder = cp_decoder_create((struct cp_decoder_rules){.zone = &table->zone});
    assert_int_equal(cp_decoder_decode(decoder, record->value, record->value_size,
                                       record->event.case_id.bytes, record->event.case_id.size,
                                       &read),
                     CP_REASON_NONE);
    cp_decoder_free(decoder);
    read.content_hash = 0; /* made by who decodes */
    read.fact_hash = 0;
    assert_memory_equal(&read, &record->event, sizeof(read));
    return read;
}

static int64_t at(const struct table *table, const char *iso)
{
    int64_t utc_ms = 0;
    assert_true(cp_instant_parse(&table->zone, iso, &utc_ms));
    return utc_ms;
}

#define FILE_PART "[file]\nsource = kmd\n"

static void decision_with_every_field_is_read(void **state)
{
    (void)state;
    struct table table;
    assert_int_equal(
        table_open(&table,
                   FILE_PART
                   "[event DECISION_MADE]\nevent_id = e\ncase_id = c\noccurred = o\n"
                   "registered = r\nemitted = \"2013-05-23T10:00:00Z\"\nsource_seq = q\n"
                   "authority = \"12345678\"\nsensitivity = \"2\"\nrelated_case = rc\n"
                   "complained_decision = e\nadministration = a\nadministration.map = BIF:7\n"
                   "unit = u\nsubject = s\nfacet = \"K02\"\nresult = res\n"
                   "result.map = medhold:in_favour, *:unknown\n"
                   "applied = ap\ndeadline = d\ndeadline.format = %d.%m.%Y\nservice_target = st\n",
                   "e,c,o,r,q,rc,a,u,s,res,ap,d,st\n"
                   "000102030405060708090a0b0c0d0e0f,C1,2013-05-21,2013-05-22T08:30,17,C0,BIF,JC-1,"
                   "32.24.04,medhold,2013-01-02,03.04.2013,yes\n"),
        CP_OK);
    const struct cp_event event = table_event(&table);
    static const uint8_t id[] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
    assert_memory_equal(event.id, id, sizeof(id));
    assert_memory_equal(event.complained_decision, id, sizeof(id));
    assert_string_equal(event.case_id.bytes, "C1");
    assert_string_equal(event.source, "kmd");
    assert_int_equal(event.own_occurred_ms, at(&table, "2013-05-21"));
    assert_int_equal(event.fact.occurred_ms, at(&table, "2013-05-21"));
    assert_int_equal(event.registered_ms, at(&table, "2013-05-22T08:30"));
    assert_int_equal(event.emitted_ms, at(&table, "2013-05-23T10:00:00Z"));
    assert_int_equal(event.source_seq, 17);
    assert_string_equal(event.authority, "12345678");
    assert_int_equal(event.sensitivity, 2);
    assert_string_equal(event.related_case.bytes, "C0");
    assert_int_equal(event.fact.administration, 7);
    assert_string_equal(event.fact.unit.bytes, "JC-1");
    assert_string_equal(event.fact.subject, "32.24.04");
    assert_string_equal(event.fact.facet, "K02");
    assert_int_equal(event.fact.decision_result, CP_DECISION_IN_FAVOUR);
    assert_int_equal(event.fact.applied_ms, at(&table, "2013-01-02"));
    assert_int_equal(event.fact.deadline_ms, at(&table, "2013-04-03"));
    assert_true(event.fact.has_service_target);
    table_done(&table);
}

static void empty_cells_are_absent(void **state)
{
    (void)state;
    struct table table;
    assert_int_equal(table_open(&table,
                                FILE_PART "[event COMPLAINT_RECEIVED]\ncase_id = c\noccurred = o\n"
                                          "registered = x\nunit = x\nsubject = x\nbody = x\n"
                                          "body.map = *:ombudsman\nkinds = x\npoints = x\n"
                                          "administration = x\nadministration.map = *:7\n",
                                "c,o,x\nC1,2013-05-21,\n"),
                     CP_OK);
    const struct cp_event event = table_event(&table);
    assert_int_equal(event.registered_ms, CP_TIME_ABSENT);
    assert_string_equal(event.fact.unit.bytes, CP_UNIT_NONE);
    assert_int_equal(event.fact.body, CP_BODY_UNKNOWN);
    assert_int_equal(event.fact.administration, 0);
    assert_int_equal(event.fact.kinds, 0);
    assert_int_equal(event.fact.point_count, 0);
    table_done(&table);
}

static void lists_and_maps_work_on_each_value(void **state)
{
    (void)state;
    struct table table;
    assert_int_equal(table_open(&table,
                                FILE_PART
                                "[event COMPLAINT_RECEIVED]\ncase_id = c\noccurred = o\n"
                                "kinds = k\nkinds.map = F:formality, R:merits, *:unknown\n"
                                "points = p\npoints.map = tid:processing_time\n",
                                "c,o,k,p\nC1,2013-05-21,F R|Z,tid|hearing|tid\n"),
                     CP_OK);
    const struct cp_event event = table_event(&table);
    assert_int_equal(event.fact.kinds,
                     CP_BIT(CP_KIND_FORMALITY) | CP_BIT(CP_KIND_MERITS) | CP_BIT(0));
    assert_int_equal(event.fact.point_count, 3);
    assert_int_equal(event.fact.points[1], CP_THEME_HEARING);
    assert_int_equal(event.fact.points[2], CP_THEME_PROCESSING_TIME);
    table_done(&table);
}

static void row_gives_an_event_for_each_section_that_fires(void **state)
{
    (void)state;
    struct table table;
    assert_int_equal(table_open(&table,
                                FILE_PART
                                "[event CASE_OPENED]\nwhen = open\ncase_id = c\noccurred = open\n"
                                "[event CASE_CLOSED]\nwhen = closed, kind=x\ncase_id = c\n"
                                "occurred = closed\ncase_opened = open\n",
                                "c,open,closed,kind\n"
                                "C1,2013-05-21,2013-06-01,x\nC2,2013-05-21,2013-06-01,y\nC3,,,x\n"),
                     CP_OK);
    assert_int_equal(table_next(&table), CP_OK);
    assert_int_equal(table.result.record_count, 2);
    assert_int_equal(table.result.records[0].type, CP_EVENT_CASE_OPENED);
    assert_int_equal(table.result.records[1].type, CP_EVENT_CASE_CLOSED);
    assert_int_equal(table_next(&table), CP_OK);
    assert_int_equal(table.result.record_count, 1);
    assert_int_equal(table_next(&table), CP_OK);
    assert_int_equal(table.result.record_count, 0);
    table_done(&table);
}

static void id_of(const char *case_id, const char *n, uint8_t out_id[CP_EVENT_ID_SIZE])
{
    const char *values[] = {case_id, n};
    const struct cp_event_key key = {CP_EVENT_CASE_OPENED, n == NULL ? 1 : 2, values};
    struct cp_event_ids *ids = cp_event_ids_create("kmd");
    cp_event_ids_first(ids, &key, out_id);
    cp_event_ids_free(ids);
}

static void ids_come_from_the_named_columns_or_from_all(void **state)
{
    (void)state;
    struct table table;
    uint8_t id[CP_EVENT_ID_SIZE];
    const char *csv = "c,o\nC1,2013-05-21\nC1,2013-05-22\n";
    assert_int_equal(
        table_open(&table, FILE_PART "[event CASE_OPENED]\ncase_id = c\noccurred = o\nid = c\n",
                   csv),
        CP_OK);
    id_of("C1", NULL, id);
    assert_memory_equal(table_event(&table).id, id, sizeof(id));
    assert_memory_not_equal(table_event(&table).id, id, sizeof(id)); /* n = 2 */
    table_done(&table);
    assert_int_equal(
        table_open(&table, FILE_PART "[event CASE_OPENED]\ncase_id = c\noccurred = o\n", csv),
        CP_OK);
    id_of("C1", "2013-05-21", id);
    assert_memory_equal(table_event(&table).id, id, sizeof(id));
    table_done(&table);
}

static void refused_row_does_not_shift_the_ids_of_later_ones(void **state)
{
    (void)state;
    const char *mapping = FILE_PART "[event CASE_OPENED]\ncase_id = c\noccurred = o\nid = c\n";
    struct table right;
    struct table wrong;
    assert_int_equal(table_open(&right, mapping, "c,o\nC1,2013-05-21\nC1,2013-05-22\n"), CP_OK);
    assert_int_equal(table_open(&wrong, mapping, "c,o\nC1,yesterday\nC1,2013-05-22\n"), CP_OK);
    (void)table_event(&right);
    assert_int_equal(table_next(&wrong), CP_DATA);
    assert_memory_equal(table_event(&right).id, table_event(&wrong).id, CP_EVENT_ID_SIZE);
    table_done(&right);
    table_done(&wrong);
}

static void retraction_carries_id_and_content_of_the_original(void **state)
{
    (void)state;
    struct table table;
    assert_int_equal(
        table_open(&table,
                   FILE_PART
                   "[event CASE_OPENED]\nwhen = what=open\ncase_id = c\noccurred = o\n"
                   "unit = u\nid = row\n"
                   "[event EVENT_RETRACTED]\nwhen = what=undo\ncase_id = c\noccurred = r\n"
                   "id = row\nretracted.type = \"CASE_OPENED\"\nretracted.id = undoes\n"
                   "retracted.occurred = o\nretracted.unit = u\n",
                   "row,what,c,o,u,r,undoes\n7,open,C1,2013-05-21,JC-1,,\n"
                   "8,undo,C1,2013-05-21,JC-1,2013-06-03,7\n"),
        CP_OK);
    const struct cp_event original = table_event(&table);
    const struct cp_event retraction = table_event(&table);
    assert_true(retraction.is_retraction);
    assert_memory_equal(retraction.cancelled_id, original.id, CP_EVENT_ID_SIZE);
    assert_memory_not_equal(retraction.id, original.id, CP_EVENT_ID_SIZE);
    assert_memory_equal(&retraction.fact, &original.fact, sizeof(original.fact));
    assert_int_equal(retraction.own_occurred_ms, at(&table, "2013-06-03"));
    assert_int_equal(table.result.records[0].type, CP_EVENT_EVENT_RETRACTED);
    table_done(&table);
}

static void retraction_may_name_the_original_by_its_id(void **state)
{
    (void)state;
    struct table table;
    assert_int_equal(table_open(&table,
                                FILE_PART
                                "[event EVENT_RETRACTED]\ncase_id = c\noccurred = o\n"
                                "retracted.type = \"CASE_OPENED\"\nretracted.occurred = o\n"
                                "retracted.event_id = e\n",
                                "c,o,e\nC1,2013-05-21,ff0102030405060708090a0b0c0d0e0f\n"
                                "C1,2013-05-21,\n"),
                     CP_OK);
    assert_int_equal(table_event(&table).cancelled_id[0], 0xff);
    assert_int_equal(table_next(&table), CP_DATA);
    assert_contains(table.failure.text, "column e (event_id, ");
    table_done(&table);
}

struct refused_row {
    const char *section; /* after case_id = c, occurred = o */
    const char *type;
    const char *cells; /* of c, o, x */
    const char *message;
};

static const struct refused_row refused_rows[] = {
    {"", "CASE_OPENED", ",2013-05-21,", "column c (case_id, "},
    {"", "CASE_OPENED", "C1,,", "found \"\"; allowed: YYYY-MM-DD"},
    {"", "CASE_OPENED", "C1,1989-12-31,", "would be refused, malformed.occurred"},
    {"", "CASE_OPENED", "C1,21-05-2013,", "column o (occurred, "},
    {"", "CASE_OPENED", "C1,21-05-2013,", "found \"21-05-2013\"; allowed: YYYY-MM-DD"},
    {"", "CASE_OPENED", "010203-1234,2013-05-21,", "malformed.personal_data"},
    {"unit = x\n", "CASE_OPENED", "C1,2013-05-21,Job Centre", "column x (unit, "},
    {"unit = x\n", "CASE_OPENED", "C1,2013-05-21,Job Centre",
     "found \"Job Centre\"; allowed: 1 to 36"},
    {"subject = x\n", "CASE_OPENED", "C1,2013-05-21,32.24", "found \"32.24\"; allowed: a KLE code"},
    {"facet = x\n", "CASE_OPENED", "C1,2013-05-21,K2", "found \"K2\"; allowed: a capital letter"},
    {"authority = x\n", "CASE_OPENED", "C1,2013-05-21,1234567", "allowed: a CVR number"},
    {"registered = x\n", "CASE_OPENED", "C1,2013-05-21,2200-01-01", "column x (registered"},
    {"event_id = x\n", "CASE_OPENED", "C1,2013-05-21,", "column x (event_id, "},
    {"event_id = x\n", "CASE_OPENED", "C1,2013-05-21,17", "allowed: 32 hexadecimal digits"},
    {"result = x\n", "DECISION_MADE", "C1,2013-05-21,maybe",
     "found \"maybe\"; allowed: in_favour, partly, against, annulled, unknown"},
    {"result = x\nresult.map = ja:in_favour\n", "DECISION_MADE", "C1,2013-05-21,nej",
     ", or what its .map names"},
    {"from_unit = x\n", "UNIT_CHANGED", "C1,2013-05-21,", "malformed.from_unit"},
    {"case_opened = x\ncase_opened.format = %d-%m-%Y\nfrom_unit = c\n", "UNIT_CHANGED",
     "C1,2013-05-21,2013-05-20", "found \"2013-05-20\"; allowed: %d-%m-%Y"},
    {"points = x\n", "COMPLAINT_RECEIVED", "C1,2013-05-21,hearing;reasons",
     ", with blanks or | between"},
};

static void refused_rows_name_column_found_and_allowed(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(refused_rows) / sizeof(refused_rows[0]); i++) {
        const struct refused_row *refused = &refused_rows[i];
        char mapping[512];
        char csv[512];
        struct table table;
        (void)snprintf(mapping, sizeof(mapping),
                       FILE_PART "[event %s]\ncase_id = c\noccurred = o\n%s", refused->type,
                       refused->section);
        (void)snprintf(csv, sizeof(csv), "c,o,x\n%s\n", refused->cells);
        print_message("%s: %s\n", refused->cells, refused->message);
        assert_int_equal(table_open(&table, mapping, csv), CP_OK);
        assert_int_equal(table_next(&table), CP_DATA);
        assert_contains(table.failure.text, "/f:2: ");
        assert_contains(table.failure.text, refused->message);
        assert_null(strstr(table.failure.text, "010203-1234"));
        table_done(&table);
    }
}

static void column_that_the_header_lacks_is_named_with_both_files(void **state)
{
    (void)state;
    struct table table;
    assert_int_equal(table_open(&table,
                                FILE_PART "[event CASE_OPENED]\ncase_id = cese\noccurred = o\n",
                                "case,o\nC1,2013-05-21\n"),
                     CP_CONFIGURATION);
    assert_contains(table.failure.text, "/f:1: no column \"cese\", which ");
    assert_contains(table.failure.text, "/m:4 asks for; did you mean \"case\"? allowed: case, o");
    table_done(&table);
    assert_int_equal(table_open(&table,
                                FILE_PART "[event CASE_OPENED]\ncase_id = c\noccurred = o\n",
                                "c,c,o\nC1,C1,2013-05-21\n"),
                     CP_CONFIGURATION);
    assert_contains(table.failure.text, "/f:1: 2 columns are called \"c\"");
    table_done(&table);
}

static void personal_data_in_the_source_is_refused_at_once(void **state)
{
    (void)state;
    struct table table;
    assert_int_equal(
        table_open(
            &table,
            "[file]\nsource = of 010203-1234\n[event CASE_OPENED]\ncase_id = c\noccurred = o\n",
            "c,o\n"),
        CP_CONFIGURATION);
    assert_contains(table.failure.text, "[file] source: readers would not take it");
    table_done(&table);
}

static void local_times_follow_the_zone_of_the_file(void **state)
{
    (void)state;
    struct table table;
    assert_int_equal(table_open(&table,
                                FILE_PART "zone = America/New_York\n"
                                          "[event CASE_OPENED]\ncase_id = c\noccurred = o\n",
                                "c,o\nC1,2013-05-21T10:00\n"),
                     CP_OK);
    assert_int_equal(table_event(&table).own_occurred_ms, at(&table, "2013-05-21T14:00:00Z"));
    table_done(&table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(decision_with_every_field_is_read),
        cmocka_unit_test(empty_cells_are_absent),
        cmocka_unit_test(lists_and_maps_work_on_each_value),
        cmocka_unit_test(row_gives_an_event_for_each_section_that_fires),
        cmocka_unit_test(ids_come_from_the_named_columns_or_from_all),
        cmocka_unit_test(refused_row_does_not_shift_the_ids_of_later_ones),
        cmocka_unit_test(retraction_carries_id_and_content_of_the_original),
        cmocka_unit_test(retraction_may_name_the_original_by_its_id),
        cmocka_unit_test(refused_rows_name_column_found_and_allowed),
        cmocka_unit_test(column_that_the_header_lacks_is_named_with_both_files),
        cmocka_unit_test(personal_data_in_the_source_is_refused_at_once),
        cmocka_unit_test(local_times_follow_the_zone_of_the_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
