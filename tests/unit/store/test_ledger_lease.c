/* A publication under a lease: whoever lost it changes nothing any more. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "casepulse/store/publication.h"

#include "hand_picture.h"
#include "ledger_stage.h"

#define BIF 8 /* the row of administration 7 */

static void hold(struct cp_ledger *ledger, uint8_t lease)
{
    const struct cp_token token = stage_token(lease);
    struct cp_failure failure;
    bool is_held = false;
    assert_int_equal(cp_ledger_hold_lease(ledger, &token, &is_held, &failure), CP_OK);
    assert_true(is_held);
}

static struct cp_publication *publication_of(const char *url, uint8_t lease)
{
    const struct cp_publication_settings settings = {
        .redis = {url, NULL, "test"}, .version = "9.9", .min_denominator = 30};
    const struct cp_token token = stage_token(lease);
    struct cp_publication *publication = cp_publication_create(&settings);
    cp_publication_set_lease(publication, &token);
    return publication;
}

static void tick(struct cp_publication *publication, struct hand_picture *hand, int64_t wall_ms)
{
    const struct cp_service_status status = {.state = "live", .reason = ""};
    struct cp_failure failure = {.text = ""};
    if (cp_publication_tick(publication, &hand->picture, &status, wall_ms, &failure) != CP_OK) {
        fail_msg("%s", failure.text);
    }
}

static void count_one(struct hand_picture *hand)
{
    hand_picture_count(hand, BIF, CP_WINDOW_YEAR, CP_COUNTER_COMPLAINTS, 1);
}

#define assert_complaints(stage, text)                                                             \
    assert_string_equal(private_redis_field(&(stage)->redis, "fig:BIF:year", "complaints"), text)

static void a_tick_without_the_lease_changes_nothing(void **state)
{
    struct ledger_stage *stage = ledger_stage_of(state);
    struct hand_picture *hand = hand_picture_create(400, 1461);
    struct cp_publication *publication = publication_of(stage->redis.url, 1);
    count_one(hand);
    tick(publication, hand, 1000000); /* nobody holds it */
    assert_true(cp_publication_is_refused(publication));
    assert_complaints(stage, "(nil)");
    hold(stage->ledger, 1);
    tick(publication, hand, 1001000);
    assert_false(cp_publication_is_refused(publication));
    assert_complaints(stage, "1");
    (void)ledger_stage_ask(stage, "DEL", "lease", NULL, NULL);
    hold(stage->ledger, 2);
    count_one(hand);
    tick(publication, hand, 1002000);
    assert_true(cp_publication_is_refused(publication));
    assert_complaints(stage, "1");
    struct cp_failure failure;
    assert_int_equal(cp_publication_fail(publication, "reason", 1003000, &failure), CP_OK);
    assert_true(cp_publication_is_refused(publication));
    assert_string_equal(private_redis_field(&stage->redis, "meta", "state"), "live");
    /* Back in office it writes everything, what it missed included. */
    (void)ledger_stage_ask(stage, "DEL", "lease", NULL, NULL);
    hold(stage->ledger, 1);
    tick(publication, hand, 1004000);
    assert_false(cp_publication_is_refused(publication));
    assert_complaints(stage, "2");
    cp_publication_free(publication);
    hand_picture_free(hand);
}

static void take_lease(void *context)
{
    struct ledger_stage *stage = context;
    (void)ledger_stage_ask(stage, "DEL", "lease", NULL, NULL);
    hold(stage->ledger, 2);
}

static void a_lease_lost_between_the_look_and_the_exec_is_noticed(void **state)
{
    struct ledger_stage *stage = ledger_stage_of(state);
    struct hand_picture *hand = hand_picture_create(400, 1461);
    struct cutting_proxy *proxy = ledger_stage_proxy(stage);
    struct cp_publication *publication = publication_of(proxy->url, 1);
    hold(stage->ledger, 1);
    count_one(hand);
    tick(publication, hand, 1000000);
    assert_complaints(stage, "1");
    count_one(hand);
    proxy->needle = "EXEC";
    proxy->context = stage;
    proxy->before = take_lease;
    tick(publication, hand, 1001000);
    assert_null(proxy->before);
    assert_true(cp_publication_is_refused(publication));
    assert_complaints(stage, "1");
    cp_publication_free(publication);
    hand_picture_free(hand);
}

int main(void)
{
#define ON_A_STAGE(test)                                                                           \
    cmocka_unit_test_setup_teardown(test, ledger_stage_open, ledger_stage_close)
    const struct CMUnitTest tests[] = {
        ON_A_STAGE(a_tick_without_the_lease_changes_nothing),
        ON_A_STAGE(a_lease_lost_between_the_look_and_the_exec_is_noticed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
