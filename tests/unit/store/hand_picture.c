#include "hand_picture.h"

#include <stdio.h>
#include <stdlib.h>

#include "casepulse/base/assert.h"
#include "casepulse/base/memory.h"

static struct cp_picture_row *hand_picture_add_row(struct hand_picture *hand, const char *name,
                                                   bool is_wide)
{
    CP_ASSERT(hand->picture.row_count < hand->row_capacity);
    struct cp_picture_row *row = &hand->rows[hand->picture.row_count++];
    (void)snprintf(row->name, sizeof(row->name), "%s", name);
    row->is_wide = is_wide;
    row->counts = cp_allocate(cp_picture_cells(is_wide), sizeof(*row->counts));
    row->version = 1;
    return row;
}

static void hand_picture_label(struct hand_picture *hand)
{
    for (int window = 0; window < CP_WINDOW_COUNT; window++) {
        struct cp_window_bounds *bounds = &hand->picture.windows[window];
        bounds->from_ms = 1000 * window;
        bounds->to_ms = 1000 * window + 500;
        (void)snprintf(bounds->label, sizeof(bounds->label), "w%d", window);
    }
}

struct hand_picture *hand_picture_create(size_t row_capacity, int32_t days_capacity)
{
    struct hand_picture *hand = cp_allocate(1, sizeof(*hand));
    hand->row_capacity = row_capacity + HAND_WIDE_MAX;
    hand->rows = cp_allocate(hand->row_capacity, sizeof(*hand->rows));
    hand->days = cp_allocate((size_t)HAND_WIDE_MAX * CP_HEADLINE_MAX * (size_t)days_capacity,
                             sizeof(*hand->days));
    hand->picture.rows = hand->rows;
    hand->picture.days = hand->days;
    hand->picture.days_version = hand->days_version;
    hand->picture.days_capacity = days_capacity;
    hand->picture.days_first = CP_DAY_NONE;
    hand->picture.first_day = CP_DAY_NONE;
    hand->picture.heads = hand->heads;
    hand->picture.wide_count = CP_WIDE_COUNT;
    hand->picture.gauges_from = INT32_MIN;
    hand->picture.organisation = cp_organisation_default();
    hand->catalogue = cp_catalogue_create(NULL);
    hand->picture.catalogue = hand->catalogue;
    (void)hand_picture_add_row(hand, "ALL", true);
    for (uint8_t id = 0; id < CP_ADMINISTRATION_COUNT; id++) {
        hand_picture_add_row(hand, cp_administrations[id].code, true)->administration = id;
    }
    hand_picture_label(hand);
    return hand;
}

void hand_picture_free(struct hand_picture *hand)
{
    for (size_t row = 0; row < hand->picture.row_count; row++) {
        free(hand->rows[row].counts);
    }
    cp_catalogue_free(hand->catalogue);
    free(hand->days);
    free(hand->rows);
    free(hand);
}

void hand_picture_organise(struct hand_picture *hand, const struct cp_organisation *organisation)
{
    const struct cp_administration_key *keys = NULL;
    const size_t count = cp_organisation_administrations(organisation, &keys);
    CP_ASSERT(hand->picture.row_count == CP_WIDE_COUNT && count + 1 == HAND_WIDE_MAX);
    hand_picture_add_row(hand, keys[count - 1].code, true)->administration = keys[count - 1].id;
    hand->picture.wide_count = hand->picture.row_count;
    hand->picture.organisation = organisation;
}

size_t hand_picture_add_unit(struct hand_picture *hand, uint8_t administration, const char *unit)
{
    char name[CP_ROW_NAME_MAX];
    (void)snprintf(name, sizeof(name), "%s/%s", cp_administrations[administration].code, unit);
    hand_picture_add_row(hand, name, false)->administration = administration;
    return hand->picture.row_count - 1;
}

void hand_picture_count(struct hand_picture *hand, size_t row, enum cp_window window,
                        enum cp_counter counter, int64_t count)
{
    int64_t *cell = cp_picture_cell(&hand->rows[row], window, (uint16_t)counter);
    if (cell != NULL) {
        *cell += count;
    }
    hand->rows[row].version++;
}

void hand_picture_stretch(struct hand_picture *hand, int32_t first, int32_t today)
{
    hand->picture.days_first = first;
    hand->picture.today = today;
}

void hand_picture_set_day(struct hand_picture *hand, size_t row, int headline, int32_t day,
                          int64_t count)
{
    const size_t capacity = (size_t)hand->picture.days_capacity;
    const size_t slot = (size_t)(day + CP_DAY_SHIFT) % capacity;
    hand->days[(row * CP_HEADLINE_MAX + (size_t)headline) * capacity + slot] = count;
    hand->days_version[row]++;
}

void hand_picture_add_head(struct hand_picture *hand, int32_t partition, int64_t counted)
{
    CP_ASSERT(hand->picture.head_count < HAND_PARTITIONS_MAX);
    struct cp_head *head = &hand->heads[hand->picture.head_count++];
    *head = (struct cp_head){.partition = partition, .offset = counted};
    head->verdicts[CP_VERDICT_COUNTED] = counted;
}
