#include "event_id.h"

#include <inttypes.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "casepulse/base/assert.h"
#include "casepulse/base/memory.h"
#include "casepulse/proto/values.h"

#define CP_IDS_SLOTS_FIRST ((size_t)1 << 12)
#define CP_IDS_SLOTS_LAST ((size_t)1 << 27)
#define CP_SHA256_SIZE 32

/* What was given: open addressing by the first 8 bytes of the id for n = 1. Two keys that share
 * them would share their n: still the same ids whenever the file is read. */
struct cp_event_ids {
    const char *source;
    EVP_MD_CTX *digest;
    EVP_MD *sha256;
    size_t slot_count; /* a power of two */
    size_t used_count;
    uint64_t *marks; /* 0 = free */
    uint32_t *counts;
};

struct cp_event_ids *cp_event_ids_create(const char *source)
{
    struct cp_event_ids *ids = cp_allocate(1, sizeof(struct cp_event_ids));
    ids->source = source;
    ids->digest = EVP_MD_CTX_new();
    ids->sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
    CP_ASSERT(ids->digest != NULL && ids->sha256 != NULL);
    ids->slot_count = CP_IDS_SLOTS_FIRST;
    ids->marks = cp_allocate(ids->slot_count, sizeof(uint64_t));
    ids->counts = cp_allocate(ids->slot_count, sizeof(uint32_t));
    return ids;
}

void cp_event_ids_free(struct cp_event_ids *ids)
{
    if (ids == NULL) {
        return;
    }
    EVP_MD_CTX_free(ids->digest);
    EVP_MD_free(ids->sha256);
    free(ids->marks);
    free(ids->counts);
    free(ids);
}

void cp_event_ids_start_file(struct cp_event_ids *ids)
{
    memset(ids->marks, 0, ids->slot_count * sizeof(uint64_t));
    ids->used_count = 0;
}

static void cp_digest_add(struct cp_event_ids *ids, const char *text)
{
    const int result = EVP_DigestUpdate(ids->digest, text, strlen(text));
    CP_ASSERT(result == 1);
}

static void cp_digest_add_type(struct cp_event_ids *ids, enum cp_event_type type)
{
    char name[64] = "";
    const char *text = cp_value_text(CP_SET_EVENT, (int)type);
    for (size_t i = 0; text[i] != '\0' && i + 1 < sizeof(name); i++) {
        const bool is_letter = text[i] >= 'a' && text[i] <= 'z';
        name[i] = (char)(is_letter ? text[i] - 'a' + 'A' : text[i]);
    }
    cp_digest_add(ids, name);
}

static void cp_event_id_make(struct cp_event_ids *ids, const struct cp_event_key *key, uint32_t n,
                             uint8_t out_id[CP_EVENT_ID_SIZE])
{
    int result = EVP_DigestInit_ex2(ids->digest, ids->sha256, NULL);
    CP_ASSERT(result == 1);
    cp_digest_add(ids, ids->source);
    cp_digest_add(ids, "\x1f");
    cp_digest_add_type(ids, key->type);
    for (size_t i = 0; i < key->value_count; i++) {
        cp_digest_add(ids, "\x1f");
        cp_digest_add(ids, key->values[i]);
    }
    char number[16];
    (void)snprintf(number, sizeof(number), "\x1f%" PRIu32, n);
    cp_digest_add(ids, number);
    uint8_t bytes[CP_SHA256_SIZE];
    result = EVP_DigestFinal_ex(ids->digest, bytes, NULL);
    CP_ASSERT(result == 1);
    memcpy(out_id, bytes, CP_EVENT_ID_SIZE);
}

/* The slot of a mark: its own, or the free one where it belongs. */
static size_t cp_ids_find(const struct cp_event_ids *ids, uint64_t mark)
{
    size_t slot = (size_t)mark & (ids->slot_count - 1);
    while (ids->marks[slot] != 0 && ids->marks[slot] != mark) {
        slot = (slot + 1) & (ids->slot_count - 1);
    }
    return slot;
}

static void cp_ids_grow(struct cp_event_ids *ids)
{
    uint64_t *marks = ids->marks;
    uint32_t *counts = ids->counts;
    const size_t slot_count = ids->slot_count;
    ids->slot_count *= 2;
    ids->marks = cp_allocate(ids->slot_count, sizeof(uint64_t));
    ids->counts = cp_allocate(ids->slot_count, sizeof(uint32_t));
    for (size_t old = 0; old < slot_count; old++) {
        if (marks[old] != 0) {
            const size_t slot = cp_ids_find(ids, marks[old]);
            ids->marks[slot] = marks[old];
            ids->counts[slot] = counts[old];
        }
    }
    free(marks);
    free(counts);
}

bool cp_event_ids_next(struct cp_event_ids *ids, const struct cp_event_key *key,
                       uint8_t out_id[CP_EVENT_ID_SIZE])
{
    if (ids->used_count * 2 >= ids->slot_count) {
        if (ids->slot_count == CP_IDS_SLOTS_LAST) {
            return false;
        }
        cp_ids_grow(ids);
    }
    uint8_t first_id[CP_EVENT_ID_SIZE];
    uint64_t mark = 0;
    cp_event_id_make(ids, key, 1, first_id);
    memcpy(&mark, first_id, sizeof(mark));
    mark += mark == 0;
    const size_t slot = cp_ids_find(ids, mark);
    if (ids->marks[slot] == 0) {
        ids->marks[slot] = mark;
        ids->counts[slot] = 1;
        ids->used_count++;
        memcpy(out_id, first_id, sizeof(first_id));
        return true;
    }
    cp_event_id_make(ids, key, ++ids->counts[slot], out_id);
    return true;
}

void cp_event_ids_first(struct cp_event_ids *ids, const struct cp_event_key *key,
                        uint8_t out_id[CP_EVENT_ID_SIZE])
{
    cp_event_id_make(ids, key, 1, out_id);
}
