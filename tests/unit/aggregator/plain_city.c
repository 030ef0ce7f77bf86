#include "plain_city.h"

#include <stdarg.h>
#include <setjmp.h>
#include <cmocka.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "casepulse/aggregator/organisation_builder.h"

static const char *const codes[] = {"UNK", "OKF", "KFF", "BUF", "SUF", "SOF", "TMF", "BIF"};

static const char *code_of(uint8_t administration)
{
    return administration < 8 ? codes[administration] : "XTR";
}

static void add(struct cp_organisation_builder *builder, struct cp_organisation_record record)
{
    struct cp_failure failure;
    record.name_da = "";
    record.name_en = "";
    if (cp_organisation_builder_add(builder, &record, &failure) != CP_OK) {
        fail_msg("%s", failure.text);
    }
}

struct cp_organisation *city_organisation(const struct city *city)
{
    struct cp_organisation_builder *builder = cp_organisation_builder_create("city");
    if (city->extra != 0) {
        add(builder, (struct cp_organisation_record){.kind = CP_ORGANISATION_ADMINISTRATION,
                                                     .code = "XTR",
                                                     .unit = "",
                                                     .id = city->extra,
                                                     .from_day = INT32_MIN,
                                                     .to_day = CP_DAY_NONE});
    }
    for (size_t i = 0; i < city->mapping_count; i++) {
        const struct city_mapping *mapping = &city->mappings[i];
        add(builder, (struct cp_organisation_record){.kind = CP_ORGANISATION_UNIT,
                                                     .code = code_of(mapping->administration),
                                                     .unit = mapping->unit,
                                                     .from_day = mapping->from_day,
                                                     .to_day = mapping->to_day});
    }
    for (size_t i = 0; i < city->balance_count; i++) {
        const struct city_balance *balance = &city->balances[i];
        add(builder,
            (struct cp_organisation_record){.kind = CP_ORGANISATION_BALANCE,
                                            .code = code_of(balance->administration),
                                            .unit = balance->unit[0] == '_' ? "" : balance->unit,
                                            .from_day = city->balance_day,
                                            .to_day = CP_DAY_NONE,
                                            .amount = balance->amount,
                                            .group = balance->group});
    }
    struct cp_organisation *organisation = NULL;
    struct cp_failure failure;
    if (cp_organisation_builder_finish(builder, &organisation, &failure) != CP_OK) {
        fail_msg("%s", failure.text);
    }
    cp_organisation_builder_free(builder);
    return organisation;
}

uint8_t city_filed(const struct city *city, const char *unit, uint8_t administration, int32_t day)
{
    for (size_t i = 0; i < city->mapping_count; i++) {
        const struct city_mapping *mapping = &city->mappings[i];
        if (strcmp(mapping->unit, unit) == 0 && mapping->from_day <= day && day < mapping->to_day) {
            return mapping->administration;
        }
    }
    const bool is_known = administration < 8 || (city->extra != 0 && administration == city->extra);
    return is_known ? administration : 0;
}

uint8_t city_stands(const struct city *city, const char *unit, uint8_t administration, int32_t day,
                    int32_t stand_day)
{
    const struct city_mapping *latest = NULL;
    for (size_t i = 0; i < city->mapping_count; i++) {
        const struct city_mapping *mapping = &city->mappings[i];
        if (strcmp(mapping->unit, unit) == 0 && mapping->from_day <= stand_day &&
            (latest == NULL || mapping->from_day > latest->from_day)) {
            latest = mapping;
        }
    }
    if (latest != NULL && day < latest->from_day) {
        return latest->administration;
    }
    return city_filed(city, unit, administration, day);
}

/* What a row holds: all, an administration, or one of its units. */
struct city_row {
    bool is_all;
    uint8_t administration;
    const char *unit; /* NULL: a wide row */
};

static bool holds(const struct city_row *row, uint8_t administration, const char *unit)
{
    return row->is_all || (row->administration == administration &&
                           (row->unit == NULL || strcmp(row->unit, unit) == 0));
}

static int64_t count_in(const struct city *city, const struct city_row *row, int64_t from_ms,
                        int64_t to_ms, uint16_t counter)
{
    int64_t sum = 0;
    for (size_t i = 0; i < city->count_count; i++) {
        const struct city_count *count = &city->counts[i];
        if (count->counter != counter || count->occurred_ms < from_ms ||
            count->occurred_ms >= to_ms) {
            continue;
        }
        const int32_t day = cp_zone_day(city->zone, count->occurred_ms);
        const uint8_t filed = city_filed(city, count->unit, count->administration, day);
        sum += holds(row, filed, count->unit) ? count->delta : 0;
    }
    return sum;
}

static int64_t sign_of(const struct cp_sum_row *sum, uint16_t counter)
{
    for (const uint16_t *term = sum->plus; *term != 0; term++) {
        if (*term == counter) {
            return 1;
        }
    }
    for (const uint16_t *term = sum->minus; *term != 0; term++) {
        if (*term == counter) {
            return -1;
        }
    }
    return 0;
}

/* The date from which a balance is part of a gauge; INT32_MAX: never. */
static int32_t joins(const struct city *city, const struct city_balance *balance, uint16_t gauge)
{
    if (gauge == CP_COUNTER_ACTIVE_CASES) {
        return city->balance_day;
    }
    if (gauge == CP_COUNTER_BACKLOG_3M) {
        return cp_day_add_months(city->balance_day - 1, 3) + 1;
    }
    if (gauge == CP_COUNTER_BACKLOG_6M) {
        return cp_day_add_months(city->balance_day - 1, 6) + 1;
    }
    return gauge == CP_COUNTER_ACTIVE_CASES_SUBJECT_0 + balance->group ? city->balance_day
                                                                       : INT32_MAX;
}

static bool stock_at(const struct city *city, const struct city_row *row, int32_t stand_day,
                     uint16_t gauge, int64_t *out_stock)
{
    const bool has_balance = city->balance_day != CP_DAY_NONE;
    if (has_balance && stand_day < city->balance_day) {
        return false;
    }
    int64_t stock = 0;
    for (size_t i = 0; i < city->count_count; i++) {
        const struct city_count *count = &city->counts[i];
        const int64_t sign = sign_of(cp_sum_of(gauge), count->counter);
        const int32_t day = cp_zone_day(city->zone, count->occurred_ms);
        if (sign != 0 && day <= stand_day && !(has_balance && day < city->balance_day)) {
            const uint8_t at =
                city_stands(city, count->unit, count->administration, day, stand_day);
            stock += holds(row, at, count->unit) ? sign * count->delta : 0;
        }
    }
    for (size_t i = 0; i < city->balance_count; i++) {
        const struct city_balance *balance = &city->balances[i];
        if (joins(city, balance, gauge) <= stand_day) {
            const uint8_t at = city_stands(city, balance->unit, balance->administration,
                                           city->balance_day, stand_day);
            stock += holds(row, at, balance->unit) ? balance->amount : 0;
        }
    }
    *out_stock = stock;
    return true;
}

/* Counters that the counts may have, then the gauges. */
static const uint16_t compared[] = {
    CP_COUNTER_REV,
    CP_COUNTER_INQUIRIES,
    CP_COUNTER_OPENED,
    CP_COUNTER_REOPENED,
    CP_COUNTER_CLOSED,
    CP_COUNTER_MOVED_IN,
    CP_COUNTER_MOVED_OUT,
    CP_COUNTER_COMPLAINTS,
    CP_COUNTER_COMPLAINTS_SUBJECT_0,
    CP_COUNTER_COMPLAINTS_SUBJECT_1,
    CP_COUNTER_DECISIONS_BUCKET_200,
    CP_COUNTER_ACTIVE_FLOW_SUBJECT_0,
    CP_COUNTER_ACTIVE_FLOW_SUBJECT_1,
    CP_COUNTER_BACKLOG_FLOW_3M,
    CP_COUNTER_BACKLOG_FLOW_6M,
    CP_COUNTER_ACTIVE_CASES,
    CP_COUNTER_BACKLOG_3M,
    CP_COUNTER_BACKLOG_6M,
    CP_COUNTER_ACTIVE_CASES_SUBJECT_0,
    CP_COUNTER_ACTIVE_CASES_SUBJECT_1,
};
#define COMPARED (sizeof(compared) / sizeof(compared[0]))

static void compare_window(const struct city *city, const struct cp_picture *picture,
                           const struct cp_picture_row *row, const struct city_row *plain,
                           enum cp_window window)
{
    const struct cp_window_bounds *bounds = &picture->windows[window];
    for (size_t i = 0; i < COMPARED; i++) {
        const uint16_t counter = compared[i];
        const bool is_by_day = cp_counters[counter].block == CP_BLOCK_BACKLOG;
        if ((!row->is_wide && cp_counter_unit_place(counter) < 0) ||
            (is_by_day && bounds->resolution != CP_RESOLUTION_DAY)) {
            continue;
        }
        int64_t expected = 0;
        int64_t found = 0;
        bool has_value = true;
        if (cp_counters[counter].kind == CP_GAUGE) {
            has_value = stock_at(city, plain, bounds->last_day, counter, &expected);
        } else {
            expected = count_in(city, plain, bounds->from_ms, bounds->to_ms, counter);
        }
        assert_int_equal(cp_picture_count(picture, row, window, counter, &found), has_value);
        if (found != expected) {
            fail_msg("%s %s %s: %" PRId64 ", the twin says %" PRId64, row->name,
                     cp_windows[window].name, cp_counters[counter].id, found, expected);
        }
    }
}

static void compare_days(const struct city *city, const struct cp_picture *picture, size_t row,
                         const struct city_row *plain)
{
    static const uint16_t headlines[] = {CP_COUNTER_OPENED, CP_COUNTER_ACTIVE_CASES,
                                         CP_COUNTER_BACKLOG_6M};
    for (int place = 0; place < cp_headline_count(); place++) {
        const uint16_t counter = cp_headline_counter(place);
        if (counter != headlines[0] && counter != headlines[1] && counter != headlines[2]) {
            continue;
        }
        for (int32_t day = picture->days_first; day <= picture->today; day += 7) {
            int64_t expected = 0;
            int64_t found = 0;
            bool has_value = true;
            if (counter == headlines[0]) {
                expected = count_in(city, plain, cp_zone_day_start_ms(city->zone, day),
                                    cp_zone_day_start_ms(city->zone, day + 1), counter);
            } else {
                has_value = stock_at(city, plain, day, counter, &expected);
            }
            assert_int_equal(cp_picture_day(picture, row, place, day, &found), has_value);
            assert_int_equal(found, expected);
        }
    }
}

/* Every row there must be, by its name: "BIF/u1". */
struct city_rows {
    size_t count;
    char names[CITY_ROWS_MAX][CP_ROW_NAME_MAX];
};

static void add_row(struct city_rows *rows, uint8_t administration, const char *unit)
{
    char name[CP_ROW_NAME_MAX];
    (void)snprintf(name, sizeof(name), "%s/%s", code_of(administration), unit);
    for (size_t i = 0; i < rows->count; i++) {
        if (strcmp(rows->names[i], name) == 0) {
            return;
        }
    }
    assert_true(rows->count < CITY_ROWS_MAX);
    memcpy(rows->names[rows->count++], name, sizeof(name));
}

static void compare_row_names(const struct city *city, const struct cp_picture *picture)
{
    static struct city_rows rows;
    rows.count = 0;
    for (size_t i = 0; i < city->mapping_count; i++) {
        add_row(&rows, city->mappings[i].administration, city->mappings[i].unit);
    }
    for (size_t i = 0; i < city->count_count; i++) {
        const struct city_count *count = &city->counts[i];
        const int32_t day = cp_zone_day(city->zone, count->occurred_ms);
        add_row(&rows, city_filed(city, count->unit, count->administration, day), count->unit);
    }
    for (size_t i = 0; i < city->balance_count; i++) {
        const struct city_balance *balance = &city->balances[i];
        const uint8_t filed =
            city_filed(city, balance->unit, balance->administration, city->balance_day);
        add_row(&rows, filed, balance->unit);
    }
    assert_int_equal(picture->row_count, picture->wide_count + rows.count);
    for (size_t i = picture->wide_count; i < picture->row_count; i++) {
        const size_t before = rows.count;
        add_row(&rows, picture->rows[i].administration, picture->rows[i].name + 4);
        assert_int_equal(rows.count, before);
        assert_int_equal(
            strncmp(picture->rows[i].name, code_of(picture->rows[i].administration), 3), 0);
    }
}

void city_compare(const struct city *city, const struct cp_picture *picture)
{
    assert_int_equal(picture->wide_count, city->extra != 0 ? 10 : 9);
    compare_row_names(city, picture);
    for (size_t at = 0; at < picture->row_count; at++) {
        const struct cp_picture_row *row = &picture->rows[at];
        const struct city_row plain = {.is_all = at == 0,
                                       .administration = row->administration,
                                       .unit = row->is_wide ? NULL : row->name + 4};
        for (int window = 0; window < CP_WINDOW_COUNT; window++) {
            if (row->is_wide || cp_windows[window].is_unit) {
                compare_window(city, picture, row, &plain, (enum cp_window)window);
            }
        }
        if (row->is_wide && picture->days_first != CP_DAY_NONE) {
            compare_days(city, picture, at, &plain);
        }
    }
}
