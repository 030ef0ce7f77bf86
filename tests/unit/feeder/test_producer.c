/* Against the broker that librdkafka brings along for tests; what needs a real one is tested with
 * the stack. */
#include "scratch.h"

#include "casepulse/feeder/producer.h"

static const struct cp_property mock[] = {{"test.mock.num.brokers", "1"}};

static struct cp_producer *create(const struct cp_property *properties, size_t count)
{
    const struct cp_producer_options options = {"case-events", properties, count};
    struct cp_producer *producer = NULL;
    struct cp_failure failure = {0};
    if (cp_producer_create(&options, &producer, &failure) != CP_OK) {
        fail_msg("%s", failure.text);
    }
    return producer;
}

static void records_are_delivered_and_counted(void **state)
{
    (void)state;
    struct cp_failure failure = {0};
    struct cp_producer *producer = create(mock, 1);
    assert_int_equal(cp_producer_connect(producer, &failure), CP_OK);
    for (int i = 0; i < 1000; i++) {
        const struct cp_producer_record record = {"C1", 2, "value", 5};
        assert_int_equal(cp_producer_send(producer, &record, &failure), CP_OK);
    }
    if (cp_producer_flush(producer, &failure) != CP_OK) {
        fail_msg("%s", failure.text);
    }
    const struct cp_producer_counts counts = cp_producer_count(producer);
    assert_int_equal(counts.delivered, 1000);
    assert_int_equal(counts.failed, 0);
    assert_int_equal(counts.waiting, 0);
    cp_producer_free(producer);
}

static void full_queue_holds_the_sender(void **state)
{
    (void)state;
    static const struct cp_property properties[] = {
        {"test.mock.num.brokers", "1"}, {"queue.buffering.max.messages", "10"}, {"linger.ms", "1"}};
    struct cp_failure failure = {0};
    struct cp_producer *producer = create(properties, 3);
    assert_int_equal(cp_producer_connect(producer, &failure), CP_OK);
    for (int i = 0; i < 200; i++) {
        const struct cp_producer_record record = {"C1", 2, "value", 5};
        assert_int_equal(cp_producer_send(producer, &record, &failure), CP_OK);
        assert_true(cp_producer_count(producer).waiting <= 10);
    }
    assert_int_equal(cp_producer_flush(producer, &failure), CP_OK);
    assert_int_equal(cp_producer_count(producer).delivered, 200);
    cp_producer_free(producer);
}

static void record_that_does_not_fit_is_named(void **state)
{
    (void)state;
    static const struct cp_property properties[] = {{"test.mock.num.brokers", "1"},
                                                    {"message.max.bytes", "1000"}};
    static const char value[2000];
    struct cp_failure failure = {0};
    struct cp_producer *producer = create(properties, 2);
    const struct cp_producer_record record = {"C1", 2, value, sizeof(value)};
    assert_int_equal(cp_producer_send(producer, &record, &failure), CP_RUNTIME);
    assert_contains(failure.text, "topic case-events: a record was not taken: ");
    cp_producer_free(producer);
}

static void topic_that_is_not_there_is_named_with_its_remedy(void **state)
{
    (void)state;
    struct cp_failure failure = {0};
    struct cp_producer *producer = create(mock, 1);
    assert_int_equal(cp_producer_connect(producer, &failure), CP_OK);
    assert_int_equal(cp_topic_find(producer, &failure), CP_CONFIGURATION);
    assert_contains(failure.text, "topic case-events: not there");
    assert_contains(failure.text, "--create-topic");
    cp_producer_free(producer);
}

static void unknown_property_is_refused_by_its_name(void **state)
{
    (void)state;
    static const struct cp_property properties[] = {{"lingr.ms", "1"}};
    const struct cp_producer_options options = {"case-events", properties, 1};
    struct cp_producer *producer = NULL;
    struct cp_failure failure = {0};
    assert_int_equal(cp_producer_create(&options, &producer, &failure), CP_CONFIGURATION);
    assert_contains(failure.text, "[kafka] lingr.ms: ");
}

/* acks=0 is taken back; a consumer's properties do no harm. */
static void exactly_once_cannot_be_switched_off(void **state)
{
    (void)state;
    static const struct cp_property properties[] = {{"test.mock.num.brokers", "1"},
                                                    {"enable.idempotence", "false"},
                                                    {"acks", "0"},
                                                    {"group.id", "casepulse"},
                                                    {"session.timeout.ms", "6000"}};
    cp_producer_free(create(properties, 5));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(records_are_delivered_and_counted),
        cmocka_unit_test(full_queue_holds_the_sender),
        cmocka_unit_test(record_that_does_not_fit_is_named),
        cmocka_unit_test(topic_that_is_not_there_is_named_with_its_remedy),
        cmocka_unit_test(unknown_property_is_refused_by_its_name),
        cmocka_unit_test(exactly_once_cannot_be_switched_off),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
