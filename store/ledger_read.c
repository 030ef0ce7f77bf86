/* Reading the log, page by page. */
#include "ledger_parts.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "casepulse/base/assert.h"

#define CP_PAGE_BYTES_MAX ((int64_t)1 << 20)

enum cp_status cp_ledger_read_page(struct cp_ledger *ledger, const struct cp_log_place *place,
                                   int count_max, struct cp_reply **out_page,
                                   struct cp_failure *out_failure)
{
    struct cp_request *request = &ledger->request;
    struct cp_reply *reply = NULL;
    cp_ledger_begin(ledger);
    cp_request_add_number(request, 2);
    cp_ledger_add_key(ledger, CP_STATE_SYS);
    cp_ledger_add_key(ledger, CP_STATE_LOG);
    cp_request_add_number(request, place->n);
    cp_ledger_add_token(ledger, &place->nonce);
    cp_request_add_number(request, count_max);
    cp_request_add_number(request, CP_PAGE_BYTES_MAX);
    const enum cp_status status = cp_ledger_run(ledger, CP_SCRIPT_READ, &reply, out_failure);
    if (status != CP_OK) {
        return status;
    }
    if (strcmp(cp_reply_word(reply, 0), "LOST") != 0) {
        *out_page = reply;
        return CP_OK;
    }
    const enum cp_status lost =
        cp_ledger_damaged(ledger, out_failure, CP_STATE_LOG, "%s", cp_reply_word(reply, 1));
    cp_reply_free(reply);
    *out_page = NULL;
    CP_ASSERT(lost == CP_DATA);
    return CP_OK;
}

enum cp_status cp_ledger_give_page(struct cp_ledger *ledger, const struct cp_reply *page,
                                   const struct cp_ledger_reader *reader,
                                   struct cp_log_place *place, struct cp_failure *out_failure)
{
    place->last_n = strtoll(cp_reply_word(page, 1), NULL, 10);
    for (size_t i = 2; i + 1 < cp_reply_count(page); i += 2) {
        const struct cp_reply *nonce = cp_reply_at(page, i);
        const struct cp_reply *batch = cp_reply_at(page, i + 1);
        struct cp_ledger_entry entry = {
            .n = place->n + 1,
            .batch = {(const uint8_t *)cp_reply_text(batch), cp_reply_size(batch)}};
        if (!cp_token_read(cp_reply_text(nonce), cp_reply_size(nonce), &entry.nonce)) {
            return cp_ledger_damaged(ledger, out_failure, CP_STATE_LOG,
                                     "entry %" PRId64 " has a nonce of another shape", entry.n);
        }
        const enum cp_status status = reader->on_entry(reader->context, &entry, out_failure);
        if (status != CP_OK) {
            return status;
        }
        place->n = entry.n;
        place->nonce = entry.nonce;
    }
    return CP_OK;
}

enum cp_status cp_ledger_read(struct cp_ledger *ledger, int64_t n, const struct cp_token *nonce,
                              int count_max, const struct cp_ledger_reader *reader,
                              bool *out_is_continuous, struct cp_failure *out_failure)
{
    struct cp_log_place place = {.n = n, .last_n = INT64_MAX};
    struct cp_failure failure;
    int count = 0;
    if (n > 0) {
        place.nonce = *nonce;
    }
    while (count < count_max && place.n < place.last_n) {
        struct cp_reply *page = NULL;
        enum cp_status status =
            cp_ledger_read_page(ledger, &place, count_max - count, &page, &failure);
        if (status == CP_OK && page == NULL) {
            *out_is_continuous = false;
            return CP_OK;
        }
        const int64_t before = place.n;
        if (status == CP_OK) {
            status = cp_ledger_give_page(ledger, page, reader, &place, &failure);
            cp_reply_free(page);
        }
        if (status != CP_OK) {
            *out_failure = failure;
            return status;
        }
        count += (int)(place.n - before);
    }
    *out_is_continuous = true;
    return CP_OK;
}
