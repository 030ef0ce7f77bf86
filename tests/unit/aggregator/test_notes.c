/* A note keeps its key and weight; the radix sort against the library's. */
#include "notes.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdlib.h>

#include "casepulse/base/memory.h"
#include "sample.h"

#define NOTES_MAX 5000

static void a_note_keeps_key_and_weight(void **state)
{
    (void)state;
    static const uint64_t keys[] = {0, 1, UINT64_MAX >> CP_NOTE_WEIGHT_BITS};
    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
        for (int32_t weight = -8; weight <= 7; weight++) {
            assert_true(cp_note_takes(weight));
            const uint64_t note = cp_note(keys[i], weight);
            assert_true(cp_note_key(note) == keys[i]);
            assert_int_equal(cp_note_weight(note), weight);
        }
    }
    assert_false(cp_note_takes(8));
    assert_false(cp_note_takes(-9));
    assert_false(cp_note_takes(INT32_MAX));
    assert_false(cp_note_takes(INT32_MIN));
}

struct wanted {
    uint64_t note;
    size_t place; /* before */
};

static int compare(const void *left, const void *right)
{
    const struct wanted *a = left;
    const struct wanted *b = right;
    const uint64_t one = cp_note_key(a->note);
    const uint64_t other = cp_note_key(b->note);
    const int by_key = (one > other) - (one < other);
    return by_key != 0 ? by_key : (a->place > b->place) - (a->place < b->place);
}

/* Keys that differ in any bits, few of them or none, with any weights. */
static void notes_are_sorted_and_equal_keys_keep_their_order(void **state)
{
    (void)state;
    uint64_t random = sample_seed(__func__);
    uint64_t *notes = cp_allocate(NOTES_MAX, sizeof(*notes));
    uint64_t *spare = cp_allocate(NOTES_MAX, sizeof(*spare));
    struct wanted *wanted = cp_allocate(NOTES_MAX, sizeof(*wanted));
    for (int round = 0; round < 500; round++) {
        const size_t count = (size_t)sample_below(&random, 1 + sample_below(&random, NOTES_MAX));
        const uint64_t mask = sample_next(&random) & sample_next(&random) & sample_next(&random);
        for (size_t i = 0; i < count; i++) {
            const uint64_t key = (sample_next(&random) & mask) >> CP_NOTE_WEIGHT_BITS;
            notes[i] = cp_note(key, (int32_t)sample_below(&random, 16) - 8);
            wanted[i] = (struct wanted){.note = notes[i], .place = i};
        }
        qsort(wanted, count, sizeof(*wanted), compare);
        const uint64_t *sorted = cp_notes_sort(notes, spare, count);
        assert_true(sorted == notes || sorted == spare);
        for (size_t i = 0; i < count; i++) {
            assert_true(sorted[i] == wanted[i].note);
        }
    }
    free(notes);
    free(spare);
    free(wanted);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_note_keeps_key_and_weight),
        cmocka_unit_test(notes_are_sorted_and_equal_keys_keep_their_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
