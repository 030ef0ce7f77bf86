#include "publisher.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "casepulse/base/assert.h"
#include "casepulse/base/clock.h"
#include "casepulse/base/log.h"
#include "casepulse/base/memory.h"
#include "casepulse/base/random.h"
#include "casepulse/base/reload.h"
#include "command.h"
#include "count_settings.h"
#include "identity.h"
#include "publisher_parts.h"
#include "service_state.h"
#include "versions.h"

/* Without news the clocks are renewed so often. */
#define CP_TICK_IDLE_MS 1000
/* After a failure nothing is tried again before. */
#define CP_RETRY_MS 5
#define CP_FINISH_LIMIT_MS 5000
/* What waits in Kafka is known with the first partitions; an instance that gets none publishes all
 * the same after this time. */
#define CP_ASSIGNMENT_WAIT_MS 10000

/* The publisher tries again by its own turns: the ledger must not hold it up. */
static bool cp_publisher_never_waits(void)
{
    return true;
}

struct cp_publisher *cp_publisher_create(const struct cp_settings *settings,
                                         struct cp_organisation *organisation,
                                         struct cp_deliveries *deliveries)
{
    struct cp_publisher *publisher = cp_allocate(1, sizeof(*publisher));
    publisher->catalogue = cp_catalogue_create(&settings->subjects);
    const struct cp_publication_settings publication = {
        .redis = cp_command_redis(settings),
        .version = CP_VERSION,
        .min_denominator = cp_setting_number(settings, CP_SETTING_PICTURE_MIN_DENOMINATOR),
        .wall_ms = cp_clock_wall_ms,
    };
    publisher->settings = settings;
    publisher->organisation = organisation;
    publisher->deliveries = deliveries;
    publisher->totals =
        cp_totals_create(cp_picture_settings_of(settings, organisation, publisher->catalogue));
    publisher->publication = cp_publication_create(&publication);
    char fingerprint[CP_FINGERPRINT_MAX];
    cp_identity_fingerprint(settings, cp_organisation_balance_day(organisation), fingerprint);
    const struct cp_state_identity identity = {.fingerprint = fingerprint};
    publisher->ledger = cp_ledger_create(&publication.redis, &identity);
    cp_ledger_set_stopping(publisher->ledger, cp_publisher_never_waits);
    publisher->loader = cp_loader_create(publisher->ledger, publisher->totals);
    cp_random_bytes(&publisher->lease, sizeof(publisher->lease));
    cp_publication_set_lease(publisher->publication, &publisher->lease);
    publisher->started_ms = cp_clock_steady_ms();
    return publisher;
}

void cp_publisher_free(struct cp_publisher *publisher)
{
    if (publisher == NULL) {
        return;
    }
    cp_publication_free(publisher->publication);
    cp_loader_free(publisher->loader);
    cp_ledger_free(publisher->ledger);
    cp_totals_free(publisher->totals);
    cp_catalogue_free(publisher->catalogue);
    cp_organisation_free(publisher->organisation);
    free(publisher);
}

int32_t cp_publisher_balance_day(const struct cp_publisher *publisher)
{
    return cp_organisation_balance_day(publisher->organisation);
}

/* Live, pictures follow the clock; tests and demos may hold it. */
static const struct cp_picture *cp_publisher_picture(struct cp_publisher *publisher)
{
    const int64_t fixed_ms = cp_setting_number(publisher->settings, CP_SETTING_PICTURE_AS_OF);
    const int64_t as_of_ms = fixed_ms != CP_INSTANT_NONE ? fixed_ms : cp_clock_wall_ms();
    return cp_totals_picture(publisher->totals, as_of_ms);
}

/* From the assignment to the last record read: what comes before is the group's, what comes after
 * is waiting for more. */
static void cp_publisher_say_speed(const struct cp_publisher *publisher, const char *what)
{
    const struct cp_source_report *report = &publisher->report;
    const double seconds = (double)(report->read_ms - report->begun_ms) / (double)CP_MS_PER_SECOND;
    const double cpu_seconds = (double)cp_clock_cpu_us() / 1e6;
    const double count = (double)report->record_count;
    cp_log(CP_LOG_INFO,
           "%s: %.0f records read in %.2f s (%.0f a second); CPU of the process %.2f s (%.2f us a "
           "record)",
           what, count, seconds, seconds > 0 ? count / seconds : 0.0, cpu_seconds,
           count > 0 ? cpu_seconds * 1e6 / count : 0.0);
}

static void cp_publisher_take(struct cp_publisher *publisher, const struct cp_delivery *delivery)
{
    publisher->report = delivery->report;
    if (delivery->n == 0 || !publisher->is_loaded) {
        return;
    }
    if (cp_loader_take_own(publisher->loader, delivery)) {
        publisher->has_news = true;
    } else {
        publisher->look_ms = 0; /* entries of others stand before it */
    }
}

bool cp_publisher_drain(struct cp_publisher *publisher)
{
    bool has_drained = false;
    for (;;) {
        struct cp_delivery *delivery = cp_ring_take(publisher->deliveries->sealed);
        if (delivery == NULL) {
            break;
        }
        cp_publisher_take(publisher, delivery);
        const bool has_room = cp_ring_put(publisher->deliveries->empty, delivery);
        CP_ASSERT(has_room); /* there are no more deliveries than slots */
        has_drained = true;
    }
    publisher->was_assigned |= publisher->report.partitions_seen > 0;
    if (publisher->report.is_caught_up && !publisher->was_caught_up) {
        cp_publisher_say_speed(publisher, "caught up");
        cp_memory_give_back();
    }
    publisher->was_caught_up = publisher->report.is_caught_up;
    return has_drained;
}

static bool cp_publisher_is_balanced(const struct cp_picture *picture)
{
    bool is_balanced = true;
    for (size_t i = 0; i < picture->head_count; i++) {
        is_balanced = is_balanced && cp_head_is_balanced(&picture->heads[i]);
    }
    return is_balanced;
}

/* For who asks what a tick costs; those that only renew the clocks say nothing. */
static void cp_publisher_say_cost(const struct cp_publisher *publisher, int64_t seq_before,
                                  int64_t picture_ms, int64_t whole_ms)
{
    const struct cp_publication_cost cost = cp_publication_cost(publisher->publication);
    const int64_t seq = cp_publication_seq(publisher->publication);
    if (seq != seq_before) {
        cp_log(CP_LOG_DEBUG,
               "tick %" PRId64 ": %zu fields in %zu transactions, %" PRId64 " ms, %" PRId64
               " of them for the picture",
               seq, cost.fields, cost.transactions, whole_ms, picture_ms);
    }
}

static enum cp_status cp_publisher_tick(struct cp_publisher *publisher,
                                        struct cp_failure *out_failure)
{
    const int64_t begin_ms = cp_clock_steady_ms();
    const int64_t seq_before = cp_publication_seq(publisher->publication);
    const struct cp_picture *picture = cp_publisher_picture(publisher);
    const int64_t seen_ms = cp_clock_steady_ms();
    const struct cp_service_status service = cp_service_status_of(
        &publisher->report, cp_publisher_is_balanced(picture), begin_ms, publisher->started_ms);
    const enum cp_status status = cp_publication_tick(publisher->publication, picture, &service,
                                                      cp_clock_wall_ms(), out_failure);
    const int64_t end_ms = cp_clock_steady_ms();
    publisher->next_tick_ms = end_ms + cp_pace_after(&publisher->pace, end_ms - seen_ms);
    if (status == CP_OK && cp_publication_is_refused(publisher->publication)) {
        cp_publisher_lose_lease(publisher, true);
    } else if (status == CP_OK) {
        publisher->last_tick_ms = end_ms;
        publisher->has_news = false;
        cp_publisher_say_cost(publisher, seq_before, seen_ms - begin_ms, end_ms - begin_ms);
    }
    return status;
}

/* Without a lease or before the load the old picture stays, but a missing Redis is said. */
static enum cp_status cp_publisher_reach(struct cp_publisher *publisher,
                                         struct cp_failure *out_failure)
{
    publisher->next_reach_ms = cp_clock_steady_ms() + CP_TICK_IDLE_MS;
    return cp_publication_reach(publisher->publication, cp_clock_wall_ms(), out_failure);
}

/* What ends the program: settings or rights (3), a state that cannot be trusted (5). Everything
 * else comes again by itself. */
static bool cp_publisher_is_final(enum cp_status status)
{
    return status == CP_CONFIGURATION || status == CP_DATA;
}

/* For readers: the figures stay, but `meta` says that they are not to be trusted. */
void cp_publisher_say_failure(struct cp_publisher *publisher, const char *reason)
{
    struct cp_failure failure;
    if (cp_publication_fail(publisher->publication, reason, cp_clock_wall_ms(), &failure) !=
        CP_OK) {
        cp_log(CP_LOG_WARNING, "meta could not be told: %s", failure.text);
    }
}

static bool cp_publisher_may_publish(const struct cp_publisher *publisher, int64_t now_ms)
{
    const bool knows_lag =
        publisher->was_assigned || now_ms - publisher->started_ms >= CP_ASSIGNMENT_WAIT_MS;
    return publisher->has_lease && publisher->is_loaded && knows_lag;
}

/* The first picture waits for nothing but the right to publish it. */
static int64_t cp_publisher_due_ms(const struct cp_publisher *publisher, bool may_publish)
{
    if (!may_publish) {
        return publisher->next_reach_ms;
    }
    const int64_t idle_ms = publisher->last_tick_ms + CP_TICK_IDLE_MS;
    return publisher->has_news || idle_ms < publisher->next_tick_ms ? publisher->next_tick_ms
                                                                    : idle_ms;
}

/* Until a batch comes or the next thing is due, which is never long. */
static void cp_publisher_wait(const struct cp_publisher *publisher, int64_t due_ms,
                              int64_t least_ms)
{
    const int64_t follow_ms = cp_publisher_follow_ms(publisher);
    const int64_t until_ms = due_ms < follow_ms ? due_ms : follow_ms;
    const int64_t wait_ms = until_ms - cp_clock_steady_ms();
    (void)cp_bell_wait(&publisher->deliveries->news, wait_ms > least_ms ? wait_ms : least_ms);
}

enum cp_status cp_publisher_turn(struct cp_publisher *publisher, struct cp_failure *out_failure)
{
    const bool has_drained = cp_publisher_drain(publisher);
    if (cp_reload_take()) {
        cp_publisher_reload(publisher);
    }
    const int64_t now_ms = cp_clock_steady_ms();
    enum cp_status status = cp_publisher_follow(publisher, now_ms, out_failure);
    const bool may_publish = cp_publisher_may_publish(publisher, now_ms);
    const int64_t due_ms = cp_publisher_due_ms(publisher, may_publish);
    if (status == CP_OK && now_ms >= due_ms) {
        status = may_publish ? cp_publisher_tick(publisher, out_failure)
                             : cp_publisher_reach(publisher, out_failure);
    } else if (!has_drained) {
        cp_publisher_wait(publisher, due_ms, status == CP_OK ? 0 : CP_RETRY_MS);
    }
    return cp_publisher_is_final(status) ? status : CP_OK;
}

/* One try to publish all that is committed. */
static enum cp_status cp_publisher_last_tick(struct cp_publisher *publisher,
                                             struct cp_failure *out_failure)
{
    publisher->look_ms = 0;
    enum cp_status status = cp_publisher_follow(publisher, cp_clock_steady_ms(), out_failure);
    if (status == CP_OK && publisher->has_lease && publisher->is_loaded) {
        status = cp_publisher_tick(publisher, out_failure);
    }
    return status;
}

static enum cp_status cp_publisher_publish_rest(struct cp_publisher *publisher,
                                                struct cp_failure *out_failure)
{
    (void)cp_publisher_drain(publisher);
    cp_publication_set_last(publisher->publication);
    const int64_t until_ms = cp_clock_steady_ms() + CP_FINISH_LIMIT_MS;
    enum cp_status status = cp_publisher_last_tick(publisher, out_failure);
    while (status != CP_OK && !cp_publisher_is_final(status) && cp_clock_steady_ms() < until_ms) {
        cp_clock_sleep_ms(CP_PACE_PAUSE_MS);
        status = cp_publisher_last_tick(publisher, out_failure);
    }
    if (status != CP_OK) {
        return status;
    }
    if (publisher->report.failure[0] != '\0') {
        return cp_fail(out_failure, CP_DATA, "%s", publisher->report.failure);
    }
    if (publisher->is_loaded && !cp_publisher_is_balanced(cp_publisher_picture(publisher))) {
        return cp_fail(out_failure, CP_DATA, "the books do not balance");
    }
    return CP_OK;
}

enum cp_status cp_publisher_finish(struct cp_publisher *publisher, struct cp_failure *out_failure)
{
    const enum cp_status status = cp_publisher_publish_rest(publisher, out_failure);
    cp_publisher_give_lease_back(publisher);
    return status;
}

void cp_publisher_log_books(struct cp_publisher *publisher)
{
    const struct cp_head books = cp_picture_books(cp_publisher_picture(publisher));
    char line[512];
    int used = snprintf(line, sizeof(line), "books: offsets %" PRId64, books.offset - books.start);
    for (int verdict = 0; verdict < CP_VERDICT_COUNT; verdict++) {
        used += snprintf(line + used, sizeof(line) - (size_t)used, "%s %s %" PRId64,
                         verdict == 0 ? " =" : " +", cp_verdict_text((enum cp_verdict)verdict),
                         books.verdicts[verdict]);
    }
    cp_log(CP_LOG_INFO, "%s + gaps %" PRId64 " + lost %" PRId64 "%s", line, books.gaps, books.lost,
           cp_head_is_balanced(&books) ? "" : ": NOT BALANCED");
    cp_publisher_say_speed(publisher, "ended");
}
