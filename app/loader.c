#include "loader.h"

#include <inttypes.h>
#include <stdlib.h>

#include "casepulse/aggregator/checkpoint.h"
#include "casepulse/base/log.h"
#include "casepulse/base/memory.h"

#define CP_COLUMN_MAPS_MAX 16
#define CP_READ_ENTRIES_MAX 256

struct cp_loader {
    struct cp_ledger *ledger;
    struct cp_totals *totals;
    bool is_loaded;
    int64_t n;             /* last entry in the totals */
    struct cp_token nonce; /* of that entry */
    size_t bytes_since;
    int64_t entries_since;
    struct cp_increments *scratch;
    size_t map_count;
    struct cp_column_map *maps; /* tables that stored counts were written with */
    bool has_broken_off;        /* the last read met an entry that does not fit */
    bool has_news;
    bool has_stepped_back;
    int64_t connection_count; /* of the ledger, at the load */
};

struct cp_loader *cp_loader_create(struct cp_ledger *ledger, struct cp_totals *totals)
{
    struct cp_loader *loader = cp_allocate(1, sizeof(*loader));
    loader->ledger = ledger;
    loader->totals = totals;
    loader->scratch = cp_increments_create();
    loader->maps = cp_allocate(CP_COLUMN_MAPS_MAX, sizeof(*loader->maps));
    return loader;
}

void cp_loader_free(struct cp_loader *loader)
{
    if (loader == NULL) {
        return;
    }
    cp_increments_free(loader->scratch);
    free(loader->maps);
    free(loader);
}

void cp_loader_forget(struct cp_loader *loader)
{
    loader->is_loaded = false;
    loader->n = 0;
    loader->nonce = (struct cp_token){.bytes = {0}};
    loader->map_count = 0;
}

static enum cp_status cp_loader_on_columns(void *context, const char *text, size_t size,
                                           struct cp_failure *out_failure)
{
    struct cp_loader *loader = context;
    if (loader->map_count == CP_COLUMN_MAPS_MAX ||
        !cp_columns_parse(text, size, &loader->maps[loader->map_count])) {
        return cp_fail(out_failure, CP_DATA,
                       "state: a table of counters is damaged, or there are more than %d",
                       CP_COLUMN_MAPS_MAX);
    }
    loader->map_count++;
    return CP_OK;
}

/* Decodes with this program's table, then with each stored one. */
static enum cp_batch_decoding cp_loader_decode(struct cp_loader *loader, const uint8_t *bytes,
                                               size_t size)
{
    enum cp_batch_decoding decoding = cp_batch_decode(bytes, size, NULL, loader->scratch);
    for (size_t i = 0; i < loader->map_count && decoding == CP_BATCH_UNKNOWN_COLUMNS; i++) {
        decoding = cp_batch_decode(bytes, size, &loader->maps[i], loader->scratch);
    }
    return decoding;
}

static enum cp_status cp_loader_refuse(enum cp_batch_decoding decoding, const char *what, int64_t n,
                                       struct cp_failure *out_failure)
{
    return cp_fail(out_failure, CP_DATA, "state: the %s %" PRId64 " %s", what, n,
                   decoding == CP_BATCH_DAMAGED
                       ? "fails its checksum"
                       : "was written with a table of counters that is not stored");
}

static enum cp_status cp_loader_on_checkpoint(void *context, int64_t n,
                                              const struct cp_token *nonce, const uint8_t *bytes,
                                              size_t size, struct cp_failure *out_failure)
{
    struct cp_loader *loader = context;
    enum cp_batch_decoding decoding = cp_totals_load(loader->totals, bytes, size, NULL);
    for (size_t i = 0; i < loader->map_count && decoding == CP_BATCH_UNKNOWN_COLUMNS; i++) {
        decoding = cp_totals_load(loader->totals, bytes, size, &loader->maps[i]);
    }
    if (decoding != CP_BATCH_OK) {
        return cp_loader_refuse(decoding, "checkpoint up to entry", n, out_failure);
    }
    loader->n = n;
    loader->nonce = *nonce;
    return CP_OK;
}

/* True if every partition of the batch goes on where the totals stand. */
static bool cp_loader_continues(const struct cp_loader *loader,
                                const struct cp_increments *increments)
{
    bool does = true;
    for (size_t i = 0; i < increments->head_count && does; i++) {
        const struct cp_head *head = &increments->heads[i];
        int64_t offset = head->start; /* a partition that the totals do not know begins */
        (void)cp_totals_offset(loader->totals, head->partition, &offset);
        does = head->previous == offset;
    }
    return does;
}

static void cp_loader_add(struct cp_loader *loader, const struct cp_increments *increments,
                          int64_t n, struct cp_token nonce, size_t size)
{
    cp_totals_apply(loader->totals, increments);
    loader->n = n;
    loader->nonce = nonce;
    loader->bytes_since += size;
    loader->entries_since++;
    loader->has_news = true;
}

static enum cp_status cp_loader_on_entry(void *context, const struct cp_ledger_entry *entry,
                                         struct cp_failure *out_failure)
{
    struct cp_loader *loader = context;
    if (loader->has_broken_off) {
        return CP_OK;
    }
    const enum cp_batch_decoding decoding =
        cp_loader_decode(loader, entry->batch.bytes, entry->batch.size);
    if (decoding != CP_BATCH_OK) {
        return cp_loader_refuse(decoding, "log entry", entry->n, out_failure);
    }
    if (entry->n != loader->n + 1 || !cp_loader_continues(loader, loader->scratch)) {
        loader->has_broken_off = true;
        return CP_OK;
    }
    cp_loader_add(loader, loader->scratch, entry->n, entry->nonce, entry->batch.size);
    return CP_OK;
}

static struct cp_ledger_reader cp_loader_reader(struct cp_loader *loader)
{
    return (struct cp_ledger_reader){.context = loader,
                                     .on_columns = cp_loader_on_columns,
                                     .on_checkpoint = cp_loader_on_checkpoint,
                                     .on_entry = cp_loader_on_entry};
}

static enum cp_status cp_loader_load(struct cp_loader *loader, struct cp_failure *out_failure)
{
    const struct cp_ledger_reader reader = cp_loader_reader(loader);
    cp_loader_forget(loader);
    cp_totals_clear(loader->totals);
    loader->has_broken_off = false;
    cp_loader_note_checkpoint(loader);
    const enum cp_status status = cp_ledger_load(loader->ledger, &reader, out_failure);
    if (status != CP_OK) {
        return status;
    }
    if (loader->has_broken_off) {
        return cp_fail(out_failure, CP_DATA,
                       "state: log entry %" PRId64 " does not go on where entry %" PRId64 " ended",
                       loader->n + 1, loader->n);
    }
    loader->connection_count = cp_ledger_connection_count(loader->ledger);
    loader->is_loaded = true;
    loader->has_news = true;
    cp_log(CP_LOG_INFO, "state: loaded up to log entry %" PRId64, loader->n);
    return CP_OK;
}

bool cp_loader_is_current(const struct cp_loader *loader)
{
    return loader->connection_count == cp_ledger_connection_count(loader->ledger);
}

enum cp_status cp_loader_catch_up(struct cp_loader *loader, bool *out_has_news,
                                  struct cp_failure *out_failure)
{
    const struct cp_ledger_reader reader = cp_loader_reader(loader);
    enum cp_status status = CP_OK;
    loader->has_news = false;
    if (loader->is_loaded) {
        bool is_continuous = true;
        loader->has_broken_off = false;
        status = cp_ledger_read(loader->ledger, loader->n, &loader->nonce, CP_READ_ENTRIES_MAX,
                                &reader, &is_continuous, out_failure);
        if (status == CP_OK && !cp_loader_is_current(loader)) {
            loader->is_loaded = false; /* Redis may have come back with less */
        } else if (status == CP_OK && (!is_continuous || loader->has_broken_off)) {
            cp_log(CP_LOG_WARNING,
                   "state: Redis stepped back behind log entry %" PRId64 "; loading again",
                   loader->n);
            loader->is_loaded = false;
            loader->has_stepped_back = true;
        }
    }
    if (status == CP_OK && !loader->is_loaded) {
        status = cp_loader_load(loader, out_failure);
    }
    *out_has_news = loader->has_news;
    return status;
}

bool cp_loader_take_own(struct cp_loader *loader, const struct cp_delivery *delivery)
{
    if (!loader->is_loaded || delivery->n > loader->n + 1) {
        return false;
    }
    if (delivery->n <= loader->n) {
        return true; /* read from the log before */
    }
    if (!cp_loader_continues(loader, delivery->increments)) {
        return false;
    }
    cp_loader_add(loader, delivery->increments, delivery->n, delivery->nonce,
                  delivery->increments->cells_size);
    return true;
}

int64_t cp_loader_n(const struct cp_loader *loader, struct cp_token *out_nonce)
{
    *out_nonce = loader->nonce;
    return loader->is_loaded ? loader->n : 0;
}

void cp_loader_since_checkpoint(const struct cp_loader *loader, size_t *out_bytes,
                                int64_t *out_entries)
{
    *out_bytes = loader->bytes_since;
    *out_entries = loader->entries_since;
}

void cp_loader_note_checkpoint(struct cp_loader *loader)
{
    loader->bytes_since = 0;
    loader->entries_since = 0;
}

bool cp_loader_take_step_back(struct cp_loader *loader)
{
    const bool has_stepped_back = loader->has_stepped_back;
    loader->has_stepped_back = false;
    return has_stepped_back;
}
