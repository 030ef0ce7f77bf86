/* inih tells its handler neither the line nor where a section begins; both are counted here, in
 * the function that hands it the lines. It asks for a long line in pieces, cuts one that passes its
 * limit in silence, and skips a byte order mark: so that is watched here too. */
#include "casepulse/base/ini.h"

#include <errno.h>
#include <ini.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define CP_INI_LINE_MAX 65000
#define CP_BYTE_ORDER_MARK "\xEF\xBB\xBF"

struct cp_ini_reader {
    FILE *stream;
    size_t line_size; /* of the pieces of this line so far; 0: the next piece begins one */
    struct cp_ini_entry entry;
    cp_ini_handler handler;
    void *context;
    enum cp_status status;
    struct cp_failure *out_failure;
};

static void cp_ini_begin_line(struct cp_ini_reader *reader, const char *line)
{
    reader->entry.line++;
    if (reader->entry.line == 1 && strncmp(line, CP_BYTE_ORDER_MARK, 3) == 0) {
        line += 3;
    }
    if (line[strspn(line, " \t")] == '[') {
        reader->entry.section_number++;
    }
}

static char *cp_ini_next_line(char *out_line, int capacity, void *stream)
{
    struct cp_ini_reader *reader = stream;
    if (reader->status != CP_OK || fgets(out_line, capacity, reader->stream) == NULL) {
        return NULL;
    }
    if (reader->line_size == 0) {
        cp_ini_begin_line(reader, out_line);
    }
    const bool is_whole = strchr(out_line, '\n') != NULL;
    reader->line_size += strlen(out_line);
    if (reader->line_size >= CP_INI_LINE_MAX) {
        reader->status = cp_fail(reader->out_failure, CP_CONFIGURATION,
                                 "%s:%d: the line is longer than %d bytes", reader->entry.file,
                                 reader->entry.line, CP_INI_LINE_MAX);
        return NULL;
    }
    reader->line_size = is_whole ? 0 : reader->line_size;
    return out_line;
}

static int cp_ini_take(void *user, const char *section, const char *key, const char *value)
{
    struct cp_ini_reader *reader = user;
    if (reader->status != CP_OK) {
        return 0; /* what was read of a line that is too long */
    }
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
    ini_max_line = CP_INI_LINE_MAX + 1024; /* the limit is ours to tell */
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
    enum cp_status status = cp_ini_parse(&reader);
    if (status == CP_OK && ferror(stream)) {
        status =
            cp_fail(out_failure, CP_CONFIGURATION, "%s: cannot be read: %s", path, strerror(errno));
    }
    (void)fclose(stream);
    return status;
}
