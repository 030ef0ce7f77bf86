#include <inttypes.h>
#include <stdio.h>

#include "casepulse/base/clock.h"
#include "casepulse/base/instant.h"
#include "casepulse/feeder/generate.h"
#include "command.h"

#define CP_YEARS_MAX 100
#define CP_DECIMALS 4 /* of a percentage: a millionth is 0.0001 % */

/* The shares come first, so that an option's place is its share. */
enum {
    CP_GENERATE_FROM = CP_SHARE_COUNT,
    CP_GENERATE_TO,
    CP_GENERATE_YEARS,
    CP_GENERATE_LIVE,
    CP_GENERATE_EVENTS_PER_YEAR,
    CP_GENERATE_UNIT_COUNT,
    CP_GENERATE_SEED,
    CP_GENERATE_COUNT,
    CP_GENERATE_RATE,
    CP_GENERATE_CREATE_TOPIC,
    CP_GENERATE_CSV,
    CP_GENERATE_FILE
};

static const struct cp_option cp_generate_table[] = {
#define X(name, option, what) [CP_SHARE_##name] = {option, 0, "PERCENT", what},
    CP_GENERATE_SHARES(X)
#undef X
        [CP_GENERATE_FROM] = {"from", 0, "DATE", "first date (default: --years before --to)"},
    [CP_GENERATE_TO] = {"to", 0, "DATE", "first date after the stretch (default: today)"},
    [CP_GENERATE_YEARS] = {"years", 0, "N", "length of the stretch (default: 1)"},
    [CP_GENERATE_LIVE] = {"live", 'l', NULL, "what happens now, at --rate, until stopped"},
    [CP_GENERATE_EVENTS_PER_YEAR] = {"per-year", 0, "EVENTS",
                                     "size of the city (default: 4000000; live: 40000)"},
    [CP_GENERATE_UNIT_COUNT] = {"units", 0, "N", "its units (default: 300)"},
    [CP_GENERATE_SEED] = {"seed", 0, "N", "the same seed, the same bytes (default: the clock's)"},
    [CP_GENERATE_COUNT] = {"count", 0, "N", "end after so many records"},
    [CP_GENERATE_RATE] = {"rate", 0, "N", "records a second (default: 0, no limit; live: 5)"},
    [CP_GENERATE_CREATE_TOPIC] = {"create-topic", 't', NULL,
                                  "make the topic first: 12 partitions, CreateTime (live: "
                                  "LogAppendTime), kept for ever"},
    [CP_GENERATE_CSV] = {"csv", 0, "FILE", "write CSV for casepulse feed instead; - is stdout"},
    [CP_GENERATE_FILE] = {"file", 0, "FILE", "write an archive instead (docs/GENERATE.md)"},
    {NULL, 0, NULL, NULL},
};

static enum cp_status cp_refuse_option(int option, const char *found, const char *allowed,
                                       struct cp_failure *out_failure)
{
    return cp_fail(out_failure, CP_USAGE, "casepulse generate: --%s: found \"%.40s\"; allowed: %s",
                   cp_generate_table[option].name, found, allowed);
}

/* A decimal number up to `most`; absent: as it was. */
static enum cp_status cp_read_number(const struct cp_invocation *invocation, int option,
                                     uint64_t least, uint64_t most, uint64_t *out_number,
                                     struct cp_failure *out_failure)
{
    const char *text = invocation->options[option];
    if (text == NULL) {
        return CP_OK;
    }
    uint64_t number = 0;
    bool is_good = text[0] != '\0';
    for (const char *at = text; is_good && *at != '\0'; at++) {
        const uint64_t digit = (uint64_t)*at - '0';
        is_good = *at >= '0' && *at <= '9' && number <= (most - digit) / 10;
        number = number * 10 + digit;
    }
    if (!is_good || number < least) {
        char allowed[64];
        (void)snprintf(allowed, sizeof(allowed), "a number from %" PRIu64 " to %" PRIu64, least,
                       most);
        return cp_refuse_option(option, text, allowed, out_failure);
    }
    *out_number = number;
    return CP_OK;
}

/* "12", "0.5": percent with up to four decimals, as millionths. */
static enum cp_status cp_read_share(const struct cp_invocation *invocation, int option,
                                    uint32_t *out_share, struct cp_failure *out_failure)
{
    const char *text = invocation->options[option];
    if (text == NULL) {
        return CP_OK;
    }
    uint64_t number = 0;
    int decimals = -1;
    bool is_good = text[0] >= '0' && text[0] <= '9';
    for (const char *at = text; is_good && *at != '\0'; at++) {
        if (*at == '.' && decimals < 0 && at[1] != '\0') {
            decimals = 0;
            continue;
        }
        decimals += decimals >= 0;
        is_good = *at >= '0' && *at <= '9' && number <= CP_SHARE_WHOLE && decimals <= CP_DECIMALS;
        number = number * 10 + ((uint64_t)*at - '0');
    }
    for (int i = decimals < 0 ? 0 : decimals; i < CP_DECIMALS; i++) {
        number *= 10;
    }
    if (!is_good || number > CP_SHARE_WHOLE) {
        return cp_refuse_option(option, text, "0 to 100, with at most four decimals", out_failure);
    }
    *out_share = (uint32_t)number;
    return CP_OK;
}

static enum cp_status cp_read_date(const struct cp_invocation *invocation, int option,
                                   int32_t *out_day, struct cp_failure *out_failure)
{
    const char *text = invocation->options[option];
    if (text == NULL || cp_instant_parse_day(text, out_day)) {
        return CP_OK;
    }
    return cp_refuse_option(option, text, "a date, YYYY-MM-DD", out_failure);
}

/* The same date so many years later; 29 February becomes the 28th. */
static int32_t cp_day_add_years(int32_t day, int32_t years)
{
    struct cp_civil civil = cp_civil_from_day(day);
    civil.year += years;
    const int32_t length = cp_civil_month_length(civil.year, civil.month);
    civil.day = civil.day < length ? civil.day : length;
    return cp_civil_to_day(civil);
}

static enum cp_status cp_read_stretch(const struct cp_invocation *invocation, int64_t now_ms,
                                      struct cp_generator_options *out,
                                      struct cp_failure *out_failure)
{
    const bool has_from = invocation->options[CP_GENERATE_FROM] != NULL;
    const bool has_to = invocation->options[CP_GENERATE_TO] != NULL;
    const bool has_years = invocation->options[CP_GENERATE_YEARS] != NULL;
    if (has_from && has_to && has_years) {
        return cp_fail(out_failure, CP_USAGE,
                       "casepulse generate: two of --from, --to and --years say it all");
    }
    uint64_t years = 1;
    out->to_day = cp_zone_day(&invocation->settings->zone, now_ms);
    enum cp_status status =
        cp_read_number(invocation, CP_GENERATE_YEARS, 1, CP_YEARS_MAX, &years, out_failure);
    if (status == CP_OK) {
        status = cp_read_date(invocation, CP_GENERATE_TO, &out->to_day, out_failure);
    }
    if (status == CP_OK) {
        status = cp_read_date(invocation, CP_GENERATE_FROM, &out->from_day, out_failure);
    }
    if (status == CP_OK && !has_from) {
        out->from_day = cp_day_add_years(out->to_day, -(int32_t)years);
    } else if (status == CP_OK && !has_to) {
        out->to_day = cp_day_add_years(out->from_day, (int32_t)years);
    }
    return status;
}

static enum cp_status cp_read_time(const struct cp_invocation *invocation, int64_t now_ms,
                                   struct cp_generator_options *out, struct cp_failure *out_failure)
{
    if (invocation->options[CP_GENERATE_LIVE] == NULL) {
        return cp_read_stretch(invocation, now_ms, out, out_failure);
    }
    for (int option = CP_GENERATE_FROM; option <= CP_GENERATE_YEARS; option++) {
        if (invocation->options[option] != NULL) {
            return cp_fail(out_failure, CP_USAGE,
                           "casepulse generate: --live is now, and --%s is not",
                           cp_generate_table[option].name);
        }
    }
    out->live_from_ms = now_ms;
    return CP_OK;
}

static enum cp_status cp_read_generator(const struct cp_invocation *invocation,
                                        struct cp_generator_options *out,
                                        struct cp_failure *out_failure)
{
    const int64_t now_ms = cp_clock_wall_ms();
    const bool is_live = invocation->options[CP_GENERATE_LIVE] != NULL;
    uint64_t per_year = is_live ? CP_GENERATE_PER_YEAR_LIVE : CP_GENERATE_PER_YEAR;
    uint64_t unit_count = CP_GENERATE_UNITS;
    *out = (struct cp_generator_options){.seed = (uint64_t)now_ms};
    enum cp_status status = cp_read_time(invocation, now_ms, out, out_failure);
    for (int share = 0; status == CP_OK && share < CP_SHARE_COUNT; share++) {
        status = cp_read_share(invocation, share, &out->shares[share], out_failure);
    }
    if (status == CP_OK) {
        status =
            cp_read_number(invocation, CP_GENERATE_SEED, 0, UINT64_MAX, &out->seed, out_failure);
    }
    if (status == CP_OK) {
        status = cp_read_number(invocation, CP_GENERATE_EVENTS_PER_YEAR, 1000,
                                CP_GENERATE_PER_YEAR_MAX, &per_year, out_failure);
    }
    if (status == CP_OK) {
        status = cp_read_number(invocation, CP_GENERATE_UNIT_COUNT, 7, CP_GENERATE_UNITS_MAX,
                                &unit_count, out_failure);
    }
    out->per_year = (int64_t)per_year;
    out->unit_count = (uint32_t)unit_count;
    return status;
}

static enum cp_status cp_read_target(const struct cp_invocation *invocation,
                                     struct cp_generate_options *out,
                                     struct cp_failure *out_failure)
{
    const char *csv = invocation->options[CP_GENERATE_CSV];
    const char *file = invocation->options[CP_GENERATE_FILE];
    if (csv != NULL && file != NULL) {
        return cp_fail(out_failure, CP_USAGE, "casepulse generate: --csv or --file, one at a time");
    }
    out->target = csv != NULL    ? CP_GENERATE_TO_CSV
                  : file != NULL ? CP_GENERATE_TO_FILE
                                 : CP_GENERATE_TO_KAFKA;
    out->path = csv != NULL ? csv : file;
    out->create_topic = invocation->options[CP_GENERATE_CREATE_TOPIC] != NULL;
    return CP_OK;
}

static enum cp_status cp_generate(const struct cp_invocation *invocation,
                                  struct cp_failure *out_failure)
{
    const struct cp_settings *settings = invocation->settings;
    const bool is_live = invocation->options[CP_GENERATE_LIVE] != NULL;
    uint64_t count = 0;
    uint64_t rate = is_live ? CP_GENERATE_RATE_LIVE : 0;
    struct cp_generate_options options = {
        .kafka = {.topic = cp_setting_text(settings, CP_SETTING_SOURCE_TOPIC),
                  .properties = settings->kafka,
                  .property_count = settings->kafka_count}};
    enum cp_status status = cp_read_generator(invocation, &options.generator, out_failure);
    if (status == CP_OK) {
        status = cp_read_target(invocation, &options, out_failure);
    }
    if (status == CP_OK) {
        status = cp_read_number(invocation, CP_GENERATE_COUNT, 1, INT64_MAX, &count, out_failure);
    }
    if (status == CP_OK) {
        status = cp_read_number(invocation, CP_GENERATE_RATE, 0, 1000000, &rate, out_failure);
    }
    if (status != CP_OK) {
        return status;
    }
    options.count_max = (int64_t)count;
    options.rate = (int64_t)rate;
    struct cp_generate_report report;
    return cp_generate_run(&options, &report, out_failure);
}

const struct cp_command cp_command_generate = {
    .name = "generate",
    .operands = NULL,
    .summary = "make up a city's case events, for demos, tests and load",
    .needs_settings = true,
    .options = cp_generate_table,
    .run = cp_generate,
};
