/* Looks at the stored state, read-only: nothing is claimed, no lease is taken. */
#include <stdio.h>

#include "command.h"
#include "identity.h"
#include "state_digest.h"
#include "state_load.h"

enum { CP_INSPECT_DIGEST, CP_INSPECT_LINES };

static const struct cp_option cp_inspect_table[] = {
    [CP_INSPECT_DIGEST] = {"digest", 'd', NULL, "print the SHA-256 of the counted state (default)"},
    [CP_INSPECT_LINES] = {"lines", 'l', NULL,
                          "print what is digested: unit,administration,date,counter,value"},
    {NULL, 0, NULL, NULL},
};

static void cp_inspect_print(struct cp_totals *totals, bool wants_lines)
{
    char text[CP_DIGEST_TEXT_MAX];
    cp_state_digest(totals, wants_lines ? stdout : NULL, text);
    if (!wants_lines) {
        (void)printf("%s\n", text);
    }
}

static enum cp_status cp_inspect_state(const struct cp_invocation *invocation,
                                       const char *fingerprint, struct cp_failure *out_failure)
{
    const struct cp_redis_settings redis = cp_command_redis(invocation->settings);
    struct cp_totals *totals = NULL;
    const enum cp_status status =
        cp_state_load(&redis, &invocation->settings->zone, fingerprint, &totals, out_failure);
    if (status == CP_OK) {
        cp_inspect_print(totals, invocation->options[CP_INSPECT_LINES] != NULL);
        cp_totals_free(totals);
    }
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
