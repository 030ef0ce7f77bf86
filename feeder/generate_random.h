/* Pseudo-random numbers whose sequence is the same on every machine: xoshiro256** by D. Blackman
 * and S. Vigna, its state filled by S. Vigna's splitmix64; both public domain
 * (https://prng.di.unimi.it). Everything is done in integers: mathematical libraries differ.
 *
 * Threads: one at a time. Owns: nothing. */
#ifndef CASEPULSE_FEEDER_GENERATE_RANDOM_H
#define CASEPULSE_FEEDER_GENERATE_RANDOM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct cp_random {
    uint64_t words[4];
};

/* Streams of one seed are independent of each other. */
void cp_random_start(struct cp_random *random, uint64_t seed, uint64_t stream);

uint64_t cp_random_next(struct cp_random *random);

/* 0 to limit − 1; `limit` from 1 to 2^40, each value as likely as the next to one in 2^24. */
uint64_t cp_random_below(struct cp_random *random, uint64_t limit);

/* low to high − 1. */
int64_t cp_random_between(struct cp_random *random, int64_t low, int64_t high);

/* True in so many of a million cases; takes one number whatever the share. */
bool cp_random_happens(struct cp_random *random, uint32_t millionths);

/* 0 to 4 × mean, small values more likely: the product of two. */
int64_t cp_random_skewed(struct cp_random *random, int64_t mean);

/* An index of the weights, as likely as its weight says. */
uint8_t cp_random_pick(struct cp_random *random, const uint16_t *weights, size_t count);

#endif
