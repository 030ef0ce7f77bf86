/* A log in a file: records one after the other, all numbers with their lowest byte first.
 *
 *   partition (4 bytes), offset (8), arrival in ms (8), size of the key (4; −1: no key), the key,
 *   size of the value (4; −1: no value), the value
 *
 * Threads: one. Owns: the file's bytes. */
#ifndef CASEPULSE_LOOK_RECORDS_H
#define CASEPULSE_LOOK_RECORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "casepulse/base/status.h"

struct cp_look_records {
    uint8_t *bytes;
    size_t size;
    size_t at;
};

struct cp_look_record {
    int32_t partition;
    int64_t offset, arrival_ms;
    const uint8_t *key, *value; /* lent from the file; NULL: none */
    size_t key_size, value_size;
};

enum cp_status cp_look_records_open(const char *path, struct cp_look_records *out_records,
                                    struct cp_failure *out_failure) CP_MUST_USE;
void cp_look_records_close(struct cp_look_records *records);

/* False at the end of the file, or where it is cut off. */
bool cp_look_records_next(struct cp_look_records *records, struct cp_look_record *out_record);

#endif
