/* The generated stream as a whole: repeatable, in order, as large as the city, as broken as asked.
 */
#include "scratch.h"

#include <openssl/evp.h>

#include "casepulse/feeder/generate.h"
#include "casepulse/proto/decode.h"
#include "generate_file.h"

#define FROM_DAY 15706 /* 2013-01-01 */
#define GOLDEN "b172cac66ee76b5673af26bef74dc12ca4b75be04a43caabae2965ba6d47dcb8"

struct fixture {
    struct cp_zone zone;
    struct cp_decoder *decoder;
};
static struct fixture fixture;

static int set_up(void **state)
{
    (void)state;
    struct cp_failure failure = {0};
    assert_int_equal(cp_zone_load(CP_ZONE_MUNICIPALITY, &fixture.zone, &failure), CP_OK);
    fixture.decoder = cp_decoder_create((struct cp_decoder_rules){.zone = &fixture.zone});
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    cp_decoder_free(fixture.decoder);
    return 0;
}

static struct cp_generator_options plain(int32_t days, int64_t per_year)
{
    return (struct cp_generator_options){.seed = 20130521,
                                         .from_day = FROM_DAY,
                                         .to_day = FROM_DAY + days,
                                         .per_year = per_year,
                                         .unit_count = CP_GENERATE_UNITS};
}

static struct cp_generator_options faulty(int32_t days, int64_t per_year)
{
    struct cp_generator_options options = plain(days, per_year);
    options.shares[CP_SHARE_DUPLICATES] = 50000;
    options.shares[CP_SHARE_ALTERED] = 20000;
    options.shares[CP_SHARE_RETRACTIONS] = 50000;
    options.shares[CP_SHARE_RETRACTIONS_EARLY] = 300000;
    options.shares[CP_SHARE_LATE] = 200000;
    options.shares[CP_SHARE_AHEAD] = 10000;
    options.shares[CP_SHARE_MALFORMED] = 20000;
    return options;
}

static enum cp_reason decode(const struct cp_generated *generated, struct cp_event *out_event)
{
    memset(out_event, 0, sizeof(*out_event));
    return cp_decoder_decode(fixture.decoder, generated->value, generated->value_size,
                             generated->key, generated->key_size, out_event);
}

/* SHA-256 over the archive of the first records. */
static void hash_stream(const struct cp_generator_options *options, int count, char out_text[65])
{
    char *bytes = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&bytes, &size);
    struct cp_generator *generator = cp_generator_create(options, &fixture.zone);
    struct cp_generated generated;
    cp_archive_write_header(stream);
    for (int i = 0; i < count; i++) {
        assert_true(cp_generator_next(generator, 0, &generated));
        cp_archive_write(stream, &generated);
    }
    cp_generator_free(generator);
    assert_int_equal(fclose(stream), 0);
    unsigned char digest[32];
    assert_int_equal(EVP_Digest(bytes, size, digest, NULL, EVP_sha256(), NULL), 1);
    for (int i = 0; i < 32; i++) {
        (void)snprintf(out_text + 2 * i, 3, "%02x", digest[i]);
    }
    free(bytes);
}

static void same_seed_gives_the_same_bytes_for_ever(void **state)
{
    (void)state;
    const struct cp_generator_options options = faulty(365, 20000);
    char first[65];
    char second[65];
    hash_stream(&options, 10000, first);
    hash_stream(&options, 10000, second);
    assert_string_equal(first, second);
    /* A change here means that every seed written down somewhere makes another stream from now on.
     */
    assert_string_equal(first, GOLDEN);
    struct cp_generator_options other = options;
    other.seed++;
    hash_stream(&other, 10000, second);
    assert_string_not_equal(first, second);
}

static void every_record_is_read_as_it_was_meant(void **state)
{
    (void)state;
    const struct cp_generator_options options = faulty(365, 100000);
    struct cp_generator *generator = cp_generator_create(&options, &fixture.zone);
    struct cp_generated generated;
    struct cp_event event;
    int64_t refused = 0;
    int64_t reasons[CP_REASON_END] = {0};
    while (cp_generator_next(generator, 0, &generated)) {
        const enum cp_reason reason = decode(&generated, &event);
        assert_int_equal(reason, generated.reason);
        assert_int_equal(reason != CP_REASON_NONE, generated.kind == CP_GENERATED_DAMAGED);
        reasons[reason]++;
        if (reason == CP_REASON_NONE) {
            event.content_hash = 0; /* made by who decodes */
            event.fact_hash = 0;
            assert_memory_equal(&event, generated.event, sizeof(event));
            assert_int_equal(event.emitted_ms, generated.emitted_ms);
            continue;
        }
        refused++;
    }
    for (int reason = CP_REASON_NONE + 1; reason <= CP_REASON_UNSUPPORTED_ORIGINAL_TYPE; reason++) {
        assert_true(reasons[reason] > 0);
    }
    assert_true(refused > 1000);
    cp_generator_free(generator);
}

static void records_come_in_the_order_of_their_sending(void **state)
{
    (void)state;
    const struct cp_generator_options options = faulty(365, 100000);
    struct cp_generator *generator = cp_generator_create(&options, &fixture.zone);
    struct cp_generated generated;
    int64_t last_ms = cp_zone_day_start_ms(&fixture.zone, FROM_DAY);
    const int64_t end_ms = cp_zone_day_start_ms(&fixture.zone, FROM_DAY + 365);
    while (cp_generator_next(generator, 0, &generated)) {
        assert_true(generated.emitted_ms >= last_ms);
        last_ms = generated.emitted_ms;
    }
    assert_in_range(last_ms, end_ms - CP_MS_PER_DAY, end_ms - 1);
    cp_generator_free(generator);
}

static void assert_near(int64_t found, int64_t expected, int64_t percent)
{
    const int64_t margin = expected * percent / 100;
    if (found < expected - margin || found > expected + margin) {
        fail_msg("found %lld, expected %lld within %lld %%", (long long)found, (long long)expected,
                 (long long)percent);
    }
}

/* In the second year, when as many cases are open as will be; a tenth of the city's size. */
static void volumes_are_those_of_the_city(void **state)
{
    (void)state;
    const struct cp_generator_options options = plain(730, 400000);
    const int64_t second_ms = cp_zone_day_start_ms(&fixture.zone, FROM_DAY + 365);
    struct cp_generator *generator = cp_generator_create(&options, &fixture.zone);
    struct cp_generated generated;
    int64_t types[CP_EVENT_TYPE_END] = {0};
    int64_t administrations[8] = {0};
    int64_t all = 0;
    while (cp_generator_next(generator, 0, &generated)) {
        if (generated.emitted_ms >= second_ms) {
            types[generated.type]++;
            administrations[generated.event->fact.administration]++;
            all++;
        }
    }
    cp_generator_free(generator);
    assert_near(all, 400000, 4);
    assert_near(types[CP_EVENT_INQUIRY_RECEIVED], 45000, 3);
    assert_near(types[CP_EVENT_DECISION_MADE], 12500, 4);
    assert_near(types[CP_EVENT_CASE_OPENED], 44000, 4);
    assert_near(types[CP_EVENT_COMPLAINT_RECEIVED], 445, 20);
    assert_true(types[CP_EVENT_APPEAL_DECIDED] > 0);
    assert_true(types[CP_EVENT_INVESTIGATION_CONCLUDED] > 0);
    assert_true(types[CP_EVENT_AUDIT_REVIEWED] > 0);
    assert_true(types[CP_EVENT_CASE_REOPENED] > 0);
    assert_true(types[CP_EVENT_COMPLAINT_REASSESSED] > 0);
    assert_true(types[CP_EVENT_COMPLAINT_CONCLUDED] > 0);
    assert_near(types[CP_EVENT_UNIT_CHANGED], 5000, 20);
    assert_near(administrations[7], all * 35 / 100, 5);
    assert_near(administrations[1], all / 100, 25);
    assert_near(administrations[0], all * 3 / 1000, 30);
}

static void one_day_of_the_year_is_eighty_times_as_full(void **state)
{
    (void)state;
    const struct cp_generator_options options = plain(365, 100000);
    struct cp_generator *generator = cp_generator_create(&options, &fixture.zone);
    struct cp_generated generated;
    int64_t days[366] = {0};
    int64_t hours[24] = {0};
    int64_t weekdays[8] = {0};
    while (cp_generator_next(generator, 0, &generated)) {
        const int32_t day = cp_zone_day(&fixture.zone, generated.emitted_ms);
        const int64_t of_day_ms = generated.emitted_ms - cp_zone_day_start_ms(&fixture.zone, day);
        days[day - FROM_DAY]++;
        if (generated.type == CP_EVENT_INQUIRY_RECEIVED) {
            weekdays[cp_day_weekday(day)]++;
            hours[of_day_ms / CP_MS_PER_HOUR]++;
        }
    }
    cp_generator_free(generator);
    int64_t fullest = 0;
    int64_t above_ten = 0;
    for (int day = 0; day < 365; day++) {
        fullest = days[day] > fullest ? days[day] : fullest;
        above_ten += days[day] > 10 * 100000 / 365;
    }
    assert_near(fullest, 80 * 100000 / 365, 5);
    assert_int_equal(above_ten, 1);
    assert_true(weekdays[1] > weekdays[5] && weekdays[5] > 3 * weekdays[6]);
    assert_true(hours[9] > 10 * hours[3] && hours[9] > hours[15]);
}

static void shares_are_as_asked(void **state)
{
    (void)state;
    const struct cp_generator_options options = faulty(365, 400000);
    struct cp_generator *generator = cp_generator_create(&options, &fixture.zone);
    struct cp_generated generated;
    int64_t kinds[CP_GENERATED_KIND_COUNT] = {0};
    int64_t late = 0;
    int64_t ahead = 0;
    while (cp_generator_next(generator, 0, &generated)) {
        kinds[generated.kind]++;
        if (generated.kind == CP_GENERATED_EVENT) {
            const int64_t ahead_ms = generated.event->fact.occurred_ms - generated.emitted_ms;
            late += ahead_ms < -CP_MS_PER_HOUR;
            ahead += ahead_ms > 10 * CP_MS_PER_MINUTE;
            assert_true(ahead_ms >= -366 * CP_MS_PER_DAY);
        }
    }
    cp_generator_free(generator);
    const int64_t events = kinds[CP_GENERATED_EVENT];
    assert_near(kinds[CP_GENERATED_RETRACTION], events * 5 / 100, 5);
    assert_near(kinds[CP_GENERATED_COPY], (events + kinds[CP_GENERATED_RETRACTION]) * 5 / 100, 5);
    assert_near(kinds[CP_GENERATED_ALTERED], events * 2 / 100, 5);
    assert_near(kinds[CP_GENERATED_DAMAGED], events * 2 / 100, 5);
    assert_near(kinds[CP_GENERATED_CORRECTION], events * 5 / 1000, 10);
    assert_near(late, events * 20 / 100, 10);
    assert_near(ahead, events / 100, 10);
}

#define SEEN_MAX 65536 /* a power of two */

/* Events by id: what was sent first under it. */
struct seen {
    struct cp_event events[SEEN_MAX];
    bool is_used[SEEN_MAX];
    int count;
};

static struct cp_event *seen_find(struct seen *seen, const uint8_t id[CP_EVENT_ID_SIZE],
                                  bool *out_is_there)
{
    size_t at = 0;
    memcpy(&at, id, sizeof(at));
    for (at %= SEEN_MAX; seen->is_used[at]; at = (at + 1) % SEEN_MAX) {
        if (memcmp(seen->events[at].id, id, CP_EVENT_ID_SIZE) == 0) {
            *out_is_there = true;
            return &seen->events[at];
        }
    }
    assert_true(++seen->count < SEEN_MAX - 1);
    seen->is_used[at] = true;
    *out_is_there = false;
    return &seen->events[at];
}

static bool has_same_content(const struct cp_event *one, const struct cp_event *other)
{
    struct cp_event copy = *one;
    copy.registered_ms = other->registered_ms;
    copy.emitted_ms = other->emitted_ms;
    copy.source_seq = other->source_seq;
    return memcmp(&copy, other, sizeof(copy)) == 0;
}

static void check_copy(struct seen *seen, const struct cp_generated *generated)
{
    bool is_there = false;
    struct cp_event *first = seen_find(seen, generated->event->id, &is_there);
    switch (generated->kind) {
    case CP_GENERATED_EVENT:
    case CP_GENERATED_RETRACTION:
        assert_false(is_there);
        *first = *generated->event;
        break;
    case CP_GENERATED_COPY:
        assert_true(is_there);
        assert_true(has_same_content(first, generated->event));
        assert_int_equal(first->source_seq, generated->event->source_seq);
        assert_true(generated->emitted_ms - first->emitted_ms <= 30 * CP_MS_PER_DAY);
        break;
    case CP_GENERATED_ALTERED:
        assert_true(is_there);
        assert_false(has_same_content(first, generated->event));
        break;
    case CP_GENERATED_CORRECTION:
        assert_true(is_there);
        assert_true(first->fact.occurred_ms > first->emitted_ms + 10 * CP_MS_PER_MINUTE);
        assert_true(generated->event->fact.occurred_ms <= generated->emitted_ms);
        break;
    case CP_GENERATED_DAMAGED:
    case CP_GENERATED_KIND_COUNT:
        fail();
    }
}

static void copies_have_the_content_of_their_first_and_altered_ones_not(void **state)
{
    (void)state;
    const struct cp_generator_options options = faulty(200, 50000);
    struct cp_generator *generator = cp_generator_create(&options, &fixture.zone);
    struct seen *seen = calloc(1, sizeof(struct seen));
    struct cp_generated generated;
    while (cp_generator_next(generator, 0, &generated)) {
        if (generated.kind != CP_GENERATED_DAMAGED) {
            check_copy(seen, &generated);
        }
    }
    cp_generator_free(generator);
    free(seen);
}

static void retractions_carry_what_they_take_back_in_either_order(void **state)
{
    (void)state;
    const struct cp_generator_options options = faulty(200, 50000);
    struct cp_generator *generator = cp_generator_create(&options, &fixture.zone);
    struct seen *events = calloc(1, sizeof(struct seen));
    struct seen *retracted = calloc(1, sizeof(struct seen));
    struct cp_generated generated;
    int64_t before = 0;
    int64_t behind = 0;
    bool is_there = false;
    while (cp_generator_next(generator, 0, &generated)) {
        const struct cp_event *event = generated.event;
        if (generated.kind == CP_GENERATED_RETRACTION) {
            struct cp_event *original = seen_find(events, event->cancelled_id, &is_there);
            behind += is_there;
            if (is_there) {
                assert_memory_equal(&original->fact, &event->fact, sizeof(event->fact));
            } else {
                memcpy(original->id, event->cancelled_id, CP_EVENT_ID_SIZE);
            }
            struct cp_event *note = seen_find(retracted, event->cancelled_id, &is_there);
            assert_false(is_there);
            *note = *event;
            memcpy(note->id, event->cancelled_id, CP_EVENT_ID_SIZE);
        }
        if (generated.kind == CP_GENERATED_EVENT) {
            *seen_find(events, event->id, &is_there) = *event;
            if (is_there) {
                before++;
                const struct cp_event *note = seen_find(retracted, event->id, &is_there);
                assert_true(is_there);
                assert_memory_equal(&note->fact, &event->fact, sizeof(event->fact));
                assert_int_equal(note->case_id.size, event->case_id.size);
            }
        }
    }
    assert_true(behind > 500);
    assert_near(before, (before + behind) * 30 / 100, 20);
    cp_generator_free(generator);
    free(events);
    free(retracted);
}

static void copies_retractions_and_damage_leave_the_story_alone(void **state)
{
    (void)state;
    struct cp_generator_options options = plain(60, 100000);
    struct cp_generator *clean = cp_generator_create(&options, &fixture.zone);
    options.shares[CP_SHARE_DUPLICATES] = 100000;
    options.shares[CP_SHARE_ALTERED] = 100000;
    options.shares[CP_SHARE_RETRACTIONS] = 100000;
    options.shares[CP_SHARE_MALFORMED] = 100000;
    struct cp_generator *broken = cp_generator_create(&options, &fixture.zone);
    struct cp_generated expected;
    struct cp_generated found;
    while (cp_generator_next(clean, 0, &expected)) {
        do {
            assert_true(cp_generator_next(broken, 0, &found));
        } while (found.kind != CP_GENERATED_EVENT);
        assert_memory_equal(&expected.event->fact, &found.event->fact, sizeof(struct cp_fact));
        assert_memory_equal(expected.event->id, found.event->id, CP_EVENT_ID_SIZE);
        assert_int_equal(expected.emitted_ms, found.emitted_ms);
    }
    cp_generator_free(clean);
    cp_generator_free(broken);
}

/* An hour at 5 a second. */
static void live_events_happen_now_and_are_of_every_kind(void **state)
{
    (void)state;
    const int64_t start_ms = INT64_C(1700000000000);
    const struct cp_generator_options options = {.seed = 7,
                                                 .live_from_ms = start_ms,
                                                 .per_year = CP_GENERATE_PER_YEAR_LIVE,
                                                 .unit_count = 20};
    struct cp_generator *generator = cp_generator_create(&options, &fixture.zone);
    struct cp_generated generated;
    int64_t types[CP_EVENT_TYPE_END] = {0};
    struct cp_event event;
    for (int64_t i = 0; i < 18000; i++) {
        const int64_t now_ms = start_ms + i * 200;
        assert_true(cp_generator_next(generator, now_ms, &generated));
        assert_int_equal(generated.emitted_ms, now_ms);
        assert_int_equal(decode(&generated, &event), CP_REASON_NONE);
        assert_int_equal(event.fact.occurred_ms, now_ms);
        assert_true(event.fact.applied_ms <= now_ms && event.fact.case_opened_ms <= now_ms);
        types[generated.type]++;
        if (i == 1000) {
            assert_true(types[CP_EVENT_CASE_CLOSED] > 30 && types[CP_EVENT_DECISION_MADE] > 10);
        }
    }
    for (int type = 1; type < CP_EVENT_INVESTIGATION_CONCLUDED; type++) {
        assert_true(types[type] > 0);
    }
    cp_generator_free(generator);
}

static void numbers_of_a_source_begin_at_one_and_have_no_gap(void **state)
{
    (void)state;
    struct cp_generator_options options = plain(30, 100000);
    options.shares[CP_SHARE_DUPLICATES] = 100000;
    options.shares[CP_SHARE_RETRACTIONS] = 100000;
    struct cp_generator *generator = cp_generator_create(&options, &fixture.zone);
    struct cp_generated generated;
    char sources[8][CP_SOURCE_MAX + 1] = {""};
    uint64_t last[8] = {0};
    while (cp_generator_next(generator, 0, &generated)) {
        int at = 0;
        while (sources[at][0] != '\0' && strcmp(sources[at], generated.event->source) != 0) {
            at++;
        }
        assert_true(at < 7);
        memcpy(sources[at], generated.event->source, sizeof(sources[at]));
        if (generated.kind != CP_GENERATED_COPY) {
            assert_int_equal(generated.event->source_seq, last[at] + 1);
            last[at]++;
        }
    }
    assert_true(last[6] > 10);
    cp_generator_free(generator);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(same_seed_gives_the_same_bytes_for_ever),
        cmocka_unit_test(every_record_is_read_as_it_was_meant),
        cmocka_unit_test(records_come_in_the_order_of_their_sending),
        cmocka_unit_test(volumes_are_those_of_the_city),
        cmocka_unit_test(one_day_of_the_year_is_eighty_times_as_full),
        cmocka_unit_test(shares_are_as_asked),
        cmocka_unit_test(copies_have_the_content_of_their_first_and_altered_ones_not),
        cmocka_unit_test(retractions_carry_what_they_take_back_in_either_order),
        cmocka_unit_test(copies_retractions_and_damage_leave_the_story_alone),
        cmocka_unit_test(live_events_happen_now_and_are_of_every_kind),
        cmocka_unit_test(numbers_of_a_source_begin_at_one_and_have_no_gap),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
