#include "casepulse/aggregator/state.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "casepulse/base/memory.h"
#include "totals_parts.h"

struct cp_state_lines {
    char (*lines)[CP_STATE_LINE_MAX];
    size_t count, capacity;
};

static char *cp_state_lines_add(struct cp_state_lines *state)
{
    if (state->count == state->capacity) {
        state->capacity = state->capacity > 0 ? state->capacity * 2 : 1024;
        state->lines = cp_reallocate(state->lines, state->capacity, sizeof(*state->lines));
    }
    return state->lines[state->count++];
}

/* A packed history names each count once. */
static void cp_state_add_row(struct cp_state_lines *state, struct cp_total_row *row)
{
    cp_history_pack(&row->histories[CP_RESOLUTION_DAY]);
    struct cp_history_reader reader = cp_history_read(&row->histories[CP_RESOLUTION_DAY]);
    struct cp_history_count count;
    while (cp_history_next(&reader, &count)) {
        const uint16_t counter = (uint16_t)(cp_block_first(count.block) + count.column);
        char date[11];
        if (counter == CP_COUNTER_REV || count.value == 0) {
            continue;
        }
        cp_day_format(count.at, date);
        (void)snprintf(cp_state_lines_add(state), CP_STATE_LINE_MAX, "%s,%d,%s,%s,%" PRId64,
                       row->key.unit.bytes, row->key.administration, date, cp_counters[counter].id,
                       count.value);
    }
}

static void cp_state_add_verdicts(struct cp_state_lines *state, const struct cp_totals *totals)
{
    for (int verdict = 0; verdict < CP_VERDICT_COUNT; verdict++) {
        int64_t sum = 0;
        for (size_t i = 0; i < totals->head_count; i++) {
            sum += totals->heads[i].verdicts[verdict];
        }
        if (sum != 0) {
            (void)snprintf(cp_state_lines_add(state), CP_STATE_LINE_MAX, "%s,%" PRId64,
                           cp_verdict_text((enum cp_verdict)verdict), sum);
        }
    }
}

static int cp_state_line_compare(const void *left, const void *right)
{
    return strcmp(left, right);
}

void cp_totals_state_lines(struct cp_totals *totals, char (**out_lines)[CP_STATE_LINE_MAX],
                           size_t *out_count)
{
    struct cp_state_lines state = {0};
    cp_totals_drain(totals, CP_ALL_RESOLUTIONS);
    for (size_t i = 0; i < totals->sent.count; i++) {
        cp_state_add_row(&state, &totals->sent.rows[i]);
    }
    cp_state_add_verdicts(&state, totals);
    if (state.count > 0) {
        qsort(state.lines, state.count, sizeof(*state.lines), cp_state_line_compare);
    }
    *out_lines = state.lines;
    *out_count = state.count;
}
