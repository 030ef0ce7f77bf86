/* Heads and source lines. Lists of counts carry their length: a later program may have more
 * verdicts or reasons, which begin at zero. */
#include "head_codec.h"

#include <string.h>

#include "casepulse/aggregator/codec.h"

/* Beside the administration of a row's key. */
#define CP_TURNED_AWAY_BIT 0x100

static void cp_put_counts(struct cp_blob_writer *writer, const int64_t *counts, size_t count)
{
    cp_blob_put(writer, count);
    for (size_t i = 0; i < count; i++) {
        cp_blob_put_signed(writer, counts[i]);
    }
}

static void cp_take_counts(struct cp_blob_reader *reader, int64_t *out_counts, size_t count)
{
    const uint64_t stored = cp_blob_take(reader);
    memset(out_counts, 0, count * sizeof(*out_counts));
    for (uint64_t i = 0; i < stored && !reader->is_damaged; i++) {
        const int64_t value = cp_blob_take_signed(reader);
        if (i < count) {
            out_counts[i] = value;
        } else if (value != 0) {
            reader->is_damaged = true; /* a newer program counted what this one cannot name */
        }
    }
}

void cp_head_put(struct cp_blob_writer *writer, const struct cp_head *head)
{
    cp_blob_put_signed(writer, head->partition);
    cp_blob_put_signed(writer, head->previous);
    cp_blob_put_signed(writer, head->start);
    cp_blob_put_signed(writer, head->offset);
    cp_blob_put_signed(writer, head->largest_arrival_ms);
    cp_blob_put_signed(writer, head->last_arrival_ms);
    cp_blob_put_signed(writer, head->gaps);
    cp_blob_put_signed(writer, head->lost);
    cp_blob_put_signed(writer, head->altered);
    cp_blob_put_signed(writer, head->contradicted);
    cp_blob_put_signed(writer, head->anchor_offset);
    cp_blob_put_signed(writer, head->anchor_arrival_ms);
    cp_blob_put(writer, head->anchor_hash);
    cp_put_counts(writer, head->verdicts, CP_VERDICT_COUNT);
    cp_put_counts(writer, head->refused, CP_REASON_END);
}

void cp_head_take(struct cp_blob_reader *reader, struct cp_head *out_head)
{
    *out_head = (struct cp_head){.partition = (int32_t)cp_blob_take_signed(reader)};
    out_head->previous = cp_blob_take_signed(reader);
    out_head->start = cp_blob_take_signed(reader);
    out_head->offset = cp_blob_take_signed(reader);
    out_head->largest_arrival_ms = cp_blob_take_signed(reader);
    out_head->last_arrival_ms = cp_blob_take_signed(reader);
    out_head->gaps = cp_blob_take_signed(reader);
    out_head->lost = cp_blob_take_signed(reader);
    out_head->altered = cp_blob_take_signed(reader);
    out_head->contradicted = cp_blob_take_signed(reader);
    out_head->anchor_offset = cp_blob_take_signed(reader);
    out_head->anchor_arrival_ms = cp_blob_take_signed(reader);
    out_head->anchor_hash = (uint32_t)cp_blob_take(reader);
    cp_take_counts(reader, out_head->verdicts, CP_VERDICT_COUNT);
    cp_take_counts(reader, out_head->refused, CP_REASON_END);
}

void cp_source_put(struct cp_blob_writer *writer, const struct cp_source_line *line)
{
    const size_t size = strlen(line->source);
    cp_blob_put_signed(writer, line->partition);
    cp_blob_put(writer, size);
    cp_blob_put_bytes(writer, line->source, size);
    cp_blob_put(writer, line->first);
    cp_blob_put(writer, line->last);
    cp_blob_put_signed(writer, line->sequenced);
    cp_blob_put_signed(writer, line->last_arrival_ms);
    cp_put_counts(writer, line->verdicts, CP_VERDICT_COUNT);
    cp_put_counts(writer, line->refused, CP_REASON_END);
}

void cp_source_take(struct cp_blob_reader *reader, struct cp_source_line *out_line)
{
    *out_line = (struct cp_source_line){.partition = (int32_t)cp_blob_take_signed(reader)};
    const uint64_t size = cp_blob_take(reader);
    const uint8_t *name = size <= CP_SOURCE_MAX ? cp_blob_take_bytes(reader, size) : NULL;
    if (name == NULL) {
        reader->is_damaged = true;
        return;
    }
    memcpy(out_line->source, name, size);
    out_line->first = cp_blob_take(reader);
    out_line->last = cp_blob_take(reader);
    out_line->sequenced = cp_blob_take_signed(reader);
    out_line->last_arrival_ms = cp_blob_take_signed(reader);
    cp_take_counts(reader, out_line->verdicts, CP_VERDICT_COUNT);
    cp_take_counts(reader, out_line->refused, CP_REASON_END);
}

void cp_row_key_put(struct cp_blob_writer *writer, const struct cp_row_key *key)
{
    cp_blob_put(writer, key->unit.size);
    cp_blob_put_bytes(writer, key->unit.bytes, key->unit.size);
    cp_blob_put(writer, key->administration | (key->is_turned_away ? CP_TURNED_AWAY_BIT : 0));
}

void cp_row_key_take(struct cp_blob_reader *reader, struct cp_row_key *out_key)
{
    *out_key = (struct cp_row_key){.administration = 0};
    const uint64_t size = cp_blob_take(reader);
    const uint8_t *name = size <= CP_UNIT_MAX ? cp_blob_take_bytes(reader, size) : NULL;
    if (name == NULL) {
        reader->is_damaged = true;
        return;
    }
    out_key->unit.size = (uint8_t)size;
    memcpy(out_key->unit.bytes, name, size);
    const uint64_t administration = cp_blob_take(reader);
    out_key->administration = (uint8_t)administration;
    out_key->is_turned_away = (administration & CP_TURNED_AWAY_BIT) != 0;
}

size_t cp_head_encode(const struct cp_head *head, uint8_t out_bytes[CP_HEAD_ENCODED_MAX])
{
    struct cp_blob_writer writer = cp_blob_begin(out_bytes);
    cp_head_put(&writer, head);
    return cp_blob_end(&writer);
}

bool cp_head_decode(const uint8_t *bytes, size_t size, struct cp_head *out_head)
{
    struct cp_blob_reader reader = cp_blob_read(bytes, size);
    cp_head_take(&reader, out_head);
    return cp_blob_is_done(&reader);
}

size_t cp_source_encode(const struct cp_source_line *line, uint8_t out_bytes[CP_SOURCE_ENCODED_MAX])
{
    struct cp_blob_writer writer = cp_blob_begin(out_bytes);
    cp_source_put(&writer, line);
    return cp_blob_end(&writer);
}

bool cp_source_decode(const uint8_t *bytes, size_t size, struct cp_source_line *out_line)
{
    struct cp_blob_reader reader = cp_blob_read(bytes, size);
    cp_source_take(&reader, out_line);
    return cp_blob_is_done(&reader);
}
