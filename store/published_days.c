#include "published_days.h"

#include <stdlib.h>
#include <string.h>

#include "casepulse/base/assert.h"
#include "casepulse/base/memory.h"
#include "casepulse/base/zone.h"

#include "adoption.h"
#include "sheet.h"

#define CP_DAYS_AT_ONCE 16 /* compared */

/* Days [first, last]; empty if first > last. */
struct cp_stretch {
    int32_t first, last;
};

static const struct cp_stretch cp_stretch_none = {1, 0};

/* Cells lie in a ring by day, as the picture's do: a day that leaves makes room for a new one. */
struct cp_published_days {
    const struct cp_keys *keys;
    const struct cp_catalogue *catalogue;
    struct cp_stretch stretch;
    int32_t capacity;
    int64_t *cells; /* [wide row][headline][capacity] */
    uint64_t versions[CP_WIDE_MAX];
};

struct cp_published_days *cp_published_days_create(const struct cp_keys *keys,
                                                   const struct cp_catalogue *catalogue)
{
    struct cp_published_days *days = cp_allocate(1, sizeof(*days));
    days->keys = keys;
    days->catalogue = catalogue;
    days->stretch = cp_stretch_none;
    return days;
}

void cp_published_days_free(struct cp_published_days *days)
{
    if (days == NULL) {
        return;
    }
    free(days->cells);
    free(days);
}

static int64_t *cp_published_days_line(struct cp_published_days *days, size_t row, int headline)
{
    const size_t line = row * CP_HEADLINE_MAX + (size_t)headline;
    return &days->cells[line * (size_t)days->capacity];
}

static struct cp_stretch cp_stretch_of(const struct cp_picture *picture)
{
    return picture->days_first == CP_DAY_NONE
               ? cp_stretch_none
               : (struct cp_stretch){picture->days_first, picture->today};
}

/* The part of a stretch that lies in the year of its first day. */
static struct cp_stretch cp_stretch_of_year(struct cp_stretch stretch, int32_t *out_year)
{
    *out_year = cp_civil_from_day(stretch.first).year;
    const int32_t end = cp_civil_to_day((struct cp_civil){*out_year + 1, 1, 1});
    return (struct cp_stretch){stretch.first, stretch.last < end ? stretch.last : end - 1};
}

/* A row's headline, as it is and as it was published; both rings by day. */
struct cp_days_line {
    const int64_t *values;
    int32_t values_from; /* no value before */
    int64_t *published;
    int32_t capacity;
};

/* With `picture` NULL no day has a value any more. */
static struct cp_days_line cp_days_line_of(struct cp_published_days *days,
                                           const struct cp_picture *picture, size_t row,
                                           int headline)
{
    struct cp_days_line line = {
        .values_from = INT32_MAX,
        .published = cp_published_days_line(days, row, headline),
        .capacity = days->capacity,
    };
    if (picture != NULL) {
        line.values = cp_picture_days(picture, row, headline, &line.values_from);
    }
    return line;
}

static int64_t cp_days_line_cell(const struct cp_days_line *line, int32_t day)
{
    return day < line->values_from ? CP_CELL_NONE
                                   : line->values[cp_picture_day_place(day, line->capacity)];
}

/* How many days from `day` on are as published; at most `count`, which lie side by side. */
static int32_t cp_days_line_same(const struct cp_days_line *line, int32_t day, int32_t count)
{
    const size_t place = cp_picture_day_place(day, line->capacity);
    const int64_t *published = line->published + place;
    const int64_t *values = line->values + place;
    int32_t same = 0;
    while (same + CP_DAYS_AT_ONCE <= count &&
           memcmp(published + same, values + same, CP_DAYS_AT_ONCE * sizeof(*values)) == 0) {
        same += CP_DAYS_AT_ONCE;
    }
    while (same < count && published[same] == values[same]) {
        same++;
    }
    return same;
}

/* The first day from `day` on that is not as published; behind `last` if there is none. */
static int32_t cp_days_line_find(const struct cp_days_line *line, int32_t day, int32_t last)
{
    while (day <= last && day < line->values_from) {
        if (line->published[cp_picture_day_place(day, line->capacity)] != CP_CELL_NONE) {
            return day;
        }
        day++;
    }
    while (day <= last) {
        const int32_t place = (int32_t)cp_picture_day_place(day, line->capacity);
        const int32_t left = last - day + 1;
        const int32_t count =
            left < line->capacity - place ? left : line->capacity - place; /* of the ring */
        const int32_t same = cp_days_line_same(line, day, count);
        day += same;
        if (same < count) {
            return day;
        }
    }
    return day;
}

/* One row's headline over a stretch: a hash a year. With `picture` NULL the days are removed. */
static void cp_published_days_write_line(struct cp_published_days *days,
                                         struct cp_transaction *transaction,
                                         const struct cp_picture *picture, const char *code,
                                         size_t row, int headline, struct cp_stretch stretch)
{
    const char *id = cp_catalogue_counter_id(days->catalogue, cp_headline_counter(headline));
    if (id == NULL || stretch.first > stretch.last) {
        return;
    }
    const struct cp_days_line line = cp_days_line_of(days, picture, row, headline);
    int32_t day = cp_days_line_find(&line, stretch.first, stretch.last);
    while (day <= stretch.last) {
        int32_t year = 0;
        const struct cp_stretch part =
            cp_stretch_of_year((struct cp_stretch){day, stretch.last}, &year);
        char key[CP_KEY_MAX];
        cp_key_write(days->keys, key, CP_KEY_DAYS, code, id, year);
        cp_hash_open(transaction, key);
        for (; day <= part.last; day = cp_days_line_find(&line, day + 1, part.last)) {
            char date[11];
            cp_day_format(day, date);
            (void)cp_cell_publish(transaction, date, CP_CELL_INTEGER, cp_days_line_cell(&line, day),
                                  &line.published[cp_picture_day_place(day, line.capacity)]);
        }
        (void)cp_hash_close(transaction);
        day = cp_days_line_find(&line, part.last + 1, stretch.last);
    }
}

static void cp_published_days_remove(struct cp_published_days *days,
                                     struct cp_transaction *transaction,
                                     const struct cp_picture *picture, struct cp_stretch stretch)
{
    for (size_t row = 0; row < picture->wide_count && stretch.first <= stretch.last; row++) {
        for (int headline = 0; headline < cp_headline_count(); headline++) {
            cp_published_days_write_line(days, transaction, NULL, picture->rows[row].name, row,
                                         headline, stretch);
        }
    }
}

/* Days outside the new stretch leave before their slots are taken by others. */
static void cp_published_days_leave(struct cp_published_days *days,
                                    struct cp_transaction *transaction,
                                    const struct cp_picture *picture, struct cp_stretch next)
{
    const struct cp_stretch old = days->stretch;
    struct cp_stretch before = {old.first, next.first - 1};
    struct cp_stretch after = {next.last + 1, old.last};
    before.last = before.last < old.last ? before.last : old.last;
    after.first = after.first > old.first ? after.first : old.first;
    if (next.first > next.last) {
        before = old;
        after = cp_stretch_none;
    }
    cp_published_days_remove(days, transaction, picture, before);
    cp_published_days_remove(days, transaction, picture, after);
}

static void cp_published_days_sweep(const struct cp_published_days *days, struct cp_sweep *sweep,
                                    struct cp_transaction *transaction, const char *code,
                                    int headline)
{
    const char *id = cp_catalogue_counter_id(days->catalogue, cp_headline_counter(headline));
    char prefix[CP_KEY_MAX];
    if (id != NULL && sweep != NULL) {
        cp_key_write(days->keys, prefix, CP_KEY_DAYS_PREFIX, code, id);
        cp_sweep_remove_prefix(sweep, transaction, prefix);
    }
}

static enum cp_status cp_published_days_write_row(struct cp_published_days *days,
                                                  struct cp_transaction *transaction,
                                                  const struct cp_picture *picture, size_t row,
                                                  size_t fields_max, struct cp_sweep *sweep,
                                                  struct cp_failure *out_failure)
{
    const char *code = picture->rows[row].name;
    for (int headline = 0; headline < cp_headline_count(); headline++) {
        cp_published_days_sweep(days, sweep, transaction, code, headline);
        cp_published_days_write_line(days, transaction, picture, code, row, headline,
                                     cp_stretch_of(picture));
        const enum cp_status status =
            cp_transaction_relieve(transaction, 0, fields_max, out_failure);
        if (status != CP_OK) {
            return status;
        }
    }
    return CP_OK;
}

/* Of the first picture with days. */
static void cp_published_days_take_capacity(struct cp_published_days *days,
                                            const struct cp_picture *picture)
{
    if (days->cells == NULL) {
        days->capacity = picture->days_capacity;
        days->cells = cp_sheet_cells_create(picture->wide_count * CP_HEADLINE_MAX *
                                            (size_t)picture->days_capacity);
    }
    CP_ASSERT(days->capacity == picture->days_capacity);
}

#define CP_DAYS_OF_YEAR_MAX 366

/* A year's hash that is being looked at. */
struct cp_days_adoption {
    struct cp_published_days *days;
    struct cp_stretch stretch;
};

/* The number in the digits at `text`; -1: there are others. */
static int32_t cp_date_part(const char *text, size_t digits)
{
    int32_t value = 0;
    for (size_t at = 0; at < digits; at++) {
        if (text[at] < '0' || text[at] > '9') {
            return -1;
        }
        value = value * 10 + (text[at] - '0');
    }
    return value;
}

/* "2013-05-21" and nothing else; false: no such date, or outside the stretch. */
static bool cp_stretch_parse(struct cp_stretch stretch, const char *text, int32_t *out_day)
{
    if (strlen(text) != 10 || text[4] != '-' || text[7] != '-') {
        return false;
    }
    const struct cp_civil civil = {cp_date_part(text, 4), cp_date_part(text + 5, 2),
                                   cp_date_part(text + 8, 2)};
    if (civil.year < 0 || civil.month < 1 || civil.month > 12 || civil.day < 1) {
        return false;
    }
    *out_day = cp_civil_to_day(civil);
    const struct cp_civil same = cp_civil_from_day(*out_day);
    return same.month == civil.month && same.day == civil.day && *out_day >= stretch.first &&
           *out_day <= stretch.last;
}

struct cp_day_cell {
    int32_t day;
    int64_t cell;
};

/* All or nothing: every field is looked at before the first is taken. */
static bool cp_published_days_take(void *context, size_t place, const struct cp_reply *hash)
{
    const struct cp_days_adoption *adoption = context;
    struct cp_day_cell found[CP_DAYS_OF_YEAR_MAX];
    const size_t count = cp_reply_count(hash) / 2;
    int64_t *line = cp_published_days_line(adoption->days, place / CP_HEADLINE_MAX,
                                           (int)(place % CP_HEADLINE_MAX));
    if (count > CP_DAYS_OF_YEAR_MAX) {
        return false;
    }
    for (size_t at = 0; at < count; at++) {
        const char *date = cp_reply_text(cp_reply_at(hash, 2 * at));
        const char *text = cp_reply_text(cp_reply_at(hash, 2 * at + 1));
        if (!cp_stretch_parse(adoption->stretch, date, &found[at].day) ||
            !cp_cell_parse(CP_CELL_INTEGER, text, &found[at].cell)) {
            return false;
        }
    }
    for (size_t at = 0; at < count; at++) {
        line[cp_picture_day_place(found[at].day, adoption->days->capacity)] = found[at].cell;
    }
    return true;
}

static enum cp_status cp_published_days_ask(const struct cp_published_days *days,
                                            struct cp_adoption *adoption, const char *code,
                                            size_t row, int headline, struct cp_stretch stretch,
                                            struct cp_failure *out_failure)
{
    const char *id = cp_catalogue_counter_id(days->catalogue, cp_headline_counter(headline));
    enum cp_status status = CP_OK;
    while (id != NULL && stretch.first <= stretch.last && status == CP_OK) {
        int32_t year = 0;
        char key[CP_KEY_MAX];
        stretch.first = cp_stretch_of_year(stretch, &year).last + 1;
        cp_key_write(days->keys, key, CP_KEY_DAYS, code, id, year);
        status =
            cp_adoption_ask(adoption, key, row * CP_HEADLINE_MAX + (size_t)headline, out_failure);
    }
    return status;
}

enum cp_status cp_published_days_adopt(struct cp_published_days *days,
                                       struct cp_connection *connection,
                                       const struct cp_picture *picture, struct cp_sweep *sweep,
                                       struct cp_failure *out_failure)
{
    struct cp_days_adoption taker = {days, cp_stretch_of(picture)};
    struct cp_adoption adoption;
    enum cp_status status = CP_OK;
    if (taker.stretch.first > taker.stretch.last) {
        return CP_OK;
    }
    cp_published_days_take_capacity(days, picture);
    cp_adoption_begin(&adoption, connection, sweep, cp_published_days_take, &taker);
    for (size_t row = 0; row < picture->wide_count; row++) {
        for (int headline = 0; headline < cp_headline_count() && status == CP_OK; headline++) {
            status = cp_published_days_ask(days, &adoption, picture->rows[row].name, row, headline,
                                           taker.stretch, out_failure);
        }
    }
    return status == CP_OK ? cp_adoption_finish(&adoption, out_failure) : status;
}

enum cp_status cp_published_days_write(struct cp_published_days *days,
                                       struct cp_transaction *transaction,
                                       const struct cp_picture *picture, size_t fields_max,
                                       struct cp_sweep *sweep, struct cp_failure *out_failure)
{
    const struct cp_stretch next = cp_stretch_of(picture);
    const bool is_moved = next.first != days->stretch.first || next.last != days->stretch.last;
    if (next.first <= next.last) {
        cp_published_days_take_capacity(days, picture);
    }
    CP_ASSERT(next.last - next.first < days->capacity || next.first > next.last);
    if (is_moved) {
        cp_published_days_leave(days, transaction, picture, next);
    }
    for (size_t row = 0; row < picture->wide_count; row++) {
        if (!is_moved && days->versions[row] == picture->days_version[row]) {
            continue;
        }
        const enum cp_status status = cp_published_days_write_row(days, transaction, picture, row,
                                                                  fields_max, sweep, out_failure);
        if (status != CP_OK) {
            return status;
        }
        days->versions[row] = picture->days_version[row];
    }
    days->stretch = next;
    return CP_OK;
}
