/* The worst records that fit into 16 KiB must fit into the reference's memory, or it would refuse
 * what the reader takes. Unknown fields of two bytes are the most expensive. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "arena.h"
#include "reference.h"
#include "sample.h"

#define ARENA_SIZE CP_REFERENCE_ARENA_SIZE(CP_EVENT_VALUE_MAX)
#define UNKNOWN_FIELD 15
#define HEADER_MAX 8

static void an_arena_hands_out_apart_and_aligned(void **state)
{
    (void)state;
    struct cp_arena arena;
    cp_arena_init(&arena, 64);
    unsigned char *one = cp_arena_take(&arena, 1);
    unsigned char *other = cp_arena_take(&arena, 17);
    assert_non_null(one);
    assert_int_equal((uintptr_t)one % 16, 0);
    assert_int_equal(other - one, 16);
    assert_null(cp_arena_take(&arena, 17));
    assert_null(cp_arena_take(&arena, SIZE_MAX));
    assert_non_null(cp_arena_take(&arena, 16));
    assert_null(cp_arena_take(&arena, 1));
    cp_arena_reset(&arena);
    assert_ptr_equal(cp_arena_take(&arena, 64), one);
    cp_arena_done(&arena);
}

/* What one decoding takes: the record and, if it carries one, the event taken back. */
static size_t memory_taken(const struct sample *sample)
{
    struct cp_arena arena;
    struct cp_message own;
    struct cp_message original;
    struct cp_slice bytes = {sample->bytes, sample->size};
    assert_true(sample->size <= CP_EVENT_VALUE_MAX);
    cp_arena_init(&arena, ARENA_SIZE);
    assert_true(cp_reference_read(&arena, bytes, &own));
    if (own.retracted.size > 0) {
        assert_true(cp_reference_read(&arena, own.retracted, &original));
    }
    size_t used = arena.used;
    cp_arena_done(&arena);
    return used;
}

/* `piece` again and again up to `limit` bytes. */
static void fill_up(struct sample *sample, const struct sample *piece, size_t limit)
{
    while (sample->size + piece->size <= limit) {
        memcpy(sample->bytes + sample->size, piece->bytes, piece->size);
        sample->size += piece->size;
    }
}

static size_t memory_of_pieces(const struct sample *piece)
{
    static struct sample sample;
    static struct sample inner;
    sample.size = 0;
    fill_up(&sample, piece, CP_EVENT_VALUE_MAX);
    size_t taken = memory_taken(&sample);
    /* The same within an event taken back, which is copied and read in a second go. */
    inner.size = 0;
    fill_up(&inner, piece, CP_EVENT_VALUE_MAX - HEADER_MAX);
    sample.size = 0;
    sample_put_sample(&sample, FIELD_RETRACTED, &inner);
    size_t taken_inside = memory_taken(&sample);
    return taken > taken_inside ? taken : taken_inside;
}

static void tiny_unknown_fields_fit(void **state)
{
    (void)state;
    static struct sample piece;
    sample_put_varint(&piece, UNKNOWN_FIELD, 1);
    assert_int_equal(piece.size, 2);
    size_t taken = memory_of_pieces(&piece);
    printf("unknown fields: %zu of %zu bytes\n", taken, (size_t)ARENA_SIZE);
    assert_true(taken > 29 * CP_EVENT_VALUE_MAX);
}

static void details_sent_again_and_again_fit(void **state)
{
    (void)state;
    for (int type = 1; type <= CP_EVENT_AUDIT_REVIEWED; type++) {
        static struct sample piece;
        piece.size = 0;
        sample_put_data(&piece, FIELD_DETAIL + type, "", 0);
        (void)memory_of_pieces(&piece);
    }
}

static void details_full_of_unknown_fields_fit(void **state)
{
    (void)state;
    size_t most = 0;
    for (size_t count = 1; count <= 1000; count += count < 70 ? 1 : 31) {
        static struct sample unknown;
        static struct sample piece;
        unknown.size = 0;
        for (size_t i = 0; i < count; i++) {
            sample_put_varint(&unknown, UNKNOWN_FIELD, 1);
        }
        piece.size = 0;
        sample_put_sample(&piece, FIELD_DETAIL + CP_EVENT_COMPLAINT_RECEIVED, &unknown);
        size_t taken = memory_of_pieces(&piece);
        most = taken > most ? taken : most;
    }
    printf("details of unknown fields: %zu of %zu bytes\n", most, (size_t)ARENA_SIZE);
}

static void texts_lists_and_events_sent_again_and_again_fit(void **state)
{
    (void)state;
    static struct sample piece;
    piece.size = 0;
    sample_put_text(&piece, FIELD_UNIT, "a");
    (void)memory_of_pieces(&piece);
    static struct sample point;
    sample_put_varint(&point, FIELD_COMPLAINT_POINTS, 1);
    piece.size = 0;
    sample_put_sample(&piece, FIELD_DETAIL + CP_EVENT_COMPLAINT_RECEIVED, &point);
    (void)memory_of_pieces(&piece);
    static struct sample event;
    sample_begin_move(&event);
    piece.size = 0;
    sample_put_sample(&piece, FIELD_RETRACTED, &event);
    (void)memory_of_pieces(&piece);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_arena_hands_out_apart_and_aligned),
        cmocka_unit_test(tiny_unknown_fields_fit),
        cmocka_unit_test(details_sent_again_and_again_fit),
        cmocka_unit_test(details_full_of_unknown_fields_fit),
        cmocka_unit_test(texts_lists_and_events_sent_again_and_again_fit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
