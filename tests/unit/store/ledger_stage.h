/* What the tests of the ledger share: a redis-server, ledgers, batches made by hand.
 *
 * Threads: one. */
#ifndef CASEPULSE_TESTS_LEDGER_STAGE_H
#define CASEPULSE_TESTS_LEDGER_STAGE_H

#include "casepulse/store/ledger.h"

#include "cutting_proxy.h"
#include "private_redis.h"

#define STAGE_PREFIX "casepulse-state:1:{test}:"
#define STAGE_FINGERPRINT "horizon_days=35 skew_minutes=10"

struct ledger_stage {
    struct private_redis redis;
    bool is_there;
    struct cp_ledger *ledger;
    struct cp_increments *increments;
    struct cutting_proxy proxy;
    bool has_proxy;
};

/* cmocka's setup and teardown. */
int ledger_stage_open(void **state);
int ledger_stage_close(void **state);

/* Skips the test where there is no redis-server. */
struct ledger_stage *ledger_stage_of(void **state);

/* A line to Redis that can be cut; ended with the test, also one that fails. */
struct cutting_proxy *ledger_stage_proxy(struct ledger_stage *stage);

/* Another ledger on the same state, through `url` (NULL: directly). */
struct cp_ledger *ledger_stage_another(const struct ledger_stage *stage, const char *url);

/* A digest of everything in Redis. */
const char *ledger_stage_digest(const struct ledger_stage *stage);

/* Answer to a command on a key of the state, at most two words behind it. */
const char *ledger_stage_ask(const struct ledger_stage *stage, const char *verb, const char *key,
                             const char *first, const char *second);

/* Copies the state as it is now; a restart brings it back. */
void ledger_stage_copy(const struct ledger_stage *stage);
void ledger_stage_go_back(struct ledger_stage *stage);

/* Batches. */
void hand_batch_begin(struct cp_increments *increments);
void hand_batch_head(struct cp_increments *increments, int32_t partition, int64_t previous,
                     int64_t offset);
void hand_batch_source(struct cp_increments *increments, int32_t partition, const char *name,
                       int64_t counted);
/* Bytes of `filler` behind `size_before` ones of the same. */
void hand_batch_append(struct cp_increments *increments, struct cp_append append, uint8_t filler);
void hand_batch_drop(struct cp_increments *increments, int32_t partition, int32_t day,
                     uint32_t chunk_count);
/* Cells that no reader could read: as many bytes as wanted. */
void hand_batch_weigh(struct cp_increments *increments, size_t size, uint8_t filler);

/* Claims, and fails the test if that fails. */
struct cp_claim stage_claim(struct cp_ledger *ledger, int32_t partition);

/* Commits what was gathered under `tokens` with a nonce of these bytes. */
enum cp_status stage_commit(struct cp_ledger *ledger, const struct cp_increments *increments,
                            const struct cp_token *tokens, uint8_t nonce,
                            enum cp_commit_outcome *out_outcome, int64_t *out_n,
                            struct cp_failure *out_failure);

/* The same where it must succeed. */
int64_t stage_commit_well(struct cp_ledger *ledger, const struct cp_increments *increments,
                          const struct cp_token *tokens, uint8_t nonce);

struct cp_token stage_token(uint8_t byte);

/* `count` commits to partition 0 from `offset` on, one record each, nonces from `nonce` on. */
void stage_commit_many(struct ledger_stage *stage, const struct cp_token *token, int64_t offset,
                       int count, uint8_t nonce);

bool stage_always_stop(void);

#endif
