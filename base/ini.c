/* inih tells its handler neither the line nor where a section begins; both are counted here, in
 * the function that hands it the lines. */
#include "casepulse/base/ini.h"

#include <errno.h>
#include <ini.h>
#include <stdio.h>
#include <string.h>

#define CP_INI_LINE_MAX 65000

struct cp_ini_reader {
    FILE *stream;
    struct cp_ini_entry entry;
    cp_ini_handler handler;
    void *context;
    enum cp_status status;
    struct cp_failure *out_failure;
};

static char *cp_ini_next_line(char *out_line, int capacity, void *stream)
{
    struct cp_ini_reader *reader = stream;
    if (reader->status != CP_OK || fgets(out_line, capacity, reader->stream) == NULL) {
        return NULL;
    }
    reader->entry.line++;
    if (out_line[strspn(out_line, " \t")] == '[') {
        reader->entry.section_number++;
    }
    return out_line;
}

static int cp_ini_take(void *user, const char *section, const char *key, const char *value)
{
    struct cp_ini_reader *reader = user;
    reader->entry.section = section;
    reader->entry.key = key;
    reader->entry.value = value;
    reader->status = reader->handler(reader->context, &reader->entry, reader->out_failure);
    return reader->status == CP_OK;
}

/* inih wants one pointer for lines and one for entries; both are the reader. */
static enum cp_status cp_ini_parse(struct cp_ini_reader *reader)
{
    ini_use_stack = false;
    ini_allow_realloc = true;
    ini_initial_alloc = 1024;
    ini_max_line = CP_INI_LINE_MAX;
    ini_allow_multiline = false;
    ini_allow_inline_comments = false;
    ini_stop_on_first_error = true;
    const int line = ini_parse_stream(cp_ini_next_line, reader, cp_ini_take, reader);
    if (reader->status != CP_OK || line == 0) {
        return reader->status;
    }
    return cp_fail(reader->out_failure, CP_CONFIGURATION,
                   "%s:%d: this line is no \"[section]\", no \"key = value\" and no comment",
                   reader->entry.file, line > 0 ? line : reader->entry.line);
}

enum cp_status cp_ini_read(const char *path, cp_ini_handler handler, void *context,
                           struct cp_failure *out_failure)
{
    FILE *stream = fopen(path, "r");
    if (stream == NULL) {
        return cp_fail(out_failure, CP_CONFIGURATION, "%s: cannot be read: %s", path,
                       strerror(errno));
    }
    struct cp_ini_reader reader = {.stream = stream,
                                   .entry = {.file = path},
                                   .handler = handler,
                                   .context = context,
                                   .status = CP_OK,
                                   .out_failure = out_failure};
    const enum cp_status status = cp_ini_parse(&reader);
    (void)fclose(stream);
    return status;
}
