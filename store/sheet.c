#include "sheet.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "casepulse/aggregator/number.h"
#include "casepulse/base/assert.h"
#include "casepulse/base/digits.h"
#include "casepulse/base/memory.h"

#include "fields.h"
#include "resp.h"

static const struct cp_ratio_part_row {
    const char *suffix;
    enum cp_cell_format format;
} cp_ratio_parts[CP_RATIO_PART_COUNT] = {
    [CP_RATIO_PART_VALUE] = {"", CP_CELL_RATIO},
    [CP_RATIO_PART_NUMERATOR] = {".num", CP_CELL_INTEGER},
    [CP_RATIO_PART_DENOMINATOR] = {".den", CP_CELL_INTEGER},
    [CP_RATIO_PART_SMALL] = {".small", CP_CELL_INTEGER},
};

static void cp_sheet_add_column(struct cp_sheet *sheet, const char *id, const char *suffix,
                                enum cp_cell_format format)
{
    const size_t size = strlen(id) + strlen(suffix) + 1;
    struct cp_column *column = &sheet->columns[sheet->column_count++];
    column->name = cp_allocate(size, 1);
    column->format = format;
    (void)snprintf(column->name, size, "%s%s", id, suffix);
    column->ready = cp_allocate(CP_RESP_WORD_MAX(size), 1);
    column->ready_size = cp_resp_write(column->ready, column->name, size - 1);
}

static void cp_sheet_add_counter(struct cp_sheet *sheet, uint16_t counter, const char *id)
{
    if (cp_counters[counter].is_headline) {
        CP_ASSERT(sheet->headline_count < CP_HEADLINE_MAX);
        sheet->headlines[sheet->headline_count++] = sheet->column_count;
    }
    sheet->counters[sheet->counter_count++] = counter;
    cp_sheet_add_column(sheet, id, "", CP_CELL_INTEGER);
}

static void cp_sheet_add_ratio(struct cp_sheet *sheet, uint16_t ratio, const char *id)
{
    sheet->ratios[sheet->ratio_count++] = ratio;
    sheet->is_city = sheet->is_city || cp_ratios[ratio].is_city;
    for (int part = 0; part < CP_RATIO_PART_COUNT; part++) {
        cp_sheet_add_column(sheet, id, cp_ratio_parts[part].suffix, cp_ratio_parts[part].format);
    }
}

static void cp_sheet_add_durations(struct cp_sheet *sheet)
{
    sheet->has_durations = true;
    for (int percentile = 0; percentile < CP_PERCENTILE_COUNT; percentile++) {
        cp_sheet_add_column(sheet, cp_percentiles[percentile].id, "", CP_CELL_INTEGER);
        cp_sheet_add_column(sheet, cp_percentiles[percentile].id,
                            cp_ratio_parts[CP_RATIO_PART_SMALL].suffix, CP_CELL_INTEGER);
    }
}

static void cp_sheet_add_incomplete(struct cp_sheet *sheet)
{
    sheet->has_incomplete = true;
    cp_sheet_add_column(sheet, CP_FIELD_INCOMPLETE, "", CP_CELL_INTEGER);
}

static int cp_column_name_compare(const void *left, const void *right)
{
    const struct cp_column_name *const names[] = {left, right};
    return strcmp(names[0]->name, names[1]->name);
}

static void cp_sheet_sort_names(struct cp_sheet *sheet)
{
    sheet->names = cp_allocate(sheet->column_count, sizeof(*sheet->names));
    for (size_t column = 0; column < sheet->column_count; column++) {
        sheet->names[column] = (struct cp_column_name){sheet->columns[column].name, column};
    }
    qsort(sheet->names, sheet->column_count, sizeof(*sheet->names), cp_column_name_compare);
}

struct cp_sheet *cp_sheet_create(const struct cp_catalogue *catalogue, bool is_unit)
{
    struct cp_sheet *sheet = cp_allocate(1, sizeof(*sheet));
    const size_t columns_max = (size_t)CP_COUNTER_COUNT +
                               (size_t)CP_RATIO_COUNT * CP_RATIO_PART_COUNT +
                               (size_t)CP_PERCENTILE_COUNT * CP_DURATION_PART_COUNT + 1;
    sheet->columns = cp_allocate(columns_max, sizeof(*sheet->columns));
    for (uint16_t counter = 0; counter < CP_COUNTER_COUNT; counter++) {
        const char *id = cp_catalogue_counter_id(catalogue, counter);
        if (id != NULL && (!is_unit || cp_counters[counter].is_unit)) {
            cp_sheet_add_counter(sheet, counter, id);
        }
    }
    for (uint16_t ratio = 0; ratio < CP_RATIO_COUNT; ratio++) {
        const char *id = cp_catalogue_ratio_id(catalogue, ratio);
        if (id != NULL && (!is_unit || cp_ratios[ratio].is_unit)) {
            cp_sheet_add_ratio(sheet, ratio, id);
        }
    }
    if (is_unit) {
        cp_sheet_add_incomplete(sheet);
    } else {
        cp_sheet_add_durations(sheet);
    }
    cp_sheet_sort_names(sheet);
    sheet->plan = cp_line_plan_create(!is_unit, sheet->counters, sheet->counter_count,
                                      sheet->ratios, sheet->ratio_count);
    return sheet;
}

void cp_sheet_free(struct cp_sheet *sheet)
{
    if (sheet == NULL) {
        return;
    }
    for (size_t column = 0; column < sheet->column_count; column++) {
        free(sheet->columns[column].name);
        free(sheet->columns[column].ready);
    }
    cp_line_plan_free(sheet->plan);
    free(sheet->names);
    free(sheet->columns);
    free(sheet);
}

static size_t cp_place_of(const uint16_t *list, size_t count, uint16_t wanted)
{
    size_t place = 0;
    while (place < count && list[place] != wanted) {
        place++;
    }
    CP_ASSERT(place < count);
    return place;
}

size_t cp_sheet_ratio_column(const struct cp_sheet *sheet, uint16_t ratio, enum cp_ratio_part part)
{
    return sheet->counter_count +
           cp_place_of(sheet->ratios, sheet->ratio_count, ratio) * CP_RATIO_PART_COUNT +
           (size_t)part;
}

static bool cp_is_small(int64_t denominator, int64_t min_denominator)
{
    return denominator > 0 && denominator < min_denominator;
}

/* Each of these fills its columns and returns where the next begin. */
static int64_t *cp_sheet_fill_ratios(const struct cp_sheet *sheet,
                                     const struct cp_fraction *fractions, int64_t min_denominator,
                                     int64_t *cells)
{
    for (size_t place = 0; place < sheet->ratio_count; place++, cells += CP_RATIO_PART_COUNT) {
        const struct cp_fraction fraction = fractions[place];
        int64_t value = 0;
        const bool has_value = cp_ratio_value(fraction.numerator, fraction.denominator,
                                              cp_ratios[sheet->ratios[place]].scale, &value);
        cells[CP_RATIO_PART_VALUE] = has_value ? value : CP_CELL_NONE;
        cells[CP_RATIO_PART_NUMERATOR] = fraction.numerator;
        cells[CP_RATIO_PART_DENOMINATOR] = fraction.denominator;
        cells[CP_RATIO_PART_SMALL] =
            cp_is_small(fraction.denominator, min_denominator) ? 1 : CP_CELL_NONE;
    }
    return cells;
}

static int64_t *cp_sheet_fill_durations(const struct cp_picture *picture,
                                        const struct cp_picture_row *row, enum cp_window window,
                                        int64_t min_denominator, int64_t *cells)
{
    int64_t timed = 0;
    (void)cp_picture_count(picture, row, window, CP_COUNTER_DECISIONS_TIMED, &timed);
    for (int percentile = 0; percentile < CP_PERCENTILE_COUNT;
         percentile++, cells += CP_DURATION_PART_COUNT) {
        int32_t days = 0;
        const bool has_value =
            cp_picture_duration(picture, row, window, (enum cp_percentile)percentile, &days);
        cells[CP_DURATION_PART_VALUE] = has_value ? days : CP_CELL_NONE;
        cells[CP_DURATION_PART_SMALL] = cp_is_small(timed, min_denominator) ? 1 : CP_CELL_NONE;
    }
    return cells;
}

void cp_sheet_fill(const struct cp_sheet *sheet, const struct cp_picture *picture,
                   const struct cp_picture_row *row, enum cp_window window, int64_t min_denominator,
                   int64_t *out_cells)
{
    struct cp_fraction fractions[CP_RATIO_COUNT];
    cp_line_read(sheet->plan, picture, row, window, out_cells, fractions);
    int64_t *cells =
        cp_sheet_fill_ratios(sheet, fractions, min_denominator, out_cells + sheet->counter_count);
    if (sheet->has_durations) {
        cells = cp_sheet_fill_durations(picture, row, window, min_denominator, cells);
    }
    if (sheet->has_incomplete) {
        *cells++ = row->is_incomplete ? 1 : CP_CELL_NONE;
    }
    CP_ASSERT(cells == out_cells + sheet->column_count);
}

static void cp_column_publish(const struct cp_column *column, struct cp_transaction *transaction,
                              int64_t cell)
{
    char text[CP_CELL_TEXT_MAX];
    char ready[CP_RESP_WORD_MAX(CP_CELL_TEXT_MAX)];
    if (cell == CP_CELL_NONE) {
        cp_hash_remove(transaction, column->name);
        return;
    }
    const size_t size = cp_cell_text(column->format, cell, text);
    cp_hash_set_ready(transaction, column->ready, column->ready_size, ready,
                      cp_resp_write(ready, text, size));
}

void cp_sheet_publish(const struct cp_sheet *sheet, struct cp_transaction *transaction,
                      const int64_t *cells, int64_t *published)
{
    for (size_t column = 0; column < sheet->column_count; column++) {
        if (cells[column] != published[column]) {
            cp_column_publish(&sheet->columns[column], transaction, cells[column]);
            published[column] = cells[column];
        }
    }
}

bool cp_cell_publish(struct cp_transaction *transaction, const char *field,
                     enum cp_cell_format format, int64_t cell, int64_t *published)
{
    if (cell == *published) {
        return false;
    }
    *published = cell;
    if (cell == CP_CELL_NONE) {
        cp_hash_remove(transaction, field);
        return true;
    }
    char text[CP_CELL_TEXT_MAX];
    (void)cp_cell_text(format, cell, text);
    cp_hash_set(transaction, field, text);
    return true;
}

/* The value is rounded already (aggregator/number.h): only its point is set here. */
size_t cp_cell_text(enum cp_cell_format format, int64_t cell, char out_text[CP_CELL_TEXT_MAX])
{
    if (format == CP_CELL_INTEGER) {
        return cp_digits_write(cell, out_text);
    }
    CP_ASSERT(cell >= 0);
    const size_t whole = cp_digits_write(cell / CP_RATIO_UNIT, out_text);
    out_text[whole] = '.';
    cp_digits_write_last((uint64_t)cell % CP_RATIO_UNIT, CP_DECIMALS_MAX, out_text + whole + 1);
    out_text[whole + 1 + CP_DECIMALS_MAX] = '\0';
    return whole + 1 + CP_DECIMALS_MAX;
}

/* Digits as we write them: no sign, no leading zero, at most 18. Returns where they end, or NULL.
 */
static const char *cp_digits_parse(const char *text, int64_t *out_value)
{
    int64_t value = 0;
    const char *at = text;
    while (*at >= '0' && *at <= '9' && at - text < 18) {
        value = value * 10 + (*at++ - '0');
    }
    if (at == text || (*text == '0' && at - text > 1)) {
        return NULL;
    }
    *out_value = value;
    return at;
}

static bool cp_ratio_parse(const char *text, int64_t *out_cell)
{
    int64_t whole = 0;
    const char *point = cp_digits_parse(text, &whole);
    if (point == NULL || *point != '.' || strlen(point) != 5 ||
        strspn(point + 1, "0123456789") != 4) {
        return false;
    }
    *out_cell = whole * CP_RATIO_UNIT + strtoll(point + 1, NULL, 10);
    return true;
}

bool cp_cell_parse(enum cp_cell_format format, const char *text, int64_t *out_cell)
{
    if (format == CP_CELL_RATIO) {
        return cp_ratio_parse(text, out_cell);
    }
    const bool is_negative = text[0] == '-';
    int64_t value = 0;
    const char *end = cp_digits_parse(is_negative ? text + 1 : text, &value);
    if (end == NULL || *end != '\0' || (is_negative && value == 0)) {
        return false;
    }
    *out_cell = is_negative ? -value : value;
    return true;
}

bool cp_sheet_find(const struct cp_sheet *sheet, const char *name, size_t *out_column)
{
    const struct cp_column_name wanted = {name, 0};
    const struct cp_column_name *found = bsearch(&wanted, sheet->names, sheet->column_count,
                                                 sizeof(*sheet->names), cp_column_name_compare);
    *out_column = found != NULL ? found->column : *out_column;
    return found != NULL;
}

void cp_sheet_cells_clear(int64_t *cells, size_t count)
{
    for (size_t at = 0; at < count; at++) {
        cells[at] = CP_CELL_NONE;
    }
}

int64_t *cp_sheet_cells_create(size_t count)
{
    int64_t *cells = cp_allocate(count, sizeof(*cells));
    cp_sheet_cells_clear(cells, count);
    return cells;
}
