#include <inttypes.h>
#include <stdio.h>

#include "casepulse/base/json.h"
#include "replay_compare.h"

static void cp_print_fact(FILE *out, int64_t count, const char *what)
{
    if (count > 0) {
        (void)fprintf(out, "  %" PRId64 " %s\n", count, what);
    }
}

static void cp_print_facts(const struct cp_comparison_facts *facts, FILE *out)
{
    cp_print_fact(out, facts->live_only_before, "records before the replay's beginning");
    cp_print_fact(out, facts->live_only_after, "records from the replay's end on");
    cp_print_fact(out, facts->replay_only, "records of the replay not counted live yet");
    if (facts->has_other_load) {
        (void)fprintf(out, "  another load\n");
    }
    if (facts->has_other_rules) {
        (void)fprintf(out, "  live:   %s\n  replay: %s\n", facts->live_rules, facts->replay_rules);
    }
}

void cp_comparison_print(const struct cp_comparison *comparison, FILE *out)
{
    (void)fprintf(out, "compared with live: %zu of %zu day counts differ\n", comparison->count,
                  comparison->compared);
    cp_print_facts(&comparison->facts, out);
    if (comparison->count == 0) {
        return;
    }
    (void)fprintf(out, "\n%-10s %-24s %3s %-26s %-36s %10s %10s %10s  %s\n", "date", "unit", "adm",
                  "event", "figure", "live", "replay", "difference", "reason");
    for (size_t i = 0; i < comparison->count; i++) {
        const struct cp_difference *difference = &comparison->differences[i];
        (void)fprintf(
            out, "%-10s %-24s %3s %-26s %-36s %10" PRId64 " %10" PRId64 " %+10" PRId64 "  %s\n",
            difference->date, difference->unit, difference->administration, difference->event,
            difference->figure, difference->live, difference->replay,
            difference->replay - difference->live, cp_difference_reasons[difference->reason].id);
    }
}

static void cp_json_add_difference(struct cp_json *json, const struct cp_difference *difference)
{
    cp_json_open(json, NULL, '{');
    cp_json_add_text(json, "date", difference->date);
    cp_json_add_text(json, "unit", difference->unit);
    cp_json_add_plain(json, "administration", difference->administration);
    cp_json_add_text(json, "event", difference->event);
    cp_json_add_text(json, "figure", difference->figure);
    cp_json_add_integer(json, "live", difference->live);
    cp_json_add_integer(json, "replay", difference->replay);
    cp_json_add_text(json, "reason", cp_difference_reasons[difference->reason].id);
    cp_json_close(json, '}');
}

static void cp_json_add_facts(struct cp_json *json, const struct cp_comparison *comparison)
{
    const struct cp_comparison_facts *facts = &comparison->facts;
    cp_json_add_integer(json, "day_counts", (int64_t)comparison->compared);
    cp_json_add_integer(json, "different", (int64_t)comparison->count);
    cp_json_add_integer(json, "live_records_before", facts->live_only_before);
    cp_json_add_integer(json, "live_records_after", facts->live_only_after);
    cp_json_add_integer(json, "replay_records_beyond_live", facts->replay_only);
    cp_json_add_boolean(json, "has_other_load", facts->has_other_load);
    cp_json_add_text(json, "live_rules", facts->live_rules);
    cp_json_add_text(json, "replay_rules", facts->replay_rules);
    cp_json_open(json, "reasons", '{');
    for (int reason = 0; reason < CP_DIFFERENCE_COUNT; reason++) {
        cp_json_add_text(json, cp_difference_reasons[reason].id,
                         cp_difference_reasons[reason].text);
    }
    cp_json_close(json, '}');
}

void cp_comparison_print_json(const struct cp_comparison *comparison, FILE *out)
{
    struct cp_json json;
    cp_json_init(&json);
    cp_json_open(&json, NULL, '{');
    cp_json_add_facts(&json, comparison);
    cp_json_open(&json, "differences", '[');
    for (size_t i = 0; i < comparison->count; i++) {
        cp_json_add_difference(&json, &comparison->differences[i]);
    }
    cp_json_close(&json, ']');
    cp_json_close(&json, '}');
    (void)fprintf(out, "%s\n", json.text);
    cp_json_done(&json);
}
