/* A key and a light weight in one word, and the order of such words: half the bytes of a pair, and
 * nearly every touch of an event weighs one.
 *
 * Threads: any; pure. */
#ifndef CASEPULSE_NOTES_H
#define CASEPULSE_NOTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "words.h"

#define CP_NOTE_WEIGHT_BITS 4
#define CP_NOTE_KEY_BITS (64 - CP_NOTE_WEIGHT_BITS)
#define CP_NOTE_WEIGHT_BIAS (INT32_C(1) << (CP_NOTE_WEIGHT_BITS - 1))

static inline bool cp_note_takes(int32_t weight)
{
    return weight >= -CP_NOTE_WEIGHT_BIAS && weight < CP_NOTE_WEIGHT_BIAS;
}

static inline uint64_t cp_note(uint64_t key, int32_t weight)
{
    return key << CP_NOTE_WEIGHT_BITS | (uint32_t)(weight + CP_NOTE_WEIGHT_BIAS);
}

static inline uint64_t cp_note_key(uint64_t note)
{
    return note >> CP_NOTE_WEIGHT_BITS;
}

static inline int32_t cp_note_weight(uint64_t note)
{
    return (int32_t)(note & ((1u << CP_NOTE_WEIGHT_BITS) - 1)) - CP_NOTE_WEIGHT_BIAS;
}

/* Sorts by key, ascending; those of one key keep their order. `spare` has room for as many and is
 * left with anything. Returns where the sorted ones are: `notes` or `spare`. */
static inline uint64_t *cp_notes_sort(uint64_t *notes, uint64_t *spare, size_t count)
{
    return cp_words_sort(notes, spare, count, CP_NOTE_WEIGHT_BITS);
}

#endif
