#include "published_meta.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "casepulse/base/memory.h"

struct cp_published_meta {
    const struct cp_keys *keys;
    char *version;
    char texts[CP_META_COUNT][CP_META_TEXT_MAX];
    bool is_published; /* an empty reason is a text too */
};

enum cp_meta_kind { CP_META_KIND_FACT, CP_META_KIND_CLOCK };

static const struct cp_meta_row {
    const char *field;
    enum cp_meta_kind kind;
} cp_meta_rows[CP_META_COUNT] = {
#define X(name, text, kind, value) [CP_META_##name] = {text, CP_META_KIND_##kind},
    CP_META_FIELDS(X)
#undef X
};

struct cp_published_meta *cp_published_meta_create(const struct cp_keys *keys, const char *version)
{
    struct cp_published_meta *meta = cp_allocate(1, sizeof(*meta));
    meta->keys = keys;
    meta->version = cp_copy_text(version);
    return meta;
}

void cp_published_meta_free(struct cp_published_meta *meta)
{
    if (meta == NULL) {
        return;
    }
    free(meta->version);
    free(meta);
}

static void cp_integer_text(int64_t value, char *out_text, size_t capacity)
{
    (void)snprintf(out_text, capacity, "%lld", (long long)value);
}

static bool cp_picture_is_balanced(const struct cp_picture *picture)
{
    for (size_t at = 0; at < picture->head_count; at++) {
        if (!cp_head_is_balanced(&picture->heads[at])) {
            return false;
        }
    }
    return true;
}

static int64_t cp_meta_number(const struct cp_tick *tick, enum cp_meta_field field)
{
    switch (field) {
    case CP_META_SEQ:
        return tick->seq;
    case CP_META_AS_OF_MS:
        return tick->picture->as_of_ms;
    case CP_META_PUBLISHED_AT_MS:
        return tick->wall_ms;
    case CP_META_LAG_RECORDS:
        return tick->status->lag_records;
    case CP_META_LAG_MS:
        return tick->status->lag_ms;
    case CP_META_PARTITIONS_SEEN:
        return tick->status->partitions_seen;
    case CP_META_PARTITIONS_TOTAL:
        return tick->status->partitions_total;
    case CP_META_INSTANCES:
        return tick->status->instances;
    case CP_META_FENCED:
        return tick->status->fenced;
    case CP_META_BALANCED:
        return cp_picture_is_balanced(tick->picture);
    case CP_META_SCHEMA:
    case CP_META_VERSION:
    case CP_META_KIND:
    case CP_META_STATE:
    case CP_META_REASON:
    case CP_META_COUNT:
        break;
    }
    return 0;
}

void cp_published_meta_text(const struct cp_published_meta *meta, const struct cp_tick *tick,
                            enum cp_meta_field field, char out_text[CP_META_TEXT_MAX])
{
    const char *text = NULL;
    if (field == CP_META_SCHEMA) {
        text = CP_KEY_SCHEMA;
    } else if (field == CP_META_VERSION) {
        text = meta->version;
    } else if (field == CP_META_KIND) {
        text = tick->status->kind != NULL ? tick->status->kind : CP_KIND_RUN;
    } else if (field == CP_META_STATE) {
        text = tick->status->state;
    } else if (field == CP_META_REASON) {
        text = tick->status->reason == NULL ? "" : tick->status->reason;
    }
    if (text != NULL) {
        (void)snprintf(out_text, CP_META_TEXT_MAX, "%s", text);
        return;
    }
    cp_integer_text(cp_meta_number(tick, field), out_text, CP_META_TEXT_MAX);
}

bool cp_published_meta_is_news(const struct cp_published_meta *meta, const struct cp_tick *tick)
{
    for (int field = 0; field < CP_META_COUNT; field++) {
        char text[CP_META_TEXT_MAX];
        cp_published_meta_text(meta, tick, (enum cp_meta_field)field, text);
        if (cp_meta_rows[field].kind == CP_META_KIND_FACT &&
            strcmp(text, meta->texts[field]) != 0) {
            return true;
        }
    }
    return !meta->is_published;
}

static void cp_heartbeat_write(const struct cp_keys *keys, struct cp_transaction *transaction,
                               int64_t wall_ms)
{
    char key[CP_KEY_MAX];
    char now[24];
    char ttl[24];
    cp_integer_text(wall_ms, now, sizeof(now));
    cp_integer_text(CP_HEARTBEAT_TTL_MS, ttl, sizeof(ttl));
    cp_key_write(keys, key, CP_KEY_HEARTBEAT);
    cp_words_open(transaction, "SET", key);
    cp_words_add(transaction, now);
    cp_words_add(transaction, "PX");
    cp_words_add(transaction, ttl);
    cp_words_close(transaction);
}

void cp_published_meta_pulse(struct cp_published_meta *meta, struct cp_transaction *transaction,
                             int64_t wall_ms)
{
    if (meta->is_published) {
        char key[CP_KEY_MAX];
        cp_key_write(meta->keys, key, CP_KEY_META);
        cp_hash_open(transaction, key);
        cp_hash_set_integer(transaction, cp_meta_rows[CP_META_PUBLISHED_AT_MS].field, wall_ms);
        (void)cp_hash_close(transaction);
    }
    cp_heartbeat_write(meta->keys, transaction, wall_ms);
}

void cp_published_meta_write(struct cp_published_meta *meta, struct cp_transaction *transaction,
                             const struct cp_tick *tick)
{
    char key[CP_KEY_MAX];
    cp_key_write(meta->keys, key, CP_KEY_META);
    cp_hash_open(transaction, key);
    for (int field = 0; field < CP_META_COUNT; field++) {
        char text[CP_META_TEXT_MAX];
        cp_published_meta_text(meta, tick, (enum cp_meta_field)field, text);
        if (!meta->is_published) {
            cp_hash_set(transaction, cp_meta_rows[field].field, text);
            memcpy(meta->texts[field], text, sizeof(text));
            continue;
        }
        (void)cp_hash_set_changed(transaction, cp_meta_rows[field].field, text, meta->texts[field],
                                  CP_META_TEXT_MAX);
    }
    (void)cp_hash_close(transaction);
    meta->is_published = true;

    cp_heartbeat_write(meta->keys, transaction, tick->wall_ms);
}
