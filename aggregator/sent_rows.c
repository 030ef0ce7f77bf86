#include "sent_rows.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "casepulse/base/assert.h"
#include "casepulse/base/hash.h"
#include "casepulse/base/memory.h"

#define CP_ROWS_MAX CP_BATCH_ROWS_MAX
#define CP_ROW_SLOTS (2 * CP_ROWS_MAX) /* a power of two; at most half full */
#define CP_SLOT_FREE UINT32_MAX
#define CP_ROW_HINTS 4096 /* a power of two; some times the units of a municipality */
static_assert(CP_ROWS_MAX - 1 <= UINT16_MAX, "a hint takes any row");

/* Kept free for "_none" and "_other" of each of the 256 administrations as sent. */
#define CP_ROWS_RESERVED 512

struct cp_known_units {
    int count;
    uint8_t *is_known; /* a bit a unit; NULL until the partition's first */
};

struct cp_sent_row {
    struct cp_row_key key;
    uint32_t unit; /* its number */
};

struct cp_sent_rows {
    int max_units;
    uint32_t unit_count;
    uint32_t row_count;
    uint32_t *unit_slots;        /* hash of the unit → its number */
    uint32_t *row_slots;         /* hash of (unit, administration) → row */
    struct cp_short_text *units; /* by number */
    struct cp_sent_row *rows;
    uint16_t hints[CP_ROW_HINTS]; /* hash of (unit, administration) → the row last found by it */
    struct cp_known_units known[CP_PARTITIONS_MAX];
};

struct cp_sent_rows *cp_sent_rows_create(int max_units)
{
    struct cp_sent_rows *rows = cp_allocate(1, sizeof(*rows));
    rows->max_units = max_units;
    rows->unit_slots = cp_allocate(CP_ROW_SLOTS, sizeof(*rows->unit_slots));
    rows->row_slots = cp_allocate(CP_ROW_SLOTS, sizeof(*rows->row_slots));
    rows->units = cp_allocate(CP_ROWS_MAX, sizeof(*rows->units));
    rows->rows = cp_allocate(CP_ROWS_MAX, sizeof(*rows->rows));
    cp_sent_rows_clear(rows);
    return rows;
}

void cp_sent_rows_free(struct cp_sent_rows *rows)
{
    if (rows == NULL) {
        return;
    }
    for (int i = 0; i < CP_PARTITIONS_MAX; i++) {
        free(rows->known[i].is_known);
    }
    free(rows->unit_slots);
    free(rows->row_slots);
    free(rows->units);
    free(rows->rows);
    free(rows);
}

void cp_sent_rows_clear(struct cp_sent_rows *rows)
{
    rows->unit_count = 0;
    rows->row_count = 0;
    memset(rows->unit_slots, 0xFF, CP_ROW_SLOTS * sizeof(*rows->unit_slots));
    memset(rows->row_slots, 0xFF, CP_ROW_SLOTS * sizeof(*rows->row_slots));
    for (int32_t i = 0; i < CP_PARTITIONS_MAX; i++) {
        cp_sent_rows_forget(rows, i);
    }
}

void cp_sent_rows_forget(struct cp_sent_rows *rows, int32_t partition)
{
    free(rows->known[partition].is_known);
    rows->known[partition] = (struct cp_known_units){0};
}

/* The slot of a unit: its own, or the free one where it would stand. */
static uint32_t *cp_sent_rows_unit_slot(struct cp_sent_rows *rows, const struct cp_short_text *unit)
{
    uint64_t at = cp_hash_bytes(unit->bytes, unit->size) % CP_ROW_SLOTS;
    for (;;) {
        uint32_t *slot = &rows->unit_slots[at];
        if (*slot == CP_SLOT_FREE) {
            return slot;
        }
        const struct cp_short_text *other = &rows->units[*slot];
        if (other->size == unit->size && memcmp(other->bytes, unit->bytes, unit->size) == 0) {
            return slot;
        }
        at = (at + 1) % CP_ROW_SLOTS;
    }
}

static bool cp_sent_rows_knows(const struct cp_known_units *known, uint32_t unit)
{
    return known->is_known != NULL && (known->is_known[unit / 8] >> (unit % 8) & 1) != 0;
}

static void cp_sent_rows_learn(struct cp_known_units *known, uint32_t unit)
{
    if (known->is_known == NULL) {
        known->is_known = cp_allocate(CP_ROWS_MAX / 8, 1);
    }
    known->is_known[unit / 8] |= (uint8_t)(1 << (unit % 8));
}

static uint32_t cp_sent_rows_add_unit(struct cp_sent_rows *rows, uint32_t *slot,
                                      const struct cp_short_text *unit)
{
    const uint32_t number = rows->unit_count++;
    rows->units[number] = *unit;
    *slot = number;
    return number;
}

bool cp_is_unit_of_ours(const struct cp_short_text *unit)
{
    return unit->bytes[0] == '_';
}

static struct cp_short_text cp_sent_rows_other(void)
{
    struct cp_short_text other = {.size = sizeof(CP_UNIT_OTHER) - 1};
    memcpy(other.bytes, CP_UNIT_OTHER, sizeof(CP_UNIT_OTHER));
    return other;
}

/* The number of the unit that the record counts for: the one sent, or "_other". */
static uint32_t cp_sent_rows_admit(struct cp_sent_rows *rows, int32_t partition,
                                   const struct cp_short_text *unit, bool *out_is_learnt)
{
    *out_is_learnt = false;
    struct cp_known_units *known = &rows->known[partition];
    uint32_t *slot = cp_sent_rows_unit_slot(rows, unit);
    if (*slot != CP_SLOT_FREE && cp_sent_rows_knows(known, *slot)) {
        return *slot;
    }
    const bool is_ours = cp_is_unit_of_ours(unit);
    const bool is_full =
        known->count >= rows->max_units ||
        (*slot == CP_SLOT_FREE && (rows->unit_count >= CP_ROWS_MAX - CP_ROWS_RESERVED ||
                                   rows->row_count >= CP_ROWS_MAX - CP_ROWS_RESERVED));
    if (is_full && !is_ours) {
        const struct cp_short_text other = cp_sent_rows_other();
        return cp_sent_rows_admit(rows, partition, &other, out_is_learnt);
    }
    const uint32_t number = *slot != CP_SLOT_FREE ? *slot : cp_sent_rows_add_unit(rows, slot, unit);
    cp_sent_rows_learn(known, number);
    known->count += is_ours ? 0 : 1;
    *out_is_learnt = !is_ours;
    return number;
}

void cp_sent_rows_restore(struct cp_sent_rows *rows, int32_t partition,
                          const struct cp_short_text *unit)
{
    bool is_learnt;
    (void)cp_sent_rows_admit(rows, partition, unit, &is_learnt);
}

/* A unit as sent with its administration, eight bytes at a time; equal texts are equal bytes. */
struct cp_row_words {
    uint64_t words[6];
};
#define CP_ROW_WORDS (sizeof(struct cp_row_words) / sizeof(uint64_t))
static_assert(sizeof(struct cp_short_text) == 38, "the last word lies over the one before");

static inline uint64_t cp_word_at(const void *bytes, size_t at)
{
    uint64_t word;
    memcpy(&word, (const unsigned char *)bytes + at, sizeof(word));
    return word;
}

static inline struct cp_row_words cp_row_words_of(const struct cp_short_text *unit,
                                                  uint8_t administration)
{
    return (struct cp_row_words){
        {cp_word_at(unit, 0), cp_word_at(unit, 8), cp_word_at(unit, 16), cp_word_at(unit, 24),
         cp_word_at(unit, sizeof(*unit) - sizeof(uint64_t)), administration}};
}

static inline bool cp_row_words_equal(const struct cp_row_words *key, const struct cp_row_key *row)
{
    const struct cp_row_words other = cp_row_words_of(&row->unit, row->administration);
    uint64_t difference = 0;
#pragma GCC unroll 6
    for (size_t i = 0; i < CP_ROW_WORDS; i++) {
        difference |= key->words[i] ^ other.words[i];
    }
    return difference == 0;
}

static inline uint64_t cp_row_words_hash(const struct cp_row_words *key)
{
    return cp_hash_words(key->words, CP_ROW_WORDS);
}

static uint32_t *cp_sent_rows_row_slot(struct cp_sent_rows *rows, const struct cp_row_words *key)
{
    uint64_t at = cp_row_words_hash(key) % CP_ROW_SLOTS;
    while (rows->row_slots[at] != CP_SLOT_FREE &&
           !cp_row_words_equal(key, &rows->rows[rows->row_slots[at]].key)) {
        at = (at + 1) % CP_ROW_SLOTS;
    }
    return &rows->row_slots[at];
}

static uint32_t cp_sent_rows_add_row(struct cp_sent_rows *rows, uint32_t *slot, uint32_t unit,
                                     uint8_t administration)
{
    CP_ASSERT(rows->row_count < CP_ROWS_MAX);
    const uint32_t row = rows->row_count++;
    rows->rows[row] = (struct cp_sent_row){
        .key = {.unit = rows->units[unit], .administration = administration}, .unit = unit};
    *slot = row;
    return row;
}

/* The row of a unit that has none under this administration, or is new to the partition. */
static struct cp_row_found cp_sent_rows_find_slowly(struct cp_sent_rows *rows, int32_t partition,
                                                    const struct cp_short_text *unit,
                                                    uint8_t administration)
{
    struct cp_row_found found = {.row = 0};
    uint32_t number = cp_sent_rows_admit(rows, partition, unit, &found.is_learnt);
    struct cp_row_words key = cp_row_words_of(&rows->units[number], administration);
    uint32_t *slot = cp_sent_rows_row_slot(rows, &key);
    if (*slot == CP_SLOT_FREE && rows->row_count >= CP_ROWS_MAX - CP_ROWS_RESERVED &&
        !cp_is_unit_of_ours(unit)) {
        /* Known unit under one administration too many: there is no row left but the shared one. */
        bool is_other_learnt;
        const struct cp_short_text other = cp_sent_rows_other();
        number = cp_sent_rows_admit(rows, partition, &other, &is_other_learnt);
        key = cp_row_words_of(&rows->units[number], administration);
        slot = cp_sent_rows_row_slot(rows, &key);
    }
    found.is_turned_away = cp_is_unit_of_ours(&rows->units[number]) && !cp_is_unit_of_ours(unit);
    found.row =
        *slot != CP_SLOT_FREE ? *slot : cp_sent_rows_add_row(rows, slot, number, administration);
    return found;
}

/* The row of a key, in most cases the one that its hash was last seen with; CP_SLOT_FREE: none. */
static inline uint32_t cp_sent_rows_look_up(struct cp_sent_rows *rows,
                                            const struct cp_row_words *key)
{
    uint16_t *hint = &rows->hints[cp_row_words_hash(key) % CP_ROW_HINTS];
    if (*hint < rows->row_count && cp_row_words_equal(key, &rows->rows[*hint].key)) {
        return *hint;
    }
    const uint32_t row = *cp_sent_rows_row_slot(rows, key);
    *hint = row != CP_SLOT_FREE ? (uint16_t)row : *hint;
    return row;
}

struct cp_row_found cp_sent_rows_find(struct cp_sent_rows *rows, int32_t partition,
                                      const struct cp_short_text *unit, uint8_t administration)
{
    const struct cp_row_words key = cp_row_words_of(unit, administration);
    const uint32_t row = cp_sent_rows_look_up(rows, &key);
    if (row != CP_SLOT_FREE && cp_sent_rows_knows(&rows->known[partition], rows->rows[row].unit)) {
        return (struct cp_row_found){.row = row};
    }
    return cp_sent_rows_find_slowly(rows, partition, unit, administration);
}

const struct cp_row_key *cp_sent_rows_key(const struct cp_sent_rows *rows, uint32_t row)
{
    CP_ASSERT(row < rows->row_count);
    return &rows->rows[row].key;
}
