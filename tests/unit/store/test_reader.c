/* Reader, health check and sign-in against a redis-server of their own. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "casepulse/base/clock.h"
#include "casepulse/store/health.h"
#include "casepulse/store/ledger.h"
#include "casepulse/store/publication.h"
#include "casepulse/store/reader.h"

#include "hand_picture.h"
#include "private_redis.h"

#define BIF 8

struct stage {
    struct private_redis redis;
    bool is_there;
    char users[128];
};

/* The lines of the manual that give rights, for the namespace of these tests. */
static void stage_copy_users(FILE *out)
{
    static const char live[] = "{live}";
    FILE *manual = fopen(CASEPULSE_MANUAL, "re");
    char line[1024];
    int found = 0;
    assert_non_null(manual);
    while (fgets(line, sizeof(line), manual) != NULL) {
        if (strncmp(line, "    user ", 9) == 0) {
            for (char *at = strstr(line, live); at != NULL; at = strstr(at, live)) {
                memcpy(at, "{test}", sizeof(live) - 1);
            }
            (void)fputs(line + 4, out);
            found++;
        }
    }
    assert_int_equal(found, 2);
    (void)fclose(manual);
}

static void stage_write_users(struct stage *stage)
{
    (void)snprintf(stage->users, sizeof(stage->users), "/tmp/casepulse-users-XXXXXX");
    const int file = mkstemp(stage->users);
    FILE *out = fdopen(file, "w");
    (void)fprintf(out, "user default on nopass ~* &* +@all\n");
    stage_copy_users(out);
    (void)fclose(out);
}

static int stage_open(void **state)
{
    static char option_value[128];
    static const char *options[] = {"--aclfile", option_value, NULL};
    struct stage *stage = calloc(1, sizeof(*stage));
    stage_write_users(stage);
    (void)snprintf(option_value, sizeof(option_value), "%s", stage->users);
    stage->is_there = private_redis_start(&stage->redis, options);
    *state = stage;
    return 0;
}

static int stage_close(void **state)
{
    struct stage *stage = *state;
    if (stage->is_there) {
        private_redis_stop(&stage->redis);
    }
    (void)remove(stage->users);
    free(stage);
    return 0;
}

static struct stage *stage_of(void **state)
{
    struct stage *stage = *state;
    if (!stage->is_there) {
        print_message("no redis-server on this machine\n");
        skip();
    }
    return stage;
}

static void stage_url(const struct stage *stage, const char *user, char out_url[192])
{
    (void)snprintf(out_url, 192, "unix://%s%s", user, stage->redis.socket);
}

/* As the program does it: under the lease that its ledger holds. */
static void stage_publish(const struct stage *stage, const struct cp_picture *picture)
{
    char url[192];
    stage_url(stage, "casepulse:password@", url);
    const struct cp_publication_settings settings = {
        .redis = {url, NULL, "test"}, .version = "9.9", .min_denominator = 30};
    const struct cp_service_status status = {.state = "live", .reason = ""};
    const struct cp_token lease = {.bytes = {1}};
    struct cp_ledger *ledger =
        cp_ledger_create(&settings.redis, &(struct cp_state_identity){.fingerprint = "x=1"});
    struct cp_publication *publication = cp_publication_create(&settings);
    struct cp_failure failure = {.text = ""};
    bool is_held = false;
    cp_publication_set_lease(publication, &lease);
    if (cp_ledger_hold_lease(ledger, &lease, &is_held, &failure) != CP_OK ||
        cp_publication_tick(publication, picture, &status, 1000000, &failure) != CP_OK) {
        fail_msg("%s", failure.text);
    }
    assert_true(is_held);
    assert_false(cp_publication_is_refused(publication));
    cp_publication_free(publication);
    cp_ledger_free(ledger);
}

static void what_was_published_with_the_rights_in_the_manual_is_read_with_them(void **state)
{
    const struct stage *stage = stage_of(state);
    struct hand_picture *hand = hand_picture_create(4, 10);
    (void)hand_picture_add_unit(hand, 7, "jobcenter-1");
    hand_picture_stretch(hand, 15000, 15005);
    hand->picture.as_of_ms = 1369130400000; /* a minute for `hist` */
    hand_picture_count(hand, BIF, CP_WINDOW_YEAR, CP_COUNTER_COMPLAINTS, 427);
    stage_publish(stage, &hand->picture);
    stage_publish(stage, &hand->picture); /* a second writer finds keys to remove */
    char url[192];
    stage_url(stage, "dashboard:password@", url);
    const struct cp_redis_settings settings = {url, NULL, "test"};
    struct cp_reader *reader = cp_reader_create(&settings);
    struct cp_failure failure;
    struct cp_names names;
    struct cp_view view;
    int64_t value = 0;
    bool has_writer = false;
    assert_int_equal(cp_reader_index(reader, &names, &failure), CP_OK);
    assert_int_equal(names.count, 10);
    assert_string_equal(names.names[0], "ALL");
    assert_int_equal(cp_reader_pulse(reader, &value, &has_writer, &failure), CP_OK);
    assert_int_equal(value, 2);
    assert_true(has_writer);
    const char *wanted[] = {"BIF", "BIF/jobcenter-1", "NIX"};
    const struct cp_view_query query = {.window = "year", .rows = wanted, .row_count = 3};
    assert_int_equal(cp_reader_view(reader, &query, &view, &failure), CP_OK);
    assert_true(view.has_writer);
    assert_false(view.is_torn);
    assert_string_equal(cp_values_text(&view.meta, "state"), "live");
    char label[16];
    (void)snprintf(label, sizeof(label), "w%d", (int)CP_WINDOW_YEAR);
    assert_string_equal(cp_values_text(&view.window, "label"), label);
    assert_true(cp_values_integer(&view.rows[0].figures, "complaints", &value));
    assert_int_equal(value, 427);
    assert_false(cp_values_integer(&view.rows[0].figures, "city_share", &value));
    assert_int_equal(view.rows[2].figures.count, 0);
    assert_null(cp_values_text(&view.rows[2].figures, "complaints"));
    cp_view_free(&view);
    cp_names_free(&names);
    cp_reader_free(reader);
    hand_picture_free(hand);
}

static void a_row_of_a_later_tick_is_read_again_and_then_told(void **state)
{
    const struct stage *stage = stage_of(state);
    (void)private_redis_ask(&stage->redis, "HSET", "casepulse:v1:{test}:meta", "seq", "5", NULL);
    (void)private_redis_ask(&stage->redis, "HSET", "casepulse:v1:{test}:fig:ALL:day", "seq", "6",
                            NULL);
    const struct cp_redis_settings settings = {stage->redis.url, NULL, "test"};
    struct cp_reader *reader = cp_reader_create(&settings);
    struct cp_failure failure;
    struct cp_view view;
    const char *wanted[] = {"ALL"};
    const struct cp_view_query query = {.window = "day", .rows = wanted, .row_count = 1};
    assert_int_equal(cp_reader_view(reader, &query, &view, &failure), CP_OK);
    assert_true(view.is_torn);
    cp_view_free(&view);
    const char *stats = private_redis_ask(&stage->redis, "INFO", "commandstats", NULL);
    assert_non_null(strstr(stats, "cmdstat_exists:calls=10,"));
    (void)private_redis_ask(&stage->redis, "HSET", "casepulse:v1:{test}:meta", "seq", "6", NULL);
    assert_int_equal(cp_reader_view(reader, &query, &view, &failure), CP_OK);
    assert_false(view.is_torn);
    cp_view_free(&view);
    cp_reader_free(reader);
}

static void a_view_brings_the_window_to_compare_with_and_the_names(void **state)
{
    const struct stage *stage = stage_of(state);
    const struct private_redis *redis = &stage->redis;
    (void)private_redis_ask(redis, "HSET", "casepulse:v1:{test}:meta", "seq", "5", NULL);
    (void)private_redis_ask(redis, "HSET", "casepulse:v1:{test}:fig:BIF:month", "closed", "7",
                            NULL);
    (void)private_redis_ask(redis, "HSET", "casepulse:v1:{test}:fig:BIF:month-prev", "closed", "9",
                            "seq", "6", NULL);
    (void)private_redis_ask(redis, "HSET", "casepulse:v1:{test}:win:month-prev", "covered", "1",
                            NULL);
    (void)private_redis_ask(redis, "HSET", "casepulse:v1:{test}:names:da", "BIF", "Beskæftigelse",
                            NULL);
    const struct cp_redis_settings settings = {stage->redis.url, NULL, "test"};
    struct cp_reader *reader = cp_reader_create(&settings);
    struct cp_failure failure;
    struct cp_view view;
    int64_t value = 0;
    const char *wanted[] = {"BIF", "OKF"};
    const struct cp_view_query query = {"month", "month-prev", "da", wanted, 2};
    assert_int_equal(cp_reader_view(reader, &query, &view, &failure), CP_OK);
    assert_true(cp_values_integer(&view.rows[0].figures, "closed", &value));
    assert_int_equal(value, 7);
    assert_true(cp_values_integer(&view.rows[0].against, "closed", &value));
    assert_int_equal(value, 9);
    assert_int_equal(view.rows[1].against.count, 0);
    assert_string_equal(cp_values_text(&view.against, "covered"), "1");
    assert_string_equal(cp_values_text(&view.names, "BIF"), "Beskæftigelse");
    assert_true(view.is_torn);
    assert_false(view.has_writer);
    cp_view_free(&view);
    cp_reader_free(reader);
}

static void a_reader_comes_back_after_a_restart_of_redis(void **state)
{
    struct stage *stage = stage_of(state);
    const struct cp_redis_settings settings = {stage->redis.url, NULL, "test"};
    struct cp_reader *reader = cp_reader_create(&settings);
    struct cp_failure failure;
    int64_t seq = 0;
    bool has_writer = true;
    assert_int_equal(cp_reader_pulse(reader, &seq, &has_writer, &failure), CP_OK);
    assert_int_equal(seq, 0);
    assert_false(has_writer);
    private_redis_restart(&stage->redis);
    assert_int_equal(cp_reader_pulse(reader, &seq, &has_writer, &failure), CP_UNREACHABLE);
    assert_int_equal(cp_reader_pulse(reader, &seq, &has_writer, &failure), CP_OK);
    cp_reader_free(reader);
}

static void health_is_a_heartbeat_that_lives(void **state)
{
    struct stage *stage = stage_of(state);
    const struct cp_redis_settings settings = {stage->redis.url, NULL, "test"};
    struct cp_failure failure;
    assert_int_equal(cp_healthcheck(&settings, &failure), CP_RUNTIME);
    assert_non_null(strstr(failure.text, "no heartbeat under casepulse:v1:{test}:heartbeat"));
    (void)private_redis_ask(&stage->redis, "SET", "casepulse:v1:{test}:heartbeat", "1", NULL);
    assert_int_equal(cp_healthcheck(&settings, &failure), CP_OK);
    private_redis_halt(&stage->redis);
    assert_int_equal(cp_healthcheck(&settings, &failure), CP_UNREACHABLE);
}

static void a_frozen_server_is_told_from_a_slow_one_within_five_seconds(void **state)
{
    struct stage *stage = stage_of(state);
    const struct cp_redis_settings settings = {stage->redis.url, NULL, "test"};
    struct cp_failure failure;
    (void)kill(stage->redis.pid, SIGSTOP);
    const int64_t begin_ms = cp_clock_steady_ms();
    const enum cp_status status = cp_healthcheck(&settings, &failure);
    (void)kill(stage->redis.pid, SIGCONT);
    assert_int_equal(status, CP_UNREACHABLE);
    assert_non_null(strstr(failure.text, "no answer within"));
    assert_true(cp_clock_steady_ms() - begin_ms < 5000);
}

static void a_port_without_a_server_is_unreachable_at_once(void **state)
{
    (void)state;
    const struct cp_redis_settings settings = {"redis://127.0.0.1:1/2", NULL, "test"};
    struct cp_failure failure;
    const int64_t begin_ms = cp_clock_steady_ms();
    assert_int_equal(cp_healthcheck(&settings, &failure), CP_UNREACHABLE);
    assert_non_null(strstr(failure.text, "127.0.0.1:1/2: Connection refused"));
    assert_true(cp_clock_steady_ms() - begin_ms < 2000);
}

static void wrong_passwords_and_databases_are_configuration_errors(void **state)
{
    struct stage *stage = stage_of(state);
    struct cp_failure failure;
    char url[192];
    stage_url(stage, "reader:wrong@", url);
    const struct cp_redis_settings wrong = {url, NULL, "test"};
    assert_int_equal(cp_healthcheck(&wrong, &failure), CP_CONFIGURATION);
    assert_non_null(strstr(failure.text, "sign-in as reader refused"));
    assert_null(strstr(failure.text, "wrong@"));
    (void)private_redis_ask(&stage->redis, "CONFIG", "SET", "requirepass", "pw", NULL);
    const struct cp_redis_settings none = {stage->redis.url, NULL, "test"};
    assert_int_equal(cp_healthcheck(&none, &failure), CP_CONFIGURATION);
    assert_non_null(strstr(failure.text, "NOAUTH"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, stage_open, stage_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_was_published_with_the_rights_in_the_manual_is_read_with_them),
        TEST(a_row_of_a_later_tick_is_read_again_and_then_told),
        TEST(a_view_brings_the_window_to_compare_with_and_the_names),
        TEST(a_reader_comes_back_after_a_restart_of_redis),
        TEST(health_is_a_heartbeat_that_lives),
        TEST(a_frozen_server_is_told_from_a_slow_one_within_five_seconds),
        TEST(a_port_without_a_server_is_unreachable_at_once),
        TEST(wrong_passwords_and_databases_are_configuration_errors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
