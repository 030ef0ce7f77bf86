/* An operator's word for a loss: that offsets which Kafka deleted before they were counted are gone
 * for good. It is a batch of one head and nothing else, committed as any other: the partition is
 * claimed, so nobody else can move it meanwhile, and the books keep the number for ever. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "casepulse/aggregator/codec.h"
#include "casepulse/base/clock.h"
#include "casepulse/base/random.h"
#include "casepulse/base/stop.h"
#include "casepulse/consumer/watermarks.h"
#include "casepulse/store/ledger.h"
#include "command.h"
#include "identity.h"

/* Every command but run and top gives up after so long. */
#define CP_ACCEPT_LIMIT_MS 30000
#define CP_ACCEPT_PAUSE_MS 250
#define CP_ACCEPT_TEXT_MAX 80

/* Offsets [from, to) of a partition. */
struct cp_loss {
    int32_t partition;
    int64_t from, to;
};

static void cp_loss_format(const struct cp_loss *loss, char out_text[CP_ACCEPT_TEXT_MAX])
{
    (void)snprintf(out_text, CP_ACCEPT_TEXT_MAX, "lost:%" PRId32 ":%" PRId64 "-%" PRId64,
                   loss->partition, loss->from, loss->to);
}

/* Only what would be printed the same. */
static enum cp_status cp_loss_parse(const struct cp_invocation *invocation,
                                    struct cp_loss *out_loss, struct cp_failure *out_failure)
{
    const char *text = invocation->operand_count == 1 ? invocation->operands[0] : "";
    char same[CP_ACCEPT_TEXT_MAX] = "";
    struct cp_loss loss = {0};
    if (sscanf(text, "lost:%" SCNd32 ":%" SCNd64 "-%" SCNd64, &loss.partition, &loss.from,
               &loss.to) == 3) {
        cp_loss_format(&loss, same);
    }
    if (text[0] == '\0' || strcmp(text, same) != 0 || loss.partition < 0 ||
        loss.partition >= CP_PARTITIONS_MAX || loss.from < 0 || loss.from >= loss.to) {
        return cp_fail(out_failure, CP_USAGE,
                       "casepulse accept: found \"%.60s\"; must be one lost:PARTITION:FROM-TO as "
                       "the stop names it, such as lost:3:100-120 for the offsets 100 to 119",
                       text);
    }
    *out_loss = loss;
    return CP_OK;
}

static enum cp_status cp_loss_refuse(const struct cp_loss *is, const char *topic,
                                     struct cp_failure *out_failure)
{
    char text[CP_ACCEPT_TEXT_MAX];
    if (is->from >= is->to) {
        return cp_fail(out_failure, CP_DATA,
                       "%s [%d]: nothing is lost: counted up to offset %" PRId64
                       ", the log begins at %" PRId64,
                       topic, is->partition, is->from, is->to);
    }
    cp_loss_format(is, text);
    return cp_fail(out_failure, CP_DATA, "%s [%d]: another range is lost: casepulse accept %s",
                   topic, is->partition, text);
}

static bool cp_accept_never_waits(void)
{
    return true;
}

static enum cp_status cp_accept_claim(struct cp_ledger *ledger, int32_t partition,
                                      struct cp_claim *out_claim, struct cp_failure *out_failure)
{
    const int64_t until_ms = cp_clock_steady_ms() + CP_ACCEPT_LIMIT_MS;
    cp_ledger_set_stopping(ledger, cp_accept_never_waits);
    enum cp_status status = cp_ledger_claim(ledger, partition, out_claim, out_failure);
    while (status == CP_UNREACHABLE && cp_clock_steady_ms() < until_ms && !cp_stop_is_asked()) {
        cp_clock_sleep_ms(CP_ACCEPT_PAUSE_MS);
        status = cp_ledger_claim(ledger, partition, out_claim, out_failure);
    }
    return status;
}

/* An outcome that is not known is asked for until Redis answers, or somebody wishes to end. */
static enum cp_status cp_accept_commit(struct cp_ledger *ledger, const struct cp_head *head,
                                       const struct cp_token *token, struct cp_failure *out_failure)
{
    struct cp_increments *increments = cp_increments_create();
    increments->first_day = CP_DAY_NONE;
    increments->head_count = 1;
    increments->heads[0] = *head;
    struct cp_commit commit = {.increments = increments, .tokens = token};
    cp_random_bytes(&commit.nonce, sizeof(commit.nonce));
    cp_ledger_set_stopping(ledger, cp_stop_is_asked);
    enum cp_commit_outcome outcome = CP_COMMIT_FENCED;
    int64_t n = 0;
    const enum cp_status status = cp_ledger_commit(ledger, &commit, &outcome, &n, out_failure);
    cp_increments_free(increments);
    if (status == CP_OK && outcome == CP_COMMIT_FENCED) {
        return cp_fail(out_failure, CP_DATA,
                       "partition %d was claimed by another instance meanwhile; nothing was "
                       "accepted, try again",
                       head->partition);
    }
    return status;
}

/* The head as it must stand in Redis, moved over the loss. */
static enum cp_status cp_accept_move(const struct cp_claim *claim, const struct cp_loss *loss,
                                     const char *topic, struct cp_head *out_head,
                                     struct cp_failure *out_failure)
{
    const struct cp_loss is = {.partition = loss->partition, .from = claim->offset, .to = loss->to};
    if (claim->is_new) {
        return cp_fail(out_failure, CP_DATA, "%s [%d]: nothing was counted yet, so nothing is lost",
                       topic, loss->partition);
    }
    if (claim->offset != loss->from) {
        return cp_loss_refuse(&is, topic, out_failure);
    }
    if (!cp_head_decode(claim->head.bytes, claim->head.size, out_head) ||
        out_head->offset != claim->offset) {
        return cp_fail(out_failure, CP_DATA, "state of %s [%d]: the head fails its checksum", topic,
                       loss->partition);
    }
    out_head->previous = loss->from;
    out_head->offset = loss->to;
    out_head->lost += loss->to - loss->from;
    return CP_OK;
}

static enum cp_status cp_accept_loss(const struct cp_invocation *invocation,
                                     const struct cp_loss *loss, const char *fingerprint,
                                     struct cp_failure *out_failure)
{
    const struct cp_kafka_settings kafka = cp_command_kafka(invocation->settings);
    const struct cp_redis_settings redis = cp_command_redis(invocation->settings);
    const struct cp_state_identity identity = {.fingerprint = fingerprint};
    struct cp_loss is = *loss;
    int64_t high = 0;
    enum cp_status status =
        cp_watermarks_ask(&kafka, loss->partition, CP_ACCEPT_LIMIT_MS, &is.to, &high, out_failure);
    if (status != CP_OK || is.to != loss->to) {
        return status != CP_OK ? status : cp_loss_refuse(&is, kafka.topic, out_failure);
    }
    struct cp_ledger *ledger = cp_ledger_create(&redis, &identity);
    struct cp_claim claim;
    struct cp_head head;
    status = cp_accept_claim(ledger, loss->partition, &claim, out_failure);
    if (status == CP_OK) {
        status = cp_accept_move(&claim, loss, kafka.topic, &head, out_failure);
    }
    if (status == CP_OK) {
        status = cp_accept_commit(ledger, &head, &claim.token, out_failure);
    }
    cp_ledger_free(ledger);
    if (status == CP_OK) {
        (void)printf("%s [%d]: offsets %" PRId64 " to %" PRId64
                     " are booked as lost; casepulse run goes on at %" PRId64
                     " when it is started again\n",
                     kafka.topic, loss->partition, loss->from, loss->to - 1, loss->to);
    }
    return status;
}

static enum cp_status cp_accept(const struct cp_invocation *invocation,
                                struct cp_failure *out_failure)
{
    struct cp_loss loss;
    struct cp_organisation *organisation = NULL;
    enum cp_status status = cp_loss_parse(invocation, &loss, out_failure);
    if (status == CP_OK) {
        status = cp_command_organisation(invocation->settings, &organisation, out_failure);
    }
    if (status != CP_OK) {
        return status;
    }
    char fingerprint[CP_FINGERPRINT_MAX];
    cp_identity_fingerprint(invocation->settings, cp_organisation_balance_day(organisation),
                            fingerprint);
    cp_organisation_free(organisation);
    return cp_accept_loss(invocation, &loss, fingerprint, out_failure);
}

const struct cp_command cp_command_accept = {
    .name = "accept",
    .operands = "lost:PARTITION:FROM-TO",
    .summary = "book offsets as lost that Kafka deleted before they were counted",
    .needs_settings = true,
    .run = cp_accept,
};
