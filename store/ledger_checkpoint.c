/* The lease, and checkpoints under it.
 *
 * Each checkpoint is written under keys of its own, named by a random generation, and only then
 * pointed to: whoever is broken off, or writes though somebody else holds the lease by now, never
 * touches the one in use. Its chunks expire until the switch makes them stay. */
#include "ledger_parts.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "casepulse/base/assert.h"
#include "casepulse/base/checksum.h"
#include "casepulse/base/fault.h"
#include "casepulse/base/memory.h"
#include "casepulse/base/random.h"

#define CP_CHUNK_EXPIRES_MS 600000

enum cp_status cp_ledger_hold_lease(struct cp_ledger *ledger, const struct cp_token *lease,
                                    bool *out_is_held, struct cp_failure *out_failure)
{
    struct cp_reply *reply = NULL;
    cp_ledger_begin(ledger);
    cp_request_add_number(&ledger->request, 1);
    cp_ledger_add_key(ledger, CP_STATE_LEASE);
    cp_ledger_add_token(ledger, lease);
    cp_request_add_number(&ledger->request, CP_LEASE_MS);
    const enum cp_status status = cp_ledger_run(ledger, CP_SCRIPT_LEASE, &reply, out_failure);
    if (status == CP_OK) {
        *out_is_held = strcmp(cp_reply_word(reply, 0), "OK") == 0;
        ledger->is_lease_new = *out_is_held && strcmp(cp_reply_word(reply, 1), "NEW") == 0;
        cp_reply_free(reply);
    }
    return status;
}

bool cp_ledger_is_lease_new(const struct cp_ledger *ledger)
{
    return ledger->is_lease_new;
}

enum cp_status cp_ledger_drop_lease(struct cp_ledger *ledger, const struct cp_token *lease,
                                    struct cp_failure *out_failure)
{
    struct cp_reply *reply = NULL;
    cp_ledger_begin(ledger);
    cp_request_add_number(&ledger->request, 1);
    cp_ledger_add_key(ledger, CP_STATE_LEASE);
    cp_ledger_add_token(ledger, lease);
    const enum cp_status status = cp_ledger_run(ledger, CP_SCRIPT_DROP, &reply, out_failure);
    if (status == CP_OK) {
        cp_reply_free(reply);
    }
    return status;
}

/* "generation n nonce chunks size checksum own-checksum" */
static void cp_checkpoint_pointer_write(const struct cp_checkpoint_pointer *pointer,
                                        char out_text[CP_POINTER_TEXT_MAX])
{
    char nonce[CP_TOKEN_TEXT_SIZE + 1];
    cp_token_write(&pointer->nonce, nonce);
    const int size =
        snprintf(out_text, CP_POINTER_TEXT_MAX, "%s %" PRId64 " %s %" PRIu32 " %zu %08" PRIx32,
                 pointer->generation, pointer->n, nonce, pointer->chunk_count, pointer->size,
                 pointer->checksum);
    CP_ASSERT(size > 0 && size + 10 < CP_POINTER_TEXT_MAX);
    (void)snprintf(out_text + size, CP_POINTER_TEXT_MAX - (size_t)size, " %08" PRIx32,
                   cp_checksum_more(CP_CHECKSUM_EMPTY, out_text, (size_t)size));
}

bool cp_checkpoint_pointer_read(const char *text, struct cp_checkpoint_pointer *out_pointer)
{
    struct cp_checkpoint_pointer pointer;
    char nonce[CP_TOKEN_TEXT_SIZE + 1];
    char written[CP_POINTER_TEXT_MAX];
    if (sscanf(text, "%16s %" SCNd64 " %32s %" SCNu32 " %zu %8" SCNx32, pointer.generation,
               &pointer.n, nonce, &pointer.chunk_count, &pointer.size, &pointer.checksum) != 6 ||
        !cp_token_read(nonce, strlen(nonce), &pointer.nonce)) {
        return false;
    }
    cp_checkpoint_pointer_write(&pointer, written); /* with the checksum that it should have */
    if (strcmp(written, text) != 0) {
        return false;
    }
    *out_pointer = pointer;
    return true;
}

/* Bytes of a chunk: all are full but the last. */
static size_t cp_chunk_size(const struct cp_checkpoint_pointer *pointer, uint32_t chunk)
{
    const size_t rest = pointer->size - (size_t)chunk * CP_CHECKPOINT_CHUNK;
    return rest < CP_CHECKPOINT_CHUNK ? rest : CP_CHECKPOINT_CHUNK;
}

static enum cp_status cp_checkpoint_read_chunks(struct cp_ledger *ledger,
                                                const struct cp_checkpoint_pointer *pointer,
                                                uint8_t *bytes, struct cp_failure *out_failure)
{
    for (uint32_t chunk = 0; chunk < pointer->chunk_count; chunk++) {
        char key[CP_STATE_KEY_MAX];
        struct cp_ledger_bytes stored;
        (void)snprintf(key, sizeof(key), CP_STATE_CHECKPOINT, pointer->generation, chunk);
        cp_ledger_begin(ledger);
        const enum cp_status status = cp_ledger_get(ledger, key, NULL, &stored, out_failure);
        if (status != CP_OK) {
            return status;
        }
        if (stored.bytes == NULL) {
            return cp_ledger_damaged(ledger, out_failure, key, "is missing");
        }
        const size_t size = cp_chunk_size(pointer, chunk);
        if (stored.size != size) {
            return cp_ledger_damaged(ledger, out_failure, key, "has %zu bytes, not %zu",
                                     stored.size, size);
        }
        memcpy(bytes + (size_t)chunk * CP_CHECKPOINT_CHUNK, stored.bytes, size);
    }
    return CP_OK;
}

enum cp_status cp_checkpoint_read(struct cp_ledger *ledger,
                                  const struct cp_checkpoint_pointer *pointer, uint8_t **out_bytes,
                                  struct cp_failure *out_failure)
{
    uint8_t *bytes = cp_allocate(pointer->size, 1);
    enum cp_status status = cp_checkpoint_read_chunks(ledger, pointer, bytes, out_failure);
    if (status == CP_OK &&
        cp_checksum_more(CP_CHECKSUM_EMPTY, bytes, pointer->size) != pointer->checksum) {
        status = cp_ledger_damaged(ledger, out_failure, "checkpoint",
                                   "of generation %s fails its checksum", pointer->generation);
    }
    if (status != CP_OK) {
        free(bytes);
        return status;
    }
    *out_bytes = bytes;
    return CP_OK;
}

static struct cp_checkpoint_pointer
cp_checkpoint_pointer_of(int64_t n, const struct cp_token *nonce, const uint8_t *bytes, size_t size)
{
    struct cp_token random;
    char text[CP_TOKEN_TEXT_SIZE + 1];
    struct cp_checkpoint_pointer pointer = {
        .n = n,
        .nonce = *nonce,
        .chunk_count = (uint32_t)((size + CP_CHECKPOINT_CHUNK - 1) / CP_CHECKPOINT_CHUNK),
        .size = size,
        .checksum = cp_checksum_more(CP_CHECKSUM_EMPTY, bytes, size)};
    cp_random_bytes(&random, sizeof(random));
    cp_token_write(&random, text);
    memcpy(pointer.generation, text, CP_GENERATION_SIZE);
    pointer.generation[CP_GENERATION_SIZE] = '\0';
    return pointer;
}

static enum cp_status cp_checkpoint_write(struct cp_ledger *ledger,
                                          const struct cp_checkpoint_pointer *pointer,
                                          const uint8_t *bytes, struct cp_failure *out_failure)
{
    enum cp_status status = CP_OK;
    for (uint32_t chunk = 0; chunk < pointer->chunk_count && status == CP_OK; chunk++) {
        struct cp_reply *reply = NULL;
        cp_ledger_begin(ledger);
        cp_request_add(&ledger->request, "SET");
        cp_ledger_add_key(ledger, CP_STATE_CHECKPOINT, pointer->generation, chunk);
        cp_request_lend(&ledger->request, bytes + (size_t)chunk * CP_CHECKPOINT_CHUNK,
                        cp_chunk_size(pointer, chunk));
        cp_request_add(&ledger->request, "PX");
        cp_request_add_number(&ledger->request, CP_CHUNK_EXPIRES_MS);
        status = cp_ledger_ask(ledger, &reply, out_failure);
        cp_reply_free(reply);
    }
    return status;
}

static void cp_ledger_add_chunks(struct cp_ledger *ledger,
                                 const struct cp_checkpoint_pointer *pointer)
{
    for (uint32_t chunk = 0; chunk < pointer->chunk_count; chunk++) {
        cp_ledger_add_key(ledger, CP_STATE_CHECKPOINT, pointer->generation, chunk);
    }
}

/* What was written in vain; if this fails it expires. */
static enum cp_status cp_checkpoint_remove(struct cp_ledger *ledger,
                                           const struct cp_checkpoint_pointer *pointer,
                                           struct cp_failure *out_failure)
{
    struct cp_reply *reply = NULL;
    cp_ledger_begin(ledger);
    cp_request_add(&ledger->request, "UNLINK");
    cp_ledger_add_chunks(ledger, pointer);
    const enum cp_status status = cp_ledger_ask(ledger, &reply, out_failure);
    cp_reply_free(reply);
    return status;
}

/* The pointer in use; `text` is "" and the rest zero where there is none. */
struct cp_current_checkpoint {
    char text[CP_POINTER_TEXT_MAX];
    struct cp_checkpoint_pointer pointer;
};

static enum cp_status cp_checkpoint_find(struct cp_ledger *ledger,
                                         struct cp_current_checkpoint *out_current,
                                         struct cp_failure *out_failure)
{
    struct cp_ledger_bytes bytes;
    cp_ledger_begin(ledger);
    *out_current = (struct cp_current_checkpoint){.text = ""};
    const enum cp_status status =
        cp_ledger_get(ledger, CP_STATE_SYS, CP_SYS_CHECKPOINT, &bytes, out_failure);
    if (status != CP_OK || bytes.bytes == NULL) {
        return status;
    }
    (void)snprintf(out_current->text, sizeof(out_current->text), "%s", (const char *)bytes.bytes);
    return cp_checkpoint_pointer_read(out_current->text, &out_current->pointer)
               ? CP_OK
               : cp_ledger_damaged(ledger, out_failure, CP_STATE_SYS,
                                   "field checkpoint fails its checksum");
}

static enum cp_status cp_checkpoint_switch(struct cp_ledger *ledger, const struct cp_token *lease,
                                           const struct cp_current_checkpoint *current,
                                           const struct cp_checkpoint_pointer *pointer,
                                           bool *out_is_switched, struct cp_failure *out_failure)
{
    struct cp_request *request = &ledger->request;
    struct cp_reply *reply = NULL;
    char text[CP_POINTER_TEXT_MAX];
    cp_ledger_begin(ledger);
    cp_request_add_number(request, 3 + (int64_t)pointer->chunk_count +
                                       (int64_t)current->pointer.chunk_count);
    cp_ledger_add_key(ledger, CP_STATE_SYS);
    cp_ledger_add_key(ledger, CP_STATE_LEASE);
    cp_ledger_add_key(ledger, CP_STATE_LOG);
    cp_ledger_add_chunks(ledger, pointer);
    cp_ledger_add_chunks(ledger, &current->pointer);
    cp_ledger_add_token(ledger, lease);
    cp_request_add_number(request, pointer->n);
    cp_ledger_add_token(ledger, &pointer->nonce);
    cp_request_add(request, current->text);
    cp_checkpoint_pointer_write(pointer, text);
    cp_request_add(request, text);
    cp_request_add_number(request, pointer->chunk_count);
    for (uint32_t chunk = 0; chunk < pointer->chunk_count; chunk++) {
        cp_request_add_number(request, (int64_t)cp_chunk_size(pointer, chunk));
    }
    const enum cp_status status = cp_ledger_run(ledger, CP_SCRIPT_SWITCH, &reply, out_failure);
    if (status == CP_OK) {
        *out_is_switched = strcmp(cp_reply_word(reply, 0), "OK") == 0;
        cp_reply_free(reply);
    }
    return status;
}

enum cp_status cp_ledger_switch(struct cp_ledger *ledger, const struct cp_token *lease, int64_t n,
                                const struct cp_token *nonce, const uint8_t *bytes, size_t size,
                                bool *out_is_switched, struct cp_failure *out_failure)
{
    struct cp_current_checkpoint current;
    const struct cp_checkpoint_pointer pointer = cp_checkpoint_pointer_of(n, nonce, bytes, size);
    CP_ASSERT(size > 0);
    enum cp_status status = cp_checkpoint_find(ledger, &current, out_failure);
    if (status == CP_OK && current.pointer.n >= n) {
        *out_is_switched = false;
        return CP_OK;
    }
    if (status == CP_OK) {
        status = cp_checkpoint_write(ledger, &pointer, bytes, out_failure);
    }
    if (status != CP_OK) {
        return status;
    }
    cp_fault_point(CP_FAULT_CHECKPOINT_WRITTEN);
    bool is_switched = false;
    status = cp_checkpoint_switch(ledger, lease, &current, &pointer, &is_switched, out_failure);
    if (status == CP_OK && !is_switched) {
        status = cp_checkpoint_remove(ledger, &pointer, out_failure);
    }
    if (status == CP_OK) {
        *out_is_switched = is_switched;
    }
    return status;
}
