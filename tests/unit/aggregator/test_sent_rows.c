#include "sent_rows.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "sample.h"

static uint32_t find(struct cp_sent_rows *rows, int32_t partition, const char *unit,
                     uint8_t administration)
{
    const struct cp_short_text text = sample_text(unit);
    return cp_sent_rows_find(rows, partition, &text, administration).row;
}

static const char *unit_of(struct cp_sent_rows *rows, uint32_t row)
{
    return cp_sent_rows_key(rows, row)->unit.bytes;
}

static const char *numbered(int number)
{
    static char text[32];
    (void)snprintf(text, sizeof(text), "unit-%d", number);
    return text;
}

static void a_unit_has_a_row_for_each_administration_it_was_sent_with(void **state)
{
    (void)state;
    struct cp_sent_rows *rows = cp_sent_rows_create(10);
    const uint32_t seven = find(rows, 0, "jobcenter", 7);
    const uint32_t five = find(rows, 0, "jobcenter", 5);
    assert_true(seven != five);
    assert_int_equal(find(rows, 0, "jobcenter", 7), seven);
    assert_int_equal(find(rows, 3, "jobcenter", 5), five);
    assert_int_equal(cp_sent_rows_key(rows, five)->administration, 5);
    assert_string_equal(unit_of(rows, five), "jobcenter");
    assert_true(find(rows, 0, "jobcenter-2", 7) != seven);
    assert_true(find(rows, 0, "jobcente", 7) != seven);
    cp_sent_rows_free(rows);
    cp_sent_rows_free(NULL);
}

/* 4,096 units have rows of their own, the 4,097th shares `_other`. */
static void a_partition_keeps_its_first_max_units(void **state)
{
    (void)state;
    enum { MAX_UNITS = 4096 };
    struct cp_sent_rows *rows = cp_sent_rows_create(MAX_UNITS);
    for (int i = 0; i < MAX_UNITS; i++) {
        assert_string_equal(unit_of(rows, find(rows, 0, numbered(i), 7)), numbered(i));
        (void)find(rows, 0, numbered(i), 5); /* under two administrations it is still one unit */
    }
    const uint32_t other = find(rows, 0, numbered(MAX_UNITS), 7);
    assert_string_equal(unit_of(rows, other), CP_UNIT_OTHER);
    assert_int_equal(cp_sent_rows_key(rows, other)->administration, 7);
    assert_int_equal(find(rows, 0, numbered(MAX_UNITS + 1), 7), other);
    assert_true(find(rows, 0, numbered(MAX_UNITS), 6) != other);
    for (int i = 0; i < MAX_UNITS; i++) {
        assert_string_equal(unit_of(rows, find(rows, 0, numbered(i), 7)), numbered(i));
    }
    cp_sent_rows_free(rows);
}

static void each_partition_has_a_limit_of_its_own(void **state)
{
    (void)state;
    struct cp_sent_rows *rows = cp_sent_rows_create(2);
    (void)find(rows, 0, "a", 1);
    (void)find(rows, 0, "b", 1);
    assert_string_equal(unit_of(rows, find(rows, 0, "c", 1)), CP_UNIT_OTHER);
    /* Known to the shard, unknown to this partition: it still has room. */
    assert_string_equal(unit_of(rows, find(rows, 1023, "c", 1)), "c");
    assert_string_equal(unit_of(rows, find(rows, 1023, "b", 1)), "b");
    assert_string_equal(unit_of(rows, find(rows, 1023, "a", 1)), CP_UNIT_OTHER);
    /* And what one partition learnt is still refused to the other. */
    assert_string_equal(unit_of(rows, find(rows, 0, "c", 1)), CP_UNIT_OTHER);
    cp_sent_rows_free(rows);
}

static void our_own_units_take_no_place(void **state)
{
    (void)state;
    struct cp_sent_rows *rows = cp_sent_rows_create(1);
    for (uint8_t administration = 0; administration < 20; administration++) {
        assert_string_equal(unit_of(rows, find(rows, 0, CP_UNIT_NONE, administration)),
                            CP_UNIT_NONE);
        assert_string_equal(unit_of(rows, find(rows, 0, CP_UNIT_OTHER, administration)),
                            CP_UNIT_OTHER);
    }
    assert_string_equal(unit_of(rows, find(rows, 0, "a", 1)), "a");
    assert_string_equal(unit_of(rows, find(rows, 0, "b", 1)), CP_UNIT_OTHER);
    assert_string_equal(unit_of(rows, find(rows, 0, CP_UNIT_NONE, 1)), CP_UNIT_NONE);
    cp_sent_rows_free(rows);
}

static void clearing_forgets_rows_and_what_partitions_know(void **state)
{
    (void)state;
    struct cp_sent_rows *rows = cp_sent_rows_create(1);
    (void)find(rows, 0, "a", 1);
    assert_string_equal(unit_of(rows, find(rows, 0, "b", 1)), CP_UNIT_OTHER);
    cp_sent_rows_clear(rows);
    assert_int_equal(find(rows, 0, "b", 1), 0);
    assert_string_equal(unit_of(rows, 0), "b");
    assert_string_equal(unit_of(rows, find(rows, 0, "a", 1)), CP_UNIT_OTHER);
    cp_sent_rows_free(rows);
}

/* What a row was found by last points to a row that is no more. */
static void clearing_forgets_a_second_row_of_a_unit_that_comes_back(void **state)
{
    (void)state;
    struct cp_sent_rows *rows = cp_sent_rows_create(1);
    for (int time = 0; time < 2; time++) {
        assert_int_equal(find(rows, 0, "a", 1), 0);
        assert_int_equal(find(rows, 0, "a", 2), 1);
    }
    cp_sent_rows_clear(rows);
    assert_int_equal(find(rows, 0, "a", 1), 0);
    assert_int_equal(find(rows, 0, "a", 2), 1);
    assert_int_equal(cp_sent_rows_key(rows, 1)->administration, 2);
    assert_int_equal(find(rows, 0, "a", 3), 2);
    cp_sent_rows_free(rows);
}

/* The shard's own limit, far beyond any municipality: nothing is lost or overrun. */
static void a_full_shard_turns_to_the_shared_row(void **state)
{
    (void)state;
    struct cp_sent_rows *rows = cp_sent_rows_create(4096);
    int own = 0;
    int other = 0;
    for (int partition = 0; partition < 20; partition++) {
        for (int i = 0; i < 4096; i++) {
            const int number = partition * 4096 + i;
            const uint32_t row = find(rows, partition, numbered(number), (uint8_t)(number % 256));
            assert_true(row < CP_BATCH_ROWS_MAX);
            assert_int_equal(cp_sent_rows_key(rows, row)->administration, number % 256);
            own += strcmp(unit_of(rows, row), numbered(number)) == 0;
            other += strcmp(unit_of(rows, row), CP_UNIT_OTHER) == 0;
        }
    }
    assert_int_equal(own + other, 20 * 4096);
    assert_true(own >= CP_BATCH_ROWS_MAX - 512);
    for (int administration = 0; administration < 256; administration++) {
        (void)find(rows, 0, CP_UNIT_NONE, (uint8_t)administration);
        /* A unit that is known, under every administration there can be. */
        (void)find(rows, 0, numbered(1), (uint8_t)administration);
    }
    cp_sent_rows_free(rows);
}

static void names_of_full_length_are_told_apart(void **state)
{
    (void)state;
    struct cp_sent_rows *rows = cp_sent_rows_create(10);
    const char *const one = "abcdefghijklmnopqrstuvwxyz0123456789";
    const char *const two = "abcdefghijklmnopqrstuvwxyz0123456788";
    const uint32_t first = find(rows, 0, one, 1);
    assert_true(find(rows, 0, two, 1) != first);
    assert_string_equal(unit_of(rows, first), one);
    cp_sent_rows_free(rows);
}

static bool is_learnt(struct cp_sent_rows *rows, int32_t partition, const char *unit)
{
    const struct cp_short_text text = sample_text(unit);
    return cp_sent_rows_find(rows, partition, &text, 7).is_learnt;
}

static void a_partition_learns_each_unit_once(void **state)
{
    (void)state;
    struct cp_sent_rows *rows = cp_sent_rows_create(2);
    assert_true(is_learnt(rows, 0, "a"));
    assert_false(is_learnt(rows, 0, "a"));
    assert_true(is_learnt(rows, 1, "a"));
    assert_false(is_learnt(rows, 0, CP_UNIT_NONE));
    assert_false(is_learnt(rows, 0, CP_UNIT_OTHER));
    assert_true(is_learnt(rows, 0, "b"));
    assert_false(is_learnt(rows, 0, "c")); /* no place left */
    cp_sent_rows_free(rows);
}

static void what_was_learnt_before_is_restored_for_one_partition(void **state)
{
    (void)state;
    struct cp_sent_rows *rows = cp_sent_rows_create(2);
    const struct cp_short_text units[] = {sample_text("a"), sample_text("b")};
    cp_sent_rows_restore(rows, 3, &units[0]);
    cp_sent_rows_restore(rows, 3, &units[1]);
    assert_false(is_learnt(rows, 3, "a"));
    assert_string_equal(unit_of(rows, find(rows, 3, "c", 1)), CP_UNIT_OTHER);
    assert_true(is_learnt(rows, 4, "a"));
    cp_sent_rows_forget(rows, 3);
    assert_true(is_learnt(rows, 3, "c"));
    assert_false(is_learnt(rows, 4, "a"));
    cp_sent_rows_free(rows);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_unit_has_a_row_for_each_administration_it_was_sent_with),
        cmocka_unit_test(a_partition_keeps_its_first_max_units),
        cmocka_unit_test(each_partition_has_a_limit_of_its_own),
        cmocka_unit_test(our_own_units_take_no_place),
        cmocka_unit_test(clearing_forgets_rows_and_what_partitions_know),
        cmocka_unit_test(clearing_forgets_a_second_row_of_a_unit_that_comes_back),
        cmocka_unit_test(a_full_shard_turns_to_the_shared_row),
        cmocka_unit_test(names_of_full_length_are_told_apart),
        cmocka_unit_test(a_partition_learns_each_unit_once),
        cmocka_unit_test(what_was_learnt_before_is_restored_for_one_partition),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
