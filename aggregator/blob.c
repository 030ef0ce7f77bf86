#include "blob.h"

#include <string.h>

#include "casepulse/base/checksum.h"
#include "pack.h"

/* Format 2 added counts by hour and minute, and units turned away. */
#define CP_BLOB_FORMAT 2
#define CP_BLOB_FORMAT_FIRST 1
#define CP_CHECKSUM_SIZE 4

struct cp_blob_writer cp_blob_begin(uint8_t *out_bytes)
{
    out_bytes[0] = CP_BLOB_FORMAT;
    return (struct cp_blob_writer){.start = out_bytes, .at = out_bytes + 1};
}

void cp_blob_put(struct cp_blob_writer *writer, uint64_t value)
{
    cp_pack(&writer->at, value);
}

void cp_blob_put_signed(struct cp_blob_writer *writer, int64_t value)
{
    cp_pack_signed(&writer->at, value);
}

void cp_blob_put_bytes(struct cp_blob_writer *writer, const void *bytes, size_t size)
{
    if (size > 0) {
        memcpy(writer->at, bytes, size);
        writer->at += size;
    }
}

size_t cp_blob_end(struct cp_blob_writer *writer)
{
    const size_t size = (size_t)(writer->at - writer->start);
    const uint32_t checksum = cp_checksum_more(CP_CHECKSUM_EMPTY, writer->start, size);
    for (int i = 0; i < CP_CHECKSUM_SIZE; i++) {
        *writer->at++ = (uint8_t)(checksum >> (8 * i));
    }
    return size + CP_CHECKSUM_SIZE;
}

struct cp_blob_reader cp_blob_read(const uint8_t *bytes, size_t size)
{
    struct cp_blob_reader reader = {.at = bytes, .end = bytes, .is_damaged = true};
    if (size < CP_BLOB_OVERHEAD || bytes[0] < CP_BLOB_FORMAT_FIRST || bytes[0] > CP_BLOB_FORMAT) {
        return reader;
    }
    uint32_t stored = 0;
    for (int i = 0; i < CP_CHECKSUM_SIZE; i++) {
        stored |= (uint32_t)bytes[size - CP_CHECKSUM_SIZE + (size_t)i] << (8 * i);
    }
    if (cp_checksum_more(CP_CHECKSUM_EMPTY, bytes, size - CP_CHECKSUM_SIZE) != stored) {
        return reader;
    }
    return (struct cp_blob_reader){
        .format = bytes[0], .at = bytes + 1, .end = bytes + size - CP_CHECKSUM_SIZE};
}

uint64_t cp_blob_take(struct cp_blob_reader *reader)
{
    uint64_t value = 0;
    for (unsigned shift = 0; shift < 64 && reader->at < reader->end; shift += 7) {
        const uint8_t byte = *reader->at++;
        value |= (uint64_t)(byte & 0x7F) << shift;
        if (byte < 0x80) {
            return value;
        }
    }
    reader->is_damaged = true;
    reader->at = reader->end;
    return 0;
}

int64_t cp_blob_take_signed(struct cp_blob_reader *reader)
{
    const uint64_t value = cp_blob_take(reader);
    return (int64_t)(value >> 1) ^ -(int64_t)(value & 1);
}

const uint8_t *cp_blob_take_bytes(struct cp_blob_reader *reader, size_t size)
{
    if ((size_t)(reader->end - reader->at) < size) {
        reader->is_damaged = true;
        reader->at = reader->end;
        return NULL;
    }
    const uint8_t *bytes = reader->at;
    reader->at += size;
    return bytes;
}

bool cp_blob_is_done(const struct cp_blob_reader *reader)
{
    return !reader->is_damaged && reader->at == reader->end;
}
