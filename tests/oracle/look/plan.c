#include "plan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int64_t *cp_look_setting(struct cp_look_plan *plan, const char *word)
{
    const struct {
        const char *word;
        int64_t *value;
    } settings[] = {
        {"history_days", &plan->history_days},
        {"max_units", &plan->max_units},
        {"min_denominator", &plan->min_denominator},
        {"publish_days", &plan->publish_days},
        {"as_of", &plan->as_of_ms},
        {"as_of_from", &plan->as_of_from_ms},
        {"shards", &plan->shards},
        {"seal", &plan->seal},
    };
    for (size_t i = 0; i < sizeof(settings) / sizeof(settings[0]); i++) {
        if (strcmp(settings[i].word, word) == 0) {
            return settings[i].value;
        }
    }
    return NULL;
}

static void cp_look_copy(char out_text[CP_LOOK_TEXT_MAX], const char *text)
{
    (void)snprintf(out_text, CP_LOOK_TEXT_MAX, "%s", text);
}

/* A line of its own for what happens; false: the word is none of these. */
static bool cp_look_take_step(struct cp_look_step *step, const char *word, const char *value)
{
    char *rest = NULL;
    *step = (struct cp_look_step){.count = 0};
    if (strcmp(word, "organisation") == 0) {
        step->kind = CP_LOOK_ORGANISATION;
        cp_look_copy(step->path, value);
        return true;
    }
    if (strcmp(word, "look") == 0) {
        step->kind = CP_LOOK_LOOK;
        step->count = strtoll(value, &rest, 10);
        step->as_of_ms = strtoll(rest, NULL, 10);
        return true;
    }
    step->kind = strcmp(word, "state") == 0 ? CP_LOOK_STATE : CP_LOOK_SAVE;
    return step->kind == CP_LOOK_STATE || strcmp(word, "save") == 0;
}

static bool cp_look_take_line(struct cp_look_plan *plan, const char *word, const char *value)
{
    int64_t *setting = cp_look_setting(plan, word);
    if (setting != NULL) {
        *setting = strcmp(value, "live") == 0 ? INT64_MAX : strtoll(value, NULL, 10);
        return true;
    }
    if (strcmp(word, "subject_groups") == 0) {
        cp_look_copy(plan->subject_groups, value);
        return true;
    }
    if (plan->step_count == CP_LOOK_STEPS_MAX) {
        return false;
    }
    const bool is_step = cp_look_take_step(&plan->steps[plan->step_count], word, value);
    plan->step_count += is_step ? 1 : 0;
    return is_step;
}

enum cp_status cp_look_plan_read(const char *path, struct cp_look_plan *out_plan,
                                 struct cp_failure *out_failure)
{
    char line[CP_LOOK_TEXT_MAX];
    enum cp_status status = CP_OK;
    FILE *file = fopen(path, "r");
    if (file == NULL) {
        return cp_fail(out_failure, CP_USAGE, "%s: cannot be read", path);
    }
    memset(out_plan, 0, sizeof(*out_plan));
    for (int number = 1; status == CP_OK && fgets(line, sizeof(line), file) != NULL; number++) {
        line[strcspn(line, "\n")] = '\0';
        char *value = strchr(line, ' ');
        if (value != NULL) {
            *value++ = '\0';
        }
        if (!cp_look_take_line(out_plan, line, value != NULL ? value : "")) {
            status = cp_fail(out_failure, CP_DATA, "%s:%d: \"%s\" is no line of a plan", path,
                             number, line);
        }
    }
    (void)fclose(file);
    return status;
}
