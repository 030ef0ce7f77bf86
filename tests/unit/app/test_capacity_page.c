/* The capacity report in the terminal: it fits, and says what the document says. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "capacity_page.h"
#include "capacity_picture.h"
#include "sample_run.h"
#include "top_text.h"

static char *page_of(const struct cp_capacity_result *result, const struct cp_zone *zone,
                     size_t width, bool is_ascii)
{
    char *text = NULL;
    size_t size = 0;
    struct cp_top_sheet sheet = {.width = width, .is_ascii = is_ascii};
    FILE *out = open_memstream(&text, &size);
    cp_capacity_page_compose(result, zone, &sheet);
    cp_top_sheet_write(&sheet, out);
    (void)fclose(out);
    cp_top_sheet_done(&sheet);
    return text;
}

static void has(const char *text, const char *part)
{
    if (strstr(text, part) == NULL) {
        fail_msg("\"%s\" is missing in\n%s", part, text);
    }
}

static void a_page_of_100_columns_shows_every_section(void **state)
{
    struct cp_capacity_result *result = sample_run_result(*state, true);
    char *text = page_of(result, *state, 100, false);
    has(text, "casepulse capacity: plan-a, complete\n"
              "Events from Kafka into figures  1,745,966, in 9.3 s, start included (412 ms)\n");
    has(text, "\nCounting thread  25.6 %  one processor     1.30 µs         3.91 ×    769,231/s");
    has(text, "\n4 h                  ████");
    has(text, "\n10    ██████████████████████████████  210,159  12.0 %");
    has(text, "\nSaturday   ███▌  ");
    has(text, "\nDay                 2012-05-01 00:00         7,415    0.09/s");
    has(text, "\nOffered   ");
    has(text, "  at most 114 MiB\n");
    assert_null(strstr(text, "…"));
    free(text);
    free(result);
}

static void every_line_fits_and_ascii_is_ascii(void **state)
{
    for (int run = 0; run < 4; run++) {
        struct cp_capacity_result *result =
            run < 2 ? sample_run_result(*state, run == 1) : sample_run_empty(*state, run == 2);
        for (size_t width = 60; width <= 180; width += 15) {
            for (int is_ascii = 0; is_ascii < 2; is_ascii++) {
                char *text = page_of(result, *state, width, is_ascii == 1);
                for (char *line = strtok(text, "\n"); line != NULL; line = strtok(NULL, "\n")) {
                    assert_true(cp_top_text_width(line, false) <= width);
                    assert_null(strstr(line, "nan"));
                    assert_null(strchr(line, '?'));
                    for (const char *at = line; *at != '\0' && is_ascii == 1; at++) {
                        assert_true((unsigned char)*at < 0x80);
                    }
                }
                free(text);
            }
        }
        free(result);
    }
}

static void a_run_broken_off_says_so(void **state)
{
    struct cp_capacity_result *result = sample_run_empty(*state, true);
    result->is_complete = false;
    char *text = page_of(result, *state, 100, false);
    has(text, "casepulse capacity: plan-a, broken off, not the whole history\n");
    free(text);
    free(result);
}

static void bars_are_as_long_as_their_share(void **state)
{
    static const struct {
        double share;
        const char *reads;
    } cases[] = {{0, "    "},       {1, "████"}, {0.5, "██  "},
                 {0.53125, "██▏ "}, {2, "████"}, {-1, "    "}};
    (void)state;
    for (size_t at = 0; at < sizeof(cases) / sizeof(cases[0]); at++) {
        char bar[CP_PICTURE_TEXT_MAX];
        cp_picture_bar(cases[at].share, 4, false, bar);
        assert_string_equal(bar, cases[at].reads);
    }
}

static void a_curve_squeezed_keeps_its_peaks(void **state)
{
    static struct cp_panel panel;
    char curve[CP_PICTURE_TEXT_MAX];
    (void)state;
    panel.line_count = 6;
    for (size_t at = 0; at < panel.line_count; at++) {
        panel.lines[at].cells[0] = (struct cp_panel_cell){at != 2 && at != 3, at == 4 ? 8 : 4, ""};
    }
    assert_int_equal(cp_picture_curve(&panel, 0, 8, 60, false, curve), 6);
    assert_string_equal(curve, "▄▄  █▄");
    assert_int_equal(cp_picture_curve(&panel, 0, 8, 3, true, curve), 3);
    assert_string_equal(curve, "- #");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_page_of_100_columns_shows_every_section),
        cmocka_unit_test(every_line_fits_and_ascii_is_ascii),
        cmocka_unit_test(a_run_broken_off_says_so),
        cmocka_unit_test(bars_are_as_long_as_their_share),
        cmocka_unit_test(a_curve_squeezed_keeps_its_peaks),
    };
    return cmocka_run_group_tests(tests, sample_run_set_up, sample_run_tear_down);
}
