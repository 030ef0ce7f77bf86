/* The state in Redis: a log of increments, one atomic unit with the offsets it covers.
 *
 * Three scripts carry the promise; each reads and checks everything before its first write:
 * CLAIM sets a fresh token in a partition's head, so that nobody else can commit to it any more,
 * and returns what is there. COMMIT adds one entry to the log and moves all heads of a shard, or
 * none: every head must carry our token and stand at the previous offset. SWITCH makes a new
 * checkpoint the current one and trims the log, under the publisher's lease and the nonce of the
 * entry that the checkpoint reaches to. Which keys there are stands in docs/STATE.md.
 *
 * Every verb sends its command again, the same bytes, until Redis answers or `is_stopping` says so;
 * the first try is always made. A server that refuses for now (no memory, a replica, loading) is
 * waited for too; a missing right or a wrong password is CP_CONFIGURATION at once.
 *
 * Threads: one connection, one thread; shard and publisher each open a ledger of their own.
 * Owns: its connection and what it last read. Bounded: a commit by the limits of increments.h; a
 * wait only by `is_stopping`, with pauses of 0.1 to 5 s. */
#ifndef CASEPULSE_STORE_LEDGER_H
#define CASEPULSE_STORE_LEDGER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "casepulse/aggregator/increments.h"
#include "casepulse/base/status.h"
#include "casepulse/store/redis.h"

#define CP_STATE_FORMAT 1
#define CP_TOKEN_SIZE 16
#define CP_LEASE_MS 2000

struct cp_token {
    uint8_t bytes[CP_TOKEN_SIZE];
};
/* What changes the meaning of the state; a stored one that differs is refused. */
struct cp_state_identity {
    const char *fingerprint; /* settings that count: "horizon_days=35 skew_minutes=10 …" */
};

struct cp_ledger;

/* Settings and identity are copied. Does not connect yet. */
struct cp_ledger *cp_ledger_create(const struct cp_redis_settings *settings,
                                   const struct cp_state_identity *identity);
void cp_ledger_free(struct cp_ledger *ledger);

/* Bytes owned by the ledger, valid until its next verb. */
struct cp_ledger_bytes {
    const uint8_t *bytes;
    size_t size;
};

struct cp_ledger_ids {
    int32_t day;
    uint32_t chunk;
    struct cp_ledger_bytes records;
};

/* A partition as CLAIM found it. */
struct cp_claim {
    struct cp_token token;
    bool is_new; /* nobody ever committed to it: the rest is empty */
    int64_t offset;
    struct cp_ledger_bytes head; /* as aggregator/codec.h encodes it */
    size_t source_count;
    struct cp_ledger_bytes sources[CP_SOURCES_PER_PARTITION]; /* the same */
    struct cp_ledger_bytes units;
    size_t ids_count;
    const struct cp_ledger_ids *ids;
};

/* Takes a partition. CP_UNREACHABLE: Redis does not answer (tried again until `is_stopping` says
 * so); CP_DATA: the state is foreign (format, fingerprint) or a value fails its checksum, those of
 * the head and the sources included: the failure names the key and why. CP_RUNTIME: others claimed
 * it again and again while its strings were being read. */
enum cp_status cp_ledger_claim(struct cp_ledger *ledger, int32_t partition,
                               struct cp_claim *out_claim,
                               struct cp_failure *out_failure) CP_MUST_USE;

enum cp_commit_outcome { CP_COMMIT_OK, CP_COMMIT_ALREADY, CP_COMMIT_FENCED };

/* One batch with the tokens of its heads, by place. */
struct cp_commit {
    const struct cp_increments *increments;
    const struct cp_token *tokens;
    struct cp_token nonce; /* fresh for each batch, the same when it is sent again */
};

/* Sends the batch, and the same bytes again after an unknown outcome, until it is answered or
 * `is_stopping` says so (CP_UNREACHABLE; may have been done all the same). `*out_n` is the number
 * of its log entry (OK, ALREADY). CP_DATA: the state is damaged, nothing was written. The batch has
 * a head for each partition that it says anything about, claimed by this ledger, and at most one
 * append for a string. */
enum cp_status cp_ledger_commit(struct cp_ledger *ledger, const struct cp_commit *commit,
                                enum cp_commit_outcome *out_outcome, int64_t *out_n,
                                struct cp_failure *out_failure) CP_MUST_USE;

/* The same in two steps, for whoever has something to do while Redis works: begin sends the batch
 * if the connection is open, end waits for the answer and sends again as long as there is none. The
 * increments stay as they are until then, and no other verb comes between. */
void cp_ledger_commit_begin(struct cp_ledger *ledger, const struct cp_commit *commit);
enum cp_status cp_ledger_commit_end(struct cp_ledger *ledger, enum cp_commit_outcome *out_outcome,
                                    int64_t *out_n, struct cp_failure *out_failure) CP_MUST_USE;

/* Asked while waiting for Redis; NULL: never stop. */
void cp_ledger_set_stopping(struct cp_ledger *ledger, bool (*is_stopping)(void));

/* --- the publisher's part --- */

/* One log entry; its bytes are what aggregator/codec.h encoded. */
struct cp_ledger_entry {
    int64_t n;
    struct cp_token nonce;
    struct cp_ledger_bytes batch;
};

/* What a publisher calls for what it reads; a status other than CP_OK ends the reading. */
struct cp_ledger_reader {
    void *context;
    /* Each table of counters (aggregator/columns.h) that anything was ever written with. */
    enum cp_status (*on_columns)(void *context, const char *text, size_t size,
                                 struct cp_failure *out_failure);
    enum cp_status (*on_checkpoint)(void *context, int64_t n, const struct cp_token *nonce,
                                    const uint8_t *bytes, size_t size,
                                    struct cp_failure *out_failure);
    enum cp_status (*on_entry)(void *context, const struct cp_ledger_entry *entry,
                               struct cp_failure *out_failure);
};

/* The settings that the stored state was counted with, whatever the identity of this ledger is; ""
 * if there is no state. Cut at `capacity`. */
enum cp_status cp_ledger_ask_fingerprint(struct cp_ledger *ledger, char *out_text, size_t capacity,
                                         struct cp_failure *out_failure) CP_MUST_USE;

/* Gives the tables of counters, the current checkpoint (whole; none: not called), then every entry
 * above it in order. When another publisher switched meanwhile it begins again with the tables and
 * the new checkpoint: whoever takes a checkpoint forgets everything before. CP_DATA: foreign state,
 * a checksum, a missing chunk or entry. */
enum cp_status cp_ledger_load(struct cp_ledger *ledger, const struct cp_ledger_reader *reader,
                              struct cp_failure *out_failure) CP_MUST_USE;

/* Gives the entries above `n`, at most `count_max`, in order. Also CP_OK with `*out_is_continuous`
 * false: entry n is gone or has another nonce than `nonce`, or n + 1 is missing: Redis
 * lost a suffix or another publisher trimmed the log; load again (entries given by this call are
 * void too). n = 0 is before the first entry. */
enum cp_status cp_ledger_read(struct cp_ledger *ledger, int64_t n, const struct cp_token *nonce,
                              int count_max, const struct cp_ledger_reader *reader,
                              bool *out_is_continuous, struct cp_failure *out_failure) CP_MUST_USE;

/* How many connections were opened so far. A Redis that loses its last writes breaks them all: what
 * was read before the count moved must be read again. */
int64_t cp_ledger_connection_count(const struct cp_ledger *ledger);

/* True if the last cp_ledger_hold_lease found the lease free: between this and the hold before,
 * somebody else may have held it and published. */
bool cp_ledger_is_lease_new(const struct cp_ledger *ledger);

/* Takes or renews the lease; `*out_is_held` says whether it is ours now. One publisher at a time:
 * for order, never for correctness. */
enum cp_status cp_ledger_hold_lease(struct cp_ledger *ledger, const struct cp_token *lease,
                                    bool *out_is_held, struct cp_failure *out_failure) CP_MUST_USE;

/* Gives the lease back, if it is ours: another publisher need not wait until it ends by itself. */
enum cp_status cp_ledger_drop_lease(struct cp_ledger *ledger, const struct cp_token *lease,
                                    struct cp_failure *out_failure) CP_MUST_USE;

/* Writes a checkpoint that reaches to entry n and makes it the current one; the log below is
 * trimmed. `*out_is_switched` false: the lease is not ours any more or entry n is not the one with
 * `nonce`: nothing was switched, what was written is removed. */
enum cp_status cp_ledger_switch(struct cp_ledger *ledger, const struct cp_token *lease, int64_t n,
                                const struct cp_token *nonce, const uint8_t *bytes, size_t size,
                                bool *out_is_switched, struct cp_failure *out_failure) CP_MUST_USE;

#endif
