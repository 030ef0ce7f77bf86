/* Which of eight numbers are the same as a given one, found out at once.
 *
 * Threads: any; pure. */
#ifndef CASEPULSE_BASE_SAME_H
#define CASEPULSE_BASE_SAME_H

#include <stdint.h>
#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#define CP_SAME_COUNT 8

/* Bit i: number i is. What every machine can do. */
static inline uint32_t cp_same_plain(const uint32_t numbers[CP_SAME_COUNT], uint32_t number)
{
    uint32_t same = 0;
    for (int i = 0; i < CP_SAME_COUNT; i++) {
        same |= (uint32_t)(numbers[i] == number) << i;
    }
    return same;
}

/* The numbers stand at a multiple of 16 bytes. */
static inline uint32_t cp_same(const uint32_t numbers[CP_SAME_COUNT], uint32_t number)
{
#if defined(__SSE2__)
    const __m128i sought = _mm_set1_epi32((int)number);
    const __m128i *fours = (const __m128i *)(const void *)numbers;
    const __m128i low = _mm_cmpeq_epi32(_mm_load_si128(fours), sought);
    const __m128i high = _mm_cmpeq_epi32(_mm_load_si128(fours + 1), sought);
    return (uint32_t)_mm_movemask_ps(_mm_castsi128_ps(low)) |
           (uint32_t)_mm_movemask_ps(_mm_castsi128_ps(high)) << 4;
#else
    return cp_same_plain(numbers, number);
#endif
}

#endif
