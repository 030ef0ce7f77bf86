/* All of the state, in the order in which a publisher needs it.
 *
 * Nothing holds other publishers off meanwhile: one may switch to a new checkpoint, remove the old
 * one and trim the log under our feet. Then what is missing is no damage, and we begin again. */
#include "ledger_parts.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "casepulse/aggregator/columns.h"

#define CP_LOAD_TRIES 5

/* All of the state being read. */
struct cp_loading {
    struct cp_ledger *ledger;
    const struct cp_ledger_reader *reader;
    const struct cp_reply *sys;             /* field, value, field, value …; held by the ledger */
    char pointer_text[CP_POINTER_TEXT_MAX]; /* "" if there is no checkpoint */
    struct cp_checkpoint_pointer pointer;
};

static enum cp_status cp_loading_ask_sys(struct cp_loading *loading, struct cp_failure *out_failure)
{
    struct cp_ledger *ledger = loading->ledger;
    struct cp_reply *reply = NULL;
    cp_ledger_begin(ledger);
    cp_request_add(&ledger->request, "HGETALL");
    cp_ledger_add_key(ledger, CP_STATE_SYS);
    const enum cp_status status = cp_ledger_ask(ledger, &reply, out_failure);
    if (status == CP_DATA) {
        return cp_ledger_damaged(ledger, out_failure, CP_STATE_SYS, "is no hash");
    }
    if (status == CP_OK) {
        cp_ledger_hold(ledger, reply);
        loading->sys = reply;
    }
    return status;
}

/* The value of a field of sys, NULL where there is none. */
static const struct cp_reply *cp_loading_field(const struct cp_loading *loading, const char *name)
{
    for (size_t i = 0; i + 1 < cp_reply_count(loading->sys); i += 2) {
        if (strcmp(cp_reply_word(loading->sys, i), name) == 0) {
            return cp_reply_at(loading->sys, i + 1);
        }
    }
    return NULL;
}

static enum cp_status cp_loading_check_field(const struct cp_loading *loading, const char *name,
                                             const char *what, const char *wanted,
                                             struct cp_failure *out_failure)
{
    const struct cp_reply *value = cp_loading_field(loading, name);
    const char *found = value != NULL ? cp_reply_text(value) : "";
    return strcmp(found, wanted) == 0
               ? CP_OK
               : cp_ledger_foreign(loading->ledger, out_failure, what, found, wanted);
}

static enum cp_status cp_loading_check_identity(const struct cp_loading *loading,
                                                struct cp_failure *out_failure)
{
    char format[16];
    if (cp_reply_count(loading->sys) == 0) {
        return CP_OK;
    }
    (void)snprintf(format, sizeof(format), "%d", CP_STATE_FORMAT);
    const enum cp_status status =
        cp_loading_check_field(loading, "format", "format", format, out_failure);
    return status != CP_OK ? status
                           : cp_loading_check_field(loading, "fingerprint", "settings that count",
                                                    loading->ledger->fingerprint, out_failure);
}

static enum cp_status cp_loading_give_columns(const struct cp_loading *loading,
                                              struct cp_failure *out_failure)
{
    const struct cp_ledger_reader *reader = loading->reader;
    for (size_t i = 0; i + 1 < cp_reply_count(loading->sys); i += 2) {
        const char *name = cp_reply_word(loading->sys, i);
        const struct cp_reply *text = cp_reply_at(loading->sys, i + 1);
        if (strncmp(name, CP_SYS_COLUMNS_PREFIX, strlen(CP_SYS_COLUMNS_PREFIX)) != 0) {
            continue;
        }
        char wanted[64];
        const uint32_t fingerprint =
            cp_columns_fingerprint(cp_reply_text(text), cp_reply_size(text));
        (void)snprintf(wanted, sizeof(wanted), CP_SYS_COLUMNS, (unsigned)fingerprint);
        if (strcmp(wanted, name) != 0) {
            return cp_ledger_damaged(loading->ledger, out_failure, CP_STATE_SYS,
                                     "field %s does not fit its name", name);
        }
        const enum cp_status status = reader->on_columns == NULL
                                          ? CP_OK
                                          : reader->on_columns(reader->context, cp_reply_text(text),
                                                               cp_reply_size(text), out_failure);
        if (status != CP_OK) {
            return status;
        }
    }
    return CP_OK;
}

/* `*out_place` is where the log goes on. */
static enum cp_status cp_loading_give_checkpoint(struct cp_loading *loading,
                                                 struct cp_log_place *out_place,
                                                 struct cp_failure *out_failure)
{
    const struct cp_reply *text = cp_loading_field(loading, CP_SYS_CHECKPOINT);
    *out_place = (struct cp_log_place){.last_n = INT64_MAX};
    loading->pointer_text[0] = '\0';
    if (text == NULL) {
        return CP_OK;
    }
    (void)snprintf(loading->pointer_text, sizeof(loading->pointer_text), "%s", cp_reply_text(text));
    if (!cp_checkpoint_pointer_read(loading->pointer_text, &loading->pointer)) {
        return cp_ledger_damaged(loading->ledger, out_failure, CP_STATE_SYS,
                                 "field checkpoint fails its checksum");
    }
    uint8_t *bytes = NULL;
    enum cp_status status =
        cp_checkpoint_read(loading->ledger, &loading->pointer, &bytes, out_failure);
    if (status == CP_OK) {
        status = loading->reader->on_checkpoint(loading->reader->context, loading->pointer.n,
                                                &loading->pointer.nonce, bytes,
                                                loading->pointer.size, out_failure);
    }
    free(bytes);
    out_place->n = loading->pointer.n;
    out_place->nonce = loading->pointer.nonce;
    return status;
}

static enum cp_status cp_loading_give_log(struct cp_loading *loading, struct cp_log_place *place,
                                          struct cp_failure *out_failure)
{
    enum cp_status status = CP_OK;
    while (status == CP_OK && place->n < place->last_n) {
        struct cp_reply *page = NULL;
        status = cp_ledger_read_page(loading->ledger, place, INT_MAX, &page, out_failure);
        if (status == CP_OK && page == NULL) {
            return CP_DATA;
        }
        if (status == CP_OK) {
            status =
                cp_ledger_give_page(loading->ledger, page, loading->reader, place, out_failure);
        }
        cp_reply_free(page);
    }
    return status;
}

static enum cp_status cp_loading_try(struct cp_loading *loading, struct cp_failure *out_failure)
{
    struct cp_log_place place = {.n = 0};
    enum cp_status status = cp_loading_ask_sys(loading, out_failure);
    if (status == CP_OK) {
        status = cp_loading_check_identity(loading, out_failure);
    }
    if (status == CP_OK) {
        status = cp_loading_give_columns(loading, out_failure);
    }
    if (status == CP_OK) {
        status = cp_loading_give_checkpoint(loading, &place, out_failure);
    }
    return status == CP_OK ? cp_loading_give_log(loading, &place, out_failure) : status;
}

enum cp_status cp_ledger_ask_fingerprint(struct cp_ledger *ledger, char *out_text, size_t capacity,
                                         struct cp_failure *out_failure)
{
    struct cp_ledger_bytes bytes;
    cp_ledger_begin(ledger);
    const enum cp_status status =
        cp_ledger_get(ledger, CP_STATE_SYS, "fingerprint", &bytes, out_failure);
    if (status == CP_OK) {
        (void)snprintf(out_text, capacity, "%.*s", (int)bytes.size,
                       bytes.bytes != NULL ? (const char *)bytes.bytes : "");
    }
    return status;
}

/* True if another publisher switched to a new checkpoint behind us and took away what we read. */
static bool cp_loading_was_overtaken(struct cp_loading *loading)
{
    struct cp_failure ignored;
    struct cp_ledger_bytes bytes;
    return cp_ledger_get(loading->ledger, CP_STATE_SYS, CP_SYS_CHECKPOINT, &bytes, &ignored) ==
               CP_OK &&
           bytes.bytes != NULL && strcmp((const char *)bytes.bytes, loading->pointer_text) != 0;
}

enum cp_status cp_ledger_load(struct cp_ledger *ledger, const struct cp_ledger_reader *reader,
                              struct cp_failure *out_failure)
{
    struct cp_loading loading = {.ledger = ledger, .reader = reader};
    struct cp_failure failure;
    enum cp_status status = cp_loading_try(&loading, &failure);
    for (int tries = 1; tries < CP_LOAD_TRIES && status == CP_DATA; tries++) {
        if (!cp_loading_was_overtaken(&loading)) {
            break;
        }
        status = cp_loading_try(&loading, &failure);
    }
    if (status != CP_OK) {
        *out_failure = failure;
    }
    return status;
}
