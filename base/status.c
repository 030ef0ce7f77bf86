#include "casepulse/base/status.h"

#include <stdarg.h>
#include <stdio.h>

#include "casepulse/base/assert.h"

struct cp_status_row {
    int exit_code;
    const char *text;
};

static const struct cp_status_row cp_status_rows[] = {
#define CP_STATUS_ROW(name, exit_code, text) {exit_code, text},
    CP_STATUSES(CP_STATUS_ROW)
#undef CP_STATUS_ROW
};

#define CP_STATUS_COUNT (sizeof(cp_status_rows) / sizeof(cp_status_rows[0]))

int cp_status_exit_code(enum cp_status status)
{
    CP_ASSERT((size_t)status < CP_STATUS_COUNT);
    return cp_status_rows[status].exit_code;
}

const char *cp_status_text(enum cp_status status)
{
    CP_ASSERT((size_t)status < CP_STATUS_COUNT);
    return cp_status_rows[status].text;
}

enum cp_status cp_fail(struct cp_failure *out_failure, enum cp_status status, const char *format,
                       ...)
{
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(out_failure->text, sizeof(out_failure->text), format, arguments);
    va_end(arguments);
    return status;
}
