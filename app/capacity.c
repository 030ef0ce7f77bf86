#include "capacity.h"

#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "casepulse/capacity/write.h"

#include "capacity_page.h"
#include "top_page.h"

#define CP_PATH_MAX 4096
#define CP_STDOUT "-"

/* Written beside the place where it belongs, and moved there once it is whole. */
struct cp_capacity_file {
    const char *path;
    char part[CP_PATH_MAX];
    FILE *out;
};

static enum cp_status cp_capacity_file_open(const char *path, struct cp_capacity_file *out_file,
                                            struct cp_failure *out_failure)
{
    struct cp_capacity_file file = {.path = path};
    const int size = snprintf(file.part, sizeof(file.part), "%s.part", path);
    if (size < 0 || (size_t)size >= sizeof(file.part)) {
        return cp_fail(out_failure, CP_USAGE, "the report's path is longer than %d bytes",
                       CP_PATH_MAX);
    }
    file.out = fopen(file.part, "we");
    if (file.out == NULL) {
        return cp_fail(out_failure, CP_USAGE, "%s cannot be written: %s", path, strerror(errno));
    }
    *out_file = file;
    return CP_OK;
}

static enum cp_status cp_capacity_file_finish(struct cp_capacity_file *file,
                                              struct cp_failure *out_failure)
{
    if (fclose(file->out) == 0 && rename(file->part, file->path) == 0) {
        return CP_OK;
    }
    const char *reason = strerror(errno);
    (void)remove(file->part);
    return cp_fail(out_failure, CP_RUNTIME, "%s cannot be written: %s", file->path, reason);
}

static bool cp_capacity_is_stdout(const char *path)
{
    return path != NULL && strcmp(path, CP_STDOUT) == 0;
}

static enum cp_status cp_capacity_file_check(const char *path, struct cp_failure *out_failure)
{
    struct cp_capacity_file file;
    if (path == NULL || cp_capacity_is_stdout(path)) {
        return CP_OK;
    }
    const enum cp_status status = cp_capacity_file_open(path, &file, out_failure);
    if (status == CP_OK) {
        (void)fclose(file.out);
        (void)remove(file.part);
    }
    return status;
}

enum cp_status cp_capacity_outputs_check(const struct cp_capacity_outputs *outputs,
                                         struct cp_failure *out_failure)
{
    const enum cp_status status = cp_capacity_file_check(outputs->json_path, out_failure);
    return status == CP_OK ? cp_capacity_file_check(outputs->html_path, out_failure) : status;
}

typedef enum cp_status cp_capacity_write(FILE *out, const struct cp_capacity_result *result,
                                         const struct cp_zone *zone,
                                         struct cp_failure *out_failure);

static enum cp_status cp_capacity_put_file(const char *path, cp_capacity_write *write,
                                           const struct cp_capacity_result *result,
                                           const struct cp_zone *zone,
                                           struct cp_failure *out_failure)
{
    struct cp_capacity_file file;
    if (path == NULL) {
        return CP_OK;
    }
    if (cp_capacity_is_stdout(path)) {
        return write(stdout, result, zone, out_failure);
    }
    enum cp_status status = cp_capacity_file_open(path, &file, out_failure);
    if (status != CP_OK) {
        return status;
    }
    status = write(file.out, result, zone, out_failure);
    if (status != CP_OK) {
        (void)fclose(file.out);
        (void)remove(file.part);
        return status;
    }
    return cp_capacity_file_finish(&file, out_failure);
}

bool cp_capacity_outputs_take_stdout(const struct cp_capacity_outputs *outputs)
{
    return cp_capacity_is_stdout(outputs->json_path) || cp_capacity_is_stdout(outputs->html_path);
}

static enum cp_status cp_capacity_put_page(const struct cp_capacity_result *result,
                                           const struct cp_zone *zone,
                                           struct cp_failure *out_failure)
{
    struct winsize size;
    size_t width = CP_TOP_WIDTH;
    if (isatty(STDOUT_FILENO) && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
        width = size.ws_col > CP_TOP_WIDTH_MIN ? size.ws_col : CP_TOP_WIDTH_MIN;
    }
    (void)setlocale(LC_CTYPE, "");
    struct cp_top_sheet sheet = {.width = width,
                                 .is_ascii = strcmp(nl_langinfo(CODESET), "UTF-8") != 0};
    cp_capacity_page_compose(result, zone, &sheet);
    cp_top_sheet_write(&sheet, stdout);
    cp_top_sheet_done(&sheet);
    return fflush(stdout) == 0 ? CP_OK : cp_fail(out_failure, CP_RUNTIME, "cannot write to stdout");
}

enum cp_status cp_capacity_put(const struct cp_capacity_outputs *outputs,
                               const struct cp_capacity_result *result, const struct cp_zone *zone,
                               struct cp_failure *out_failure)
{
    enum cp_status status =
        cp_capacity_put_file(outputs->json_path, cp_capacity_write_json, result, zone, out_failure);
    if (status == CP_OK) {
        status = cp_capacity_put_file(outputs->html_path, cp_capacity_write_html, result, zone,
                                      out_failure);
    }
    if (status != CP_OK || outputs->is_silent || cp_capacity_outputs_take_stdout(outputs)) {
        return status;
    }
    return cp_capacity_put_page(result, zone, out_failure);
}
