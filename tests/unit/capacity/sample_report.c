/* Writes a report made by hand: sample_report full|paced|empty json|html FILE. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "casepulse/capacity/write.h"

#include "sample_run.h"

static struct cp_capacity_result *result_of(const struct cp_zone *zone, const char *kind)
{
    return strcmp(kind, "empty") == 0 ? sample_run_empty(zone, true)
                                      : sample_run_result(zone, strcmp(kind, "paced") == 0);
}

static enum cp_status write_report(const struct cp_zone *zone, char **arguments,
                                   struct cp_failure *out_failure)
{
    FILE *out = fopen(arguments[3], "we");
    if (out == NULL) {
        return cp_fail(out_failure, CP_RUNTIME, "%s cannot be written", arguments[3]);
    }
    struct cp_capacity_result *result = result_of(zone, arguments[1]);
    const enum cp_status status = strcmp(arguments[2], "json") == 0
                                      ? cp_capacity_write_json(out, result, zone, out_failure)
                                      : cp_capacity_write_html(out, result, zone, out_failure);
    free(result);
    return fclose(out) == 0 || status != CP_OK
               ? status
               : cp_fail(out_failure, CP_RUNTIME, "%s cannot be written", arguments[3]);
}

int main(int count, char **arguments)
{
    struct cp_zone zone;
    struct cp_failure failure = {"usage: sample_report full|paced|empty json|html FILE"};
    enum cp_status status = CP_USAGE;
    if (count == 4) {
        status = cp_zone_load(CP_ZONE_MUNICIPALITY, &zone, &failure);
        status = status == CP_OK ? write_report(&zone, arguments, &failure) : status;
    }
    if (status != CP_OK) {
        (void)fprintf(stderr, "sample_report: %s\n", failure.text);
    }
    return cp_status_exit_code(status);
}
