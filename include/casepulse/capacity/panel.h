/* The sections of a capacity report: each a table of which some columns are drawn.
 *
 * One row of panels.def a section; whoever shows a report walks through them and needs to know no
 * figure. Threads: any; pure. Bounded: 60 lines of 7 columns. */
#ifndef CASEPULSE_CAPACITY_PANEL_H
#define CASEPULSE_CAPACITY_PANEL_H

#include <stdbool.h>
#include <stddef.h>

#include "casepulse/base/zone.h"
#include "casepulse/capacity/result.h"

#define CP_PANEL_COLUMNS_MAX 7
#define CP_PANEL_LINES_MAX 60
#define CP_PANEL_TEXT_MAX 64
#define CP_PANEL_NOTE_MAX 400

enum cp_panel_kind {
    CP_PANEL_COLUMNS, /* an upright bar for each line, whose labels are told by three letters */
    CP_PANEL_ROWS,    /* a lying bar for each line */
    CP_PANEL_CURVES,  /* the lines are instants */
    CP_PANEL_TABLE    /* nothing is drawn */
};

/* X(NAME): how a number reads; format.c tells. */
#define CP_PANEL_UNITS(X)                                                                          \
    X(COUNT)                                                                                       \
    X(MEAN)                                                                                        \
    X(RATE)                                                                                        \
    X(PERCENT)                                                                                     \
    X(MULTIPLE)                                                                                    \
    X(DURATION_MS)                                                                                 \
    X(BYTES)                                                                                       \
    X(TEXT)

enum cp_panel_unit {
#define X(name) CP_UNIT_##name,
    CP_PANEL_UNITS(X)
#undef X
        CP_UNIT_COUNT_OF_UNITS
};

struct cp_panel_column {
    const char *head;
    enum cp_panel_unit unit;
    bool is_drawn;
};

struct cp_panel_cell {
    bool is_known; /* else it is shown as "–" */
    double value;  /* of a unit with numbers */
    char text[CP_PANEL_TEXT_MAX];
};

struct cp_panel_line {
    char label[CP_PANEL_TEXT_MAX];
    double at;      /* of a curve: seconds since the process began */
    bool is_marked; /* what the note speaks of */
    struct cp_panel_cell cells[CP_PANEL_COLUMNS_MAX];
};

struct cp_panel;

struct cp_panel_row {
    const char *id;
    const char *title;
    enum cp_panel_kind kind;
    const char *line_head; /* above the labels of the lines */
    const char *meaning;   /* what is shown and how it was computed, a sentence or two */
    const struct cp_panel_column *columns;
    size_t column_count;
    void (*fill)(const struct cp_capacity_result *result, const struct cp_zone *zone,
                 struct cp_panel *panel);
};

struct cp_panel {
    const struct cp_panel_row *row;
    char note[CP_PANEL_NOTE_MAX]; /* what this run says, in words; or "" */
    size_t line_count;            /* 0: there is nothing to show, and the note says why */
    struct cp_panel_line lines[CP_PANEL_LINES_MAX];
};

#define CP_PANEL_COUNT 12
extern const struct cp_panel_row cp_panel_rows[CP_PANEL_COUNT];

/* Fills one section; cells have texts from then on. */
void cp_panel_fill(const struct cp_panel_row *row, const struct cp_capacity_result *result,
                   const struct cp_zone *zone, struct cp_panel *out_panel);

/* True if at least one cell of a column is known. */
bool cp_panel_has_column(const struct cp_panel *panel, size_t column);

/* The largest known value of a drawn column, of all of them together; 0: there is none. */
double cp_panel_largest(const struct cp_panel *panel);

/* The answers that come first: how much, how fast, how fresh, what breaks first, how long an
 * outage lasts on. */
#define CP_HEADLINE_COUNT 5
struct cp_headline {
    const char *label;
    char value[CP_PANEL_TEXT_MAX];
    char note[CP_PANEL_NOTE_MAX];
};

void cp_headlines_fill(const struct cp_capacity_result *result,
                       struct cp_headline out_headlines[CP_HEADLINE_COUNT]);

#endif
