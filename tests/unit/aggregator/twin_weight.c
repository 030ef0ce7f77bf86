/* Reads a counter's id as a sentence, "<counter>.<field>.<value>", and asks the fact whether it is
 * true of it. Nothing here knows columns, blocks or the order of any table. */
#include "twin.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "casepulse/proto/values.h"

struct sentence {
    char counter[40], field[40], value[40]; /* "" where the id is shorter */
};

static struct sentence sentence_of(const char *id)
{
    struct sentence sentence = {"", "", ""};
    (void)sscanf(id, "%39[^.].%39[^.].%39s", sentence.counter, sentence.field, sentence.value);
    return sentence;
}

static bool same(const char *a, const char *b)
{
    return strcmp(a, b) == 0;
}

/* Which event a counter belongs to (docs/COUNTING.md). */
static const struct {
    const char *counter;
    int type;
} events[] = {
    {"inquiries", CP_EVENT_INQUIRY_RECEIVED},
    {"opened", CP_EVENT_CASE_OPENED},
    {"reopened", CP_EVENT_CASE_REOPENED},
    {"closed", CP_EVENT_CASE_CLOSED},
    {"states", CP_EVENT_STATE_CHANGED},
    {"moved_in", CP_EVENT_UNIT_CHANGED},
    {"decisions", CP_EVENT_DECISION_MADE},
    {"complaints", CP_EVENT_COMPLAINT_RECEIVED},
    {"complaint_points", CP_EVENT_COMPLAINT_RECEIVED},
    {"reassessed", CP_EVENT_COMPLAINT_REASSESSED},
    {"concluded", CP_EVENT_COMPLAINT_CONCLUDED},
    {"appeals", CP_EVENT_APPEAL_DECIDED},
    {"investigations", CP_EVENT_INVESTIGATION_CONCLUDED},
    {"reviews", CP_EVENT_AUDIT_REVIEWED},
};

static bool is_about(const struct cp_fact *fact, const char *counter)
{
    for (size_t i = 0; i < sizeof(events) / sizeof(events[0]); i++) {
        if (same(events[i].counter, counter)) {
            return events[i].type == fact->type;
        }
    }
    return false;
}

/* The text of a plain field's value. */
static const char *text_of(const struct cp_fact *fact, const char *counter, const char *field)
{
    const struct {
        const char *counter, *field;
        enum cp_value_set set;
        int value;
    } fields[] = {
        {"inquiries", "channel", CP_SET_CHANNEL, fact->channel},
        {"inquiries", "addressee", CP_SET_ADDRESSEE, fact->addressee},
        {"states", "state", CP_SET_STATE, fact->state},
        {"decisions", "result", CP_SET_DECISION, fact->decision_result},
        {"complaints", "body", CP_SET_BODY, fact->body},
        {"reassessed", "result", CP_SET_REASSESSMENT, fact->reassessment_result},
        {"concluded", "result", CP_SET_CONCLUSION, fact->conclusion_result},
        {"concluded", "body", CP_SET_BODY, fact->body},
        {"concluded", "way", CP_SET_WAY, fact->way},
        {"appeals", "outcome", CP_SET_OUTCOME, fact->outcome},
        {"appeals", "board", CP_SET_BOARD, fact->board},
        {"investigations", "cause", CP_SET_CAUSE, fact->cause},
        {"investigations", "reaction", CP_SET_REACTION, fact->reaction},
        {"reviews", "reviewer", CP_SET_REVIEWER, fact->reviewer},
    };
    for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
        if (same(fields[i].counter, counter) && same(fields[i].field, field)) {
            return cp_value_text(fields[i].set, fields[i].value);
        }
    }
    return "";
}

/* Rule 16. */
static int64_t weight_of_kind(const struct cp_fact *fact, const char *value)
{
    bool formality = (fact->kinds & CP_BIT(CP_KIND_FORMALITY)) != 0;
    const bool merits = (fact->kinds & CP_BIT(CP_KIND_MERITS)) != 0;
    const bool is_ombudsmans = fact->body == CP_BODY_OMBUDSMAN;
    if (fact->kinds == 0 && is_ombudsmans) {
        formality = true;
    }
    if (same(value, "formality")) {
        return formality;
    }
    if (same(value, "merits")) {
        return merits;
    }
    if (same(value, "access")) {
        return (fact->kinds & CP_BIT(CP_KIND_ACCESS)) != 0;
    }
    if (same(value, "both")) {
        return formality && merits;
    }
    if (same(value, "none")) {
        return fact->kinds == 0 && !is_ombudsmans;
    }
    return same(value, "unknown") && (fact->kinds & CP_BIT(CP_KIND_UNKNOWN)) != 0;
}

/* Points whose theme has the text, or lies in the group `delay`. */
static int64_t points_of(const struct cp_fact *fact, const char *theme)
{
    int64_t points = 0;
    for (int i = 0; i < fact->point_count; i++) {
        const char *text = cp_value_text(CP_SET_THEME, fact->points[i]);
        const bool is_delay = same(text, "processing_time") || same(text, "missing_reply");
        points += same(text, theme) || (is_delay && same(theme, "delay"));
    }
    return points;
}

static bool is_treated(const struct cp_fact *fact)
{
    const char *result = cp_value_text(CP_SET_CONCLUSION, fact->conclusion_result);
    return same(result, "upheld") || same(result, "partly") || same(result, "not_upheld");
}

static int64_t weight_of_complaint(const struct cp_fact *fact, const struct sentence *sentence)
{
    if (same(sentence->counter, "complaint_points")) {
        return sentence->field[0] == '\0' ? fact->point_count : points_of(fact, sentence->value);
    }
    if (same(sentence->field, "kind")) {
        return weight_of_kind(fact, sentence->value);
    }
    if (same(sentence->field, "theme")) {
        return points_of(fact, sentence->value) > 0;
    }
    return sentence->field[0] == '\0' ||
           same(text_of(fact, sentence->counter, sentence->field), sentence->value);
}

/* The place of the group that the fact's subject lies in; −1: none. */
static int group_of(const struct cp_fold_settings *settings, const struct cp_fact *fact)
{
    return settings->subjects != NULL ? cp_subjects_find(settings->subjects, fact->subject) : -1;
}

/* One theme of an error, or the group `delay`. */
static int64_t weight_of_error(const struct cp_fact *fact, const char *theme)
{
    bool is_found = false;
    for (int value = 0; value < CP_THEME_END; value++) {
        const char *text = cp_value_text(CP_SET_THEME, value);
        const bool is_delay = same(text, "processing_time") || same(text, "missing_reply");
        const bool is_wanted = same(text, theme) || (is_delay && same(theme, "delay"));
        is_found = is_found || (is_wanted && (fact->error_themes >> value & 1) != 0);
    }
    return fact->has_error && is_found;
}

int64_t twin_weight(const struct cp_fold_settings *settings, const struct cp_fact *fact,
                    const char *id)
{
    const struct sentence sentence = sentence_of(id);
    if (same(sentence.counter, "active_flow")) {
        return atoi(sentence.value) == group_of(settings, fact) ? twin_flow(fact) : 0;
    }
    if (strncmp(id, "omb_", 4) == 0) {
        return fact->body == CP_BODY_OMBUDSMAN ? twin_weight(settings, fact, id + 4) : 0;
    }
    if (!is_about(fact, sentence.counter)) {
        return 0;
    }
    if (same(sentence.field, "subject")) {
        return atoi(sentence.value) == group_of(settings, fact);
    }
    if (same(sentence.field, "error")) {
        return weight_of_error(fact, sentence.value + strlen("theme."));
    }
    const char *last = strrchr(id, '.');
    if (last != NULL && same(last, ".error")) {
        char value[96];
        (void)snprintf(value, sizeof(value), "%.*s", (int)(last - id), id);
        return fact->has_error ? twin_weight(settings, fact, value) : 0;
    }
    const int64_t of_times =
        fact->type == CP_EVENT_DECISION_MADE ? twin_weight_of_times(settings->zone, fact, id) : -1;
    if (of_times >= 0) {
        return of_times;
    }
    if (fact->type == CP_EVENT_COMPLAINT_RECEIVED) {
        return weight_of_complaint(fact, &sentence);
    }
    if (same(id, "concluded.treated")) {
        return is_treated(fact);
    }
    if (same(id, "concluded.criticism")) {
        return is_treated(fact) && fact->has_criticism;
    }
    return sentence.field[0] == '\0' ||
           same(text_of(fact, sentence.counter, sentence.field), sentence.value);
}
