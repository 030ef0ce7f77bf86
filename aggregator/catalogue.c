#include "casepulse/aggregator/catalogue.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "casepulse/base/memory.h"

/* What a figure is called; all NULL: not published. */
struct cp_names {
    char *id;
    char *label_en;
    char *label_da;
};

struct cp_catalogue {
    struct cp_names counters[CP_COUNTER_COUNT];
    struct cp_names ratios[CP_RATIO_COUNT];
};

/* A text of the tables; of a group's figure its name stands for the number at the end. */
static char *cp_name_of(const char *text, const char *group)
{
    size_t kept = strlen(text);
    while (group != NULL && text[kept - 1] >= '0' && text[kept - 1] <= '9') {
        kept--;
    }
    const size_t size = kept + (group != NULL ? strlen(group) : 0) + 1;
    char *name = cp_allocate(size, 1);
    (void)snprintf(name, size, "%.*s%s", (int)kept, text, group != NULL ? group : "");
    return name;
}

static struct cp_names cp_names_of(const char *id, const char *label_en, const char *label_da,
                                   const char *group)
{
    return (struct cp_names){.id = cp_name_of(id, group),
                             .label_en = cp_name_of(label_en, group),
                             .label_da = cp_name_of(label_da, group)};
}

static void cp_names_done(struct cp_names *names)
{
    free(names->id);
    free(names->label_en);
    free(names->label_da);
}

static bool cp_group_is_configured(const struct cp_subjects *subjects, int group)
{
    return group == CP_GROUP_NONE || (subjects != NULL && group < subjects->group_count);
}

static const char *cp_group_name(const struct cp_subjects *subjects, int group)
{
    return group == CP_GROUP_NONE ? NULL : subjects->names[group];
}

struct cp_catalogue *cp_catalogue_create(const struct cp_subjects *subjects)
{
    struct cp_catalogue *catalogue = cp_allocate(1, sizeof(*catalogue));
    for (uint16_t counter = 0; counter < CP_COUNTER_COUNT; counter++) {
        const struct cp_counter_row *row = &cp_counters[counter];
        if (!row->is_hidden && cp_group_is_configured(subjects, row->group)) {
            catalogue->counters[counter] = cp_names_of(row->id, row->label_en, row->label_da,
                                                       cp_group_name(subjects, row->group));
        }
    }
    for (uint16_t ratio = 0; ratio < CP_RATIO_COUNT; ratio++) {
        const struct cp_ratio_row *row = &cp_ratios[ratio];
        if (cp_group_is_configured(subjects, row->group)) {
            catalogue->ratios[ratio] = cp_names_of(row->id, row->label_en, row->label_da,
                                                   cp_group_name(subjects, row->group));
        }
    }
    return catalogue;
}

void cp_catalogue_free(struct cp_catalogue *catalogue)
{
    if (catalogue == NULL) {
        return;
    }
    for (uint16_t counter = 0; counter < CP_COUNTER_COUNT; counter++) {
        cp_names_done(&catalogue->counters[counter]);
    }
    for (uint16_t ratio = 0; ratio < CP_RATIO_COUNT; ratio++) {
        cp_names_done(&catalogue->ratios[ratio]);
    }
    free(catalogue);
}

const char *cp_catalogue_counter_id(const struct cp_catalogue *catalogue, uint16_t counter)
{
    return catalogue->counters[counter].id;
}

const char *cp_catalogue_ratio_id(const struct cp_catalogue *catalogue, uint16_t ratio)
{
    return catalogue->ratios[ratio].id;
}

const char *cp_catalogue_counter_label(const struct cp_catalogue *catalogue, uint16_t counter,
                                       bool is_danish)
{
    const struct cp_names *names = &catalogue->counters[counter];
    return is_danish ? names->label_da : names->label_en;
}

const char *cp_catalogue_ratio_label(const struct cp_catalogue *catalogue, uint16_t ratio,
                                     bool is_danish)
{
    const struct cp_names *names = &catalogue->ratios[ratio];
    return is_danish ? names->label_da : names->label_en;
}
