/* What the publisher must do beside publishing: hold the lease, keep the totals at the end of the
 * log, and make checkpoints of them. */
#include <inttypes.h>
#include <stdlib.h>

#include "casepulse/aggregator/checkpoint.h"
#include "casepulse/base/clock.h"
#include "casepulse/base/fault.h"
#include "casepulse/base/log.h"
#include "casepulse/base/memory.h"
#include "publisher_parts.h"

/* The lease lives for CP_LEASE_MS: renewed five times in that. */
#define CP_LEASE_RENEW_MS 400
/* How often the log is asked for entries of others; with it goes the look whether Redis stepped
 * back. */
#define CP_LOG_LOOK_MS 200
/* A new checkpoint after so much log. */
#define CP_CHECKPOINT_BYTES ((size_t)16 << 20)
#define CP_CHECKPOINT_ENTRIES 50000

void cp_publisher_lose_lease(struct cp_publisher *publisher, bool is_taken)
{
    if (publisher->has_lease) {
        cp_log(CP_LOG_WARNING, "the lease to publish was lost: %s",
               is_taken ? "another instance has it" : "it had ended before it was renewed");
        cp_loader_forget(publisher->loader);
        cp_publication_forget(publisher->publication);
    }
    publisher->has_lease = false;
    publisher->is_loaded = false;
}

/* One publisher at a time; who loses the lease forgets what it knew of Redis. */
static enum cp_status cp_publisher_hold_lease(struct cp_publisher *publisher, int64_t now_ms,
                                              struct cp_failure *out_failure)
{
    if (now_ms < publisher->lease_ms) {
        return CP_OK;
    }
    bool is_held = false;
    publisher->lease_ms = now_ms + CP_LEASE_RENEW_MS;
    const enum cp_status status =
        cp_ledger_hold_lease(publisher->ledger, &publisher->lease, &is_held, out_failure);
    if (status != CP_OK) {
        return status;
    }
    if (!is_held || cp_ledger_is_lease_new(publisher->ledger)) {
        /* A free lease that was ours: somebody else may have published meanwhile. */
        cp_publisher_lose_lease(publisher, !is_held);
    }
    publisher->has_lease = is_held;
    return CP_OK;
}

/* True if the connection is another one than at the last look. */
static bool cp_publisher_was_cut_off(struct cp_publisher *publisher)
{
    const int64_t before = publisher->connection_count;
    publisher->connection_count = cp_ledger_connection_count(publisher->ledger);
    return before > 0 && publisher->connection_count != before;
}

/* The totals up to the end of the log. */
static enum cp_status cp_publisher_look(struct cp_publisher *publisher, int64_t now_ms,
                                        struct cp_failure *out_failure)
{
    if (!publisher->has_lease || now_ms < publisher->look_ms) {
        return CP_OK;
    }
    bool has_news = false;
    publisher->look_ms = now_ms + CP_LOG_LOOK_MS;
    const enum cp_status status = cp_loader_catch_up(publisher->loader, &has_news, out_failure);
    if (cp_loader_take_step_back(publisher->loader) || cp_publisher_was_cut_off(publisher)) {
        /* Without input no commit of the shard would notice what Redis lost. */
        cp_flag_raise(&publisher->deliveries->stepped_back);
    }
    if (status == CP_OK) {
        publisher->checkpoint_ms = publisher->is_loaded ? publisher->checkpoint_ms : now_ms;
        publisher->is_loaded = true;
        publisher->has_news |= has_news;
    }
    return status;
}

static enum cp_status cp_publisher_switch(struct cp_publisher *publisher, int64_t n,
                                          const struct cp_token *nonce,
                                          struct cp_failure *out_failure)
{
    uint8_t *bytes = NULL;
    bool is_switched = false;
    const size_t size = cp_totals_save(publisher->totals, &bytes);
    const enum cp_status status = cp_ledger_switch(publisher->ledger, &publisher->lease, n, nonce,
                                                   bytes, size, &is_switched, out_failure);
    free(bytes);
    cp_memory_give_back(); /* runs were packed and fetched: the heaps are full of holes */
    if (status == CP_OK && is_switched) {
        cp_log(CP_LOG_INFO, "state: checkpoint of %zu bytes up to log entry %" PRId64, size, n);
    }
    return status;
}

static enum cp_status cp_publisher_checkpoint(struct cp_publisher *publisher, int64_t now_ms,
                                              struct cp_failure *out_failure)
{
    size_t bytes = 0;
    int64_t entries = 0;
    cp_loader_since_checkpoint(publisher->loader, &bytes, &entries);
    const int64_t entries_max = cp_fault_checkpoint_entries(CP_CHECKPOINT_ENTRIES);
    const bool is_due = bytes >= CP_CHECKPOINT_BYTES || entries >= entries_max ||
                        (entries > 0 && now_ms - publisher->checkpoint_ms >= CP_MS_PER_DAY);
    struct cp_token nonce;
    const int64_t n = cp_loader_n(publisher->loader, &nonce);
    if (!is_due || !publisher->is_loaded || n == 0 || !cp_loader_is_current(publisher->loader)) {
        return CP_OK;
    }
    publisher->checkpoint_ms = now_ms;
    cp_loader_note_checkpoint(publisher->loader);
    return cp_publisher_switch(publisher, n, &nonce, out_failure);
}

enum cp_status cp_publisher_follow(struct cp_publisher *publisher, int64_t now_ms,
                                   struct cp_failure *out_failure)
{
    enum cp_status status = cp_publisher_hold_lease(publisher, now_ms, out_failure);
    if (status == CP_OK) {
        status = cp_publisher_look(publisher, now_ms, out_failure);
    }
    if (status == CP_OK) {
        status = cp_publisher_checkpoint(publisher, now_ms, out_failure);
    }
    if (status == CP_DATA) {
        cp_publisher_say_failure(publisher, out_failure->text);
    }
    return status;
}

int64_t cp_publisher_follow_ms(const struct cp_publisher *publisher)
{
    const bool is_look_next = publisher->has_lease && publisher->look_ms < publisher->lease_ms;
    return is_look_next ? publisher->look_ms : publisher->lease_ms;
}

/* Another instance, or the next start of this one, need not wait until the lease ends by itself. */
void cp_publisher_give_lease_back(struct cp_publisher *publisher)
{
    struct cp_failure failure;
    if (publisher->has_lease &&
        cp_ledger_drop_lease(publisher->ledger, &publisher->lease, &failure) != CP_OK) {
        cp_log(CP_LOG_DEBUG, "the lease ends by itself: %s", failure.text);
    }
    publisher->has_lease = false;
}
