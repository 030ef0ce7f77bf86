/* Prints docs/FIGURES.md: every counter, ratio, window, verdict and reason, from their tables, so
 * that the document cannot say anything else than the program does. */
#include <assert.h>
#include <stdio.h>

#include "casepulse/aggregator/catalogue.h"
#include "casepulse/aggregator/durations.h"
#include "casepulse/aggregator/organisation.h"
#include "casepulse/aggregator/windows.h"
#include "casepulse/proto/values.h"
#include "casepulse/proto/verdict.h"

static void cp_doc_introduction(void)
{
    puts("# Figures\n"
         "\n"
         "Generated from the tables by `casepulse_figures_doc > docs/FIGURES.md`; do not edit.\n"
         "\n"
         "A figure is a counter or a ratio. It is published for each row (the city `ALL`, an\n"
         "administration, a unit) and each window. Everything is filed under the local date on\n"
         "which it occurred; a retraction takes back what its event added, on that date.\n"
         "\n"
         "Marks: **U** published for units too, not only for the city and the administrations;\n"
         "**H** headline: also in the keys `by:` (one hash over all rows) and `days:` (one value\n"
         "a day). `docs/REDIS.md` says where each figure is read.");
}

static const char *cp_doc_marks(bool is_unit, bool is_headline)
{
    static const char *const marks[2][2] = {{"", "H"}, {"U", "U H"}};
    return marks[is_unit][is_headline];
}

static void cp_doc_block(uint8_t block)
{
    if (block == CP_BLOCK_LATE) {
        puts("\n### Late records\n\nMoved by every event whose date was over when it arrived, in "
             "its own row.");
    } else if (block < CP_EVENT_TYPE_END) {
        printf("\n### %s\n", cp_value_text(CP_SET_EVENT, block));
    } else {
        return;
    }
    puts("\n| id | English | dansk | marks |\n|---|---|---|---|");
    for (int column = 0; column < cp_block_width(block); column++) {
        const uint16_t counter = (uint16_t)(cp_block_first(block) + column);
        const struct cp_counter_row *row = &cp_counters[counter];
        if (row->is_hidden) {
            continue;
        }
        printf("| `%s` | %s | %s | %s |\n", row->id, row->label_en, row->label_da,
               cp_doc_marks(row->is_unit, row->is_headline));
    }
}

static void cp_doc_counters(void)
{
    puts("\n## Counters\n"
         "\n"
         "By the event that moves them. `<counter>.<field>.<value>` counts one value of a field;\n"
         "`unknown` holds absent and unknown ones. A complaint counts once in each kind and once\n"
         "in each theme that it has; `omb_` counts what the ombudsman received. A case moved\n"
         "counts in `moved_in` of the receiver's row and in `moved_out` of the sender's.");
    for (uint8_t block = 0; block < CP_BLOCK_COUNT; block++) {
        cp_doc_block(block);
    }
}

/* Without those of subject groups, whose names are settings. */
static void cp_doc_sums(enum cp_counter_kind kind)
{
    puts("\n| id | English | dansk | marks |\n|---|---|---|---|");
    for (uint16_t counter = CP_STORED_COUNT; counter < CP_COUNTER_COUNT; counter++) {
        const struct cp_counter_row *row = &cp_counters[counter];
        if (row->kind == kind && row->group == CP_GROUP_NONE) {
            printf("| `%s` | %s | %s | %s |\n", row->id, row->label_en, row->label_da,
                   cp_doc_marks(row->is_unit, row->is_headline));
        }
    }
}

static void cp_doc_derived(void)
{
    puts("\n### Sums of others\n"
         "\n"
         "`errors.theme.<theme>` counts the investigations and the reviews that found an error of\n"
         "that theme. `inquiries`, `decisions`, `complaints`, `omb_complaints` and the gauge\n"
         "`active_cases` are split by subject group as well: `<figure>.subject.<group>` for each\n"
         "group of the setting `count.subject_groups`, and what is in none of them as `other`.");
    cp_doc_sums(CP_DERIVED);
}

static void cp_doc_gauges(void)
{
    puts(
        "\n## Gauges\n"
        "\n"
        "How many there are at the end of the window's last date, or of today if that is earlier:\n"
        "opening balances of the organisation file and what came and went since. Before the date\n"
        "of the balances a gauge has no value. Cases stand with the unit that has them, and go\n"
        "with it to another administration.");
    cp_doc_sums(CP_GAUGE);
}

static void cp_doc_durations(void)
{
    puts(
        "\n## Durations\n"
        "\n"
        "Whole days from application to decision, of the decisions for which both are known; for\n"
        "the city and the administrations. Exact to 63 days, then at most 3.1 % high. The mean is\n"
        "a ratio, `duration_mean`.\n"
        "\n"
        "| id | English | dansk |\n"
        "|---|---|---|");
    for (int percentile = 0; percentile < CP_PERCENTILE_COUNT; percentile++) {
        printf("| `%s` | %s | %s |\n", cp_percentiles[percentile].id,
               cp_percentiles[percentile].label_en, cp_percentiles[percentile].label_da);
    }
}

static void cp_doc_terms(const uint16_t *terms)
{
    for (int i = 0; terms[i] != 0; i++) {
        printf("%s`%s`", i > 0 ? " + " : "", cp_counters[terms[i]].id);
    }
}

static const char *cp_doc_scale(int32_t scale)
{
    if (scale == 1) {
        return "days";
    }
    return scale == 100 ? "percent" : "per 1,000";
}

static void cp_doc_ratio(const struct cp_ratio_row *row)
{
    printf("| `%s` | ", row->id);
    cp_doc_terms(row->numerator);
    printf(" | ");
    cp_doc_terms(row->denominator);
    printf("%s | %s | %s | %s | %s |\n", row->is_city ? " of `ALL`" : "", cp_doc_scale(row->scale),
           row->label_en, row->label_da, cp_doc_marks(row->is_unit, false));
}

static void cp_doc_ratios(const struct cp_catalogue *catalogue)
{
    puts("\n## Ratios\n"
         "\n"
         "Numerator × scale / denominator, where the scale is 100 (percent) or 1,000; four\n"
         "decimals, half away from zero, computed in integers. A denominator of zero or less or\n"
         "a numerator below zero gives no value, never 0. Numerator and denominator are\n"
         "published beside it as `<id>.num` and `<id>.den`, from the same row and window. All\n"
         "ratios are in the keys `by:` as well.\n"
         "\n"
         "Sources: the reversal rate and its parts are those of the national appeal board\n"
         "(Ankestyrelsen, omgørelsesprocent); appeals dismissed, referred or lapsed are outside.\n"
         "Upheld and criticism shares, themes and the city share follow the yearly reports of\n"
         "the Citizens' Adviser (Borgerrådgiver), which count complaints treated on their\n"
         "substance; complaints per 1,000 inquiries and decisions the municipality's own\n"
         "complaint statistics, since a bare count ignores how much was decided.\n"
         "\n"
         "| id | numerator | denominator | unit | English | dansk | marks |\n"
         "|---|---|---|---|---|---|---|");
    for (int ratio = 0; ratio < CP_RATIO_COUNT; ratio++) {
        if (cp_catalogue_ratio_id(catalogue, (uint16_t)ratio) != NULL) {
            cp_doc_ratio(&cp_ratios[ratio]);
        }
    }
}

/* What a period and a shift cover, in words. */
static const char *const cp_doc_periods[] = {
    [CP_PERIOD_NONE] = "rolling",
    [CP_PERIOD_DAY] = "local day",
    [CP_PERIOD_WEEK] = "ISO week",
    [CP_PERIOD_MONTH] = "calendar month",
    [CP_PERIOD_QUARTER] = "quarter",
    [CP_PERIOD_HALFYEAR] = "half-year",
    [CP_PERIOD_YEAR] = "calendar year",
    [CP_PERIOD_REPORTYEAR] = "reporting year, 1 April to 31 March, named by its first year",
};

/* Rolling windows by their resolution. */
static const char *const cp_doc_rolling[] = {
    [CP_RESOLUTION_DAY] = "today and the local days before it, whole",
    [CP_RESOLUTION_HOUR] = "to the end of the current UTC hour",
    [CP_RESOLUTION_MINUTE] = "to the end of the current minute",
};

static const char *const cp_doc_shifts[] = {
    [CP_SHIFT_CURRENT] = "the current one, to its end",
    [CP_SHIFT_PREVIOUS] = "the whole one before",
    /* Parentheses: one text in two pieces is meant. */
    [CP_SHIFT_LASTYEAR] = ("the same one a year before, through today's date there, that day "
                           "whole; on the period's last day all of it"),
};

static void cp_doc_windows(void)
{
    puts(
        "\n## Windows\n"
        "\n"
        "Half-open, [from, to), in civil time of Europe/Copenhagen: days have 23 or 25 hours\n"
        "where the clocks change. 29 February a year before is 28 February; a week a year before\n"
        "is the week of the same number (53: 52, if that year has no 53), to the same weekday.\n"
        "A period is `complete` from its last millisecond on, a rolling window never; a window is\n"
        "`covered` if it does not begin before the first date of the data. **U**: published for\n"
        "units too.\n"
        "\n"
        "| name | period | covers | marks |\n"
        "|---|---|---|---|");
    for (int window = 0; window < CP_WINDOW_COUNT; window++) {
        const struct cp_window_row *row = &cp_windows[window];
        printf("| `%s` | %s | %s | %s |\n", row->name, cp_doc_periods[row->period],
               row->period == CP_PERIOD_NONE ? cp_doc_rolling[row->resolution]
                                             : cp_doc_shifts[row->shift],
               cp_doc_marks(row->is_unit, false));
    }
}

static void cp_doc_rows(void)
{
    puts("\n## Rows\n"
         "\n"
         "`ALL` is the city; then the administrations, and their units as `<CODE>/<unit>`\n"
         "(`_none`: no unit was named; `_other`: misshapen, or beyond the limit of units).\n"
         "\n"
         "| id | code | English | dansk |\n"
         "|---|---|---|---|");
    for (int id = 0; id < CP_ADMINISTRATION_COUNT; id++) {
        printf("| %d | `%s` | %s | %s |\n", id, cp_administrations[id].code,
               cp_administrations[id].name_en, cp_administrations[id].name_da);
    }
}

/* In the order of the verdicts. */
static const char *const cp_doc_verdicts[] = {
    "in the figures",
    "a retraction: what it takes back has left the figures",
    "an id that was counted before: nothing moves",
    "a retraction that contradicts the event it names: nothing moves",
    "breaks the contract: nothing moves",
    "valid, but newer than this program: nothing moves",
    "arrived or occurred too long ago: nothing moves",
    "occurred later than it arrived: nothing moves, and it may be sent again",
};
static_assert(sizeof(cp_doc_verdicts) / sizeof(cp_doc_verdicts[0]) == CP_VERDICT_COUNT,
              "every verdict has a meaning");

static void cp_doc_books(void)
{
    puts("\n## Verdicts and reasons\n"
         "\n"
         "Every record read gets exactly one verdict; per partition,\n"
         "offset − start = the sum of the verdicts + gaps (offsets without a record) + lost.\n"
         "\n"
         "| verdict | means |\n"
         "|---|---|");
    for (int verdict = 0; verdict < CP_VERDICT_COUNT; verdict++) {
        printf("| `%s` | %s |\n", cp_verdict_text((enum cp_verdict)verdict),
               cp_doc_verdicts[verdict]);
    }
    puts(
        "\nReasons of refusal, the fields of the key `refused`, in order of precedence: the first\n"
        "that fits is the record's.\n"
        "\n"
        "| reason | means |\n"
        "|---|---|");
    for (int reason = CP_REASON_NONE + 1; reason < CP_REASON_END; reason++) {
        printf("| `%s` | %s |\n", cp_reason_field((enum cp_reason)reason),
               cp_reason_meaning((enum cp_reason)reason));
    }
}

int main(void)
{
    cp_doc_introduction();
    cp_doc_rows();
    cp_doc_counters();
    cp_doc_derived();
    cp_doc_gauges();
    cp_doc_durations();
    struct cp_catalogue *catalogue = cp_catalogue_create(NULL);
    cp_doc_ratios(catalogue);
    cp_catalogue_free(catalogue);
    cp_doc_windows();
    cp_doc_books();
    return ferror(stdout) != 0 || fflush(stdout) != 0;
}
