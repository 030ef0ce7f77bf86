#include "state_load.h"

#include "casepulse/base/clock.h"
#include "casepulse/base/stop.h"
#include "casepulse/store/ledger.h"
#include "loader.h"

/* Every command but run and top gives up after so long. */
#define CP_STATE_LIMIT_MS 30000
#define CP_STATE_PAUSE_MS 250

static bool cp_state_never_waits(void)
{
    return true;
}

static struct cp_ledger *cp_state_ledger(const struct cp_redis_settings *redis,
                                         const char *fingerprint)
{
    const struct cp_state_identity identity = {.fingerprint = fingerprint};
    struct cp_ledger *ledger = cp_ledger_create(redis, &identity);
    cp_ledger_set_stopping(ledger, cp_state_never_waits);
    return ledger;
}

static bool cp_state_is_passing(enum cp_status status, int64_t until_ms)
{
    if (status != CP_UNREACHABLE || cp_clock_steady_ms() >= until_ms || cp_stop_is_asked()) {
        return false;
    }
    cp_clock_sleep_ms(CP_STATE_PAUSE_MS);
    return true;
}

enum cp_status cp_state_load(const struct cp_redis_settings *redis, const struct cp_zone *zone,
                             const char *fingerprint, struct cp_totals **out_totals,
                             struct cp_failure *out_failure)
{
    const int64_t until_ms = cp_clock_steady_ms() + CP_STATE_LIMIT_MS;
    struct cp_ledger *ledger = cp_state_ledger(redis, fingerprint);
    struct cp_totals *totals = cp_totals_create(
        (struct cp_picture_settings){.zone = zone, .data_from = CP_DAY_NONE, .publish_days = 1});
    struct cp_loader *loader = cp_loader_create(ledger, totals);
    bool has_news = false;
    enum cp_status status = CP_OK;
    do {
        status = cp_loader_catch_up(loader, &has_news, out_failure);
    } while (cp_state_is_passing(status, until_ms));
    cp_loader_free(loader);
    cp_ledger_free(ledger);
    if (status != CP_OK) {
        cp_totals_free(totals);
        return status;
    }
    *out_totals = totals;
    return CP_OK;
}

enum cp_status cp_state_fingerprint(const struct cp_redis_settings *redis, char *out_text,
                                    size_t capacity, struct cp_failure *out_failure)
{
    const int64_t until_ms = cp_clock_steady_ms() + CP_STATE_LIMIT_MS;
    struct cp_ledger *ledger = cp_state_ledger(redis, "");
    enum cp_status status = CP_OK;
    do {
        status = cp_ledger_ask_fingerprint(ledger, out_text, capacity, out_failure);
    } while (cp_state_is_passing(status, until_ms));
    cp_ledger_free(ledger);
    return status;
}
