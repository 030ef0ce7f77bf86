#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "casepulse/base/instant.h"
#include "settings.h"

static char config_path[] = "/tmp/casepulse-settings-XXXXXX";

static int write_config(void **state)
{
    (void)state;
    const int file = mkstemp(config_path);
    static const char text[] = "# a comment\n"
                               "[kafka]\n"
                               "bootstrap.servers = broker-1:9092\n"
                               "[source]\n"
                               "topic = from-file\n"
                               "[count]\n"
                               "history_days = 100\n";
    const ssize_t written = write(file, text, sizeof(text) - 1);
    (void)close(file);
    return written == (ssize_t)sizeof(text) - 1 ? 0 : -1;
}

static int remove_config(void **state)
{
    (void)state;
    return unlink(config_path);
}

static struct cp_settings *load(const struct cp_settings_flags *flags)
{
    struct cp_settings *settings = NULL;
    struct cp_failure failure = {.text = ""};
    const enum cp_status status = cp_settings_load(flags, &settings, &failure);
    assert_string_equal(failure.text, "");
    assert_int_equal(status, CP_OK);
    return settings;
}

static void expect_refusal(const struct cp_settings_flags *flags, enum cp_status expected,
                           const char *part)
{
    struct cp_settings *settings = NULL;
    struct cp_failure failure = {.text = ""};
    assert_int_equal(cp_settings_load(flags, &settings, &failure), expected);
    if (strstr(failure.text, part) == NULL) {
        fail_msg("\"%s\" does not say \"%s\"", failure.text, part);
    }
}

static struct cp_settings_flags flags_of(const char *const *assignment)
{
    return (struct cp_settings_flags){
        .config_path = config_path, .assignments = assignment, .assignment_count = 1};
}

static void expect_flag_refusal(const char *assignment, enum cp_status expected, const char *part)
{
    const struct cp_settings_flags flags = flags_of(&assignment);
    expect_refusal(&flags, expected, part);
}

static void the_file_wins_over_the_default(void **state)
{
    (void)state;
    struct cp_settings *settings = load(&(struct cp_settings_flags){.config_path = config_path});
    assert_string_equal(cp_setting_text(settings, CP_SETTING_SOURCE_TOPIC), "from-file");
    assert_int_equal(cp_setting_number(settings, CP_SETTING_COUNT_HISTORY_DAYS), 100);
    assert_non_null(strstr(settings->values[CP_SETTING_SOURCE_TOPIC].origin, ":5"));
    assert_string_equal(settings->values[CP_SETTING_SOURCE_GROUP].origin, "default");
    assert_string_equal(settings->kafka[0].value, "broker-1:9092");
    cp_settings_free(settings);
}

static void the_environment_wins_over_the_file_and_a_flag_over_both(void **state)
{
    (void)state;
    assert_int_equal(setenv("CASEPULSE_SOURCE_TOPIC", "from-environment", 1), 0);
    struct cp_settings *settings = load(&(struct cp_settings_flags){.config_path = config_path});
    assert_string_equal(cp_setting_text(settings, CP_SETTING_SOURCE_TOPIC), "from-environment");
    cp_settings_free(settings);
    const char *flag = "source.topic=from-flag";
    const struct cp_settings_flags flags = flags_of(&flag);
    settings = load(&flags);
    assert_string_equal(cp_setting_text(settings, CP_SETTING_SOURCE_TOPIC), "from-flag");
    assert_string_equal(settings->values[CP_SETTING_SOURCE_TOPIC].origin, "flag -s");
    cp_settings_free(settings);
    assert_int_equal(unsetenv("CASEPULSE_SOURCE_TOPIC"), 0);
}

static void kafka_properties_use_the_mapping_of_the_image(void **state)
{
    (void)state;
    assert_int_equal(setenv("CASEPULSE_KAFKA_SASL_USER___NAME__X", "u", 1), 0);
    struct cp_settings *settings = load(&(struct cp_settings_flags){.config_path = config_path});
    bool is_found = false;
    for (size_t i = 0; i < settings->kafka_count; i++) {
        is_found |= strcmp(settings->kafka[i].key, "sasl.user-name_x") == 0;
    }
    assert_true(is_found);
    cp_settings_free(settings);
    assert_int_equal(unsetenv("CASEPULSE_KAFKA_SASL_USER___NAME__X"), 0);
}

static void other_variables_of_ours_are_left_alone(void **state)
{
    (void)state;
    assert_int_equal(setenv("CASEPULSE_TEST_DATA", "/nowhere", 1), 0);
    struct cp_settings *settings = load(&(struct cp_settings_flags){.config_path = config_path});
    cp_settings_free(settings);
    assert_int_equal(setenv("CASEPULSE_COUNT_HISTRY_DAYS", "1", 1), 0);
    expect_refusal(&(struct cp_settings_flags){.config_path = config_path}, CP_CONFIGURATION,
                   "CASEPULSE_COUNT_HISTRY_DAYS");
    assert_int_equal(unsetenv("CASEPULSE_COUNT_HISTRY_DAYS"), 0);
    assert_int_equal(unsetenv("CASEPULSE_TEST_DATA"), 0);
}

static void what_does_not_fit_is_refused_with_what_would(void **state)
{
    (void)state;
    expect_flag_refusal("count.history_day=1", CP_CONFIGURATION, "did you mean \"history_days\"");
    expect_flag_refusal("cont.history_days=1", CP_CONFIGURATION, "there is no section [cont]");
    expect_flag_refusal("count.history_days=0", CP_CONFIGURATION, "from 1 to 73000");
    expect_flag_refusal("count.history_days=1x", CP_CONFIGURATION, "a whole number");
    expect_flag_refusal("count.history_days=", CP_CONFIGURATION, "a whole number");
    expect_flag_refusal("source.accept_create_time=yes", CP_CONFIGURATION, "true or false");
    expect_flag_refusal("picture.data_from=2013-02-29", CP_CONFIGURATION, "a date like");
    expect_flag_refusal("picture.as_of=noon", CP_CONFIGURATION, "an instant like");
    expect_flag_refusal("topic", CP_USAGE, "section.key=value");
    expect_flag_refusal("redis.url=rediss://x", CP_CONFIGURATION, "rediss");
    expect_flag_refusal("redis.namespace=a b", CP_CONFIGURATION, "namespace");
}

static void a_fixed_instant_is_refused_in_the_namespace_live(void **state)
{
    (void)state;
    expect_flag_refusal("picture.as_of=2013-03-31", CP_CONFIGURATION, "live");
}

static void instants_without_a_zone_are_local(void **state)
{
    (void)state;
    const char *assignments[] = {"picture.as_of=2013-03-31T23:59:59.999", "redis.namespace=test"};
    struct cp_settings *settings = load(&(struct cp_settings_flags){
        .config_path = config_path, .assignments = assignments, .assignment_count = 2});
    char text[25];
    cp_instant_format(cp_setting_number(settings, CP_SETTING_PICTURE_AS_OF), text);
    assert_string_equal(text, "2013-03-31T21:59:59.999Z");
    cp_settings_free(settings);
}

static void subject_groups_are_parsed_and_a_fault_in_them_is_told_with_its_place(void **state)
{
    (void)state;
    const char *groups = "count.subject_groups=cash_benefit:32.24 32.30, aids:27.60";
    const struct cp_settings_flags flags = flags_of(&groups);
    struct cp_settings *settings = load(&flags);
    assert_int_equal(settings->subjects.group_count, 2);
    assert_string_equal(settings->subjects.names[1], "aids");
    cp_settings_free(settings);
    expect_flag_refusal("count.subject_groups=other:32", CP_CONFIGURATION,
                        "flag -s: count.subject_groups: ");
    expect_flag_refusal("count.subject_groups=a:x", CP_CONFIGURATION, "32.24.04");
}

static void a_missing_file_is_named(void **state)
{
    (void)state;
    expect_refusal(&(struct cp_settings_flags){.config_path = "/nowhere/casepulse.conf"},
                   CP_CONFIGURATION, "/nowhere/casepulse.conf");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_file_wins_over_the_default),
        cmocka_unit_test(the_environment_wins_over_the_file_and_a_flag_over_both),
        cmocka_unit_test(kafka_properties_use_the_mapping_of_the_image),
        cmocka_unit_test(other_variables_of_ours_are_left_alone),
        cmocka_unit_test(what_does_not_fit_is_refused_with_what_would),
        cmocka_unit_test(a_fixed_instant_is_refused_in_the_namespace_live),
        cmocka_unit_test(instants_without_a_zone_are_local),
        cmocka_unit_test(subject_groups_are_parsed_and_a_fault_in_them_is_told_with_its_place),
        cmocka_unit_test(a_missing_file_is_named),
    };
    return cmocka_run_group_tests(tests, write_config, remove_config);
}
