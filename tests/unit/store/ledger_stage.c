#include "ledger_stage.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "casepulse/base/assert.h"
#include "casepulse/base/checksum.h"

int ledger_stage_open(void **state)
{
    static const char *const options[] = {"--enable-debug-command", "yes", NULL};
    struct ledger_stage *stage = calloc(1, sizeof(*stage));
    *state = stage;
    stage->is_there = private_redis_start(&stage->redis, options);
    if (stage->is_there) {
        stage->ledger = ledger_stage_another(stage, NULL);
        stage->increments = cp_increments_create();
    }
    return 0;
}

int ledger_stage_close(void **state)
{
    struct ledger_stage *stage = *state;
    if (stage->has_proxy) {
        cutting_proxy_stop(&stage->proxy);
    }
    if (stage->is_there) {
        char copy[128];
        cp_ledger_free(stage->ledger);
        cp_increments_free(stage->increments);
        (void)snprintf(copy, sizeof(copy), "%s/dump.rdb", stage->redis.folder);
        (void)unlink(copy);
        private_redis_stop(&stage->redis);
    }
    free(stage);
    return 0;
}

struct ledger_stage *ledger_stage_of(void **state)
{
    struct ledger_stage *stage = *state;
    if (!stage->is_there) {
        print_message("no redis-server on this machine\n");
        skip();
    }
    return stage;
}

struct cutting_proxy *ledger_stage_proxy(struct ledger_stage *stage)
{
    cutting_proxy_start(&stage->proxy, &stage->redis);
    stage->has_proxy = true;
    return &stage->proxy;
}

struct cp_ledger *ledger_stage_another(const struct ledger_stage *stage, const char *url)
{
    const struct cp_redis_settings settings = {url != NULL ? url : stage->redis.url, NULL, "test"};
    const struct cp_state_identity identity = {STAGE_FINGERPRINT};
    return cp_ledger_create(&settings, &identity);
}

const char *ledger_stage_digest(const struct ledger_stage *stage)
{
    return private_redis_ask(&stage->redis, "DEBUG", "DIGEST", NULL);
}

const char *ledger_stage_ask(const struct ledger_stage *stage, const char *verb, const char *key,
                             const char *first, const char *second)
{
    char name[256];
    (void)snprintf(name, sizeof(name), STAGE_PREFIX "%s", key);
    return private_redis_ask(&stage->redis, verb, name, first, second, NULL);
}

void ledger_stage_copy(const struct ledger_stage *stage)
{
    assert_string_equal(private_redis_ask(&stage->redis, "SAVE", NULL), "OK");
}

void ledger_stage_go_back(struct ledger_stage *stage)
{
    private_redis_restart(&stage->redis);
}

void hand_batch_begin(struct cp_increments *increments)
{
    increments->head_count = 0;
    increments->source_count = 0;
    increments->append_count = 0;
    increments->append_size = 0;
    increments->drop_count = 0;
    increments->row_count = 0;
    increments->cells_size = 0;
    increments->first_day = CP_DAY_NONE;
}

void hand_batch_head(struct cp_increments *increments, int32_t partition, int64_t previous,
                     int64_t offset)
{
    increments->heads[increments->head_count++] = (struct cp_head){
        .partition = partition, .previous = previous, .start = 0, .offset = offset};
}

void hand_batch_source(struct cp_increments *increments, int32_t partition, const char *name,
                       int64_t counted)
{
    struct cp_source_line *line = &increments->sources[increments->source_count++];
    *line = (struct cp_source_line){.partition = partition};
    line->verdicts[0] = counted;
    (void)snprintf(line->source, sizeof(line->source), "%s", name);
}

void hand_batch_append(struct cp_increments *increments, struct cp_append append, uint8_t filler)
{
    const size_t whole = append.size_before + append.size;
    uint8_t *bytes = malloc(whole);
    memset(bytes, filler, whole);
    append.checksum = cp_checksum_more(CP_CHECKSUM_EMPTY, bytes, whole);
    append.at = increments->append_size;
    CP_ASSERT(append.at + append.size <= CP_APPEND_BYTES_MAX);
    memcpy(increments->append_bytes + append.at, bytes, append.size);
    free(bytes);
    increments->append_size += append.size;
    increments->appends[increments->append_count++] = append;
}

void hand_batch_drop(struct cp_increments *increments, int32_t partition, int32_t day,
                     uint32_t chunk_count)
{
    increments->drops[increments->drop_count++] =
        (struct cp_drop){.partition = partition, .day = day, .chunk_count = chunk_count};
}

void hand_batch_weigh(struct cp_increments *increments, size_t size, uint8_t filler)
{
    CP_ASSERT(size <= CP_CELLS_MAX);
    memset(increments->cells, filler, size);
    increments->cells_size = size;
}

struct cp_claim stage_claim(struct cp_ledger *ledger, int32_t partition)
{
    struct cp_claim claim;
    struct cp_failure failure = {.text = ""};
    if (cp_ledger_claim(ledger, partition, &claim, &failure) != CP_OK) {
        fail_msg("%s", failure.text);
    }
    return claim;
}

struct cp_token stage_token(uint8_t byte)
{
    struct cp_token token;
    memset(token.bytes, byte, sizeof(token.bytes));
    return token;
}

enum cp_status stage_commit(struct cp_ledger *ledger, const struct cp_increments *increments,
                            const struct cp_token *tokens, uint8_t nonce,
                            enum cp_commit_outcome *out_outcome, int64_t *out_n,
                            struct cp_failure *out_failure)
{
    const struct cp_commit commit = {
        .increments = increments, .tokens = tokens, .nonce = stage_token(nonce)};
    return cp_ledger_commit(ledger, &commit, out_outcome, out_n, out_failure);
}

int64_t stage_commit_well(struct cp_ledger *ledger, const struct cp_increments *increments,
                          const struct cp_token *tokens, uint8_t nonce)
{
    enum cp_commit_outcome outcome = CP_COMMIT_FENCED;
    struct cp_failure failure = {.text = ""};
    int64_t n = -1;
    if (stage_commit(ledger, increments, tokens, nonce, &outcome, &n, &failure) != CP_OK) {
        fail_msg("%s", failure.text);
    }
    assert_int_equal(outcome, CP_COMMIT_OK);
    return n;
}

void stage_commit_many(struct ledger_stage *stage, const struct cp_token *token, int64_t offset,
                       int count, uint8_t nonce)
{
    for (int i = 0; i < count; i++) {
        hand_batch_begin(stage->increments);
        hand_batch_head(stage->increments, 0, offset + i, offset + i + 1);
        (void)stage_commit_well(stage->ledger, stage->increments, token, (uint8_t)(nonce + i));
    }
}

bool stage_always_stop(void)
{
    return true;
}
