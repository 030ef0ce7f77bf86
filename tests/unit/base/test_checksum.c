/* Checksums against zlib's and a published one. */
#include "casepulse/base/checksum.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <zlib.h>

#include "casepulse/base/hash.h"

#define BYTES 5000

static uint8_t bytes[BYTES];

static int make_bytes(void **state)
{
    (void)state;
    for (size_t i = 0; i < BYTES; i++) {
        bytes[i] = (uint8_t)cp_hash_mix(i);
    }
    return 0;
}

static void the_check_value_is_the_published_one(void **state)
{
    (void)state;
    assert_int_equal(cp_checksum_more(CP_CHECKSUM_EMPTY, "123456789", 9), 0xCBF43926);
    assert_int_equal(cp_checksum_more(CP_CHECKSUM_EMPTY, NULL, 0), CP_CHECKSUM_EMPTY);
}

static void any_size_at_any_place_has_the_checksum_of_zlib(void **state)
{
    (void)state;
    for (size_t size = 0; size <= 600; size++) {
        for (size_t at = 0; at < 20; at++) {
            const uint32_t before = (uint32_t)cp_hash_mix(size * 20 + at);
            assert_int_equal(cp_checksum_more(before, bytes + at, size),
                             crc32_z(before, bytes + at, size));
        }
    }
    assert_int_equal(cp_checksum_more(CP_CHECKSUM_EMPTY, bytes, BYTES),
                     crc32_z(CP_CHECKSUM_EMPTY, bytes, BYTES));
}

static void pieces_have_the_checksum_of_the_whole(void **state)
{
    (void)state;
    uint32_t checksum = CP_CHECKSUM_EMPTY;
    size_t at = 0;
    for (size_t size = 1; at + size <= BYTES; size += 7) {
        checksum = cp_checksum_more(checksum, bytes + at, size);
        at += size;
    }
    assert_int_equal(checksum, cp_checksum_more(CP_CHECKSUM_EMPTY, bytes, at));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_check_value_is_the_published_one),
        cmocka_unit_test(any_size_at_any_place_has_the_checksum_of_zlib),
        cmocka_unit_test(pieces_have_the_checksum_of_the_whole),
    };
    return cmocka_run_group_tests(tests, make_bytes, NULL);
}
