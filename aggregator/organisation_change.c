/* Administrations, units and balances are sorted lists in both, so each pair of lists is walked
 * once, like the two halves of a merge. */
#include "casepulse/aggregator/organisation_change.h"

#include <string.h>

#include "organisation_parts.h"

static bool cp_names_are_equal(const struct cp_names *one, const struct cp_names *other,
                               size_t count)
{
    bool is_equal = true;
    for (size_t i = 0; i < count && is_equal; i++) {
        is_equal = one[i].from_day == other[i].from_day &&
                   strcmp(one[i].danish, other[i].danish) == 0 &&
                   strcmp(one[i].english, other[i].english) == 0;
    }
    return is_equal;
}

static bool cp_mappings_are_equal(const struct cp_mapping *one, const struct cp_mapping *other,
                                  size_t count)
{
    bool is_equal = true;
    for (size_t i = 0; i < count && is_equal; i++) {
        is_equal = one[i].administration == other[i].administration &&
                   one[i].from_day == other[i].from_day && one[i].to_day == other[i].to_day;
    }
    return is_equal;
}

static void cp_compare_administration(const struct cp_organisation *before, size_t old_place,
                                      const struct cp_organisation *after, size_t new_place,
                                      struct cp_organisation_change *change)
{
    const struct cp_stretch none = {0};
    const struct cp_stretch olds =
        before->name_count > 0 ? before->administration_names[old_place] : none;
    const struct cp_stretch news =
        after->name_count > 0 ? after->administration_names[new_place] : none;
    const bool is_same =
        olds.count == news.count &&
        (olds.count == 0 ||
         cp_names_are_equal(before->names + olds.first, after->names + news.first, olds.count));
    change->names += is_same ? 0 : 1;
}

static void cp_compare_administrations(const struct cp_organisation *before,
                                       const struct cp_organisation *after,
                                       struct cp_organisation_change *change)
{
    size_t one = 0, other = 0;
    while (one < before->administration_count || other < after->administration_count) {
        const int left =
            one < before->administration_count ? before->administrations[one].id : UINT8_MAX + 1;
        const int right =
            other < after->administration_count ? after->administrations[other].id : UINT8_MAX + 1;
        if (left == right) {
            cp_compare_administration(before, one, after, other, change);
        }
        change->administrations_gone += left < right ? 1 : 0;
        change->administrations_new += left > right ? 1 : 0;
        one += left <= right ? 1 : 0;
        other += left >= right ? 1 : 0;
    }
}

static void cp_compare_unit(const struct cp_organisation *before, size_t old_place,
                            const struct cp_organisation *after, size_t new_place,
                            struct cp_organisation_change *change)
{
    const struct cp_stretch olds = before->unit_mappings[old_place];
    const struct cp_stretch news = after->unit_mappings[new_place];
    const bool has_same =
        olds.count == news.count && cp_mappings_are_equal(before->mappings + olds.first,
                                                          after->mappings + news.first, olds.count);
    const bool is_called_same = olds.count == news.count &&
                                cp_names_are_equal(before->mapping_names + olds.first,
                                                   after->mapping_names + news.first, olds.count);
    change->units_moved += has_same ? 0 : 1;
    change->names += has_same && !is_called_same ? 1 : 0;
}

/* < 0: the left list has one that the right one has not, 0: both have it, > 0: only the right. */
static int cp_compare_heads(const struct cp_organisation *before, size_t one,
                            const struct cp_organisation *after, size_t other)
{
    if (one == before->unit_count || other == after->unit_count) {
        return one == before->unit_count ? 1 : -1;
    }
    return strcmp(before->units[one].bytes, after->units[other].bytes);
}

static void cp_compare_units(const struct cp_organisation *before,
                             const struct cp_organisation *after,
                             struct cp_organisation_change *change)
{
    size_t one = 0, other = 0;
    while (one < before->unit_count || other < after->unit_count) {
        const int order = cp_compare_heads(before, one, after, other);
        if (order == 0) {
            cp_compare_unit(before, one, after, other, change);
        }
        change->units_gone += order < 0 ? 1 : 0;
        change->units_new += order > 0 ? 1 : 0;
        one += order <= 0 ? 1 : 0;
        other += order >= 0 ? 1 : 0;
    }
}

/* By row and group, the order in which the builder leaves them. */
static int cp_compare_balance_owners(const struct cp_balance *one, const struct cp_balance *other)
{
    const int units = strcmp(one->unit.bytes, other->unit.bytes);
    if (units != 0) {
        return units;
    }
    return one->administration != other->administration
               ? one->administration - other->administration
               : one->group - other->group;
}

static void cp_compare_balances(const struct cp_organisation *before,
                                const struct cp_organisation *after,
                                struct cp_organisation_change *change)
{
    size_t one = 0, other = 0;
    while (one < before->balance_count || other < after->balance_count) {
        int order = one == before->balance_count ? 1 : -1;
        bool is_same = false;
        if (one < before->balance_count && other < after->balance_count) {
            const struct cp_balance *left = &before->balances[one];
            const struct cp_balance *right = &after->balances[other];
            order = cp_compare_balance_owners(left, right);
            is_same = order == 0 && left->amount == right->amount;
        }
        change->balances += is_same ? 0 : 1;
        one += order <= 0 ? 1 : 0;
        other += order >= 0 ? 1 : 0;
    }
}

struct cp_organisation_change cp_organisation_compare(const struct cp_organisation *before,
                                                      const struct cp_organisation *after)
{
    struct cp_organisation_change change = {0};
    cp_compare_administrations(before, after, &change);
    cp_compare_units(before, after, &change);
    cp_compare_balances(before, after, &change);
    return change;
}
