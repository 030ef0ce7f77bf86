/* From records to an organisation: codes become numbers, stretches of dates are put in order, and
 * balances find the administration that their unit has on the balance date. What contradicts
 * itself is refused at the later of the two lines. */
#include <stdlib.h>
#include <string.h>

#include "casepulse/base/memory.h"
#include "casepulse/base/zone.h"
#include "organisation_parts.h"
#include "organisation_records.h"

#define CP_DATE_TEXT_MAX 11

struct cp_joining {
    struct cp_organisation_builder *builder;
    struct cp_organisation *organisation;
    char codes[UINT8_MAX + 1][4]; /* by number of the administration; "": none */
    size_t count;                 /* records of one kind, first in the order of their lines */
    struct cp_kept_record **records;
};

/* The records of a kind, in order of their lines. */
static void cp_joining_gather(struct cp_joining *joining, enum cp_organisation_record_kind kind)
{
    joining->count = 0;
    for (size_t i = 0; i < joining->builder->count; i++) {
        if (joining->builder->records[i].kind == kind) {
            joining->records[joining->count++] = &joining->builder->records[i];
        }
    }
}

/* Whose record it is: of an administration, of a unit, or a balance's row and group. */
static int cp_kept_compare_owner(const struct cp_kept_record *one,
                                 const struct cp_kept_record *other)
{
    const int units = strcmp(one->unit.bytes, other->unit.bytes);
    if (one->kind == CP_ORGANISATION_UNIT || units != 0) {
        return units;
    }
    return one->administration != other->administration
               ? one->administration - other->administration
               : one->group - other->group;
}

static int cp_kept_compare(const void *left, const void *right)
{
    const struct cp_kept_record *one = *(struct cp_kept_record *const *)left;
    const struct cp_kept_record *other = *(struct cp_kept_record *const *)right;
    const int owners = cp_kept_compare_owner(one, other);
    if (owners != 0) {
        return owners;
    }
    if (one->from_day != other->from_day) {
        return one->from_day < other->from_day ? -1 : 1;
    }
    return one->line < other->line ? -1 : one->line > other->line;
}

static void cp_joining_sort(struct cp_joining *joining)
{
    qsort(joining->records, joining->count, sizeof(struct cp_kept_record *), cp_kept_compare);
}

/* --- Administrations */

/* The number of a code; 0: there is no such administration. */
static uint8_t cp_joining_find(const struct cp_joining *joining, const char *code)
{
    for (int id = 1; id <= UINT8_MAX; id++) {
        if (strcmp(joining->codes[id], code) == 0) {
            return (uint8_t)id;
        }
    }
    return 0;
}

static enum cp_status cp_joining_take_administration(struct cp_joining *joining,
                                                     struct cp_kept_record *record,
                                                     struct cp_failure *out_failure)
{
    const uint8_t known = cp_joining_find(joining, record->code);
    const uint8_t id = record->administration != 0 ? record->administration : known;
    if (id == 0) {
        return cp_organisation_refuse(joining->builder, record->line, out_failure,
                                      "code %s is new and has no number; `administration` must be "
                                      "the one that senders use, 8 to 255",
                                      record->code);
    }
    if (known != 0 && known != id) {
        return cp_organisation_refuse(joining->builder, record->line, out_failure,
                                      "code %s has the number %d; found %d", record->code, known,
                                      id);
    }
    if (known == 0 && joining->codes[id][0] != '\0') {
        return cp_organisation_refuse(joining->builder, record->line, out_failure,
                                      "administration %d is %s; found the code %s", id,
                                      joining->codes[id], record->code);
    }
    record->administration = id;
    memcpy(joining->codes[id], record->code, sizeof(joining->codes[id]));
    return CP_OK;
}

static void cp_joining_list_administrations(struct cp_joining *joining)
{
    struct cp_administration_key *keys = cp_allocate(UINT8_MAX + 1, sizeof(*keys));
    size_t count = 1;
    memcpy(keys[0].code, cp_administrations[0].code, sizeof(keys[0].code));
    for (int id = 1; id <= UINT8_MAX; id++) {
        if (joining->codes[id][0] != '\0') {
            keys[count].id = (uint8_t)id;
            memcpy(keys[count++].code, joining->codes[id], sizeof(keys[0].code));
        }
    }
    joining->organisation->administrations = keys;
    joining->organisation->administration_count = count;
}

/* --- Stretches of dates */

static enum cp_status cp_joining_refuse_overlap(const struct cp_joining *joining,
                                                const struct cp_kept_record *earlier,
                                                const struct cp_kept_record *later,
                                                struct cp_failure *out_failure)
{
    const bool is_unit = earlier->kind == CP_ORGANISATION_UNIT;
    const struct cp_kept_record *first = earlier->line < later->line ? earlier : later;
    const struct cp_kept_record *second = first == earlier ? later : earlier;
    char day[] = "the beginning"; /* or a date: shorter */
    if (later->from_day != INT32_MIN) {
        cp_day_format(later->from_day, day);
    }
    return cp_organisation_refuse(
        joining->builder, second->line, out_failure,
        "%s %s: the dates overlap with those of line %lld, from %s on; each day belongs to one row",
        is_unit ? "unit" : "administration", is_unit ? second->unit.bytes : second->code,
        (long long)first->line, day);
}

/* Sorts; two records of the same owner may not share a day. */
static enum cp_status cp_joining_order(struct cp_joining *joining, struct cp_failure *out_failure)
{
    cp_joining_sort(joining);
    for (size_t i = 1; i < joining->count; i++) {
        const struct cp_kept_record *earlier = joining->records[i - 1];
        const struct cp_kept_record *later = joining->records[i];
        if (cp_kept_compare_owner(earlier, later) == 0 && earlier->to_day > later->from_day) {
            return cp_joining_refuse_overlap(joining, earlier, later, out_failure);
        }
    }
    return CP_OK;
}

/* The names of all gathered records, which give them away. */
static struct cp_names *cp_joining_take_names(struct cp_joining *joining)
{
    struct cp_names *names = cp_allocate(joining->count, sizeof(*names));
    for (size_t i = 0; i < joining->count; i++) {
        struct cp_kept_record *record = joining->records[i];
        names[i] = (struct cp_names){
            .from_day = record->from_day, .danish = record->danish, .english = record->english};
        record->danish = NULL;
        record->english = NULL;
    }
    return names;
}

static enum cp_status cp_joining_administrations(struct cp_joining *joining,
                                                 struct cp_failure *out_failure)
{
    struct cp_organisation *organisation = joining->organisation;
    enum cp_status status = CP_OK;
    cp_joining_gather(joining, CP_ORGANISATION_ADMINISTRATION);
    for (size_t i = 0; i < joining->count && status == CP_OK; i++) {
        status = cp_joining_take_administration(joining, joining->records[i], out_failure);
    }
    if (status == CP_OK) {
        status = cp_joining_order(joining, out_failure);
    }
    if (status != CP_OK) {
        return status;
    }
    cp_joining_list_administrations(joining);
    organisation->name_count = joining->count;
    organisation->names = cp_joining_take_names(joining);
    organisation->administration_names =
        cp_allocate(organisation->administration_count, sizeof(struct cp_stretch));
    for (size_t i = 0; i < joining->count; i++) {
        const int place = cp_organisation_place(organisation, joining->records[i]->administration);
        struct cp_stretch *rows = &organisation->administration_names[place];
        rows->first = rows->count == 0 ? i : rows->first;
        rows->count++;
    }
    return CP_OK;
}

/* --- Units */

static enum cp_status cp_joining_resolve(const struct cp_joining *joining,
                                         struct cp_kept_record *record,
                                         struct cp_failure *out_failure)
{
    record->administration = cp_joining_find(joining, record->code);
    if (record->administration == CP_ADMINISTRATION_UNKNOWN) {
        return cp_organisation_refuse(joining->builder, record->line, out_failure,
                                      "code %s is unknown; allowed: OKF, KFF, BUF, SUF, SOF, TMF, "
                                      "BIF and the codes of records \"administration\"",
                                      record->code);
    }
    return CP_OK;
}

/* One unit's mappings stand beside each other. */
static void cp_joining_map(struct cp_joining *joining)
{
    struct cp_organisation *organisation = joining->organisation;
    organisation->units = cp_allocate(joining->count, sizeof(struct cp_short_text));
    organisation->unit_mappings = cp_allocate(joining->count, sizeof(struct cp_stretch));
    organisation->mappings = cp_allocate(joining->count, sizeof(struct cp_mapping));
    organisation->mapping_count = joining->count;
    for (size_t i = 0; i < joining->count; i++) {
        const struct cp_kept_record *record = joining->records[i];
        const bool is_new = i == 0 || cp_kept_compare_owner(joining->records[i - 1], record) != 0;
        if (is_new) {
            organisation->units[organisation->unit_count] = record->unit;
            organisation->unit_mappings[organisation->unit_count++].first = i;
        }
        organisation->unit_mappings[organisation->unit_count - 1].count++;
        organisation->mappings[i] = (struct cp_mapping){.administration = record->administration,
                                                        .from_day = record->from_day,
                                                        .to_day = record->to_day};
    }
    organisation->mapping_names = cp_joining_take_names(joining);
}

static enum cp_status cp_joining_units(struct cp_joining *joining, struct cp_failure *out_failure)
{
    enum cp_status status = CP_OK;
    cp_joining_gather(joining, CP_ORGANISATION_UNIT);
    for (size_t i = 0; i < joining->count && status == CP_OK; i++) {
        status = cp_joining_resolve(joining, joining->records[i], out_failure);
    }
    if (status == CP_OK) {
        status = cp_joining_order(joining, out_failure);
    }
    if (status == CP_OK) {
        cp_joining_map(joining);
    }
    return status;
}

/* --- Balances */

static enum cp_status cp_joining_check_date(const struct cp_joining *joining,
                                            const struct cp_kept_record *record,
                                            struct cp_failure *out_failure)
{
    const struct cp_kept_record *first = joining->records[0];
    char date[CP_DATE_TEXT_MAX], first_date[CP_DATE_TEXT_MAX];
    if (record->from_day == first->from_day) {
        return CP_OK;
    }
    cp_day_format(record->from_day, date);
    cp_day_format(first->from_day, first_date);
    return cp_organisation_refuse(joining->builder, record->line, out_failure,
                                  "a balance of %s, but those from line %lld on are of %s; all "
                                  "balances have one date",
                                  date, (long long)first->line, first_date);
}

/* Counting rule 10: a unit's balance stands where the unit belongs on that date. */
static enum cp_status cp_joining_place(const struct cp_joining *joining,
                                       struct cp_kept_record *record,
                                       struct cp_failure *out_failure)
{
    enum cp_status status = cp_joining_check_date(joining, record, out_failure);
    if (status == CP_OK && record->code[0] != '\0') {
        status = cp_joining_resolve(joining, record, out_failure);
    }
    if (status != CP_OK || record->unit.size == 0) {
        return status;
    }
    const struct cp_row_key key = {.unit = record->unit, .administration = record->administration};
    record->administration =
        cp_organisation_administration(joining->organisation, &key, record->from_day);
    if (record->administration == CP_ADMINISTRATION_UNKNOWN) {
        return cp_organisation_refuse(joining->builder, record->line, out_failure,
                                      "unit %s belongs nowhere on the balance date; a record "
                                      "\"unit\" must cover that date, or `code` name the "
                                      "administration",
                                      record->unit.bytes);
    }
    return CP_OK;
}

static enum cp_status cp_joining_check_single(const struct cp_joining *joining,
                                              struct cp_failure *out_failure)
{
    for (size_t i = 1; i < joining->count; i++) {
        const struct cp_kept_record *first = joining->records[i - 1];
        const struct cp_kept_record *second = joining->records[i];
        if (cp_kept_compare_owner(first, second) == 0) {
            return cp_organisation_refuse(joining->builder, second->line, out_failure,
                                          "a second balance of the same row and group; the first "
                                          "is in line %lld",
                                          (long long)first->line);
        }
    }
    return CP_OK;
}

static enum cp_status cp_joining_balances(struct cp_joining *joining,
                                          struct cp_failure *out_failure)
{
    struct cp_organisation *organisation = joining->organisation;
    enum cp_status status = CP_OK;
    cp_joining_gather(joining, CP_ORGANISATION_BALANCE);
    for (size_t i = 0; i < joining->count && status == CP_OK; i++) {
        status = cp_joining_place(joining, joining->records[i], out_failure);
    }
    if (status != CP_OK) {
        return status;
    }
    organisation->balance_day = joining->count > 0 ? joining->records[0]->from_day : CP_DAY_NONE;
    cp_joining_sort(joining);
    status = cp_joining_check_single(joining, out_failure);
    organisation->balances = cp_allocate(joining->count, sizeof(struct cp_balance));
    organisation->balance_count = joining->count;
    for (size_t i = 0; i < joining->count; i++) {
        const struct cp_kept_record *record = joining->records[i];
        organisation->balances[i] = (struct cp_balance){.administration = record->administration,
                                                        .unit = record->unit,
                                                        .group = record->group,
                                                        .amount = record->amount};
    }
    return status;
}

enum cp_status cp_organisation_builder_finish(struct cp_organisation_builder *builder,
                                              struct cp_organisation **out_organisation,
                                              struct cp_failure *out_failure)
{
    struct cp_joining joining = {.builder = builder,
                                 .organisation = cp_allocate(1, sizeof(struct cp_organisation))};
    joining.records = cp_allocate(builder->count, sizeof(struct cp_kept_record *));
    for (int id = 1; id < CP_ADMINISTRATION_COUNT; id++) {
        memcpy(joining.codes[id], cp_administrations[id].code, sizeof(joining.codes[id]));
    }
    enum cp_status status = cp_joining_administrations(&joining, out_failure);
    if (status == CP_OK) {
        status = cp_joining_units(&joining, out_failure);
    }
    if (status == CP_OK) {
        status = cp_joining_balances(&joining, out_failure);
    }
    free(joining.records);
    if (status != CP_OK) {
        cp_organisation_free(joining.organisation);
        return status;
    }
    *out_organisation = joining.organisation;
    return CP_OK;
}
