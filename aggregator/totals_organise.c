/* The rows of the picture under an organisation, and the change to another one.
 *
 * A new organisation may move any count into another row, so all sums are made anew. Readers know
 * rows by their places: if every row there was still is one, all keep their places and new ones
 * come behind them; else the rows are numbered anew, and `generation` says so. */
#include "totals_parts.h"

/* Every row that the organisation gives a unit, filled or not (rule 8). */
static void cp_totals_add_units(struct cp_totals *totals)
{
    const struct cp_organisation *organisation = totals->picture.organisation;
    const struct cp_short_text *units = NULL;
    const size_t unit_count = cp_organisation_units(organisation, &units);
    for (size_t i = 0; i < unit_count; i++) {
        const struct cp_mapping *mappings = NULL;
        const size_t count = cp_organisation_mappings(organisation, &units[i], &mappings);
        for (size_t m = 0; m < count; m++) {
            (void)cp_picture_rows_unit(&totals->rows, mappings[m].administration, &units[i]);
        }
    }
}

/* Files everything that was counted in the rows there are, and adds those it lacks. */
static void cp_totals_file(struct cp_totals *totals)
{
    totals->looked_at = 0;
    cp_totals_add_units(totals);
    for (size_t i = 0; i < totals->sent.count; i++) {
        struct cp_total_row *total = &totals->sent.rows[i];
        cp_filing_done(&total->filing);
        cp_filing_init(&total->filing, totals->picture.organisation, &total->key, &totals->rows);
    }
    if (totals->has_windows) {
        cp_totals_rebuild(totals);
    }
}

void cp_totals_adopt(struct cp_totals *totals, const struct cp_organisation *organisation)
{
    const int32_t balance_day = cp_organisation_balance_day(organisation);
    totals->picture.organisation = organisation;
    totals->picture.gauges_from = balance_day != CP_DAY_NONE ? balance_day : INT32_MIN;
    cp_picture_rows_init(&totals->rows, organisation);
    cp_days_init(&totals->days, totals->settings.publish_days, totals->rows.wide_count);
    cp_totals_file(totals);
}

void cp_totals_organise(struct cp_totals *totals, const struct cp_organisation *organisation)
{
    struct cp_picture_rows before = totals->rows;
    cp_totals_adopt(totals, organisation);
    if (cp_picture_rows_are_within(&before, &totals->rows)) {
        cp_picture_rows_done(&totals->rows);
        totals->rows = before;
        cp_totals_file(totals);
    } else {
        cp_picture_rows_done(&before);
        totals->picture.generation++;
    }
    cp_totals_touch_all(totals);
}
