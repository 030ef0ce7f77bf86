#include "published_sources.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "casepulse/base/assert.h"
#include "casepulse/base/memory.h"
#include "casepulse/proto/verdict.h"

/* 64 by name, and the two that are ours. */
#define CP_SENDERS_NAMED 64
#define CP_SENDERS_MAX (CP_SENDERS_NAMED + 2)
#define CP_SOURCE_OTHER "_other"

struct cp_published_sources {
    const struct cp_keys *keys;
    uint64_t version; /* of the picture's lines that were merged last */
    size_t published_count;
    struct cp_source_line published[CP_SENDERS_MAX];
    size_t merged_count;
    struct cp_source_line merged[CP_SENDERS_MAX];
};

struct cp_published_sources *cp_published_sources_create(const struct cp_keys *keys)
{
    struct cp_published_sources *sources = cp_allocate(1, sizeof(*sources));
    sources->keys = keys;
    return sources;
}

void cp_published_sources_free(struct cp_published_sources *sources)
{
    free(sources);
}

static bool cp_source_is_ours(const char *source)
{
    return source[0] == '_';
}

static struct cp_source_line *cp_sources_find(struct cp_source_line *lines, size_t count,
                                              const char *source)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(lines[i].source, source) == 0) {
            return &lines[i];
        }
    }
    return NULL;
}

static size_t cp_sources_count_named(const struct cp_published_sources *sources)
{
    size_t named = 0;
    for (size_t i = 0; i < sources->merged_count; i++) {
        named += cp_source_is_ours(sources->merged[i].source) ? 0 : 1;
    }
    return named;
}

/* The merged line of a sender; one beyond the limit shares `_other`. */
static struct cp_source_line *cp_sources_merged(struct cp_published_sources *sources,
                                                const char *source)
{
    struct cp_source_line *line = cp_sources_find(sources->merged, sources->merged_count, source);
    if (line != NULL) {
        return line;
    }
    if (!cp_source_is_ours(source) && cp_sources_count_named(sources) >= CP_SENDERS_NAMED) {
        return cp_sources_merged(sources, CP_SOURCE_OTHER);
    }
    CP_ASSERT(sources->merged_count < CP_SENDERS_MAX);
    line = &sources->merged[sources->merged_count++];
    *line = (struct cp_source_line){.last_arrival_ms = INT64_MIN};
    (void)snprintf(line->source, sizeof(line->source), "%s", source);
    return line;
}

static void cp_source_merge(struct cp_source_line *sum, const struct cp_source_line *line)
{
    for (int verdict = 0; verdict < CP_VERDICT_COUNT; verdict++) {
        sum->verdicts[verdict] += line->verdicts[verdict];
    }
    for (int reason = 0; reason < CP_REASON_END; reason++) {
        sum->refused[reason] += line->refused[reason];
    }
    if (line->first != 0 && (sum->first == 0 || line->first < sum->first)) {
        sum->first = line->first;
    }
    sum->last = line->last > sum->last ? line->last : sum->last;
    sum->sequenced += line->sequenced;
    if (line->last_arrival_ms > sum->last_arrival_ms) {
        sum->last_arrival_ms = line->last_arrival_ms;
    }
}

static void cp_sources_merge(struct cp_published_sources *sources, const struct cp_picture *picture)
{
    sources->merged_count = 0;
    for (size_t i = 0; i < picture->source_count; i++) {
        const struct cp_source_line *line = &picture->sources[i];
        cp_source_merge(cp_sources_merged(sources, line->source), line);
    }
}

bool cp_published_sources_fit(const struct cp_published_sources *sources,
                              const struct cp_picture *picture)
{
    bool does = true;
    for (size_t i = 0; i < sources->published_count && does; i++) {
        bool is_there = cp_source_is_ours(sources->published[i].source);
        for (size_t at = 0; at < picture->source_count && !is_there; at++) {
            is_there = strcmp(picture->sources[at].source, sources->published[i].source) == 0;
        }
        does = is_there;
    }
    return does;
}

static void cp_source_write_counts(struct cp_transaction *transaction,
                                   const struct cp_source_line *line,
                                   const struct cp_source_line *before)
{
    for (int verdict = 0; verdict < CP_VERDICT_COUNT; verdict++) {
        if (before == NULL || line->verdicts[verdict] != before->verdicts[verdict]) {
            cp_hash_set_integer(transaction, cp_verdict_text((enum cp_verdict)verdict),
                                line->verdicts[verdict]);
        }
    }
    for (int reason = CP_REASON_NONE + 1; reason < CP_REASON_END; reason++) {
        const int64_t known = before != NULL ? before->refused[reason] : 0;
        if (line->refused[reason] != known) {
            cp_hash_set_integer(transaction, cp_reason_field((enum cp_reason)reason),
                                line->refused[reason]);
        }
    }
}

/* What a sender's own numbers tell; senders that share a line have none. */
static void cp_source_write_numbers(struct cp_transaction *transaction,
                                    const struct cp_source_line *line)
{
    if (cp_source_is_ours(line->source) || line->last == 0) {
        return;
    }
    const int64_t first = (int64_t)line->first;
    const int64_t last = (int64_t)line->last;
    cp_hash_set_integer(transaction, "first", first);
    cp_hash_set_integer(transaction, "last", last);
    cp_hash_set_integer(transaction, "uncounted", last - first + 1 - line->sequenced);
}

static void cp_source_write(const struct cp_published_sources *sources,
                            struct cp_transaction *transaction, const struct cp_source_line *line,
                            const struct cp_source_line *before)
{
    char key[CP_KEY_MAX];
    if (before != NULL && memcmp(line, before, sizeof(*line)) == 0) {
        return;
    }
    cp_key_write(sources->keys, key, CP_KEY_SOURCE, line->source);
    cp_hash_open(transaction, key);
    cp_source_write_counts(transaction, line, before);
    cp_source_write_numbers(transaction, line);
    cp_hash_set_integer(transaction, "last_arrival_ms", line->last_arrival_ms);
    (void)cp_hash_close(transaction);
}

static void cp_sources_write_names(const struct cp_published_sources *sources,
                                   struct cp_transaction *transaction)
{
    char key[CP_KEY_MAX];
    if (sources->merged_count == sources->published_count) {
        return;
    }
    cp_key_write(sources->keys, key, CP_KEY_SOURCES);
    cp_words_open(transaction, "SADD", key);
    for (size_t i = 0; i < sources->merged_count; i++) {
        cp_words_add(transaction, sources->merged[i].source);
    }
    cp_words_close(transaction);
}

void cp_published_sources_write(struct cp_published_sources *sources,
                                struct cp_transaction *transaction,
                                const struct cp_picture *picture)
{
    if (sources->version == picture->sources_version) {
        return;
    }
    cp_sources_merge(sources, picture);
    for (size_t i = 0; i < sources->merged_count; i++) {
        const struct cp_source_line *line = &sources->merged[i];
        cp_source_write(
            sources, transaction, line,
            cp_sources_find(sources->published, sources->published_count, line->source));
    }
    cp_sources_write_names(sources, transaction);
    memcpy(sources->published, sources->merged, sizeof(sources->merged));
    sources->published_count = sources->merged_count;
    sources->version = picture->sources_version;
}
