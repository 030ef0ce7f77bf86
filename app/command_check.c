#include <inttypes.h>
#include <stdio.h>

#include "casepulse/base/zone.h"
#include "casepulse/consumer/kafka.h"
#include "command.h"

#define CP_DATE_TEXT_MAX 11

static void cp_check_print_balances(const struct cp_organisation *organisation)
{
    const struct cp_balance *balances = NULL;
    const size_t count = cp_organisation_balances(organisation, &balances);
    int64_t sum = 0;
    for (size_t i = 0; i < count; i++) {
        sum += balances[i].amount;
    }
    if (count == 0) {
        (void)printf("# no opening balances: active cases are counted from the first stored day\n");
        return;
    }
    char date[CP_DATE_TEXT_MAX];
    cp_day_format(cp_organisation_balance_day(organisation), date);
    (void)printf("# balance date %s: %zu balances, %" PRId64 " active cases\n", date, count, sum);
}

/* As comments, so that the whole remains a settings file. */
static void cp_check_print_organisation(const struct cp_organisation *organisation,
                                        const char *path)
{
    const struct cp_administration_key *keys = NULL;
    const struct cp_short_text *units = NULL;
    const size_t key_count = cp_organisation_administrations(organisation, &keys);
    (void)printf("\n# organisation: %s\n# administrations:",
                 path[0] != '\0' ? path : "the one built in");
    for (size_t i = 0; i < key_count; i++) {
        (void)printf(" %d=%s", keys[i].id, keys[i].code);
    }
    (void)printf("\n# units: %zu\n", cp_organisation_units(organisation, &units));
    cp_check_print_balances(organisation);
}

static enum cp_status cp_check_run(const struct cp_invocation *invocation,
                                   struct cp_failure *out_failure)
{
    const struct cp_settings *settings = invocation->settings;
    const struct cp_kafka_settings kafka = cp_command_kafka(settings);
    struct cp_organisation *organisation = NULL;
    enum cp_status status = cp_kafka_check(&kafka, out_failure);
    if (status == CP_OK) {
        status = cp_command_organisation(settings, &organisation, out_failure);
    }
    if (status == CP_OK) {
        cp_settings_print(settings);
        cp_check_print_organisation(organisation,
                                    cp_setting_text(settings, CP_SETTING_PICTURE_ORGANISATION));
    }
    cp_organisation_free(organisation);
    return status;
}

const struct cp_command cp_command_check = {
    .name = "check",
    .summary = "read settings and organisation file, print each value with its origin",
    .needs_settings = true,
    .run = cp_check_run,
};
