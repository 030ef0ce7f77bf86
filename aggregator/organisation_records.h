/* Records of an organisation as the builder keeps them, in the order of their lines.
 *
 * Threads: one at a time. */
#ifndef CASEPULSE_ORGANISATION_RECORDS_H
#define CASEPULSE_ORGANISATION_RECORDS_H

#include "casepulse/aggregator/organisation_builder.h"

struct cp_kept_record {
    enum cp_organisation_record_kind kind;
    int64_t line;
    char code[4];              /* "": none */
    struct cp_short_text unit; /* size 0: none */
    uint8_t administration;    /* ADMINISTRATION: as given, 0 = none; in the end the resolved */
    char *danish, *english;    /* NULL once the organisation has them */
    int32_t from_day, to_day;
    int64_t amount;
    int8_t group;
};

struct cp_organisation_builder {
    char *origin;
    size_t count, capacity;
    struct cp_kept_record *records;
};

/* "origin:line: …" */
enum cp_status cp_organisation_refuse(const struct cp_organisation_builder *builder, int64_t line,
                                      struct cp_failure *out_failure, const char *format, ...)
    CP_PRINTF(4, 5) CP_MUST_USE;

#endif
