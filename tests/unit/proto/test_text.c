#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "text.h"

typedef bool (*text_check)(struct cp_slice text);

/* A text that may hold NUL bytes, and what is to be said of it. */
struct text_row {
    const char *bytes;
    size_t size;
    bool fits;
};

#define ROW(literal, fits)                                                                         \
    {                                                                                              \
        literal, sizeof(literal) - 1, fits                                                         \
    }

static void check_rows(text_check check, const struct text_row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct cp_slice text = {(const uint8_t *)rows[i].bytes, rows[i].size};
        if (check(text) != rows[i].fits) {
            fail_msg("row %zu: '%s' should %sfit", i, rows[i].bytes, rows[i].fits ? "" : "not ");
        }
    }
}

#define CHECK_ROWS(check, rows) check_rows(check, rows, sizeof(rows) / sizeof((rows)[0]))

static void utf8_is_known_from_what_is_not(void **state)
{
    (void)state;
    static const struct text_row rows[] = {
        ROW("", true),
        ROW("plain", true),
        ROW("a\0b", true),
        ROW("\xC3\xA6\xC3\xB8\xC3\xA5", true),
        ROW("\xE2\x82\xAC", true),      /* euro sign */
        ROW("\xED\x9F\xBF", true),      /* last before the surrogates */
        ROW("\xEE\x80\x80", true),      /* first behind them */
        ROW("\xF0\x90\x80\x80", true),  /* U+10000 */
        ROW("\xF4\x8F\xBF\xBF", true),  /* U+10FFFF */
        ROW("\xF4\x90\x80\x80", false), /* above */
        ROW("\xC0\x80", false),         /* overlong NUL */
        ROW("\xC1\xBF", false),         /* overlong DEL */
        ROW("\xE0\x9F\xBF", false),     /* overlong */
        ROW("\xF0\x8F\xBF\xBF", false), /* overlong */
        ROW("\xED\xA0\x80", false),     /* surrogate */
        ROW("\x80", false),             /* no beginning */
        ROW("\xC3", false),             /* no end */
        ROW("\xE2\x82", false),         /* no end */
        ROW("\xE2\x28\xA1", false),     /* broken in the middle */
        ROW("\xF0\x90\x80\x28", false), /* broken at the end */
        ROW("\xE6\xF8\xE5", false),     /* Danish letters in Latin-1 */
        ROW("\xFF", false),
        ROW("fine until here \xFE", false),
    };
    CHECK_ROWS(cp_text_is_utf8, rows);
}

static void a_unit_is_a_short_identifier(void **state)
{
    (void)state;
    static const struct text_row rows[] = {
        ROW("a", true),
        ROW("7", true),
        ROW("BCV.1_x-Y", true),
        ROW("abcdefghijklmnopqrstuvwxyz0123456789", true),   /* 36 */
        ROW("abcdefghijklmnopqrstuvwxyz0123456789A", false), /* 37 */
        ROW("", false),
        ROW("_none", false),
        ROW(".a", false),
        ROW("-a", false),
        ROW("a b", false),
        ROW("a/b", false),
        ROW("a\0", false),
        ROW("b\xC3\xB8rn", false),
    };
    CHECK_ROWS(cp_text_is_unit, rows);
}

static void codes_have_their_shapes(void **state)
{
    (void)state;
    static const struct text_row subjects[] = {
        ROW("32.24.04", true),  ROW("00.00.00", true),   ROW("", false),
        ROW("32.24.4", false),  ROW("32.24.045", false), ROW("32-24-04", false),
        ROW("3a.24.04", false), ROW(" 32.24.0", false),  ROW("32.24.0\0", false),
    };
    static const struct text_row facets[] = {
        ROW("K02", true),   ROW("A00", true),  ROW("k02", false), ROW("K2", false),
        ROW("K022", false), ROW("002", false), ROW("", false),    ROW("K0\0", false),
    };
    static const struct text_row authorities[] = {
        ROW("64942212", true),  ROW("6494221", false), ROW("649422123", false),
        ROW("DK942212", false), ROW("", false),
    };
    CHECK_ROWS(cp_text_is_subject, subjects);
    CHECK_ROWS(cp_text_is_facet, facets);
    CHECK_ROWS(cp_text_is_authority, authorities);
}

#define EIGHT "12345678"
#define SIXTY_FOUR EIGHT EIGHT EIGHT EIGHT EIGHT EIGHT EIGHT EIGHT

static void a_source_has_no_control_characters(void **state)
{
    (void)state;
    static const struct text_row rows[] = {
        ROW("opera", true),    ROW("KMD Opera 2", true),   ROW("s\xC3\xB8g", true),
        ROW("\xC2\xA0", true), /* first behind the C1 controls */
        ROW(SIXTY_FOUR, true), ROW(SIXTY_FOUR "9", false), ROW("", false),
        ROW("a\0b", false),    ROW("a\nb", false),         ROW("a\x1F", false),
        ROW("a\x7F", false),   ROW("a\xC2\x80", false),    ROW("a\xC2\x9F", false),
        ROW("a\xC2", false),
    };
    CHECK_ROWS(cp_text_is_source, rows);
}

/* The rules once more, a byte at a time: the checks look at eight together. */
static bool is_letter_or_digit(uint8_t byte)
{
    return (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z') ||
           (byte >= '0' && byte <= '9');
}

static bool is_plain_unit(struct cp_slice text)
{
    for (size_t i = 0; i < text.size; i++) {
        const uint8_t byte = text.bytes[i];
        const bool is_mark = byte == '.' || byte == '_' || byte == '-';
        if (!is_letter_or_digit(byte) && (i == 0 || !is_mark)) {
            return false;
        }
    }
    return text.size >= 1 && text.size <= 36;
}

/* Of ASCII only. */
static bool is_plain_source(struct cp_slice text)
{
    for (size_t i = 0; i < text.size; i++) {
        if (text.bytes[i] < 0x20 || text.bytes[i] > 0x7E) {
            return false;
        }
    }
    return text.size >= 1 && text.size <= 64;
}

static bool has_plain_shape(struct cp_slice text, const char *shape)
{
    for (size_t i = 0; i < text.size && i < strlen(shape); i++) {
        const uint8_t byte = text.bytes[i];
        const bool is_digit = byte >= '0' && byte <= '9';
        if (shape[i] == '0' ? !is_digit : byte != (uint8_t)shape[i]) {
            return false;
        }
    }
    return text.size == strlen(shape);
}

static void assert_judged_by_the_rules(struct cp_slice text)
{
    assert_int_equal(cp_text_is_unit(text), is_plain_unit(text));
    assert_int_equal(cp_text_is_source(text), is_plain_source(text));
    assert_int_equal(cp_text_is_utf8(text), (cp_text_bits(text) & CP_WORD_EACH(0x80)) == 0);
    assert_int_equal(cp_text_is_subject(text), has_plain_shape(text, "00.00.00"));
    assert_int_equal(cp_text_is_authority(text), has_plain_shape(text, "00000000"));
}

static void every_byte_in_every_place_is_judged_by_the_rules(void **state)
{
    (void)state;
    static const char *const begins[] = {"aZ09.-_zA", "00.00.00.", "000000000"};
    uint8_t bytes[66];
    for (size_t begin = 0; begin < 3; begin++) {
        for (size_t size = 0; size <= sizeof(bytes); size++) {
            for (size_t i = 0; i < sizeof(bytes); i++) {
                bytes[i] = (uint8_t)begins[begin][i % 9];
            }
            assert_judged_by_the_rules((struct cp_slice){bytes, size});
            for (size_t at = 0; at < size; at++) {
                const uint8_t before = bytes[at];
                for (int byte = 0; byte < 256; byte++) {
                    bytes[at] = (uint8_t)byte;
                    assert_judged_by_the_rules((struct cp_slice){bytes, size});
                }
                bytes[at] = before;
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(utf8_is_known_from_what_is_not),
        cmocka_unit_test(a_unit_is_a_short_identifier),
        cmocka_unit_test(codes_have_their_shapes),
        cmocka_unit_test(a_source_has_no_control_characters),
        cmocka_unit_test(every_byte_in_every_place_is_judged_by_the_rules),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
