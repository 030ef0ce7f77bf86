/* Both states as lines in the order of their bytes, walked through side by side. */
#include "replay_compare.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "casepulse/base/memory.h"
#include "state_load.h"

/* Lines of a state: "unit,administration,date,figure,value", and some "verdict,sum". */
struct cp_lines {
    char (*lines)[CP_STATE_LINE_MAX];
    size_t count, at;
};

const struct cp_difference_reason_row cp_difference_reasons[CP_DIFFERENCE_COUNT] = {
#define X(name, id, text) [CP_DIFFERENCE_##name] = {id, text},
    CP_REASONS_OF_DIFFERENCE(X)
#undef X
};

/* The event type whose counters a block holds. */
static const char *const cp_block_events[CP_BLOCK_COUNT] = {
    [CP_BLOCK_LATE] = "any",
#define X(name, text) [CP_BLOCK_##name] = text,
    CP_EVENT_TYPES(X)
#undef X
        [CP_BLOCK_SUBJECT_INQUIRIES] = "inquiry_received",
    [CP_BLOCK_SUBJECT_DECISIONS] = "decision_made",
    [CP_BLOCK_SUBJECT_COMPLAINTS] = "complaint_received",
    [CP_BLOCK_SUBJECT_OMB_COMPLAINTS] = "complaint_received",
    [CP_BLOCK_SUBJECT_ACTIVE] = "case_opened to unit_changed",
    [CP_BLOCK_DURATION_LOW] = "decision_made",
    [CP_BLOCK_DURATION_HIGH] = "decision_made",
    [CP_BLOCK_BACKLOG] = "case_opened to unit_changed",
};

static const char *cp_event_of_figure(const char *figure)
{
    const int counter = cp_counter_find(figure);
    const uint8_t block = counter >= 0 ? cp_counters[counter].block : CP_BLOCK_NONE;
    return block < CP_BLOCK_COUNT ? cp_block_events[block] : "any";
}

static size_t cp_commas(const char *line)
{
    size_t count = 0;
    for (; *line != '\0'; line++) {
        count += *line == ',' ? 1 : 0;
    }
    return count;
}

/* The next day count, its value cut off; NULL: none left. Sums of verdicts are passed over. */
static const char *cp_lines_next(struct cp_lines *lines, int64_t *out_value)
{
    while (lines->at < lines->count) {
        char *line = lines->lines[lines->at++];
        char *comma = strrchr(line, ',');
        if (cp_commas(line) == 4) {
            *out_value = strtoll(comma + 1, NULL, 10);
            *comma = '\0';
            return line;
        }
    }
    return NULL;
}

static void cp_lines_open(struct cp_lines *lines, struct cp_totals *totals)
{
    lines->at = 0;
    cp_totals_state_lines(totals, &lines->lines, &lines->count);
}

static void cp_difference_part(struct cp_difference *difference)
{
    const char **const parts[] = {&difference->unit, &difference->administration, &difference->date,
                                  &difference->figure};
    char *at = difference->line;
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
        char *comma = strchr(at, ',');
        *parts[i] = at;
        if (comma != NULL) {
            *comma = '\0';
            at = comma + 1;
        }
    }
}

static enum cp_difference_reason cp_comparison_reason(const struct cp_comparison_facts *facts,
                                                      const char *date)
{
    char last[11];
    cp_day_format(facts->last_day, last);
    if (facts->has_other_load) {
        return CP_DIFFERENCE_LOAD;
    }
    if (facts->has_other_rules) {
        return CP_DIFFERENCE_RULES;
    }
    if (facts->live_only_before > 0) {
        return CP_DIFFERENCE_RANGE;
    }
    if (facts->live_only_after > 0) {
        return strcmp(date, last) <= 0 ? CP_DIFFERENCE_AMENDED : CP_DIFFERENCE_RANGE;
    }
    return facts->replay_only > 0 ? CP_DIFFERENCE_BEHIND : CP_DIFFERENCE_UNKNOWN;
}

static void cp_comparison_add(struct cp_comparison *comparison, const char *line, int64_t live,
                              int64_t replay)
{
    comparison->compared++;
    if (live == replay) {
        return;
    }
    if (comparison->count == comparison->capacity) {
        comparison->capacity = comparison->capacity * 2 + 64;
        comparison->differences = cp_reallocate(comparison->differences, comparison->capacity,
                                                sizeof(*comparison->differences));
    }
    struct cp_difference *difference = &comparison->differences[comparison->count++];
    memcpy(difference->line, line, strlen(line) + 1);
    difference->live = live;
    difference->replay = replay;
}

/* What points into the lines themselves is set once they have their place. */
static void cp_comparison_explain(struct cp_comparison *comparison)
{
    for (size_t i = 0; i < comparison->count; i++) {
        struct cp_difference *difference = &comparison->differences[i];
        cp_difference_part(difference);
        difference->event = cp_event_of_figure(difference->figure);
        difference->reason = cp_comparison_reason(&comparison->facts, difference->date);
    }
}

static void cp_comparison_walk(struct cp_comparison *comparison, struct cp_lines *live,
                               struct cp_lines *replay)
{
    int64_t live_value = 0;
    int64_t replay_value = 0;
    const char *left = cp_lines_next(live, &live_value);
    const char *right = cp_lines_next(replay, &replay_value);
    while (left != NULL || right != NULL) {
        int order = left == NULL ? 1 : -1;
        if (left != NULL && right != NULL) {
            order = strcmp(left, right);
        }
        cp_comparison_add(comparison, order <= 0 ? left : right, order <= 0 ? live_value : 0,
                          order >= 0 ? replay_value : 0);
        left = order <= 0 ? cp_lines_next(live, &live_value) : left;
        right = order >= 0 ? cp_lines_next(replay, &replay_value) : right;
    }
}

static const struct cp_head *cp_head_find(const struct cp_picture *picture, int32_t partition)
{
    for (size_t i = 0; i < picture->head_count; i++) {
        if (picture->heads[i].partition == partition) {
            return &picture->heads[i];
        }
    }
    return NULL;
}

static int64_t cp_larger(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

/* How far the two ranges of offsets reach beyond each other. With another load the replay's offsets
 * count otherwise, and nothing is said. */
static void cp_facts_compare(struct cp_comparison_facts *facts, const struct cp_picture *live,
                             const struct cp_picture *replay)
{
    for (size_t i = 0; i < live->head_count; i++) {
        const struct cp_head *is = &live->heads[i];
        const struct cp_head *other = cp_head_find(replay, is->partition);
        if (other == NULL) {
            facts->live_only_before += is->offset - is->start;
            continue;
        }
        facts->live_only_before += cp_larger(other->start - is->start, 0);
        facts->live_only_after += cp_larger(is->offset - other->offset, 0);
    }
    for (size_t i = 0; i < replay->head_count; i++) {
        const struct cp_head *is = &replay->heads[i];
        const struct cp_head *other = cp_head_find(live, is->partition);
        const int64_t known = other != NULL ? other->offset : is->start;
        facts->replay_only += cp_larger(is->offset - known, 0);
    }
}

/* A fixed instant of pictures belongs to a state, but changes no count of a day. */
static void cp_rules_without_instant(char rules[CP_FINGERPRINT_MAX])
{
    char *at = strstr(rules, " as_of=");
    if (at == NULL) {
        return;
    }
    const char *end = strchr(at + 1, ' ');
    memmove(at, end != NULL ? end : "", end != NULL ? strlen(end) + 1 : 1);
}

static enum cp_status cp_comparison_load(const struct cp_replay_plan *plan,
                                         struct cp_comparison_facts *facts,
                                         struct cp_totals **out_live,
                                         struct cp_failure *out_failure)
{
    struct cp_redis_settings redis = cp_command_redis(plan->settings);
    redis.namespace_name = plan->compare;
    enum cp_status status =
        cp_state_fingerprint(&redis, facts->live_rules, sizeof(facts->live_rules), out_failure);
    if (status == CP_OK && facts->live_rules[0] == '\0') {
        return cp_fail(out_failure, CP_CONFIGURATION,
                       "--compare %s: nothing is stored of that namespace", plan->compare);
    }
    if (status == CP_OK) {
        status =
            cp_state_load(&redis, &plan->settings->zone, facts->live_rules, out_live, out_failure);
    }
    return status;
}

static void cp_comparison_fill(struct cp_comparison *comparison, struct cp_totals *live,
                               struct cp_totals *replay)
{
    struct cp_lines lines[2];
    cp_lines_open(&lines[0], live);
    cp_lines_open(&lines[1], replay);
    cp_comparison_walk(comparison, &lines[0], &lines[1]);
    cp_comparison_explain(comparison);
    free(lines[0].lines);
    free(lines[1].lines);
}

enum cp_status cp_comparison_make(const struct cp_replay_plan *plan, struct cp_totals *replay,
                                  int32_t balance_day, int32_t last_day,
                                  struct cp_comparison *out_comparison,
                                  struct cp_failure *out_failure)
{
    struct cp_totals *live = NULL;
    struct cp_comparison comparison = {
        .facts = {.last_day = last_day, .has_other_load = plan->load > 1}};
    struct cp_comparison_facts *facts = &comparison.facts;
    const enum cp_status status = cp_comparison_load(plan, facts, &live, out_failure);
    if (status != CP_OK) {
        return status;
    }
    cp_identity_fingerprint(plan->settings, balance_day, facts->replay_rules);
    cp_rules_without_instant(facts->replay_rules);
    cp_rules_without_instant(facts->live_rules);
    facts->has_other_rules = strcmp(facts->live_rules, facts->replay_rules) != 0;
    if (!facts->has_other_load) {
        const struct cp_picture *picture = cp_totals_picture(replay, INT64_MIN);
        cp_facts_compare(facts, cp_totals_picture(live, picture->as_of_ms), picture);
    }
    cp_comparison_fill(&comparison, live, replay);
    cp_totals_free(live);
    *out_comparison = comparison;
    return CP_OK;
}

void cp_comparison_done(struct cp_comparison *comparison)
{
    free(comparison->differences);
    *comparison = (struct cp_comparison){.count = 0};
}
