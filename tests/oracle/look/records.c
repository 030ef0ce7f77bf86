#include "records.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "casepulse/base/memory.h"

enum cp_status cp_look_records_open(const char *path, struct cp_look_records *out_records,
                                    struct cp_failure *out_failure)
{
    struct cp_look_records records = {.bytes = NULL};
    size_t capacity = 0, got = 0;
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        return cp_fail(out_failure, CP_USAGE, "%s: cannot be read", path);
    }
    do {
        capacity = capacity == 0 ? (size_t)1 << 20 : 2 * capacity;
        records.bytes = cp_reallocate(records.bytes, capacity, 1);
        got = fread(records.bytes + records.size, 1, capacity - records.size, file);
        records.size += got;
    } while (records.size == capacity);
    (void)fclose(file);
    *out_records = records;
    return CP_OK;
}

void cp_look_records_close(struct cp_look_records *records)
{
    free(records->bytes);
    records->bytes = NULL;
}

static bool cp_look_number(struct cp_look_records *records, size_t size, int64_t *out_number)
{
    uint64_t number = 0;
    if (records->size - records->at < size) {
        return false;
    }
    for (size_t i = 0; i < size; i++) {
        number |= (uint64_t)records->bytes[records->at + i] << (8 * i);
    }
    records->at += size;
    *out_number = size == 4 ? (int32_t)(uint32_t)number : (int64_t)number;
    return true;
}

static bool cp_look_bytes(struct cp_look_records *records, const uint8_t **out_bytes,
                          size_t *out_size)
{
    int64_t size = 0;
    if (!cp_look_number(records, 4, &size) || size > (int64_t)(records->size - records->at)) {
        return false;
    }
    *out_bytes = size < 0 ? NULL : records->bytes + records->at;
    *out_size = size < 0 ? 0 : (size_t)size;
    records->at += *out_size;
    return true;
}

bool cp_look_records_next(struct cp_look_records *records, struct cp_look_record *out_record)
{
    int64_t partition = 0;
    const bool is_whole = cp_look_number(records, 4, &partition) &&
                          cp_look_number(records, 8, &out_record->offset) &&
                          cp_look_number(records, 8, &out_record->arrival_ms) &&
                          cp_look_bytes(records, &out_record->key, &out_record->key_size) &&
                          cp_look_bytes(records, &out_record->value, &out_record->value_size);
    out_record->partition = (int32_t)partition;
    return is_whole;
}
