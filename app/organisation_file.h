/* The organisation file: CSV rows as records of an organisation (docs/ORGANISATION.md).
 *
 * Threads: one at a time. */
#ifndef CASEPULSE_ORGANISATION_FILE_H
#define CASEPULSE_ORGANISATION_FILE_H

#include "casepulse/aggregator/organisation.h"
#include "casepulse/aggregator/subjects.h"
#include "casepulse/base/status.h"

/* Reads the whole file; "" is no file: the organisation built in. CP_CONFIGURATION names the file
 * and the line of the first thing that cannot be right, what was found and what is allowed; nothing
 * of such a file is taken. */
enum cp_status cp_organisation_file_load(const char *path, const struct cp_subjects *subjects,
                                         struct cp_organisation **out_organisation,
                                         struct cp_failure *out_failure) CP_MUST_USE;

#endif
