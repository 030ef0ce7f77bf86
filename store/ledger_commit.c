/* COMMIT: a batch as one command. */
#include "ledger_parts.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "casepulse/aggregator/codec.h"
#include "casepulse/base/assert.h"
#include "casepulse/base/log.h"
#include "casepulse/base/memory.h"

/* A batch being turned into words. Its heads carry what belongs to their partitions; what belongs
 * to no head would be lost, so it is counted. */
struct cp_committing {
    struct cp_ledger *ledger;
    const struct cp_commit *commit;
    size_t carried; /* sources, appends and drops that a head carried */
};

static void cp_request_add_seal(struct cp_request *request, size_t size, uint32_t checksum)
{
    char text[48];
    (void)snprintf(text, sizeof(text), "%zu %08" PRIx32, size, checksum);
    cp_request_add(request, text);
}

static size_t cp_committing_add_sources(struct cp_committing *committing, int32_t partition)
{
    struct cp_request *request = &committing->ledger->request;
    const struct cp_increments *increments = committing->commit->increments;
    size_t count = 0;
    for (size_t i = 0; i < increments->source_count; i++) {
        const struct cp_source_line *line = &increments->sources[i];
        if (line->partition != partition) {
            continue;
        }
        char field[sizeof(CP_HEAD_SOURCE_PREFIX) + CP_SOURCE_MAX];
        uint8_t bytes[CP_SOURCE_ENCODED_MAX];
        const size_t size = cp_source_encode(line, bytes);
        (void)snprintf(field, sizeof(field), CP_HEAD_SOURCE_PREFIX "%s", line->source);
        cp_request_add(request, field);
        cp_request_add_bytes(request, bytes, size);
        count++;
    }
    return count;
}

static size_t cp_committing_add_indices(struct cp_committing *committing, int32_t partition)
{
    struct cp_request *request = &committing->ledger->request;
    const struct cp_increments *increments = committing->commit->increments;
    size_t count = 0;
    for (size_t i = 0; i < increments->append_count; i++) {
        const struct cp_append *append = &increments->appends[i];
        if (append->partition != partition) {
            continue;
        }
        char field[64] = "units";
        if (append->kind == CP_MEMORY_IDS) {
            (void)snprintf(field, sizeof(field), CP_HEAD_IDS, append->day, append->chunk);
        }
        cp_request_add(request, field);
        cp_request_add_seal(request, append->size_before + append->size, append->checksum);
        count++;
    }
    return count;
}

/* The index fields of dropped days. Returns how many; `*out_drops` days. */
static size_t cp_committing_add_removed(struct cp_committing *committing, int32_t partition,
                                        size_t *out_drops)
{
    const struct cp_increments *increments = committing->commit->increments;
    size_t count = 0;
    *out_drops = 0;
    for (size_t i = 0; i < increments->drop_count; i++) {
        const struct cp_drop *drop = &increments->drops[i];
        if (drop->partition != partition) {
            continue;
        }
        for (uint32_t chunk = 0; chunk < drop->chunk_count; chunk++) {
            char field[64];
            (void)snprintf(field, sizeof(field), CP_HEAD_IDS, drop->day, chunk);
            cp_request_add(&committing->ledger->request, field);
            count++;
        }
        (*out_drops)++;
    }
    return count;
}

static void cp_committing_add_head(struct cp_committing *committing, size_t place)
{
    struct cp_ledger *ledger = committing->ledger;
    struct cp_request *request = &ledger->request;
    const struct cp_head *head = &committing->commit->increments->heads[place];
    cp_ledger_add_token(ledger, &committing->commit->tokens[place]);
    if (ledger->is_new[head->partition]) {
        CP_ASSERT(head->previous == head->start);
        cp_request_add(request, "");
    } else {
        cp_request_add_number(request, head->previous);
    }
    cp_request_add_number(request, head->offset);
    const size_t set_place = cp_request_reserve(request);
    uint8_t bytes[CP_HEAD_ENCODED_MAX];
    const size_t size = cp_head_encode(head, bytes);
    cp_request_add(request, "head");
    cp_request_add_bytes(request, bytes, size);
    const size_t set_count = cp_committing_add_sources(committing, head->partition) +
                             cp_committing_add_indices(committing, head->partition);
    cp_request_set_number(request, set_place, (int64_t)set_count + 1);
    const size_t removed_place = cp_request_reserve(request);
    size_t drop_count = 0;
    const size_t removed_count =
        cp_committing_add_removed(committing, head->partition, &drop_count);
    cp_request_set_number(request, removed_place, (int64_t)removed_count);
    committing->carried += set_count + drop_count;
}

static void cp_committing_add_keys(struct cp_committing *committing)
{
    struct cp_ledger *ledger = committing->ledger;
    const struct cp_increments *increments = committing->commit->increments;
    const size_t count_place = cp_request_reserve(&ledger->request);
    cp_ledger_add_key(ledger, CP_STATE_SYS);
    cp_ledger_add_key(ledger, CP_STATE_LOG);
    for (size_t i = 0; i < increments->head_count; i++) {
        cp_ledger_add_key(ledger, CP_STATE_HEAD, increments->heads[i].partition);
    }
    for (size_t i = 0; i < increments->append_count; i++) {
        const struct cp_append *append = &increments->appends[i];
        if (append->kind == CP_MEMORY_IDS) {
            cp_ledger_add_key(ledger, CP_STATE_IDS, append->partition, append->day, append->chunk);
        } else {
            cp_ledger_add_key(ledger, CP_STATE_UNITS, append->partition);
        }
    }
    for (size_t i = 0; i < increments->drop_count; i++) {
        const struct cp_drop *drop = &increments->drops[i];
        for (uint32_t chunk = 0; chunk < drop->chunk_count; chunk++) {
            cp_ledger_add_key(ledger, CP_STATE_IDS, drop->partition, drop->day, chunk);
        }
    }
    cp_request_set_number(&ledger->request, count_place,
                          (int64_t)(ledger->request.count - count_place - 1));
}

static void cp_committing_add_batch(struct cp_committing *committing)
{
    struct cp_ledger *ledger = committing->ledger;
    const struct cp_increments *increments = committing->commit->increments;
    const size_t most = cp_batch_encoded_max(increments);
    if (most > ledger->batch_capacity) {
        ledger->batch_capacity = most;
        ledger->batch = cp_reallocate(ledger->batch, most, 1);
    }
    const size_t size = cp_batch_encode(increments, ledger->batch);
    cp_ledger_add_token(ledger, &committing->commit->nonce);
    cp_request_lend(&ledger->request, ledger->batch, size);
    cp_request_add_number(&ledger->request, (int64_t)increments->head_count);
    cp_request_add_number(&ledger->request, (int64_t)increments->append_count);
}

static void cp_committing_write(struct cp_committing *committing)
{
    struct cp_request *request = &committing->ledger->request;
    const struct cp_increments *increments = committing->commit->increments;
    CP_ASSERT(increments->head_count > 0);
    cp_committing_add_keys(committing);
    cp_committing_add_batch(committing);
    for (size_t i = 0; i < increments->head_count; i++) {
        cp_committing_add_head(committing, i);
    }
    CP_ASSERT(committing->carried ==
              increments->source_count + increments->append_count + increments->drop_count);
    for (size_t i = 0; i < increments->append_count; i++) {
        const struct cp_append *append = &increments->appends[i];
        cp_request_add_number(request, append->size_before);
        cp_request_lend(request, increments->append_bytes + append->at, append->size);
    }
}

/* Says in the log why a batch was fenced: rare, and somebody will want to know. */
static enum cp_commit_outcome cp_commit_outcome_of(const struct cp_reply *reply)
{
    const char *word = cp_reply_word(reply, 0);
    if (strcmp(word, "FENCED") == 0) {
        cp_log(CP_LOG_DEBUG, "state: a batch was fenced: %s", cp_reply_word(reply, 1));
        return CP_COMMIT_FENCED;
    }
    return strcmp(word, "ALREADY") == 0 ? CP_COMMIT_ALREADY : CP_COMMIT_OK;
}

void cp_ledger_commit_begin(struct cp_ledger *ledger, const struct cp_commit *commit)
{
    struct cp_committing committing = {.ledger = ledger, .commit = commit};
    cp_ledger_begin(ledger);
    cp_committing_write(&committing);
    cp_ledger_run_begin(ledger, CP_SCRIPT_COMMIT);
    ledger->committing = commit->increments;
}

enum cp_status cp_ledger_commit_end(struct cp_ledger *ledger, enum cp_commit_outcome *out_outcome,
                                    int64_t *out_n, struct cp_failure *out_failure)
{
    const struct cp_increments *increments = ledger->committing;
    struct cp_reply *reply = NULL;
    CP_ASSERT(increments != NULL);
    ledger->committing = NULL;
    const enum cp_status status = cp_ledger_run(ledger, CP_SCRIPT_COMMIT, &reply, out_failure);
    if (status != CP_OK) {
        return status;
    }
    *out_outcome = cp_commit_outcome_of(reply);
    if (*out_outcome != CP_COMMIT_FENCED) {
        *out_n = strtoll(cp_reply_word(reply, 1), NULL, 10);
        for (size_t i = 0; i < increments->head_count; i++) {
            ledger->is_new[increments->heads[i].partition] = false;
        }
    }
    cp_reply_free(reply);
    return CP_OK;
}

enum cp_status cp_ledger_commit(struct cp_ledger *ledger, const struct cp_commit *commit,
                                enum cp_commit_outcome *out_outcome, int64_t *out_n,
                                struct cp_failure *out_failure)
{
    cp_ledger_commit_begin(ledger, commit);
    return cp_ledger_commit_end(ledger, out_outcome, out_n, out_failure);
}
