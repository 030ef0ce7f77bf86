#include "published_service.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "casepulse/base/memory.h"

#include "fields.h"

#define CP_META_TEXT_MAX 256
#define CP_WIN_TEXT_MAX 32

struct cp_published_service {
    const struct cp_keys *keys;
    char *version;
    char windows[CP_WINDOW_COUNT][CP_WIN_COUNT][CP_WIN_TEXT_MAX];
    char meta[CP_META_COUNT][CP_META_TEXT_MAX];
    bool is_meta_published; /* an empty reason is a text too */
};

/* All that `meta` is made of. */
struct cp_meta_source {
    const char *version;
    const struct cp_picture *picture;
    const struct cp_service_status *status;
    int64_t seq;
    int64_t wall_ms;
};

enum cp_meta_kind { CP_META_KIND_FACT, CP_META_KIND_CLOCK };

static const struct cp_meta_row {
    const char *field;
    enum cp_meta_kind kind;
} cp_meta_rows[CP_META_COUNT] = {
#define X(name, text, kind) [CP_META_##name] = {text, CP_META_KIND_##kind},
    CP_META_FIELDS(X)
#undef X
};

static const char *const cp_win_names[CP_WIN_COUNT] = {
#define X(name, text) [CP_WIN_##name] = text,
    CP_WIN_FIELDS(X)
#undef X
};

struct cp_published_service *cp_published_service_create(const struct cp_keys *keys,
                                                         const char *version)
{
    struct cp_published_service *service = cp_allocate(1, sizeof(*service));
    service->keys = keys;
    service->version = cp_copy_text(version);
    return service;
}

void cp_published_service_free(struct cp_published_service *service)
{
    if (service == NULL) {
        return;
    }
    free(service->version);
    free(service);
}

static void cp_integer_text(int64_t value, char *out_text, size_t capacity)
{
    (void)snprintf(out_text, capacity, "%lld", (long long)value);
}

static void cp_win_text(const struct cp_picture *picture, int window, enum cp_win_field field,
                        char out_text[CP_WIN_TEXT_MAX])
{
    const struct cp_window_bounds *bounds = &picture->windows[window];
    switch (field) {
    case CP_WIN_FROM_MS:
        cp_integer_text(bounds->from_ms, out_text, CP_WIN_TEXT_MAX);
        return;
    case CP_WIN_TO_MS:
        cp_integer_text(bounds->to_ms, out_text, CP_WIN_TEXT_MAX);
        return;
    case CP_WIN_LABEL:
        (void)snprintf(out_text, CP_WIN_TEXT_MAX, "%s", bounds->label);
        return;
    case CP_WIN_COMPLETE:
        cp_integer_text(bounds->is_complete, out_text, CP_WIN_TEXT_MAX);
        return;
    case CP_WIN_COVERED:
        cp_integer_text(picture->is_covered[window], out_text, CP_WIN_TEXT_MAX);
        return;
    case CP_WIN_COUNT:
        break;
    }
    out_text[0] = '\0';
}

void cp_published_service_write_windows(struct cp_published_service *service,
                                        struct cp_transaction *transaction,
                                        const struct cp_picture *picture)
{
    for (int window = 0; window < CP_WINDOW_COUNT; window++) {
        char key[CP_KEY_MAX];
        cp_key_write(service->keys, key, CP_KEY_WIN, cp_windows[window].name);
        cp_hash_open(transaction, key);
        for (int field = 0; field < CP_WIN_COUNT; field++) {
            char text[CP_WIN_TEXT_MAX];
            cp_win_text(picture, window, (enum cp_win_field)field, text);
            (void)cp_hash_set_changed(transaction, cp_win_names[field], text,
                                      service->windows[window][field], CP_WIN_TEXT_MAX);
        }
        (void)cp_hash_close(transaction);
    }
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

static int64_t cp_meta_number(const struct cp_meta_source *source, enum cp_meta_field field)
{
    switch (field) {
    case CP_META_SEQ:
        return source->seq;
    case CP_META_AS_OF_MS:
        return source->picture->as_of_ms;
    case CP_META_PUBLISHED_AT_MS:
        return source->wall_ms;
    case CP_META_LAG_RECORDS:
        return source->status->lag_records;
    case CP_META_LAG_MS:
        return source->status->lag_ms;
    case CP_META_PARTITIONS_SEEN:
        return source->status->partitions_seen;
    case CP_META_PARTITIONS_TOTAL:
        return source->status->partitions_total;
    case CP_META_INSTANCES:
        return source->status->instances;
    case CP_META_FENCED:
        return source->status->fenced;
    case CP_META_BALANCED:
        return cp_picture_is_balanced(source->picture);
    case CP_META_SCHEMA:
    case CP_META_VERSION:
    case CP_META_STATE:
    case CP_META_REASON:
    case CP_META_COUNT:
        break;
    }
    return 0;
}

static void cp_meta_text(const struct cp_meta_source *source, enum cp_meta_field field,
                         char out_text[CP_META_TEXT_MAX])
{
    const char *text = NULL;
    if (field == CP_META_SCHEMA) {
        text = CP_KEY_SCHEMA;
    } else if (field == CP_META_VERSION) {
        text = source->version;
    } else if (field == CP_META_STATE) {
        text = source->status->state;
    } else if (field == CP_META_REASON) {
        text = source->status->reason == NULL ? "" : source->status->reason;
    }
    if (text != NULL) {
        (void)snprintf(out_text, CP_META_TEXT_MAX, "%s", text);
        return;
    }
    cp_integer_text(cp_meta_number(source, field), out_text, CP_META_TEXT_MAX);
}

bool cp_published_service_is_news(const struct cp_published_service *service,
                                  const struct cp_picture *picture,
                                  const struct cp_service_status *status)
{
    const struct cp_meta_source source = {service->version, picture, status, 0, 0};
    for (int field = 0; field < CP_META_COUNT; field++) {
        char text[CP_META_TEXT_MAX];
        cp_meta_text(&source, (enum cp_meta_field)field, text);
        if (cp_meta_rows[field].kind == CP_META_KIND_FACT &&
            strcmp(text, service->meta[field]) != 0) {
            return true;
        }
    }
    return !service->is_meta_published;
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

void cp_published_service_pulse(struct cp_published_service *service,
                                struct cp_transaction *transaction, int64_t wall_ms)
{
    if (service->is_meta_published) {
        char key[CP_KEY_MAX];
        cp_key_write(service->keys, key, CP_KEY_META);
        cp_hash_open(transaction, key);
        cp_hash_set_integer(transaction, cp_meta_rows[CP_META_PUBLISHED_AT_MS].field, wall_ms);
        (void)cp_hash_close(transaction);
    }
    cp_heartbeat_write(service->keys, transaction, wall_ms);
}

void cp_published_service_write_meta(struct cp_published_service *service,
                                     struct cp_transaction *transaction,
                                     const struct cp_picture *picture,
                                     const struct cp_service_status *status, int64_t seq,
                                     int64_t wall_ms)
{
    const struct cp_meta_source source = {service->version, picture, status, seq, wall_ms};
    char key[CP_KEY_MAX];
    cp_key_write(service->keys, key, CP_KEY_META);
    cp_hash_open(transaction, key);
    for (int field = 0; field < CP_META_COUNT; field++) {
        char text[CP_META_TEXT_MAX];
        cp_meta_text(&source, (enum cp_meta_field)field, text);
        if (!service->is_meta_published) {
            cp_hash_set(transaction, cp_meta_rows[field].field, text);
            memcpy(service->meta[field], text, sizeof(text));
            continue;
        }
        (void)cp_hash_set_changed(transaction, cp_meta_rows[field].field, text,
                                  service->meta[field], CP_META_TEXT_MAX);
    }
    (void)cp_hash_close(transaction);
    service->is_meta_published = true;

    cp_heartbeat_write(service->keys, transaction, wall_ms);
}
