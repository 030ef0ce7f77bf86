/* The generator's parts, each against something that cannot be wrong. */
#include "scratch.h"

#include "casepulse/base/zone.h"
#include "casepulse/proto/decode.h"
#include "generate_agenda.h"
#include "generate_city.h"
#include "generate_damage.h"
#include "generate_file.h"
#include "generate_random.h"
#include "generate_rhythm.h"

/* The published reference code prints these from the state 1, 2, 3, 4. */
static void random_numbers_are_those_of_the_reference(void **state)
{
    (void)state;
    static const uint64_t expected[] = {UINT64_C(11520), UINT64_C(0), UINT64_C(1509978240),
                                        UINT64_C(1215971899390074240)};
    struct cp_random random = {{1, 2, 3, 4}};
    for (size_t i = 0; i < sizeof(expected) / sizeof(expected[0]); i++) {
        assert_true(cp_random_next(&random) == expected[i]);
    }
}

static void streams_of_one_seed_differ(void **state)
{
    (void)state;
    struct cp_random one;
    struct cp_random other;
    cp_random_start(&one, 1, 1);
    cp_random_start(&other, 1, 2);
    assert_true(cp_random_next(&one) != cp_random_next(&other));
}

static void picks_follow_their_weights(void **state)
{
    (void)state;
    static const uint16_t weights[] = {0, 10, 0, 30, 60};
    struct cp_random random;
    int counts[5] = {0};
    int64_t sum = 0;
    cp_random_start(&random, 3, 0);
    for (int i = 0; i < 10000; i++) {
        counts[cp_random_pick(&random, weights, 5)]++;
        sum += cp_random_skewed(&random, 1000000);
    }
    assert_int_equal(counts[0] + counts[2], 0);
    assert_in_range(counts[1], 900, 1100);
    assert_in_range(counts[3], 2800, 3200);
    assert_in_range(sum / 10000, 960000, 1040000);
}

#define TWIN_MAX 3000

struct twin_item {
    int64_t due_ms;
    int number;
};

/* The twin looks through a plain list for the earliest, first of equals. */
static int twin_take(struct twin_item *items, int *count)
{
    int first = 0;
    for (int i = 1; i < *count; i++) {
        if (items[i].due_ms < items[first].due_ms) {
            first = i;
        }
    }
    const int number = items[first].number;
    memmove(&items[first], &items[first + 1],
            (size_t)(--*count - first) * sizeof(struct twin_item));
    return number;
}

static void agenda_gives_items_in_the_order_of_a_plain_list(void **state)
{
    (void)state;
    static struct twin_item items[TWIN_MAX];
    struct cp_agenda *agenda = cp_agenda_create(sizeof(int));
    struct cp_random random;
    int count = 0;
    cp_random_start(&random, 11, 0);
    print_message("seed 11\n");
    for (int number = 0; number < 20000; number++) {
        if (count < TWIN_MAX && cp_random_below(&random, 100) < 52) {
            const int64_t due_ms = (int64_t)cp_random_below(&random, 500);
            items[count++] = (struct twin_item){due_ms, number};
            cp_agenda_add(agenda, due_ms, &number);
        } else if (count > 0) {
            int found = -1;
            cp_agenda_take(agenda, &found);
            assert_int_equal(found, twin_take(items, &count));
        }
        assert_int_equal(cp_agenda_count(agenda), count);
    }
    cp_agenda_clear(agenda);
    assert_true(cp_agenda_due_ms(agenda) == INT64_MAX);
    cp_agenda_free(agenda);
}

static void units_of_any_number_are_shared_by_all_administrations(void **state)
{
    (void)state;
    static const uint32_t counts[] = {7, 8, 300, 60000};
    for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
        struct cp_city city;
        cp_city_init(&city, counts[i], 0xABCDEF);
        for (int at = 0; at < CP_CITY_ADMINISTRATIONS; at++) {
            assert_true(city.first_units[at] < city.first_units[at + 1]);
            const struct cp_short_text *unit = &city.units[city.first_units[at]];
            assert_memory_equal(unit->bytes, cp_city_administrations[at].code, 3);
            assert_int_equal(unit->size, strlen(unit->bytes));
        }
        assert_int_equal(city.first_units[CP_CITY_ADMINISTRATIONS], counts[i]);
        assert_string_equal(city.sources[6], "gen-abcdef-BIF");
        cp_city_done(&city);
    }
}

static void work_is_done_behind_what_led_to_it(void **state)
{
    (void)state;
    static struct cp_zone zone;
    struct cp_failure failure = {0};
    assert_int_equal(cp_zone_load(CP_ZONE_MUNICIPALITY, &zone, &failure), CP_OK);
    static struct cp_rhythm rhythm;
    struct cp_random random;
    cp_rhythm_init(&rhythm, &zone);
    cp_random_start(&random, 5, 0);
    int free_days = 0;
    for (int i = 0; i < 10000; i++) {
        const int64_t after_ms =
            INT64_C(1356998400000) + cp_random_between(&random, 0, 365 * CP_MS_PER_DAY);
        const int64_t at_ms = after_ms + cp_random_between(&random, 0, 10 * CP_MS_PER_DAY);
        const int64_t work_ms = cp_rhythm_work_ms(&rhythm, &random, at_ms, after_ms);
        assert_true(work_ms > after_ms);
        assert_true(work_ms < at_ms + 6 * CP_MS_PER_DAY);
        free_days += !cp_rhythm_is_work_day(cp_zone_day(&zone, work_ms));
    }
    assert_in_range(free_days, 20, 500);
}

/* Kafka's own test of its hash. */
static void keys_have_the_partition_that_producers_give_them(void **state)
{
    (void)state;
    static const struct {
        const char *key;
        int32_t hash;
    } known[] = {{"21", -973932308},
                 {"foobar", -790332482},
                 {"a-little-bit-long-string", -985981536},
                 {"a-little-bit-longer-string", -1486304829},
                 {"lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58897971},
                 {"abc", 479470107}};
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
        const int32_t positive = known[i].hash & INT32_MAX;
        const size_t size = strlen(known[i].key);
        assert_int_equal(cp_archive_partition(known[i].key, size, INT32_MAX), positive);
        assert_int_equal(cp_archive_partition(known[i].key, size, 12), positive % 12);
    }
}

static void every_way_of_breaking_leads_to_its_reason(void **state)
{
    (void)state;
    static struct cp_zone zone;
    static struct cp_damage damage;
    struct cp_failure failure = {0};
    struct cp_event event = {.id = {1}, .schema_version = 1, .case_id = {2, "S1"}};
    struct cp_event read;
    bool is_reached[CP_REASON_END] = {false};
    assert_int_equal(cp_zone_load(CP_ZONE_MUNICIPALITY, &zone, &failure), CP_OK);
    struct cp_decoder *decoder = cp_decoder_create((struct cp_decoder_rules){.zone = &zone});
    event.fact.type = CP_EVENT_UNIT_CHANGED;
    event.fact.occurred_ms = INT64_C(1369137600000);
    event.fact.unit = (struct cp_short_text){7, "BIF-001"};
    event.fact.from_administration = 3;
    for (size_t way = 0; way < cp_damage_count(); way++) {
        cp_damage_make(&event, way, &damage);
        const enum cp_reason reason = cp_decoder_decode(
            decoder, damage.is_null ? NULL : damage.bytes, damage.size, "S1", 2, &read);
        if (reason != damage.reason) {
            fail_msg("way %zu: reason %d, not %s", way, (int)reason,
                     cp_reason_field(damage.reason));
        }
        is_reached[reason] = true;
    }
    for (int reason = CP_REASON_NONE + 1; reason <= CP_REASON_UNSUPPORTED_ORIGINAL_TYPE; reason++) {
        assert_true(is_reached[reason]);
    }
    cp_decoder_free(decoder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_numbers_are_those_of_the_reference),
        cmocka_unit_test(streams_of_one_seed_differ),
        cmocka_unit_test(picks_follow_their_weights),
        cmocka_unit_test(agenda_gives_items_in_the_order_of_a_plain_list),
        cmocka_unit_test(units_of_any_number_are_shared_by_all_administrations),
        cmocka_unit_test(work_is_done_behind_what_led_to_it),
        cmocka_unit_test(keys_have_the_partition_that_producers_give_them),
        cmocka_unit_test(every_way_of_breaking_leads_to_its_reason),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
