/* Files of sections with `key = value` lines, read by inih: settings and feed mappings.
 *
 * `#` or `;` begin a comment at the start of a line only; a value is taken to the end of its line,
 * without the blanks around it. A section may occur several times: `section_number` tells them
 * apart. Threads: one at a time (inih keeps its options in globals).
 * Bounded: lines of 65,000 bytes, names of 49. */
#ifndef CASEPULSE_BASE_INI_H
#define CASEPULSE_BASE_INI_H

#include "casepulse/base/status.h"

struct cp_ini_entry {
    const char *file;
    int line;           /* from 1 */
    int section_number; /* how many section headers stand above; 0 before the first */
    const char *section;
    const char *key;
    const char *value;
};

/* Returns CP_OK to go on; anything else ends the reading and is returned by cp_ini_read. */
typedef enum cp_status (*cp_ini_handler)(void *context, const struct cp_ini_entry *entry,
                                         struct cp_failure *out_failure);

/* Reads the file and calls the handler for each entry in order; the entry is lent for the call.
 * CP_CONFIGURATION: the file cannot be read, or a line is neither header, entry nor comment. */
enum cp_status cp_ini_read(const char *path, cp_ini_handler handler, void *context,
                           struct cp_failure *out_failure) CP_MUST_USE;

#endif
