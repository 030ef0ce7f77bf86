/* The inside of a ledger, for the files that make it: ledger.c lives and asks, the others are one
 * verb each.
 *
 * Threads: the ledger's. */
#ifndef CASEPULSE_STORE_LEDGER_PARTS_H
#define CASEPULSE_STORE_LEDGER_PARTS_H

#include "casepulse/base/backoff.h"
#include "casepulse/store/ledger.h"

#include "connection.h"
#include "ledger_keys.h"
#include "ledger_request.h"
#include "ledger_scripts.h"

#define CP_SHA1_TEXT_SIZE 40

struct cp_ledger {
    struct cp_ledger_keys keys;
    char *fingerprint;
    struct cp_connection *connection;
    bool (*is_stopping)(void); /* NULL: never */
    struct cp_backoff backoff;
    bool is_down;             /* said so in the log */
    int64_t connection_count; /* opened so far */
    bool is_lease_new;        /* the last hold found the lease free */
    char script_ids[CP_SCRIPT_COUNT][CP_SHA1_TEXT_SIZE + 1]; /* of the open connection */
    struct cp_request request;
    bool is_sent; /* the request is with Redis, its answer was not taken yet */
    const struct cp_increments *committing; /* between the begin and the end of a commit; or NULL */
    /* By partition: claimed, and nobody ever committed to it. */
    bool is_new[CP_PARTITIONS_MAX];
    /* Replies that were lent to the caller. */
    size_t held_count, held_capacity;
    struct cp_reply **held;
    size_t ids_capacity;
    struct cp_ledger_ids *ids;
    /* The log entry being committed. */
    size_t batch_capacity;
    uint8_t *batch;
};

/* Every verb begins with this: what was lent before goes, the request is empty. */
void cp_ledger_begin(struct cp_ledger *ledger);

/* A key as the request's next word. */
void cp_ledger_add_key(struct cp_ledger *ledger, const char *format, ...) CP_PRINTF(2, 3);
void cp_ledger_add_token(struct cp_ledger *ledger, const struct cp_token *token);

/* Sends the request until it is answered or somebody asks to stop: the same bytes each time. Any
 * error but a missing right or a wrong password is taken to pass. */
enum cp_status cp_ledger_ask(struct cp_ledger *ledger, struct cp_reply **out_reply,
                             struct cp_failure *out_failure) CP_MUST_USE;

/* The same for a script: the request holds the number of keys and what follows. The reply is a list
 * that begins with a word. DAMAGED and FOREIGN become CP_DATA. */
enum cp_status cp_ledger_run(struct cp_ledger *ledger, enum cp_script script,
                             struct cp_reply **out_reply,
                             struct cp_failure *out_failure) CP_MUST_USE;

/* Sends the request of a script, if the connection is open, for the run that takes the answer. */
void cp_ledger_run_begin(struct cp_ledger *ledger, enum cp_script script);

/* Part of a script's reply, "" where there is none. */
const char *cp_reply_word(const struct cp_reply *reply, size_t place);

/* Keeps a reply until the next verb. */
void cp_ledger_hold(struct cp_ledger *ledger, struct cp_reply *reply);

/* CP_DATA: `key` (without the prefix) is not what it should be, and how. */
enum cp_status cp_ledger_damaged(const struct cp_ledger *ledger, struct cp_failure *out_failure,
                                 const char *key, const char *format, ...)
    CP_PRINTF(4, 5) CP_MUST_USE;

/* CP_DATA: the state is another program's or was made with other settings. */
enum cp_status cp_ledger_foreign(const struct cp_ledger *ledger, struct cp_failure *out_failure,
                                 const char *what, const char *found,
                                 const char *wanted) CP_MUST_USE;

/* GET or HGET: a text is held, `*out_bytes` is empty with bytes NULL where there is none. */
enum cp_status cp_ledger_get(struct cp_ledger *ledger, const char *key, const char *field,
                             struct cp_ledger_bytes *out_bytes,
                             struct cp_failure *out_failure) CP_MUST_USE;

/* --- the pointer to the current checkpoint (ledger_checkpoint.c) --- */

#define CP_GENERATION_SIZE 16 /* hexadecimal digits: random, so that no two write the same keys */
#define CP_POINTER_TEXT_MAX 160
#define CP_CHECKPOINT_CHUNK ((size_t)1 << 20)

struct cp_checkpoint_pointer {
    char generation[CP_GENERATION_SIZE + 1];
    int64_t n;
    struct cp_token nonce;
    uint32_t chunk_count;
    size_t size;
    uint32_t checksum;
};

/* False: the text is no pointer or its own checksum is wrong. */
bool cp_checkpoint_pointer_read(const char *text, struct cp_checkpoint_pointer *out_pointer);

/* The whole checkpoint, the caller's to free. CP_DATA: a chunk is missing, its size or the checksum
 * is wrong. */
enum cp_status cp_checkpoint_read(struct cp_ledger *ledger,
                                  const struct cp_checkpoint_pointer *pointer, uint8_t **out_bytes,
                                  struct cp_failure *out_failure) CP_MUST_USE;

/* --- pages of the log (ledger_read.c) --- */

/* Where a reader of the log stands. */
struct cp_log_place {
    int64_t n;
    struct cp_token nonce; /* of entry n, unless n is 0 */
    int64_t last_n;        /* the log's end as of the last page */
};

/* The next page, at most `count_max` entries. NULL in `*out_page`: entry n or n + 1 is not there,
 * the failure says what. */
enum cp_status cp_ledger_read_page(struct cp_ledger *ledger, const struct cp_log_place *place,
                                   int count_max, struct cp_reply **out_page,
                                   struct cp_failure *out_failure) CP_MUST_USE;

/* Gives a page's entries and moves the place behind them. */
enum cp_status cp_ledger_give_page(struct cp_ledger *ledger, const struct cp_reply *page,
                                   const struct cp_ledger_reader *reader,
                                   struct cp_log_place *place,
                                   struct cp_failure *out_failure) CP_MUST_USE;

#endif
