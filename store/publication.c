/* A tick in three steps: be connected, name what changed, commit.
 *
 * What was published is remembered, not read back. That memory is worth something only while one
 * connection lives: after a failure of any kind nobody knows what Redis took, so the memory is
 * dropped and the next tick writes everything anew, each key behind an UNLINK of what stood there.
 * The same happens when the picture forgot everything (`generation`). Only the first tick of a
 * process takes over rows and days that it finds (adoption.h), which spares Redis a second.
 *
 * A tick is one transaction unless it is large (published.h): an EXEC of all figures of a city
 * would keep Redis from its other callers for half a second. Then windows move one after the other,
 * and `offsets`, `books` and `meta` with the last: until then rows show a `seq` above that of
 * `meta`, and readers know. */
#include "casepulse/store/publication.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "casepulse/base/backoff.h"
#include "casepulse/base/log.h"
#include "casepulse/base/memory.h"

#include "connection.h"
#include "fields.h"
#include "ledger_keys.h"
#include "keys.h"
#include "published.h"
#include "sweep.h"
#include "tick.h"
#include "transaction.h"

/* A little less than a second: who comes once a second is never a hair too early. */
#define CP_HEARTBEAT_EVERY_MS 900

struct cp_publication {
    struct cp_keys keys;
    struct cp_ledger_keys ledger_keys;
    char *version;
    int64_t min_denominator;
    int64_t (*wall_ms)(void);
    struct cp_connection *connection;
    struct cp_transaction *transaction;
    struct cp_published *published; /* NULL: unknown, all is to be written */
    int64_t seq;
    int64_t written_ms; /* when `meta` was last written */
    struct cp_backoff backoff;
    int64_t retry_ms; /* not before; meaningful while is_down */
    bool is_down;     /* said so in the log */
    bool is_last;     /* no tick will follow */
    bool has_begun;   /* a first tick was tried */
    bool has_lease;   /* nothing is written without it */
};

static void cp_publication_pulse(void *context)
{
    struct cp_publication *publication = context;
    cp_published_pulse(publication->published, publication->transaction, publication->wall_ms());
}

struct cp_publication *cp_publication_create(const struct cp_publication_settings *settings)
{
    struct cp_publication *publication = cp_allocate(1, sizeof(*publication));
    publication->keys = cp_keys_of(settings->redis.namespace_name);
    publication->ledger_keys = cp_ledger_keys_of(settings->redis.namespace_name);
    publication->version = cp_copy_text(settings->version);
    publication->min_denominator = settings->min_denominator;
    publication->connection = cp_connection_create(&settings->redis, CP_ANSWER_TIMEOUT_MS);
    publication->transaction = cp_transaction_create(publication->connection);
    publication->wall_ms = settings->wall_ms;
    cp_transaction_set_pulse(publication->transaction,
                             settings->wall_ms != NULL ? cp_publication_pulse : NULL, publication);
    publication->backoff.seed = (uint64_t)(uintptr_t)publication;
    return publication;
}

void cp_publication_free(struct cp_publication *publication)
{
    if (publication == NULL) {
        return;
    }
    cp_published_free(publication->published);
    cp_transaction_free(publication->transaction);
    cp_connection_free(publication->connection);
    free(publication->version);
    free(publication);
}

void cp_publication_forget(struct cp_publication *publication)
{
    cp_published_free(publication->published);
    publication->published = NULL;
}

/* Everything that fails ends here: the connection goes, and the next try waits. */
static enum cp_status cp_publication_give_up(struct cp_publication *publication,
                                             enum cp_status status, int64_t wall_ms,
                                             const struct cp_failure *failure)
{
    cp_connection_close(publication->connection);
    cp_publication_forget(publication);
    publication->retry_ms = wall_ms + cp_backoff_next_ms(&publication->backoff);
    if (!publication->is_down && status != CP_CONFIGURATION) {
        cp_log(CP_LOG_WARNING, "%s; retrying", failure->text);
        publication->is_down = true;
    }
    return status;
}

/* The wall clock may step back: a pause never lasts longer than the longest. */
static bool cp_publication_is_pausing(const struct cp_publication *publication, int64_t wall_ms)
{
    return wall_ms < publication->retry_ms && wall_ms >= publication->retry_ms - CP_BACKOFF_LAST_MS;
}

/* Reading back takes a moment, on a busy machine more than the lease lives. */
static enum cp_status cp_publication_adopt(struct cp_publication *publication,
                                           const struct cp_picture *picture, struct cp_sweep *sweep,
                                           struct cp_failure *out_failure)
{
    enum cp_status status = cp_transaction_renew_guard(publication->transaction, out_failure);
    if (status == CP_OK) {
        status = cp_published_adopt(publication->published, publication->connection, picture,
                                    publication->seq + 1, sweep, out_failure);
    }
    return status == CP_OK ? cp_transaction_renew_guard(publication->transaction, out_failure)
                           : status;
}

/* Starts with an empty memory: what stands in Redis is to be removed, its numbers go on. Only a
 * process that never wrote takes over what it finds: the lease keeps away what others had sent, but
 * not what this one sent over a connection that broke. */
static enum cp_status cp_publication_begin_anew(struct cp_publication *publication,
                                                const struct cp_picture *picture,
                                                struct cp_sweep **out_sweep,
                                                struct cp_failure *out_failure)
{
    int64_t seq_found = 0;
    cp_publication_forget(publication);
    const enum cp_status status = cp_sweep_find(publication->connection, &publication->keys,
                                                out_sweep, &seq_found, out_failure);
    if (status != CP_OK) {
        return status;
    }
    publication->seq = publication->seq > seq_found ? publication->seq : seq_found;
    publication->published = cp_published_create(&publication->keys, publication->version,
                                                 publication->min_denominator, picture);
    enum cp_status found = cp_published_find(publication->published, publication->connection,
                                             picture, *out_sweep, out_failure);
    if (found == CP_OK && !publication->has_begun && publication->has_lease) {
        found = cp_publication_adopt(publication, picture, *out_sweep, out_failure);
    }
    publication->has_begun = true;
    return found;
}

static bool cp_publication_is_due(const struct cp_publication *publication, int64_t wall_ms)
{
    const int64_t passed_ms = wall_ms - publication->written_ms;
    return passed_ms >= CP_HEARTBEAT_EVERY_MS || passed_ms < 0;
}

static void cp_publication_announce(struct cp_publication *publication, int64_t seq)
{
    char channel[CP_KEY_MAX];
    char text[24];
    cp_key_write(&publication->keys, channel, CP_KEY_UPDATES);
    (void)snprintf(text, sizeof(text), "%lld", (long long)seq);
    cp_words_open(publication->transaction, "PUBLISH", channel);
    cp_words_add(publication->transaction, text);
    cp_words_close(publication->transaction);
}

static enum cp_status cp_publication_finish(struct cp_publication *publication, struct cp_tick tick,
                                            struct cp_failure *out_failure)
{
    struct cp_published *published = publication->published;
    const bool is_news = !cp_transaction_is_empty(publication->transaction) ||
                         cp_published_is_news(published, &tick);
    if (!is_news && !cp_publication_is_due(publication, tick.wall_ms)) {
        return CP_OK;
    }
    tick.seq -= is_news ? 0 : 1;
    cp_published_close(published, publication->transaction, &tick);
    if (is_news) {
        cp_publication_announce(publication, tick.seq);
    }
    const enum cp_status committed = cp_transaction_commit(publication->transaction, out_failure);
    if (committed == CP_OK) {
        publication->seq = tick.seq;
        publication->written_ms = tick.wall_ms;
    }
    return committed;
}

static enum cp_status cp_publication_write(struct cp_publication *publication,
                                           const struct cp_picture *picture,
                                           const struct cp_service_status *status, int64_t wall_ms,
                                           struct cp_failure *out_failure)
{
    struct cp_sweep *sweep = NULL;
    enum cp_status outcome = CP_OK;
    cp_transaction_begin(publication->transaction);
    if (publication->published == NULL || !cp_published_fits(publication->published, picture)) {
        outcome = cp_publication_begin_anew(publication, picture, &sweep, out_failure);
    }
    const struct cp_tick tick = {picture, status, publication->seq + 1, wall_ms,
                                 publication->is_last};
    if (outcome == CP_OK) {
        outcome = cp_published_write(publication->published, publication->transaction, &tick, sweep,
                                     out_failure);
    }
    if (outcome == CP_OK) {
        outcome = cp_publication_finish(publication, tick, out_failure);
    }
    cp_sweep_free(sweep);
    return outcome;
}

void cp_publication_set_lease(struct cp_publication *publication, const struct cp_token *lease)
{
    char key[CP_STATE_KEY_MAX];
    char value[CP_TOKEN_TEXT_SIZE + 1];
    publication->has_lease = lease != NULL;
    cp_ledger_key_write(&publication->ledger_keys, key, CP_STATE_LEASE);
    if (lease != NULL) {
        cp_token_write(lease, value);
    }
    cp_transaction_guard(publication->transaction, key, lease != NULL ? value : NULL, CP_LEASE_MS);
}

void cp_publication_set_life(struct cp_publication *publication, int64_t life_ms)
{
    cp_transaction_set_life(publication->transaction, life_ms);
}

bool cp_publication_is_refused(const struct cp_publication *publication)
{
    return cp_transaction_is_refused(publication->transaction);
}

/* A MULTI is still open on the connection; somebody else writes now, so our memory is void. */
static void cp_publication_end_refused(struct cp_publication *publication)
{
    cp_connection_close(publication->connection);
    cp_publication_forget(publication);
}

/* Connects if need be, does `write` (NULL: nothing) and keeps account of failure and return. */
static enum cp_status cp_publication_try(struct cp_publication *publication,
                                         const struct cp_picture *picture,
                                         const struct cp_service_status *status, int64_t wall_ms,
                                         struct cp_failure *out_failure)
{
    struct cp_failure failure = {.text = ""};
    enum cp_status outcome = cp_connection_is_open(publication->connection)
                                 ? CP_OK
                                 : cp_connection_open(publication->connection, &failure);
    if (outcome == CP_OK && picture != NULL) {
        outcome = cp_publication_write(publication, picture, status, wall_ms, &failure);
    }
    if (outcome != CP_OK && cp_publication_is_refused(publication)) {
        cp_publication_end_refused(publication);
        return CP_OK;
    }
    if (outcome != CP_OK) {
        *out_failure = failure;
        return cp_publication_give_up(publication, outcome, wall_ms, &failure);
    }
    cp_backoff_reset(&publication->backoff);
    if (publication->is_down) {
        cp_log(CP_LOG_INFO, "redis %s: back%s", cp_connection_label(publication->connection),
               picture != NULL ? ", figures published again" : "");
        publication->is_down = false;
    }
    return CP_OK;
}

static enum cp_status cp_publication_try_if_due(struct cp_publication *publication,
                                                const struct cp_picture *picture,
                                                const struct cp_service_status *status,
                                                int64_t wall_ms, struct cp_failure *out_failure)
{
    cp_transaction_begin(publication->transaction);
    if (!cp_connection_is_open(publication->connection) &&
        cp_publication_is_pausing(publication, wall_ms)) {
        return cp_fail(out_failure, CP_UNREACHABLE, "redis %s: waiting before the next try",
                       cp_connection_label(publication->connection));
    }
    return cp_publication_try(publication, picture, status, wall_ms, out_failure);
}

enum cp_status cp_publication_tick(struct cp_publication *publication,
                                   const struct cp_picture *picture,
                                   const struct cp_service_status *status, int64_t wall_ms,
                                   struct cp_failure *out_failure)
{
    return cp_publication_try_if_due(publication, picture, status, wall_ms, out_failure);
}

enum cp_status cp_publication_reach(struct cp_publication *publication, int64_t wall_ms,
                                    struct cp_failure *out_failure)
{
    return cp_publication_try_if_due(publication, NULL, NULL, wall_ms, out_failure);
}

static enum cp_status cp_publication_write_failure(struct cp_publication *publication,
                                                   const char *reason,
                                                   struct cp_failure *out_failure)
{
    char key[CP_KEY_MAX];
    cp_key_write(&publication->keys, key, CP_KEY_META);
    cp_transaction_begin(publication->transaction);
    cp_hash_open(publication->transaction, key);
    cp_hash_set(publication->transaction, "state", "failed");
    cp_hash_set(publication->transaction, "reason", reason);
    (void)cp_hash_close(publication->transaction);
    return cp_transaction_commit(publication->transaction, out_failure);
}

enum cp_status cp_publication_fail(struct cp_publication *publication, const char *reason,
                                   int64_t wall_ms, struct cp_failure *out_failure)
{
    enum cp_status status = cp_publication_reach(publication, wall_ms, out_failure);
    if (status == CP_OK) {
        status = cp_publication_write_failure(publication, reason, out_failure);
    }
    if (status != CP_OK && cp_publication_is_refused(publication)) {
        cp_publication_end_refused(publication);
        return CP_OK;
    }
    cp_publication_forget(publication);
    return status;
}

void cp_publication_set_last(struct cp_publication *publication)
{
    publication->is_last = true;
}

struct cp_publication_cost cp_publication_cost(const struct cp_publication *publication)
{
    const struct cp_transaction_cost cost = cp_transaction_cost(publication->transaction);
    return (struct cp_publication_cost){cost.fields, cost.portions};
}

int64_t cp_publication_seq(const struct cp_publication *publication)
{
    return publication->seq;
}
