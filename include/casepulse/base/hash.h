/* Hashes for tables in memory; never stored, never sent.
 *
 * Threads: any; pure. Sources: FNV-1a (G. Fowler, L. Noll, K. Vo); the finaliser of MurmurHash3
 * (A. Appleby), both public domain; the product of halves in wyhash (Wang Yi, the Unlicense); the
 * golden ratio (D. Knuth, TAOCP 6.4). */
#ifndef CASEPULSE_BASE_HASH_H
#define CASEPULSE_BASE_HASH_H

#include <stddef.h>
#include <stdint.h>

static inline uint64_t cp_hash_mix(uint64_t value)
{
    value ^= value >> 33;
    value *= UINT64_C(0xFF51AFD7ED558CCD);
    value ^= value >> 33;
    value *= UINT64_C(0xC4CEB9FE1A85EC53);
    return value ^ (value >> 33);
}

/* Of a pair: two multiplications, the first of which mixes all bits of both, the second all bits of
 * that into the upper half. */
static inline uint64_t cp_hash_pair(uint64_t one, uint64_t other)
{
    __extension__ typedef unsigned __int128 cp_wide;
    const cp_wide product =
        (cp_wide)(one ^ UINT64_C(0xA0761D6478BD642F)) * (other ^ UINT64_C(0xE7037ED1A0B428DB));
    const uint64_t folded = (uint64_t)(product >> 64) ^ (uint64_t)product;
    return folded * UINT64_C(0x9E3779B97F4A7C15);
}

/* Every bit counts, and no two places count alike. */
static inline uint64_t cp_hash_words(const uint64_t *words, size_t count)
{
    uint64_t hash = 0;
#pragma GCC unroll 8
    for (size_t i = 0; i < count; i++) {
        hash = (hash << 23 | hash >> 41) ^ words[i];
    }
    return cp_hash_mix(hash);
}

static inline uint64_t cp_hash_bytes(const void *bytes, size_t size)
{
    const unsigned char *at = bytes;
    uint64_t hash = UINT64_C(0xCBF29CE484222325);
    for (size_t i = 0; i < size; i++) {
        hash = (hash ^ at[i]) * UINT64_C(0x100000001B3);
    }
    return cp_hash_mix(hash);
}

#endif
