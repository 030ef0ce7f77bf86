/* Rows of the table of fields that share a name (`result`) share a column; the original's own id
 * and time in a retraction have columns with a prefix. */
#include "generate_csv.h"

#include <csv.h>
#include <inttypes.h>
#include <stdbool.h>
#include <string.h>

#include "casepulse/base/instant.h"
#include "casepulse/proto/values.h"
#include "fields.h"

#define CP_CELL_SIZE 1024 /* 32 points with the longest name, and then some */
#define CP_COLUMN_TYPE "event"
#define CP_COLUMN_RETRACTED_TYPE "retracts"
#define CP_COLUMN_SOURCE "source"

struct cp_cell {
    char text[CP_CELL_SIZE];
    size_t size;
};

static void cp_cell_add(struct cp_cell *cell, const char *separator, const char *text)
{
    const char *before = cell->size > 0 ? separator : "";
    const int added =
        snprintf(cell->text + cell->size, sizeof(cell->text) - cell->size, "%s%s", before, text);
    cell->size += (size_t)added;
}

static void cp_csv_put(FILE *stream, const char *text, bool is_first)
{
    if (!is_first) {
        (void)fputc(',', stream);
    }
    if (text[0] != '\0') {
        (void)csv_fwrite(stream, text, strlen(text));
    }
}

/* The original's own: named as the record's, so told apart by a prefix. */
static bool cp_field_is_originals(const struct cp_field *field)
{
    return field->owner == CP_FIELD_OF_FACT &&
           (strcmp(field->name, "event_id") == 0 || strcmp(field->name, "occurred") == 0);
}

/* The first row of the table with this name, of record or original. */
static bool cp_field_has_column(const struct cp_field *fields, size_t at)
{
    for (size_t i = 0; i < at; i++) {
        if (strcmp(fields[i].name, fields[at].name) == 0 && !cp_field_is_originals(&fields[at])) {
            return false;
        }
    }
    return true;
}

void cp_generated_csv_write_header(FILE *stream)
{
    size_t count = 0;
    const struct cp_field *fields = cp_field_table(&count);
    cp_csv_put(stream, CP_COLUMN_TYPE, true);
    cp_csv_put(stream, CP_COLUMN_RETRACTED_TYPE, false);
    cp_csv_put(stream, CP_COLUMN_SOURCE, false);
    for (size_t i = 0; i < count; i++) {
        char name[64];
        (void)snprintf(name, sizeof(name), "%s%s",
                       cp_field_is_originals(&fields[i]) ? "retracted_" : "", fields[i].name);
        if (cp_field_has_column(fields, i)) {
            cp_csv_put(stream, name, false);
        }
    }
    (void)fputc('\n', stream);
}

static void cp_cell_add_value(const struct cp_field *field, int value, struct cp_cell *cell)
{
    cp_cell_add(cell, "|", cp_value_text(field->set, value));
}

static void cp_cell_add_mask(const struct cp_field *field, uint32_t mask, struct cp_cell *cell)
{
    for (int value = 0; value <= cp_value_count(field->set); value++) {
        if ((mask & CP_BIT(value)) != 0) {
            cp_cell_add_value(field, value, cell);
        }
    }
}

static void cp_cell_add_id(const uint8_t id[CP_EVENT_ID_SIZE], struct cp_cell *cell)
{
    static const uint8_t absent[CP_EVENT_ID_SIZE];
    for (int i = 0; i < CP_EVENT_ID_SIZE && memcmp(id, absent, sizeof(absent)) != 0; i++) {
        char digits[3];
        (void)snprintf(digits, sizeof(digits), "%02x", id[i]);
        cp_cell_add(cell, "", digits);
    }
}

static void cp_cell_add_time(int64_t utc_ms, struct cp_cell *cell)
{
    char text[25];
    if (utc_ms != CP_TIME_ABSENT) {
        cp_instant_format(utc_ms, text);
        cp_cell_add(cell, "", text);
    }
}

static void cp_cell_add_number(uint64_t number, struct cp_cell *cell)
{
    char text[24];
    if (number != 0) {
        (void)snprintf(text, sizeof(text), "%" PRIu64, number);
        cp_cell_add(cell, "", text);
    }
}

static void cp_cell_add_text(const struct cp_short_text *text, struct cp_cell *cell)
{
    const bool is_ours = text->bytes[0] == '_';
    cp_cell_add(cell, "", is_ours ? "" : text->bytes);
}

static void cp_cell_fill(const struct cp_field *field, const struct cp_event *event,
                         struct cp_cell *cell)
{
    const void *at = (const char *)event + field->offset;
    switch (field->kind) {
    case CP_FIELD_TEXT:
        cp_cell_add_text(at, cell);
        break;
    case CP_FIELD_CODE:
        cp_cell_add(cell, "", at);
        break;
    case CP_FIELD_TIME:
        cp_cell_add_time(*(const int64_t *)at, cell);
        break;
    case CP_FIELD_BYTE:
        cp_cell_add_number(*(const uint8_t *)at, cell);
        break;
    case CP_FIELD_COUNT:
        cp_cell_add_number(*(const uint64_t *)at, cell);
        break;
    case CP_FIELD_CHOICE:
        if (*(const uint8_t *)at != 0) {
            cp_cell_add_value(field, *(const uint8_t *)at, cell);
        }
        break;
    case CP_FIELD_KINDS:
        cp_cell_add_mask(field, *(const uint8_t *)at, cell);
        break;
    case CP_FIELD_THEMES:
        cp_cell_add_mask(field, *(const uint32_t *)at, cell);
        break;
    case CP_FIELD_POINTS:
        for (int i = 0; i < event->fact.point_count; i++) {
            cp_cell_add_value(field, event->fact.points[i], cell);
        }
        break;
    case CP_FIELD_FLAG:
        cp_cell_add(cell, "", *(const bool *)at ? "yes" : "no");
        break;
    case CP_FIELD_ID:
        cp_cell_add_id(at, cell);
        break;
    }
}

/* Of the fields of one name the one that this event carries. */
static const struct cp_field *cp_field_of_event(const struct cp_field *fields, size_t count,
                                                size_t first, const struct cp_event *event)
{
    if (cp_field_is_originals(&fields[first])) {
        return event->is_retraction ? &fields[first] : NULL;
    }
    for (size_t i = first; i < count; i++) {
        if (strcmp(fields[i].name, fields[first].name) == 0 &&
            (fields[i].types & CP_BIT(event->fact.type)) != 0) {
            return &fields[i];
        }
    }
    return NULL;
}

void cp_generated_csv_write(FILE *stream, const struct cp_event *event)
{
    size_t count = 0;
    const struct cp_field *fields = cp_field_table(&count);
    const char *type = cp_value_text(CP_SET_EVENT, event->fact.type);
    cp_csv_put(stream, event->is_retraction ? "event_retracted" : type, true);
    cp_csv_put(stream, event->is_retraction ? type : "", false);
    cp_csv_put(stream, event->source, false);
    for (size_t i = 0; i < count; i++) {
        if (!cp_field_has_column(fields, i)) {
            continue;
        }
        struct cp_cell cell; /* not zeroed: it is large */
        cell.size = 0;
        cell.text[0] = '\0';
        const struct cp_field *field = cp_field_of_event(fields, count, i, event);
        if (field != NULL) {
            cp_cell_fill(field, event, &cell);
        }
        cp_csv_put(stream, cell.text, false);
    }
    (void)fputc('\n', stream);
}
