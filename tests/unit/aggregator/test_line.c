/* Many figures read at once, against the same figures read one by one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <time.h>

#include <cmocka.h>

#include "casepulse/aggregator/line.h"
#include "casepulse/base/memory.h"

#define ROUNDS 300

/* Two rows, the first one the city's, of random counts; windows end before and after the gauges
 * begin. */
struct city {
    struct cp_picture_row rows[2];
    struct cp_picture picture;
};

static void make(struct city *city, bool is_wide)
{
    *city = (struct city){.rows = {{.is_wide = true}, {.is_wide = is_wide}}};
    city->picture.rows = city->rows;
    for (size_t row = 0; row < 2; row++) {
        const size_t count = cp_picture_cells(city->rows[row].is_wide);
        city->rows[row].counts = cp_allocate(count, sizeof(int64_t));
        for (size_t cell = 0; cell < count; cell++) {
            city->rows[row].counts[cell] = rand() % 2000 - 100;
        }
    }
    for (int window = 0; window < CP_WINDOW_COUNT; window++) {
        city->picture.windows[window].last_day = rand() % 20;
    }
    city->picture.gauges_from = 10;
}

static void done(struct city *city)
{
    free(city->rows[0].counts);
    free(city->rows[1].counts);
}

/* Some of all figures, in table order. */
static size_t choose(int figure_count, int share, uint16_t *out_figures)
{
    size_t count = 0;
    for (int figure = 0; figure < figure_count; figure++) {
        if (rand() % 100 < share) {
            out_figures[count++] = (uint16_t)figure;
        }
    }
    return count;
}

static void check(const struct city *city, enum cp_window window, int share)
{
    uint16_t counters[CP_COUNTER_COUNT];
    uint16_t ratios[CP_RATIO_COUNT];
    int64_t counts[CP_COUNTER_COUNT];
    struct cp_fraction fractions[CP_RATIO_COUNT];
    const struct cp_picture_row *row = &city->rows[1];
    const size_t counter_count = choose(CP_COUNTER_COUNT, share, counters);
    const size_t ratio_count = choose(CP_RATIO_COUNT, share, ratios);
    struct cp_line_plan *plan =
        cp_line_plan_create(row->is_wide, counters, counter_count, ratios, ratio_count);
    cp_line_read(plan, &city->picture, row, window, counts, fractions);
    for (size_t i = 0; i < counter_count; i++) {
        int64_t expected = 0;
        const bool has_value =
            cp_picture_count(&city->picture, row, window, counters[i], &expected);
        assert_int_equal(counts[i], has_value ? expected : CP_LINE_NONE);
    }
    for (size_t i = 0; i < ratio_count; i++) {
        struct cp_fraction expected;
        cp_picture_ratio(&city->picture, row, window, (enum cp_ratio)ratios[i], &expected.numerator,
                         &expected.denominator);
        assert_int_equal(fractions[i].numerator, expected.numerator);
        assert_int_equal(fractions[i].denominator, expected.denominator);
    }
    cp_line_plan_free(plan);
}

static void a_line_holds_what_its_figures_say_one_by_one(void **state)
{
    (void)state;
    const unsigned seed = (unsigned)time(NULL);
    print_message("seed %u\n", seed);
    srand(seed);
    for (int round = 0; round < ROUNDS; round++) {
        const bool is_wide = round % 2 == 0;
        const enum cp_window window =
            is_wide ? (enum cp_window)(rand() % CP_WINDOW_COUNT) : CP_WINDOW_YEAR;
        struct city city;
        make(&city, is_wide);
        check(&city, window, round % 3 == 0 ? 100 : rand() % 100);
        done(&city);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_holds_what_its_figures_say_one_by_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
