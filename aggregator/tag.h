/* A block and a resolution in one byte: the block in the lower six bits, the resolution above. So
 * the counts by day look as they did when there was nothing else.
 *
 * Threads: any; pure. */
#ifndef CASEPULSE_TAG_H
#define CASEPULSE_TAG_H

#include <assert.h>
#include <stdint.h>

#include "casepulse/aggregator/figures.h"
#include "casepulse/aggregator/resolution.h"

#define CP_TAG_BLOCKS 64
static_assert(CP_BLOCK_COUNT <= CP_TAG_BLOCKS, "a block fits beside its resolution");
static_assert(CP_RESOLUTION_DAY == 0, "days look as in format 1");

static inline uint8_t cp_tag(enum cp_resolution resolution, uint8_t block)
{
    return (uint8_t)((unsigned)resolution * CP_TAG_BLOCKS + block);
}

static inline enum cp_resolution cp_tag_resolution(uint8_t tag)
{
    return (enum cp_resolution)(tag / CP_TAG_BLOCKS);
}

static inline uint8_t cp_tag_block(uint8_t tag)
{
    return tag % CP_TAG_BLOCKS;
}

#endif
