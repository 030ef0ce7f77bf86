#include "scratch.h"

#include "casepulse/feeder/mapping.h"
#include "fields.h"

#define FILE_PART "[file]\nsource = kmd\n"
#define OPENED "[event CASE_OPENED]\ncase_id = c\noccurred = o\n"

static enum cp_status load(const char *text, struct cp_mapping **out_mapping,
                           struct cp_failure *out_failure)
{
    struct scratch scratch;
    scratch_init(&scratch);
    const enum cp_status status =
        cp_mapping_load(scratch_text(&scratch, "m", text), out_mapping, out_failure);
    scratch_done(&scratch);
    return status;
}

struct refusal {
    const char *text;
    const char *message;
};

/* Each mapping with one fault, and what its message must contain: the line, what was found, what is
 * allowed. */
static const struct refusal refusals[] = {
    {FILE_PART, "/m:1: no [event TYPE] section"},
    {OPENED, "/m:1: [file] source is missing"},
    {"[file]\nsource = \n" OPENED,
     "/m:2: [file] source: found \"\"; allowed: the sending system's"},
    {FILE_PART "sorce = x\n" OPENED,
     "/m:3: [file] knows no \"sorce\"; did you mean \"source\"? allowed: source, delimiter"},
    {FILE_PART "source = x\n" OPENED, "/m:3: [file] source is given twice, first in line 2"},
    {FILE_PART "delimiter = ;;\n" OPENED, "/m:3: [file] delimiter: found \";;\""},
    {FILE_PART "delimiter = \"\n" OPENED, "/m:3: [file] delimiter: found"},
    {FILE_PART "encoding = UTF-16\n" OPENED, "/m:3: [file] encoding: found \"UTF-16\""},
    {FILE_PART "encoding = latein\n" OPENED, "/m:3: [file] encoding: found \"latein\""},
    {FILE_PART "zone = Europe/Kopenhagen\n" OPENED, "/m:3: [file] zone: found"},
    {FILE_PART "[event CASE_OPEND]\ncase_id = c\n",
     "/m:4: the section above is called [event CASE_OPEND]; did you mean \"case_opened\"?"},
    {FILE_PART "[evnt]\ncase_id = c\n", "/m:4: the section above is called [evnt]"},
    {FILE_PART OPENED "cannel = k\n", "/m:6: [event CASE_OPENED] knows no \"cannel\""},
    {FILE_PART OPENED "outcome = k\n", "/m:6: [event CASE_OPENED] knows no \"outcome\""},
    {FILE_PART OPENED "unti = k\n", "knows no \"unti\"; did you mean \"unit\"?"},
    {FILE_PART OPENED "case_id = c\n",
     "/m:6: case_id is given twice in this section, first in line 4"},
    {FILE_PART "[event CASE_OPENED]\ncase_id = c\n",
     "/m:4: [event CASE_OPENED] lacks occurred, which is required"},
    {FILE_PART "[event CASE_OPENED]\noccurred = c\n", "lacks case_id"},
    {FILE_PART OPENED "unit =\n", "/m:6: unit: nothing stands after the equals sign"},
    {FILE_PART OPENED "unit = \"a\" b\n", "/m:6: unit: found \"a\" b; allowed: COLUMN or"},
    {FILE_PART OPENED "administration = \"300\"\n",
     "/m:6: administration: found \"300\"; allowed: a number from 1 to 255"},
    {FILE_PART OPENED "administration = a\nadministration.map = A:1, B:x\n",
     "administration: found \"x\"; allowed: a number from 1 to 255"},
    {FILE_PART OPENED "administration.map = A:1\n",
     "a .map or .format for administration, but no administration = COLUMN"},
    {FILE_PART OPENED "unit = u\nunit.map = A\n", "/m:7: unit.map: found \"A\"; allowed: A:x, B:y"},
    {FILE_PART OPENED "unit = u\nunit.map = A:x, A:y\n", "/m:7: unit.map: found"},
    {FILE_PART OPENED "unit = u\nunit.map = *:x, *:y\n", "/m:7: unit.map: found"},
    {FILE_PART OPENED "unit = u\nunit.format = %Y\n",
     "/m:7: unit.format: only times have a format"},
    {FILE_PART OPENED "occurred.format = %d-%m-%y\n",
     "/m:6: occurred.format: found \"%d-%m-%y\"; allowed: %Y %m %d"},
    {FILE_PART OPENED "when = a,\n", "/m:6: when: found \"a,\"; allowed: COLUMN (not empty)"},
    {FILE_PART OPENED "when =\n", "/m:6: when: found"},
    {FILE_PART OPENED "id = a,,b\n", "/m:6: id: found \"a,,b\"; allowed: COLUMN, COLUMN"},
    {FILE_PART OPENED "id = a\nevent_id = b\n", "/m:6: id and event_id exclude each other"},
    {FILE_PART OPENED "retracted.id = a\n", "knows no \"retracted.id\""},
    {FILE_PART "[event EVENT_RETRACTED]\ncase_id = c\noccurred = o\n",
     "/m:4: a section of EVENT_RETRACTED needs retracted.type"},
    {FILE_PART "[event EVENT_RETRACTED]\nretracted.type = t\n",
     "/m:4: retracted.type: found t; allowed: an event type in quotes"},
    {FILE_PART "[event EVENT_RETRACTED]\nretracted.type = \"EVENT_RETRACTED\"\n",
     "/m:4: retracted.type: found \"EVENT_RETRACTED\""},
    {FILE_PART
     "[event EVENT_RETRACTED]\nretracted.type = \"CASE_OPENED\"\ncase_id = c\noccurred = o\n"
     "retracted.occurred = p\n",
     "/m:4: a section of EVENT_RETRACTED needs either retracted.id"},
    {FILE_PART
     "[event EVENT_RETRACTED]\nretracted.type = \"CASE_OPENED\"\ncase_id = c\noccurred = o\n"
     "retracted.id = p\n",
     "lacks retracted.occurred"},
    {FILE_PART "[event EVENT_RETRACTED]\nretracted.type = \"CASE_OPENED\"\nretracted.outcome = o\n",
     "/m:5: [event EVENT_RETRACTED] knows no \"retracted.outcome\""},
    {"what is this\n", "/m:1: this line is no"},
};

static void faults_are_named_with_line_and_what_is_allowed(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++) {
        struct cp_mapping *mapping = NULL;
        struct cp_failure failure = {0};
        print_message("%s\n", refusals[i].message);
        assert_int_equal(load(refusals[i].text, &mapping, &failure), CP_CONFIGURATION);
        assert_contains(failure.text, refusals[i].message);
    }
}

static void missing_file_is_named(void **state)
{
    (void)state;
    struct cp_mapping *mapping = NULL;
    struct cp_failure failure = {0};
    assert_int_equal(cp_mapping_load("/nowhere/m", &mapping, &failure), CP_CONFIGURATION);
    assert_contains(failure.text, "/nowhere/m: cannot be read");
}

static struct cp_mapping *load_well(const char *text)
{
    struct cp_mapping *mapping = NULL;
    struct cp_failure failure = {0};
    if (load(text, &mapping, &failure) != CP_OK) {
        fail_msg("%s", failure.text);
    }
    return mapping;
}

static void file_section_has_defaults(void **state)
{
    (void)state;
    struct cp_mapping *mapping = load_well(FILE_PART OPENED);
    assert_string_equal(mapping->source, "kmd");
    assert_int_equal(mapping->delimiter, ',');
    assert_string_equal(mapping->encoding, "UTF-8");
    cp_mapping_free(mapping);
    mapping = load_well(FILE_PART "delimiter = tab\nencoding = windows-1252\nzone = UTC\n" OPENED);
    assert_int_equal(mapping->delimiter, '\t');
    assert_string_equal(mapping->encoding, "windows-1252");
    assert_int_equal(cp_zone_offset_ms(&mapping->zone, 0), 0);
    cp_mapping_free(mapping);
}

static void sections_of_one_type_stand_side_by_side(void **state)
{
    (void)state;
    struct cp_mapping *mapping =
        load_well(OPENED "when = a\n" OPENED "when = b=1, \"c,d\"=\"\"\n" FILE_PART);
    assert_int_equal(mapping->event_count, 2);
    assert_int_equal(mapping->events[0]->condition_count, 1);
    assert_null(mapping->events[0]->conditions[0].value);
    assert_int_equal(mapping->events[1]->condition_count, 2);
    assert_string_equal(mapping->events[1]->conditions[0].value, "1");
    assert_string_equal(mapping->events[1]->conditions[1].column, "c,d");
    assert_string_equal(mapping->events[1]->conditions[1].value, "");
    cp_mapping_free(mapping);
}

static void map_and_format_may_stand_before_their_field(void **state)
{
    (void)state;
    struct cp_mapping *mapping = load_well(
        FILE_PART "[event CASE_OPENED]\nunit.map = \"*\":STAR, *:REST, :NONE, a b:\n"
                  "occurred.format = %d-%m-%Y\nunit = u\ncase_id = \"k\"\noccurred = o\n");
    const struct cp_mapping_value *unit = &mapping->events[0]->values[0];
    assert_string_equal(unit->field->name, "unit");
    assert_string_equal(unit->column, "u");
    assert_string_equal(unit->otherwise, "REST");
    assert_int_equal(unit->pair_count, 3);
    assert_string_equal(unit->pairs[0].from, "*");
    assert_string_equal(unit->pairs[1].from, "");
    assert_string_equal(unit->pairs[2].from, "a b");
    assert_string_equal(unit->pairs[2].to, "");
    assert_string_equal(mapping->events[0]->values[1].format, "%d-%m-%Y");
    assert_string_equal(mapping->events[0]->values[2].constant, "k");
    cp_mapping_free(mapping);
}

static char *read_whole(const char *path)
{
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    char *text = calloc(1, 1 << 20);
    assert_non_null(text);
    assert_true(fread(text, 1, (1 << 20) - 1, file) > 0);
    assert_int_equal(fclose(file), 0);
    return text;
}

/* The document has a row for each field, with its values. */
static void every_field_is_documented(void **state)
{
    (void)state;
    char *document = read_whole(CASEPULSE_ROOT "/docs/MAPPING.md");
    size_t count = 0;
    const struct cp_field *fields = cp_field_table(&count);
    for (size_t i = 0; i < count; i++) {
        char row[64];
        (void)snprintf(row, sizeof(row), "| `%s` |", fields[i].name);
        assert_contains(document, row);
        const bool has_set = fields[i].kind == CP_FIELD_CHOICE || fields[i].kind == CP_FIELD_KINDS;
        if (has_set) {
            char values[CP_FIELD_DESCRIPTION_SIZE];
            cp_field_describe(&fields[i], values);
            *strstr(values, ", unknown") = '\0';
            assert_contains(document, values);
        }
    }
    free(document);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(faults_are_named_with_line_and_what_is_allowed),
        cmocka_unit_test(missing_file_is_named),
        cmocka_unit_test(file_section_has_defaults),
        cmocka_unit_test(sections_of_one_type_stand_side_by_side),
        cmocka_unit_test(map_and_format_may_stand_before_their_field),
        cmocka_unit_test(every_field_is_documented),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
