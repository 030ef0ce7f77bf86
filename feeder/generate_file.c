/* Numbers are little-endian whatever the machine:
 *
 *   i32 partition   i64 time, ms UTC   i32 key size   i32 value size, −1: no value   key   value */
#include "generate_file.h"

#include <string.h>

#include "casepulse/base/assert.h"

#define CP_ARCHIVE_HEAD_SIZE 20

static void cp_put_little(unsigned char *at, uint64_t value, int size)
{
    for (int i = 0; i < size; i++) {
        at[i] = (unsigned char)(value >> (8 * i));
    }
}

/* MurmurHash2 by A. Appleby, public domain, with the seed that Kafka's producers use. */
static uint32_t cp_murmur2(const unsigned char *bytes, size_t size)
{
    const uint32_t factor = 0x5BD1E995u;
    uint32_t hash = 0x9747B28Cu ^ (uint32_t)size;
    for (; size >= 4; bytes += 4, size -= 4) {
        uint32_t word = (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 |
                        (uint32_t)bytes[3] << 24;
        word *= factor;
        word ^= word >> 24;
        hash = hash * factor ^ word * factor;
    }
    if (size > 0) {
        for (size_t i = 0; i < size; i++) {
            hash ^= (uint32_t)bytes[i] << (8 * i);
        }
        hash *= factor;
    }
    hash ^= hash >> 13;
    hash *= factor;
    return hash ^ hash >> 15;
}

int32_t cp_archive_partition(const void *key, size_t key_size, int32_t partition_count)
{
    CP_ASSERT(partition_count > 0);
    return (int32_t)(cp_murmur2(key, key_size) & INT32_MAX) % partition_count;
}

void cp_archive_write_header(FILE *stream)
{
    (void)fwrite(CP_ARCHIVE_MAGIC, 1, sizeof(CP_ARCHIVE_MAGIC) - 1, stream);
}

void cp_archive_write(FILE *stream, const struct cp_generated *generated)
{
    unsigned char head[CP_ARCHIVE_HEAD_SIZE + CP_CASE_ID_MAX];
    const int32_t partition =
        cp_archive_partition(generated->key, generated->key_size, CP_GENERATE_PARTITIONS);
    const bool has_value = generated->value != NULL;
    CP_ASSERT(generated->key_size <= CP_CASE_ID_MAX);
    cp_put_little(head, (uint32_t)partition, 4);
    cp_put_little(head + 4, (uint64_t)generated->emitted_ms, 8);
    cp_put_little(head + 12, generated->key_size, 4);
    cp_put_little(head + 16, has_value ? generated->value_size : UINT32_MAX, 4);
    memcpy(head + CP_ARCHIVE_HEAD_SIZE, generated->key, generated->key_size);
    (void)fwrite(head, 1, CP_ARCHIVE_HEAD_SIZE + generated->key_size, stream);
    if (has_value) {
        (void)fwrite(generated->value, 1, generated->value_size, stream);
    }
}
