#include "sources.h"

#include <assert.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "casepulse/base/assert.h"
#include "casepulse/base/hash.h"
#include "casepulse/base/memory.h"

#define CP_SOURCES_NAMED_MAX (CP_SOURCES_PER_PARTITION - 2)
#define CP_SOURCES_FIRST_CAPACITY 4
static_assert(CP_SOURCES_PER_PARTITION <= UINT8_MAX, "a hint is a byte");

void cp_sources_init(struct cp_sources *sources)
{
    *sources = (struct cp_sources){.capacity = CP_SOURCES_FIRST_CAPACITY};
    sources->lines = cp_allocate(sources->capacity, sizeof(*sources->lines));
}

void cp_sources_done(struct cp_sources *sources)
{
    free(sources->lines);
    *sources = (struct cp_sources){.lines = NULL};
}

static inline bool cp_source_is_ours(const char *source)
{
    return source[0] == '_' && /* most are not */
           (strcmp(source, CP_SOURCE_NONE) == 0 || strcmp(source, CP_SOURCE_OTHER) == 0);
}

static struct cp_source_line *cp_sources_grow(struct cp_sources *sources)
{
    CP_ASSERT(sources->count < CP_SOURCES_PER_PARTITION);
    if (sources->count == sources->capacity) {
        sources->capacity *= 2;
        sources->lines = cp_reallocate(sources->lines, sources->capacity, sizeof(*sources->lines));
    }
    return &sources->lines[sources->count++];
}

void cp_sources_restore(struct cp_sources *sources, const struct cp_source_line *line)
{
    *cp_sources_grow(sources) = *line;
    sources->named += cp_source_is_ours(line->source) ? 0 : 1;
}

static size_t cp_sources_add(struct cp_sources *sources, int32_t partition, const char *source)
{
    struct cp_source_line *line = cp_sources_grow(sources);
    memset(line, 0, sizeof(*line));
    line->partition = partition;
    memcpy(line->source, source, strlen(source));
    line->last_arrival_ms = INT64_MIN;
    sources->named += cp_source_is_ours(source) ? 0 : 1;
    return sources->count - 1;
}

static size_t cp_sources_find_name(struct cp_sources *sources, int32_t partition,
                                   const char *source)
{
    for (size_t i = 0; i < sources->count; i++) {
        if (strcmp(sources->lines[i].source, source) == 0) {
            return i;
        }
    }
    if (sources->named >= CP_SOURCES_NAMED_MAX && !cp_source_is_ours(source)) {
        return cp_sources_find_name(sources, partition, CP_SOURCE_OTHER);
    }
    return cp_sources_add(sources, partition, source);
}

/* Of the first bytes, NUL and what stands behind it too: two hashes of one name cost a search. */
static uint64_t cp_source_hash(const char source[CP_SOURCE_MAX + 1])
{
    uint64_t words[3];
    memcpy(words, source, sizeof(words));
    return cp_hash_mix(words[0] ^ words[1] * 3 ^ words[2] * 5);
}

size_t cp_sources_find(struct cp_sources *sources, int32_t partition, const struct cp_event *event)
{
    static const char none[CP_SOURCE_MAX + 1] = CP_SOURCE_NONE;
    const char *source = event != NULL && event->source[0] != '\0' ? event->source : none;
    uint8_t *hint = &sources->hints[cp_source_hash(source) % CP_SOURCE_HINTS];
    if (*hint >= sources->count || strcmp(sources->lines[*hint].source, source) != 0) {
        *hint = (uint8_t)cp_sources_find_name(sources, partition, source);
    }
    return *hint;
}

static inline void cp_source_line_number(struct cp_source_line *line, enum cp_verdict verdict,
                                         uint64_t number)
{
    line->first = line->first == 0 || number < line->first ? number : line->first;
    line->last = number > line->last ? number : line->last;
    line->sequenced += verdict == CP_VERDICT_COUNTED || verdict == CP_VERDICT_RETRACTED;
}

void cp_source_line_book(struct cp_source_line *line, enum cp_verdict verdict,
                         enum cp_reason reason, const struct cp_event *event, int64_t arrival_ms)
{
    const uint64_t number = event != NULL ? event->source_seq : 0;
    line->verdicts[verdict]++;
    line->refused[reason] += reason != CP_REASON_NONE;
    line->last_arrival_ms = arrival_ms;
    /* The numbers of several senders in one line would say nothing: "_none" and "_other" have none.
     */
    if (number != 0 && verdict != CP_VERDICT_MALFORMED && !cp_source_is_ours(line->source)) {
        cp_source_line_number(line, verdict, number);
    }
}
