/* Makes an organisation of records, as they stand in a file: in any order, one after the other.
 *
 * A record is checked for itself when it is added; what holds between records is checked in the
 * end. A failure names the origin, the line, what was found and what is allowed; after it the
 * builder is only good to be freed.
 *
 * Threads: one at a time. Owns: copies of all texts. Bounded: CP_ORGANISATION_RECORDS_MAX records,
 * names of CP_ORGANISATION_NAME_MAX bytes; more are refused. */
#ifndef CASEPULSE_AGGREGATOR_ORGANISATION_BUILDER_H
#define CASEPULSE_AGGREGATOR_ORGANISATION_BUILDER_H

#include <stdint.h>

#include "casepulse/aggregator/organisation.h"
#include "casepulse/base/status.h"

#define CP_ORGANISATION_RECORDS_MAX 65536
#define CP_ORGANISATION_NAME_MAX 200

enum cp_organisation_record_kind {
    CP_ORGANISATION_ADMINISTRATION, /* code, id, names, from, to */
    CP_ORGANISATION_UNIT,           /* unit, code, names, from, to */
    CP_ORGANISATION_BALANCE         /* unit, code or both; from, amount, group */
};

/* One record; what its kind does not carry is left at 0. Texts are lent for the call. */
struct cp_organisation_record {
    enum cp_organisation_record_kind kind;
    int64_t line;
    const char *code; /* "": none */
    const char *unit; /* "": none */
    uint8_t id;       /* 0: none */
    const char *name_da;
    const char *name_en;
    int32_t from_day; /* INT32_MIN: none */
    int32_t to_day;   /* CP_DAY_NONE: none */
    int64_t amount;
    int8_t group; /* 0 to 31; −1: `other` */
};

struct cp_organisation_builder;

/* `origin` stands before the line in all messages: the file's path. */
struct cp_organisation_builder *cp_organisation_builder_create(const char *origin);
void cp_organisation_builder_free(struct cp_organisation_builder *builder);

/* CP_CONFIGURATION: the record alone cannot be right. */
enum cp_status cp_organisation_builder_add(struct cp_organisation_builder *builder,
                                           const struct cp_organisation_record *record,
                                           struct cp_failure *out_failure) CP_MUST_USE;

/* CP_CONFIGURATION: records contradict each other, or one names what no other defines. */
enum cp_status cp_organisation_builder_finish(struct cp_organisation_builder *builder,
                                              struct cp_organisation **out_organisation,
                                              struct cp_failure *out_failure) CP_MUST_USE;

#endif
