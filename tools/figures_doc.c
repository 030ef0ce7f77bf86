/* Prints docs/FIGURES.md: every counter, ratio, window, verdict and reason, from their tables, so
 * that the document cannot say anything else than the program does. */
#include <assert.h>
#include <stdio.h>

#include "casepulse/aggregator/organisation.h"
#include "casepulse/aggregator/windows.h"
#include "casepulse/proto/values.h"
#include "casepulse/proto/verdict.h"
#include "figures_doc.h"

static void cp_doc_introduction(void)
{
    puts("# Figures\n"
         "\n"
         "Generated from the tables by `casepulse_figures_doc > docs/FIGURES.md`; do not edit.\n"
         "\n"
         "A figure is a counter, a gauge, a duration or a ratio. It is published for each row\n"
         "(the city `ALL`, an administration, a unit) and each window. Everything is filed under\n"
         "the instant at which it occurred; a retraction takes back there what its event added.\n"
         "The rules that are named stand in `docs/COUNTING.md`.\n"
         "\n"
         "Marks: **U** published for units too, not only for the city and the administrations;\n"
         "**H** headline: also in the keys `by:` (one hash over all rows), `days:` (one value a\n"
         "day) and `hist:` (one a minute). `docs/REDIS.md` says where each figure is read.\n"
         "`<group>` stands for each subject group of the setting `count.subject_groups`; without\n"
         "any there is only `other`.");
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
    cp_doc_figures();
    cp_doc_windows();
    cp_doc_books();
    cp_doc_adding();
    return ferror(stdout) != 0 || fflush(stdout) != 0;
}
