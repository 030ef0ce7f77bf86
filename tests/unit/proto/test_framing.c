#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "framing.h"

struct framing_row {
    const char *bytes;
    size_t size;
    int body_size; /* −1: refused */
};

#define ROW(literal, body_size)                                                                    \
    {                                                                                              \
        literal, sizeof(literal) - 1, body_size                                                    \
    }
#define ID "\0\0\0\0\x2A"

static const struct framing_row rows[] = {
    ROW("\x0A\x01x", 3),                   /* raw: field 1 */
    ROW("\x10\x01", 2),                    /* raw: field 2 */
    ROW(ID "\0\x0A\x01x", 3),              /* short form of message 0 */
    ROW(ID "\x02\0\x0A\x01x", 3),          /* one level, index 0 */
    ROW(ID "\x82\0\0\x0A\x01x", 3),        /* the same, with a varint longer than need be */
    ROW(ID "\x02\x80\0\x0A\x01x", 3),      /* the same */
    ROW(ID "\x80\0\x0A\x01x", 3),          /* the same of the short form */
    ROW(ID "\0", 0),                       /* nothing behind the header */
    ROW(ID "\x02\x02\x0A\x01x", -1),       /* message 1 */
    ROW(ID "\x02\x01\x0A\x01x", -1),       /* message −1 */
    ROW(ID "\x04\0\0\x0A\x01x", -1),       /* a message within message 0 */
    ROW(ID "\x01\0\x0A\x01x", -1),         /* a count of −1 */
    ROW(ID "\x80\x80\x80\x80\x80\0x", -1), /* a varint without end */
    ROW(ID "\x02", -1),                    /* cut before the index */
    ROW(ID "\x02\x80", -1),                /* cut within the index */
    ROW(ID, -1),                           /* cut before the count */
    ROW("\0\0\0\0", -1),                   /* cut within the schema id */
    ROW("\0", -1),
};

static void messages_are_found_behind_their_framing(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct cp_slice value = {(const uint8_t *)rows[i].bytes, rows[i].size};
        struct cp_slice message = {NULL, 0};
        bool is_good = cp_framing_strip(value, &message);
        if (is_good != (rows[i].body_size >= 0)) {
            fail_msg("row %zu should be %s", i, is_good ? "refused" : "taken");
        }
        if (is_good) {
            assert_int_equal(message.size, rows[i].body_size);
            assert_ptr_equal(message.bytes + message.size, value.bytes + value.size);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(messages_are_found_behind_their_framing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
