/* Which namespaces are replays', read from their `meta`, `books` and heartbeat. */
#include "casepulse/store/namespace.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "casepulse/base/memory.h"
#include "casepulse/store/publication.h"

#include "connection.h"
#include "keys.h"
#include "namespace_keys.h"
#include "namespace_parts.h"

/* The list being put together. */
struct cp_listing {
    struct cp_connection *connection;
    size_t count, capacity;
    struct cp_namespace_line *lines;
};

/* "casepulse:v1:{name}:meta" → name; false: some other key. */
static bool cp_listing_name(const char *key, char out_name[CP_NAMESPACE_MAX + 1])
{
    const char *begin = strchr(key, '{');
    const char *end = begin != NULL ? strchr(begin, '}') : NULL;
    if (end == NULL || end - begin - 1 > CP_NAMESPACE_MAX || strcmp(end, "}:" CP_KEY_META) != 0) {
        return false;
    }
    const size_t size = (size_t)(end - begin - 1);
    memcpy(out_name, begin + 1, size);
    out_name[size] = '\0';
    return true;
}

static enum cp_status cp_listing_receive(struct cp_listing *listing, struct cp_reply **out_reply,
                                         struct cp_failure *out_failure)
{
    return cp_connection_receive(listing->connection, out_reply, out_failure);
}

static int64_t cp_reply_number(const struct cp_reply *reply, int64_t otherwise)
{
    return cp_reply_kind(reply) == CP_REPLY_TEXT ? strtoll(cp_reply_text(reply), NULL, 10)
                                                 : otherwise;
}

static enum cp_status cp_listing_ask(struct cp_listing *listing, const char *name,
                                     struct cp_reply *replies[CP_LISTING_REPLIES],
                                     struct cp_failure *out_failure)
{
    char meta[CP_KEY_MAX], heartbeat[CP_KEY_MAX], books[CP_KEY_MAX];
    const struct cp_keys keys = cp_keys_of(name);
    cp_key_write(&keys, meta, CP_KEY_META);
    cp_key_write(&keys, heartbeat, CP_KEY_HEARTBEAT);
    cp_key_write(&keys, books, CP_KEY_BOOKS);
    const char *const commands[CP_LISTING_REPLIES][6] = {
        {"HMGET", meta, "kind", "state", "as_of_ms", NULL},
        {"EXISTS", heartbeat, NULL},
        {"HMGET", books, "all.start", "all.offset", NULL},
        {"PTTL", meta, NULL},
    };
    for (size_t i = 0; i < CP_LISTING_REPLIES; i++) {
        cp_connection_send_words(listing->connection, commands[i]);
    }
    enum cp_status status = CP_OK;
    for (size_t i = 0; i < CP_LISTING_REPLIES && status == CP_OK; i++) {
        status = cp_listing_receive(listing, &replies[i], out_failure);
    }
    return status;
}

static void cp_listing_add(struct cp_listing *listing, const char *name,
                           struct cp_reply *const replies[CP_LISTING_REPLIES])
{
    if (strcmp(cp_reply_text(cp_reply_at(replies[0], 0)), CP_KIND_REPLAY) != 0) {
        return;
    }
    if (listing->count == listing->capacity) {
        listing->capacity = listing->capacity * 2 + 16;
        listing->lines = cp_reallocate(listing->lines, listing->capacity, sizeof(*listing->lines));
    }
    struct cp_namespace_line *line = &listing->lines[listing->count++];
    (void)snprintf(line->name, sizeof(line->name), "%s", name);
    (void)snprintf(line->state, sizeof(line->state), "%s",
                   cp_reply_text(cp_reply_at(replies[0], 1)));
    line->as_of_ms = cp_reply_number(cp_reply_at(replies[0], 2), INT64_MIN);
    line->is_running = cp_reply_integer(replies[1]) == 1;
    line->records = cp_reply_number(cp_reply_at(replies[2], 1), 0) -
                    cp_reply_number(cp_reply_at(replies[2], 0), 0);
    line->life_ms = cp_reply_integer(replies[3]);
}

static enum cp_status cp_listing_visit(void *context, const struct cp_reply *keys,
                                       struct cp_failure *out_failure)
{
    struct cp_listing *listing = context;
    enum cp_status status = CP_OK;
    for (size_t i = 0; i < cp_reply_count(keys) && status == CP_OK; i++) {
        char name[CP_NAMESPACE_MAX + 1];
        struct cp_reply *replies[CP_LISTING_REPLIES] = {NULL};
        if (!cp_listing_name(cp_reply_text(cp_reply_at(keys, i)), name)) {
            continue;
        }
        status = cp_listing_ask(listing, name, replies, out_failure);
        if (status == CP_OK) {
            cp_listing_add(listing, name, replies);
        }
        for (size_t at = 0; at < CP_LISTING_REPLIES; at++) {
            cp_reply_free(replies[at]);
        }
    }
    return status;
}

static int cp_namespace_line_compare(const void *left, const void *right)
{
    const struct cp_namespace_line *a = left;
    const struct cp_namespace_line *b = right;
    return strcmp(a->name, b->name);
}

/* A walk may show a key twice. */
static size_t cp_listing_sort(struct cp_listing *listing)
{
    size_t kept = 0;
    if (listing->count > 0) {
        qsort(listing->lines, listing->count, sizeof(*listing->lines), cp_namespace_line_compare);
    }
    for (size_t i = 0; i < listing->count; i++) {
        if (kept == 0 || strcmp(listing->lines[kept - 1].name, listing->lines[i].name) != 0) {
            listing->lines[kept++] = listing->lines[i];
        }
    }
    return kept;
}

enum cp_status cp_namespace_list(struct cp_namespace *space, struct cp_namespace_line **out_lines,
                                 size_t *out_count, struct cp_failure *out_failure)
{
    struct cp_listing listing = {.connection = cp_namespace_connection(space)};
    const struct cp_key_visitor visitor = {&listing, cp_listing_visit};
    enum cp_status status = cp_namespace_connect(space, out_failure);
    if (status == CP_OK) {
        status = cp_keys_walk(listing.connection, "casepulse:v" CP_KEY_SCHEMA ":{*}:" CP_KEY_META,
                              visitor, out_failure);
    }
    if (status != CP_OK) {
        free(listing.lines);
        return cp_namespace_end(space, status);
    }
    *out_count = cp_listing_sort(&listing);
    *out_lines = listing.lines;
    return CP_OK;
}
