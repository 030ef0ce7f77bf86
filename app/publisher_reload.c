/* Another organisation under the same counts: nothing that is stored depends on it but the date of
 * the opening balances, which decides what the shard files as backlog. */
#include <stdio.h>

#include "casepulse/aggregator/organisation_change.h"
#include "casepulse/base/log.h"
#include "casepulse/base/zone.h"
#include "command.h"
#include "publisher_parts.h"

#define CP_DATE_TEXT_MAX 11
#define CP_LINE_MAX 512

struct cp_change_row {
    size_t count;
    const char *what;
};

static void cp_reload_say_change(const char *path, const struct cp_organisation_change *change)
{
    const struct cp_change_row rows[] = {
        {change->administrations_new, "administrations new"},
        {change->administrations_gone, "administrations gone"},
        {change->units_new, "units new"},
        {change->units_gone, "units gone"},
        {change->units_moved, "units moved"},
        {change->names, "names changed"},
        {change->balances, "balances changed"},
    };
    char line[CP_LINE_MAX] = "";
    size_t used = 0;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (rows[i].count > 0) {
            used += (size_t)snprintf(line + used, sizeof(line) - used, "%s%zu %s",
                                     used > 0 ? ", " : "", rows[i].count, rows[i].what);
        }
    }
    cp_log(CP_LOG_INFO, "organisation %s read again: %s", path,
           used > 0 ? line : "nothing changed");
}

static void cp_reload_format(int32_t day, char out_text[CP_DATE_TEXT_MAX])
{
    (void)snprintf(out_text, CP_DATE_TEXT_MAX, "none");
    if (day != CP_DAY_NONE) {
        cp_day_format(day, out_text);
    }
}

static enum cp_status cp_reload_check(const struct cp_publisher *publisher,
                                      const struct cp_organisation *organisation,
                                      struct cp_failure *out_failure)
{
    const int32_t is = cp_organisation_balance_day(organisation);
    const int32_t was = cp_publisher_balance_day(publisher);
    char is_text[CP_DATE_TEXT_MAX], was_text[CP_DATE_TEXT_MAX];
    if (is == was) {
        return CP_OK;
    }
    cp_reload_format(is, is_text);
    cp_reload_format(was, was_text);
    return cp_fail(out_failure, CP_CONFIGURATION,
                   "%s: the balance date is %s, that of the counted state %s; another one needs a "
                   "new count",
                   cp_setting_text(publisher->settings, CP_SETTING_PICTURE_ORGANISATION), is_text,
                   was_text);
}

void cp_publisher_reload(struct cp_publisher *publisher)
{
    const char *path = cp_setting_text(publisher->settings, CP_SETTING_PICTURE_ORGANISATION);
    struct cp_organisation *organisation = NULL;
    struct cp_failure failure = {.text = ""};
    if (path[0] == '\0') {
        cp_log(CP_LOG_INFO, "nothing to read again: picture.organisation is empty");
        return;
    }
    enum cp_status status = cp_command_organisation(publisher->settings, &organisation, &failure);
    if (status == CP_OK) {
        status = cp_reload_check(publisher, organisation, &failure);
    }
    if (status != CP_OK) {
        cp_log(CP_LOG_ERROR, "%s; the organisation read before stays in force", failure.text);
        cp_organisation_free(organisation);
        return;
    }
    const struct cp_organisation_change change =
        cp_organisation_compare(publisher->organisation, organisation);
    cp_totals_organise(publisher->totals, organisation);
    cp_organisation_free(publisher->organisation);
    publisher->organisation = organisation;
    publisher->has_news = true;
    cp_reload_say_change(path, &change);
}
