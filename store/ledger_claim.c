/* CLAIM, and the long strings of the partition behind it.
 *
 * Once the token is set nobody else can write, so the strings can be read one by one. Somebody else
 * may claim meanwhile, though, and then they move on: what does not fit is a damage only if the
 * token is still ours. */
#include "ledger_parts.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "casepulse/aggregator/codec.h"
#include "casepulse/base/assert.h"
#include "casepulse/base/checksum.h"
#include "casepulse/base/memory.h"
#include "casepulse/base/random.h"

#define CP_CLAIM_TRIES 10

/* A long string as its field in the head describes it. */
struct cp_claimed_string {
    int32_t day;
    uint32_t chunk;
    size_t size;
    uint32_t checksum;
};

/* A claim being put together. */
struct cp_claiming {
    struct cp_ledger *ledger;
    int32_t partition;
    struct cp_claim claim;
    bool has_claimed; /* the token was set */
    struct cp_claimed_string units;
    size_t chunk_count, chunk_capacity;
    struct cp_claimed_string *chunks;
};

static enum cp_status cp_claiming_damaged(const struct cp_claiming *claiming,
                                          struct cp_failure *out_failure, const char *field,
                                          const char *why)
{
    char key[CP_STATE_KEY_MAX];
    (void)snprintf(key, sizeof(key), CP_STATE_HEAD, claiming->partition);
    return cp_ledger_damaged(claiming->ledger, out_failure, key, "field %s %s", field, why);
}

static bool cp_claimed_string_read(const char *text, struct cp_claimed_string *string)
{
    char rest = '\0';
    return sscanf(text, "%zu %8" SCNx32 "%c", &string->size, &string->checksum, &rest) == 2;
}

static enum cp_status cp_claiming_take_chunk(struct cp_claiming *claiming, const char *field,
                                             const char *text, struct cp_failure *out_failure)
{
    struct cp_claimed_string chunk = {.day = 0};
    char rest = '\0';
    if (sscanf(field, CP_HEAD_IDS_PREFIX "%" SCNd32 ":%" SCNu32 "%c", &chunk.day, &chunk.chunk,
               &rest) != 2 ||
        !cp_claimed_string_read(text, &chunk) || chunk.size % CP_ID_RECORD_SIZE != 0) {
        return cp_claiming_damaged(claiming, out_failure, field,
                                   "does not say \"size checksum\" of a chunk of ids");
    }
    if (claiming->chunk_count == claiming->chunk_capacity) {
        claiming->chunk_capacity = claiming->chunk_capacity * 2 + 64;
        claiming->chunks =
            cp_reallocate(claiming->chunks, claiming->chunk_capacity, sizeof(*claiming->chunks));
    }
    claiming->chunks[claiming->chunk_count++] = chunk;
    return CP_OK;
}

static enum cp_status cp_claiming_take_source(struct cp_claiming *claiming, const char *field,
                                              struct cp_ledger_bytes bytes,
                                              struct cp_failure *out_failure)
{
    struct cp_source_line line;
    if (!cp_source_decode(bytes.bytes, bytes.size, &line) ||
        line.partition != claiming->partition ||
        strcmp(line.source, field + strlen(CP_HEAD_SOURCE_PREFIX)) != 0) {
        return cp_claiming_damaged(claiming, out_failure, field, "fails its checksum");
    }
    if (claiming->claim.source_count == CP_SOURCES_PER_PARTITION) {
        return cp_claiming_damaged(claiming, out_failure, field, "is one source too many");
    }
    claiming->claim.sources[claiming->claim.source_count++] = bytes;
    return CP_OK;
}

static bool cp_begins(const char *text, const char *prefix)
{
    return strncmp(text, prefix, strlen(prefix)) == 0;
}

static enum cp_status cp_claiming_take_field(struct cp_claiming *claiming, const char *field,
                                             const struct cp_reply *value,
                                             struct cp_failure *out_failure)
{
    const char *text = cp_reply_text(value);
    const struct cp_ledger_bytes bytes = {(const uint8_t *)text, cp_reply_size(value)};
    if (cp_begins(field, CP_HEAD_SOURCE_PREFIX)) {
        return cp_claiming_take_source(claiming, field, bytes, out_failure);
    }
    if (cp_begins(field, CP_HEAD_IDS_PREFIX)) {
        return cp_claiming_take_chunk(claiming, field, text, out_failure);
    }
    if (strcmp(field, "units") == 0 && !cp_claimed_string_read(text, &claiming->units)) {
        return cp_claiming_damaged(claiming, out_failure, field, "does not say \"size checksum\"");
    }
    if (strcmp(field, "head") == 0) {
        claiming->claim.head = bytes;
    }
    if (strcmp(field, "offset") == 0) {
        claiming->claim.is_new = false;
        claiming->claim.offset = strtoll(text, NULL, 10);
    }
    return CP_OK;
}

static int cp_claimed_string_compare(const void *left, const void *right)
{
    const struct cp_claimed_string *a = left;
    const struct cp_claimed_string *b = right;
    if (a->day != b->day) {
        return a->day < b->day ? -1 : 1;
    }
    return a->chunk < b->chunk ? -1 : a->chunk > b->chunk;
}

/* What the head says is whole in itself. */
static enum cp_status cp_claiming_check_head(struct cp_claiming *claiming,
                                             struct cp_failure *out_failure)
{
    const struct cp_claim *claim = &claiming->claim;
    struct cp_head head;
    if (claim->is_new) {
        return CP_OK;
    }
    if (claim->head.bytes == NULL || !cp_head_decode(claim->head.bytes, claim->head.size, &head) ||
        head.partition != claiming->partition || head.offset != claim->offset) {
        return cp_claiming_damaged(claiming, out_failure, "head",
                                   "fails its checksum or does not fit field offset");
    }
    if (claiming->chunk_count > 0) {
        qsort(claiming->chunks, claiming->chunk_count, sizeof(*claiming->chunks),
              cp_claimed_string_compare);
    }
    for (size_t i = 0; i < claiming->chunk_count; i++) {
        const struct cp_claimed_string *chunk = &claiming->chunks[i];
        const bool is_first = i == 0 || chunk->day != chunk[-1].day;
        if (chunk->chunk != (is_first ? 0 : chunk[-1].chunk + 1)) {
            return cp_claiming_damaged(claiming, out_failure, "ids", "lack a chunk of a day");
        }
    }
    return CP_OK;
}

static enum cp_status cp_claiming_read_head(struct cp_claiming *claiming,
                                            const struct cp_reply *fields,
                                            struct cp_failure *out_failure)
{
    claiming->claim.is_new = true;
    for (size_t i = 0; i + 1 < cp_reply_count(fields); i += 2) {
        const enum cp_status status = cp_claiming_take_field(
            claiming, cp_reply_word(fields, i), cp_reply_at(fields, i + 1), out_failure);
        if (status != CP_OK) {
            return status;
        }
    }
    return cp_claiming_check_head(claiming, out_failure);
}

static enum cp_status cp_claiming_read_string(struct cp_claiming *claiming, const char *key,
                                              const struct cp_claimed_string *string,
                                              struct cp_ledger_bytes *out_bytes,
                                              struct cp_failure *out_failure)
{
    struct cp_ledger_bytes bytes;
    const enum cp_status status = cp_ledger_get(claiming->ledger, key, NULL, &bytes, out_failure);
    if (status != CP_OK) {
        return status;
    }
    if (bytes.bytes == NULL) {
        return cp_ledger_damaged(claiming->ledger, out_failure, key, "is missing");
    }
    if (bytes.size != string->size) {
        return cp_ledger_damaged(claiming->ledger, out_failure, key, "has %zu bytes, not %zu",
                                 bytes.size, string->size);
    }
    if (cp_checksum_more(CP_CHECKSUM_EMPTY, bytes.bytes, bytes.size) != string->checksum) {
        return cp_ledger_damaged(claiming->ledger, out_failure, key, "fails its checksum");
    }
    *out_bytes = bytes;
    return CP_OK;
}

static enum cp_status cp_claiming_read_strings(struct cp_claiming *claiming,
                                               struct cp_failure *out_failure)
{
    struct cp_ledger *ledger = claiming->ledger;
    char key[CP_STATE_KEY_MAX];
    enum cp_status status = CP_OK;
    if (claiming->chunk_count > ledger->ids_capacity) {
        ledger->ids_capacity = claiming->chunk_count;
        ledger->ids = cp_reallocate(ledger->ids, ledger->ids_capacity, sizeof(*ledger->ids));
    }
    for (size_t i = 0; i < claiming->chunk_count && status == CP_OK; i++) {
        const struct cp_claimed_string *chunk = &claiming->chunks[i];
        ledger->ids[i] = (struct cp_ledger_ids){.day = chunk->day, .chunk = chunk->chunk};
        (void)snprintf(key, sizeof(key), CP_STATE_IDS, claiming->partition, chunk->day,
                       chunk->chunk);
        status =
            cp_claiming_read_string(claiming, key, chunk, &ledger->ids[i].records, out_failure);
    }
    if (status == CP_OK && claiming->units.size > 0) {
        (void)snprintf(key, sizeof(key), CP_STATE_UNITS, claiming->partition);
        status = cp_claiming_read_string(claiming, key, &claiming->units, &claiming->claim.units,
                                         out_failure);
    }
    claiming->claim.ids_count = claiming->chunk_count;
    claiming->claim.ids = ledger->ids;
    return status;
}

/* Sends CLAIM; the head's fields are held by the ledger. */
static enum cp_status cp_claiming_send(struct cp_claiming *claiming,
                                       const struct cp_reply **out_fields,
                                       struct cp_failure *out_failure)
{
    struct cp_ledger *ledger = claiming->ledger;
    struct cp_request *request = &ledger->request;
    char columns[CP_COLUMNS_TEXT_MAX];
    char field[64];
    const size_t columns_size = cp_columns_text(columns);
    cp_ledger_begin(ledger);
    cp_request_add_number(request, 3);
    cp_ledger_add_key(ledger, CP_STATE_SYS);
    cp_ledger_add_key(ledger, CP_STATE_HEAD, claiming->partition);
    cp_ledger_add_key(ledger, CP_STATE_LOG);
    cp_request_add_number(request, CP_STATE_FORMAT);
    cp_request_add(request, ledger->fingerprint);
    cp_ledger_add_token(ledger, &claiming->claim.token);
    (void)snprintf(field, sizeof(field), CP_SYS_COLUMNS,
                   (unsigned)cp_columns_fingerprint(columns, columns_size));
    cp_request_add(request, field);
    cp_request_lend(request, columns, columns_size);
    (void)snprintf(field, sizeof(field), CP_STATE_HEAD, claiming->partition);
    cp_request_add(request, field);
    struct cp_reply *reply = NULL;
    const enum cp_status status = cp_ledger_run(ledger, CP_SCRIPT_CLAIM, &reply, out_failure);
    if (status != CP_OK) {
        return status;
    }
    cp_ledger_hold(ledger, reply);
    claiming->has_claimed = true;
    CP_ASSERT(cp_reply_count(reply) == 2);
    *out_fields = cp_reply_at(reply, 1);
    return CP_OK;
}

static enum cp_status cp_claiming_read(struct cp_claiming *claiming, struct cp_failure *out_failure)
{
    const struct cp_reply *fields = NULL;
    enum cp_status status = cp_claiming_send(claiming, &fields, out_failure);
    if (status == CP_OK) {
        status = cp_claiming_read_head(claiming, fields, out_failure);
    }
    return status == CP_OK ? cp_claiming_read_strings(claiming, out_failure) : status;
}

static enum cp_status cp_claiming_is_ours(struct cp_claiming *claiming, bool *out_is_ours,
                                          struct cp_failure *out_failure)
{
    char key[CP_STATE_KEY_MAX];
    char token[CP_TOKEN_TEXT_SIZE + 1];
    struct cp_ledger_bytes bytes;
    (void)snprintf(key, sizeof(key), CP_STATE_HEAD, claiming->partition);
    cp_token_write(&claiming->claim.token, token);
    const enum cp_status status =
        cp_ledger_get(claiming->ledger, key, "token", &bytes, out_failure);
    if (status == CP_OK) {
        *out_is_ours =
            bytes.size == CP_TOKEN_TEXT_SIZE && memcmp(bytes.bytes, token, bytes.size) == 0;
    }
    return status;
}

/* Begins anew, with a fresh token. */
static enum cp_status cp_claiming_try(struct cp_claiming *claiming, struct cp_failure *out_failure)
{
    claiming->claim = (struct cp_claim){.is_new = true};
    claiming->has_claimed = false;
    claiming->chunk_count = 0;
    claiming->units = (struct cp_claimed_string){.size = 0};
    cp_random_bytes(&claiming->claim.token, sizeof(claiming->claim.token));
    return cp_claiming_read(claiming, out_failure);
}

/* True if what does not fit may be somebody else's doing, who claimed behind us. */
static bool cp_claiming_was_overtaken(struct cp_claiming *claiming)
{
    struct cp_failure ignored;
    bool is_ours = true;
    return claiming->has_claimed && cp_claiming_is_ours(claiming, &is_ours, &ignored) == CP_OK &&
           !is_ours;
}

enum cp_status cp_ledger_claim(struct cp_ledger *ledger, int32_t partition,
                               struct cp_claim *out_claim, struct cp_failure *out_failure)
{
    CP_ASSERT(partition >= 0 && partition < CP_PARTITIONS_MAX);
    struct cp_claiming claiming = {.ledger = ledger, .partition = partition};
    enum cp_status status = cp_claiming_try(&claiming, out_failure);
    int tries = 1;
    while (status == CP_DATA && cp_claiming_was_overtaken(&claiming)) {
        if (tries++ == CP_CLAIM_TRIES) {
            status = cp_fail(out_failure, CP_RUNTIME,
                             "redis %s: partition %d: others claim it all the time",
                             cp_connection_label(ledger->connection), partition);
            break;
        }
        status = cp_claiming_try(&claiming, out_failure);
    }
    free(claiming.chunks);
    if (status == CP_OK) {
        ledger->is_new[partition] = claiming.claim.is_new;
        *out_claim = claiming.claim;
    }
    return status;
}
