/* What librdkafka is told, by its own account. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "casepulse/base/memory.h"
#include "kafka_properties.h"

static rd_kafka_conf_t *configure(const struct cp_property *properties, size_t count)
{
    struct cp_failure failure;
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    const struct cp_kafka_settings settings = {
        .topic = "case-events", .properties = properties, .property_count = count};
    assert_int_equal(cp_kafka_configure(conf, &settings, &failure), CP_OK);
    return conf;
}

static long number(const rd_kafka_conf_t *conf, const char *key)
{
    char text[32];
    size_t size = sizeof(text);
    assert_int_equal(rd_kafka_conf_get(conf, key, text, &size), RD_KAFKA_CONF_OK);
    return strtol(text, NULL, 10);
}

static void an_answer_needs_no_memory_that_is_mapped_anew(void **state)
{
    (void)state;
    rd_kafka_conf_t *conf = configure(NULL, 0);
    assert_true(number(conf, "fetch.max.bytes") < CP_MEMORY_MAPPED_FROM);
    rd_kafka_conf_destroy(conf);
}

static void whoever_raises_the_largest_message_need_not_raise_the_answer(void **state)
{
    (void)state;
    char reason[256] = "";
    const struct cp_property properties[] = {{"message.max.bytes", "5000000"}};
    rd_kafka_conf_t *conf = configure(properties, 1);
    assert_int_equal(number(conf, "fetch.max.bytes"), 5000000);
    rd_kafka_t *client = rd_kafka_new(RD_KAFKA_CONSUMER, conf, reason, sizeof(reason));
    assert_string_equal(reason, "");
    assert_non_null(client);
    rd_kafka_destroy(client);
}

static void the_mark_of_the_queue_is_the_users(void **state)
{
    (void)state;
    const struct cp_property properties[] = {{"queued.min.messages", "777"}};
    rd_kafka_conf_t *conf = configure(properties, 1);
    assert_int_equal(cp_kafka_queue_mark(conf), 777);
    rd_kafka_conf_destroy(conf);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_answer_needs_no_memory_that_is_mapped_anew),
        cmocka_unit_test(whoever_raises_the_largest_message_need_not_raise_the_answer),
        cmocka_unit_test(the_mark_of_the_queue_is_the_users),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
