/* casepulse_look PLAN RECORDS: counts a log from a file and prints the pictures that the plan asks
 * for (plan.h, records.h, show.h), each followed by a line "look". For the oracle's tests alone. */
#include <stdio.h>
#include <stdlib.h>

#include "casepulse/base/memory.h"

#include "count.h"
#include "organisation_file.h"
#include "plan.h"
#include "records.h"
#include "show.h"

struct cp_look {
    struct cp_look_plan plan;
    struct cp_look_records records;
    struct cp_subjects subjects;
    struct cp_catalogue *catalogue;
    struct cp_organisation *organisation;
    struct cp_look_sheets *sheets;
    struct cp_look_counting *counting;
};

static enum cp_status cp_look_begin(struct cp_look *look, char **paths,
                                    struct cp_failure *out_failure)
{
    enum cp_status status = cp_look_plan_read(paths[0], &look->plan, out_failure);
    if (status == CP_OK) {
        status = cp_look_records_open(paths[1], &look->records, out_failure);
    }
    if (status == CP_OK) {
        status = cp_subjects_parse(look->plan.subject_groups, &look->subjects, out_failure);
    }
    if (status != CP_OK) {
        return status;
    }
    look->catalogue = cp_catalogue_create(&look->subjects);
    look->sheets = cp_look_sheets_create(look->catalogue, look->plan.min_denominator);
    return CP_OK;
}

/* The first file begins the counting, which has its balance date; another takes its place. */
static enum cp_status cp_look_organise(struct cp_look *look, const char *path,
                                       struct cp_failure *out_failure)
{
    struct cp_organisation *organisation = NULL;
    const enum cp_status status =
        cp_organisation_file_load(path, &look->subjects, &organisation, out_failure);
    if (status != CP_OK) {
        return status;
    }
    if (look->counting == NULL) {
        look->counting =
            cp_look_counting_create(&look->plan, &look->subjects, look->catalogue, organisation);
    }
    cp_look_counting_organise(look->counting, organisation);
    cp_organisation_free(look->organisation);
    look->organisation = organisation;
    return CP_OK;
}

static enum cp_status cp_look_go(struct cp_look *look, struct cp_failure *out_failure)
{
    for (size_t i = 0; i < look->plan.step_count; i++) {
        const struct cp_look_step *step = &look->plan.steps[i];
        enum cp_status status = CP_OK;
        switch (step->kind) {
        case CP_LOOK_ORGANISATION:
            status = cp_look_organise(look, step->path, out_failure);
            break;
        case CP_LOOK_SAVE:
            cp_look_counting_save(look->counting);
            break;
        case CP_LOOK_STATE:
            cp_look_show_state(cp_look_counting_totals(look->counting), stdout);
            break;
        case CP_LOOK_LOOK:
            cp_look_counting_read_to(look->counting, &look->records, step->count);
            cp_look_show(look->sheets, cp_look_counting_picture(look->counting, step->as_of_ms),
                         stdout);
            (void)puts("look");
            break;
        }
        if (status != CP_OK) {
            return status;
        }
    }
    return CP_OK;
}

int main(int argument_count, char **arguments)
{
    struct cp_failure failure = {.text = "usage: casepulse_look PLAN RECORDS"};
    struct cp_look *look = cp_allocate(1, sizeof(*look));
    enum cp_status status = argument_count == 3 ? CP_OK : CP_USAGE;
    if (status == CP_OK) {
        status = cp_look_begin(look, arguments + 1, &failure);
    }
    if (status == CP_OK) {
        status = cp_look_go(look, &failure);
    }
    if (status != CP_OK) {
        (void)fprintf(stderr, "casepulse_look: %s\n", failure.text);
    }
    if (look->counting != NULL) {
        cp_look_counting_free(look->counting);
    }
    if (look->sheets != NULL) {
        cp_look_sheets_free(look->sheets);
    }
    cp_catalogue_free(look->catalogue);
    cp_organisation_free(look->organisation);
    cp_look_records_close(&look->records);
    free(look);
    return cp_status_exit_code(status);
}
