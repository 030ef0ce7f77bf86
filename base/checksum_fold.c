/* The remainder of a polynomial is that of its upper part moved down, by multiplication without
 * carries, onto the rest: V. Gopal et al., "Fast CRC Computation for Generic Polynomials Using
 * PCLMULQDQ Instruction", Intel 2009, whose names the constants have. */
#include "checksum_fold.h"

#include <stdbool.h>

#if defined(__x86_64__)
#include <immintrin.h>

#define CP_LANES 4 /* of 128 bits, which do not wait for one another */
#define CP_WITH_CLMUL __attribute__((target("pclmul,sse4.1")))

/* Moves 128 bits on by as many as the constants stand for, onto what stands there. */
CP_WITH_CLMUL static inline __m128i cp_crc_fold(__m128i bits, __m128i constants, __m128i onto)
{
    const __m128i low = _mm_clmulepi64_si128(bits, constants, 0x00);
    const __m128i high = _mm_clmulepi64_si128(bits, constants, 0x11);
    return _mm_xor_si128(_mm_xor_si128(low, high), onto);
}

/* 128 bits to 32: to 64, then by Barrett's reduction. */
CP_WITH_CLMUL static inline uint32_t cp_crc_reduce(__m128i bits, __m128i k3_k4)
{
    const __m128i k5 = _mm_set_epi64x(0, 0x0163CD6124);
    const __m128i polynomial = _mm_set_epi64x(0x01F7011641, 0x01DB710641);
    const __m128i half = _mm_set_epi32(0, -1, 0, -1);
    bits = _mm_xor_si128(_mm_srli_si128(bits, 8), _mm_clmulepi64_si128(bits, k3_k4, 0x10));
    bits = _mm_xor_si128(_mm_srli_si128(bits, 4),
                         _mm_clmulepi64_si128(_mm_and_si128(bits, half), k5, 0x00));
    __m128i part = _mm_clmulepi64_si128(_mm_and_si128(bits, half), polynomial, 0x10);
    part = _mm_clmulepi64_si128(_mm_and_si128(part, half), polynomial, 0x00);
    return (uint32_t)_mm_extract_epi32(_mm_xor_si128(bits, part), 1);
}

CP_WITH_CLMUL uint32_t cp_checksum_fold(uint32_t checksum, const void *bytes, size_t size)
{
    const __m128i k1_k2 = _mm_set_epi64x(0x01C6E41596, 0x0154442BD4);
    const __m128i k3_k4 = _mm_set_epi64x(0x00CCAA009E, 0x01751997D0);
    const __m128i *at = bytes;
    const __m128i *end = at + size / sizeof(*at);
    __m128i lanes[CP_LANES];
#pragma GCC unroll 4
    for (int i = 0; i < CP_LANES; i++) {
        lanes[i] = _mm_loadu_si128(at++);
    }
    lanes[0] = _mm_xor_si128(lanes[0], _mm_cvtsi32_si128((int)~checksum));
    for (; end - at >= CP_LANES; at += CP_LANES) {
#pragma GCC unroll 4
        for (int i = 0; i < CP_LANES; i++) {
            lanes[i] = cp_crc_fold(lanes[i], k1_k2, _mm_loadu_si128(at + i));
        }
    }
    __m128i bits = lanes[0];
#pragma GCC unroll 4
    for (int i = 1; i < CP_LANES; i++) {
        bits = cp_crc_fold(bits, k3_k4, lanes[i]);
    }
    for (; at < end; at++) {
        bits = cp_crc_fold(bits, k3_k4, _mm_loadu_si128(at));
    }
    return ~cp_crc_reduce(bits, k3_k4);
}

size_t cp_checksum_foldable(size_t size)
{
    const bool is_worth_it = size >= CP_LANES * sizeof(__m128i) &&
                             __builtin_cpu_supports("pclmul") && __builtin_cpu_supports("sse4.1");
    return is_worth_it ? size - size % sizeof(__m128i) : 0;
}

#else

uint32_t cp_checksum_fold(uint32_t checksum, const void *bytes, size_t size)
{
    (void)bytes;
    (void)size;
    return checksum;
}

size_t cp_checksum_foldable(size_t size)
{
    (void)size;
    return 0;
}

#endif
