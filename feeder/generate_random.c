#include "generate_random.h"

#include "casepulse/base/assert.h"

static uint64_t cp_splitmix_next(uint64_t *state)
{
    *state += UINT64_C(0x9E3779B97F4A7C15);
    uint64_t value = *state;
    value = (value ^ (value >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    value = (value ^ (value >> 27)) * UINT64_C(0x94D049BB133111EB);
    return value ^ (value >> 31);
}

static uint64_t cp_rotate_left(uint64_t value, int count)
{
    return (value << count) | (value >> (64 - count));
}

void cp_random_start(struct cp_random *random, uint64_t seed, uint64_t stream)
{
    uint64_t stream_state = stream;
    uint64_t state = seed ^ cp_splitmix_next(&stream_state);
    for (int i = 0; i < 4; i++) {
        random->words[i] = cp_splitmix_next(&state);
    }
}

uint64_t cp_random_next(struct cp_random *random)
{
    uint64_t *words = random->words;
    const uint64_t result = cp_rotate_left(words[1] * 5, 7) * 9;
    const uint64_t shifted = words[1] << 17;
    words[2] ^= words[0];
    words[3] ^= words[1];
    words[1] ^= words[2];
    words[0] ^= words[3];
    words[2] ^= shifted;
    words[3] = cp_rotate_left(words[3], 45);
    return result;
}

uint64_t cp_random_below(struct cp_random *random, uint64_t limit)
{
    CP_ASSERT(limit > 0 && limit <= UINT64_C(1) << 40);
    return cp_random_next(random) % limit;
}

int64_t cp_random_between(struct cp_random *random, int64_t low, int64_t high)
{
    return low + (int64_t)cp_random_below(random, (uint64_t)(high - low));
}

bool cp_random_happens(struct cp_random *random, uint32_t millionths)
{
    return cp_random_next(random) % 1000000 < millionths;
}

int64_t cp_random_skewed(struct cp_random *random, int64_t mean)
{
    /* Two 16-bit fractions; means are at most half a year, 2^34 ms. */
    const uint64_t bits = cp_random_next(random);
    const uint64_t product = (bits & 0xFFFF) * ((bits >> 16) & 0xFFFF) >> 8;
    return (int64_t)(((uint64_t)mean * 4 * product) >> 24);
}

uint8_t cp_random_pick(struct cp_random *random, const uint16_t *weights, size_t count)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < count; i++) {
        sum += weights[i];
    }
    uint64_t at = cp_random_below(random, sum);
    size_t index = 0;
    while (at >= weights[index]) {
        at -= weights[index++];
    }
    return (uint8_t)index;
}
