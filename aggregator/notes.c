#include "notes.h"

#include "radix.h"

static void cp_notes_insert(uint64_t *notes, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        const uint64_t note = notes[i];
        size_t at = i;
        for (; at > 0 && cp_note_key(notes[at - 1]) > cp_note_key(note); at--) {
            notes[at] = notes[at - 1];
        }
        notes[at] = note;
    }
}

/* The bits in which keys differ. */
static uint64_t cp_notes_differ(const uint64_t *notes, size_t count)
{
    uint64_t differ = 0;
    for (size_t i = 1; i < count; i++) {
        differ |= notes[i] ^ notes[0];
    }
    return differ >> CP_NOTE_WEIGHT_BITS << CP_NOTE_WEIGHT_BITS;
}

static void cp_notes_scatter(const uint64_t *from, uint64_t *to, size_t count, unsigned shift)
{
    uint32_t places[CP_DIGITS] = {0};
    for (size_t i = 0; i < count; i++) {
        places[cp_digit(from[i], shift)]++;
    }
    cp_digits_begin(places);
    for (size_t i = 0; i < count; i++) {
        to[places[cp_digit(from[i], shift)]++] = from[i];
    }
}

uint64_t *cp_notes_sort(uint64_t *notes, uint64_t *spare, size_t count)
{
    if (count <= CP_INSERTED_MAX) {
        cp_notes_insert(notes, count);
        return notes;
    }
    uint64_t differ = cp_notes_differ(notes, count);
    while (differ != 0) {
        const unsigned shift = cp_digit_shift(differ);
        cp_notes_scatter(notes, spare, count, shift);
        uint64_t *sorted = spare;
        spare = notes;
        notes = sorted;
        differ = cp_digit_above(differ, shift);
    }
    return notes;
}
