/* The figures as tables. A configuration of one group, called <group>, gives the names: so what is
 * not published here is published nowhere. */
#include <stdio.h>

#include "casepulse/aggregator/catalogue.h"
#include "casepulse/aggregator/durations.h"
#include "casepulse/proto/values.h"
#include "figures_doc.h"

const char *cp_doc_marks(bool is_unit, bool is_headline)
{
    static const char *const marks[2][2] = {{"", "H"}, {"U", "U H"}};
    return marks[is_unit][is_headline];
}

static void cp_doc_counter(const struct cp_catalogue *catalogue, uint16_t counter)
{
    const char *id = cp_catalogue_counter_id(catalogue, counter);
    if (id != NULL) {
        printf("| `%s` | %s | %s | %s |\n", id,
               cp_catalogue_counter_label(catalogue, counter, false),
               cp_catalogue_counter_label(catalogue, counter, true),
               cp_doc_marks(cp_counters[counter].is_unit, cp_counters[counter].is_headline));
    }
}

static void cp_doc_block(const struct cp_catalogue *catalogue, uint8_t block)
{
    for (int column = 0; column < cp_block_width(block); column++) {
        cp_doc_counter(catalogue, (uint16_t)(cp_block_first(block) + column));
    }
}

static void cp_doc_counters(const struct cp_catalogue *catalogue)
{
    static const char head[] = "\n| id | English | dansk | marks |\n|---|---|---|---|";
    puts(
        "\n## Counters\n"
        "\n"
        "By the event that moves them. `<counter>.<field>.<value>` counts one value of a field;\n"
        "`unknown` holds absent and unknown ones (rule 15). A complaint counts once in each kind\n"
        "and once in each theme that it has (rule 16); `omb_` counts what the ombudsman received.\n"
        "A case moved counts in `moved_in` of the receiver's row and in `moved_out` of the\n"
        "sender's (rule 6). Durations, service targets and deadlines: rules 19 and 20.");
    puts("\n### Late records\n\nMoved by every event whose date was over when it arrived, in "
         "its own row (rule 5).");
    puts(head);
    cp_doc_block(catalogue, CP_BLOCK_LATE);
    for (uint8_t type = 1; type < CP_EVENT_TYPE_END; type++) {
        printf("\n### %s\n", cp_value_text(CP_SET_EVENT, type));
        puts(head);
        cp_doc_block(catalogue, type);
    }
    puts("\n### Subject groups\n"
         "\n"
         "By the event's own subject, the longest configured prefix wins (rules 9 and 15).");
    puts(head);
    for (uint8_t block = CP_EVENT_TYPE_END; block < CP_BLOCK_COUNT; block++) {
        cp_doc_block(catalogue, block);
    }
}

/* A list of counters between signs. */
static void cp_doc_terms(const struct cp_catalogue *catalogue, const uint16_t *terms,
                         const char *first, const char *next)
{
    for (int i = 0; terms[i] != 0; i++) {
        const char *id = cp_catalogue_counter_id(catalogue, terms[i]);
        printf("%s`%s`", i > 0 ? next : first, id != NULL ? id : cp_counters[terms[i]].id);
    }
}

static void cp_doc_sum(const struct cp_catalogue *catalogue, uint16_t counter)
{
    const struct cp_sum_row *sum = cp_sum_of(counter);
    const char *id = cp_catalogue_counter_id(catalogue, counter);
    if (id == NULL) {
        return;
    }
    printf("| `%s` | ", id);
    cp_doc_terms(catalogue, sum->plus, "", " + ");
    cp_doc_terms(catalogue, sum->minus, " − ", " − ");
    if (sum->minus_family != 0) {
        printf(" − all its groups");
    }
    printf(" | %s | %s | %s |\n", cp_catalogue_counter_label(catalogue, counter, false),
           cp_catalogue_counter_label(catalogue, counter, true),
           cp_doc_marks(cp_counters[counter].is_unit, cp_counters[counter].is_headline));
}

static void cp_doc_sums(const struct cp_catalogue *catalogue, enum cp_counter_kind kind)
{
    puts("\n| id | sum of | English | dansk | marks |\n|---|---|---|---|---|");
    for (uint16_t counter = CP_STORED_COUNT; counter < CP_COUNTER_COUNT; counter++) {
        if (cp_counters[counter].kind == kind) {
            cp_doc_sum(catalogue, counter);
        }
    }
}

static void cp_doc_durations(void)
{
    puts("\n## Durations\n"
         "\n"
         "Of decisions, in whole days from the date of application to that of the decision: the\n"
         "last day of the bucket where so many percent of the decisions are reached (rule 19);\n"
         "wide rows only. Buckets: one a day to 63, then 32 equal ones for each doubling, to\n"
         "4,095 days. No decision timed: no value. The mean is the ratio `duration_mean`.\n"
         "\n"
         "| id | percent | English | dansk |\n"
         "|---|---|---|---|");
    for (int i = 0; i < CP_PERCENTILE_COUNT; i++) {
        const struct cp_percentile_row *row = &cp_percentiles[i];
        printf("| `%s` | %d | %s | %s |\n", row->id, row->percent, row->label_en, row->label_da);
    }
}

static const char *cp_doc_scale(int32_t scale)
{
    return scale == 100 ? "percent" : scale == 1000 ? "per 1,000" : "days";
}

static void cp_doc_ratio(const struct cp_catalogue *catalogue, uint16_t ratio)
{
    const struct cp_ratio_row *row = &cp_ratios[ratio];
    printf("| `%s` | ", cp_catalogue_ratio_id(catalogue, ratio));
    cp_doc_terms(catalogue, row->numerator, "", " + ");
    printf(" | ");
    cp_doc_terms(catalogue, row->denominator, "", " + ");
    printf("%s | %s | %s | %s | %s |\n", row->is_city ? " of `ALL`" : "", cp_doc_scale(row->scale),
           cp_catalogue_ratio_label(catalogue, ratio, false),
           cp_catalogue_ratio_label(catalogue, ratio, true), cp_doc_marks(row->is_unit, false));
}

static void cp_doc_ratios(const struct cp_catalogue *catalogue)
{
    puts("\n## Ratios\n"
         "\n"
         "Numerator × scale / denominator, where the scale is 100 (percent), 1,000 or, of a mean,\n"
         "1; four decimals, half away from zero, computed in integers (rule 18). A denominator of\n"
         "zero or less or a numerator below zero gives no value, never 0. Numerator and\n"
         "denominator are published beside it as `<id>.num` and `<id>.den`, from the same row and\n"
         "window; a gauge without a value counts as 0 there. All ratios are in the keys `by:` as\n"
         "well.\n"
         "\n"
         "Sources: the reversal rate and its parts are those of the national appeal board\n"
         "(Ankestyrelsen, omgørelsesprocent); appeals dismissed, referred or lapsed are outside.\n"
         "Upheld and criticism shares, themes and the city share follow the yearly reports of\n"
         "the Citizens' Adviser (Borgerrådgiver), which count complaints treated on their\n"
         "substance; complaints per 1,000 inquiries, decisions and active cases the\n"
         "municipality's own complaint statistics, since a bare count ignores how much was\n"
         "decided. Shares decided within 3 and 6 months are the service targets (servicemål).\n"
         "\n"
         "| id | numerator | denominator | unit | English | dansk | marks |\n"
         "|---|---|---|---|---|---|---|");
    for (uint16_t ratio = 0; ratio < CP_RATIO_COUNT; ratio++) {
        if (cp_catalogue_ratio_id(catalogue, ratio) != NULL) {
            cp_doc_ratio(catalogue, ratio);
        }
    }
}

/* Of a family only the first. */
static void cp_doc_hidden(void)
{
    puts("\n## Stored, never published\n"
         "\n"
         "What figures above are made of. It is in the state digest (`casepulse inspect`), where\n"
         "a subject group stands under its place in the setting, from 0.\n"
         "\n"
         "| id | English | dansk |\n"
         "|---|---|---|");
    for (uint16_t counter = 0; counter < CP_STORED_COUNT; counter++) {
        const struct cp_counter_row *row = &cp_counters[counter];
        const bool is_first = row->group <= 0 && (counter <= CP_COUNTER_DECISIONS_BUCKET_0 ||
                                                  counter > CP_COUNTER_DECISIONS_BUCKET_255);
        if (row->is_hidden && is_first) {
            const char *more = row->group == 0 ? " to `.31`" : "";
            more = counter == CP_COUNTER_DECISIONS_BUCKET_0 ? " to `.255`" : more;
            printf("| `%s`%s | %s | %s |\n", row->id, more, row->label_en, row->label_da);
        }
    }
}

void cp_doc_figures(void)
{
    static const struct cp_subjects subjects = {.group_count = 1, .names = {"<group>"}};
    struct cp_catalogue *catalogue = cp_catalogue_create(&subjects);
    cp_doc_counters(catalogue);
    puts("\n## Derived counters\n"
         "\n"
         "Sums of stored ones in the same row and window; one that is made of a gauge has no\n"
         "value where that has none.");
    cp_doc_sums(catalogue, CP_DERIVED);
    puts("\n## Gauges\n"
         "\n"
         "The stock at the end of the window's last date or of today, the earlier: the opening\n"
         "balance of the organisation file and all of these flows since its date (rules 10, 11).\n"
         "Before that date a gauge has no value. Cases stand with the unit that has them and go\n"
         "with it to another administration. Flows of a backlog are filed on the date when\n"
         "the case joins or leaves it.");
    cp_doc_sums(catalogue, CP_GAUGE);
    cp_doc_durations();
    cp_doc_ratios(catalogue);
    cp_doc_hidden();
    cp_catalogue_free(catalogue);
}

void cp_doc_adding(void)
{
    puts(
        "\n## Adding a figure\n"
        "\n"
        "A ratio is one row. The share of inquiries that came by phone:\n"
        "\n"
        "    RATIO(PHONE_SHARE, \"phone_share\", 100, U,\n"
        "          TERMS(INQUIRIES_CHANNEL_PHONE),\n"
        "          TERMS(INQUIRIES),\n"
        "          \"Share of inquiries by phone\", \"Andel af henvendelser pr. telefon\")\n"
        "\n"
        "in `include/casepulse/aggregator/ratios.def`. With it the ratio is computed and\n"
        "published for every row and window, with its parts, in `fig:` and `by:`, and stands in\n"
        "this document. (Marked U it asks for its terms in the rows of units: `K` in the flags of\n"
        "`inquiries.channel.phone`, says `unit_aggregator_figures`.) A sum of counters or a gauge\n"
        "is one row of `sums.def` in the same way.\n"
        "\n"
        "A counter is one row of `counters.def` and the line of `aggregator/columns.c` that says\n"
        "which events move it. State written before is read all the same: the counter begins\n"
        "with the records counted from then on.\n"
        "\n"
        "`unit_aggregator_figures` and `unit_aggregator_columns` say every figure once more, in\n"
        "other words, and fail until the new one is said there too.");
}
