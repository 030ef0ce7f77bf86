/* A stored value being written or read: format byte, content, CRC-32 of both.
 *
 * Threads: one. Readers are safe on any bytes: past the end, or after a damage, they give zeroes
 * and is_damaged stays set, so that one look at the end suffices. */
#ifndef CASEPULSE_BLOB_H
#define CASEPULSE_BLOB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CP_BLOB_OVERHEAD 5 /* format byte and checksum */

struct cp_blob_writer {
    uint8_t *start;
    uint8_t *at;
};

struct cp_blob_writer cp_blob_begin(uint8_t *out_bytes);
void cp_blob_put(struct cp_blob_writer *writer, uint64_t value);
void cp_blob_put_signed(struct cp_blob_writer *writer, int64_t value);
void cp_blob_put_bytes(struct cp_blob_writer *writer, const void *bytes, size_t size);

/* Size with the checksum. */
size_t cp_blob_end(struct cp_blob_writer *writer);

struct cp_blob_reader {
    uint8_t format; /* 1 or 2; 0: damaged */
    const uint8_t *at;
    const uint8_t *end;
    bool is_damaged;
};

/* Checks format and checksum first: format 2, or 1 of earlier programs. */
struct cp_blob_reader cp_blob_read(const uint8_t *bytes, size_t size);
uint64_t cp_blob_take(struct cp_blob_reader *reader);
int64_t cp_blob_take_signed(struct cp_blob_reader *reader);

/* The next bytes in place, or NULL. */
const uint8_t *cp_blob_take_bytes(struct cp_blob_reader *reader, size_t size);

/* True if all was read and nothing was damaged. */
bool cp_blob_is_done(const struct cp_blob_reader *reader);

#endif
