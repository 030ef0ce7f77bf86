/* Looks at the stored state, read-only: nothing is claimed, no lease is taken. */
#include <stdio.h>

#include "casepulse/base/clock.h"
#include "casepulse/base/stop.h"
#include "command.h"
#include "identity.h"
#include "loader.h"
#include "state_digest.h"

/* Every command but run and top gives up after so long. */
#define CP_INSPECT_LIMIT_MS 30000
#define CP_INSPECT_PAUSE_MS 250

enum { CP_INSPECT_DIGEST, CP_INSPECT_LINES };

static const struct cp_option cp_inspect_table[] = {
    [CP_INSPECT_DIGEST] = {"digest", 'd', NULL, "print the SHA-256 of the counted state (default)"},
    [CP_INSPECT_LINES] = {"lines", 'l', NULL,
                          "print what is digested: unit,administration,date,counter,value"},
    {NULL, 0, NULL, NULL},
};

static bool cp_inspect_never_waits(void)
{
    return true;
}

static void cp_inspect_print(struct cp_totals *totals, bool wants_lines)
{
    char text[CP_DIGEST_TEXT_MAX];
    cp_state_digest(totals, wants_lines ? stdout : NULL, text);
    if (!wants_lines) {
        (void)printf("%s\n", text);
    }
}

static enum cp_status cp_inspect_load(struct cp_loader *loader, struct cp_failure *out_failure)
{
    const int64_t until_ms = cp_clock_steady_ms() + CP_INSPECT_LIMIT_MS;
    bool has_news = false;
    enum cp_status status = cp_loader_catch_up(loader, &has_news, out_failure);
    while (status == CP_UNREACHABLE && cp_clock_steady_ms() < until_ms && !cp_stop_is_asked()) {
        cp_clock_sleep_ms(CP_INSPECT_PAUSE_MS);
        status = cp_loader_catch_up(loader, &has_news, out_failure);
    }
    return status;
}

static enum cp_status cp_inspect_state(const struct cp_invocation *invocation,
                                       const char *fingerprint, struct cp_failure *out_failure)
{
    const struct cp_settings *settings = invocation->settings;
    const struct cp_redis_settings redis = cp_command_redis(settings);
    const struct cp_state_identity identity = {.fingerprint = fingerprint};
    struct cp_ledger *ledger = cp_ledger_create(&redis, &identity);
    cp_ledger_set_stopping(ledger, cp_inspect_never_waits);
    struct cp_totals *totals = cp_totals_create((struct cp_picture_settings){
        .zone = &settings->zone, .data_from = CP_DAY_NONE, .publish_days = 1});
    struct cp_loader *loader = cp_loader_create(ledger, totals);
    const enum cp_status status = cp_inspect_load(loader, out_failure);
    if (status == CP_OK) {
        cp_inspect_print(totals, invocation->options[CP_INSPECT_LINES] != NULL);
    }
    cp_loader_free(loader);
    cp_totals_free(totals);
    cp_ledger_free(ledger);
    return status;
}

/* The state knows nothing of an organisation but the date of its balances. */
static enum cp_status cp_inspect(const struct cp_invocation *invocation,
                                 struct cp_failure *out_failure)
{
    struct cp_organisation *organisation = NULL;
    const enum cp_status status =
        cp_command_organisation(invocation->settings, &organisation, out_failure);
    if (status != CP_OK) {
        return status;
    }
    char fingerprint[CP_FINGERPRINT_MAX];
    cp_identity_fingerprint(invocation->settings, cp_organisation_balance_day(organisation),
                            fingerprint);
    cp_organisation_free(organisation);
    return cp_inspect_state(invocation, fingerprint, out_failure);
}

const struct cp_command cp_command_inspect = {
    .name = "inspect",
    .summary = "digest or list the counted state",
    .needs_settings = true,
    .options = cp_inspect_table,
    .run = cp_inspect,
};
