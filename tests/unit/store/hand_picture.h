/* A picture made by hand, for what lies right of it: no events, no calendar. */
#ifndef CASEPULSE_TESTS_HAND_PICTURE_H
#define CASEPULSE_TESTS_HAND_PICTURE_H

#include "casepulse/aggregator/picture.h"

#define HAND_PARTITIONS_MAX 64
#define HAND_WIDE_MAX (CP_WIDE_COUNT + 1)

struct hand_picture {
    struct cp_picture picture;
    size_t row_capacity;
    struct cp_picture_row *rows;
    struct cp_catalogue *catalogue; /* without subject groups */
    int64_t *days;
    uint64_t days_version[HAND_WIDE_MAX];
    struct cp_head heads[HAND_PARTITIONS_MAX];
};

/* The wide rows with nothing counted, no days, no partitions. */
struct hand_picture *hand_picture_create(size_t row_capacity, int32_t days_capacity);
void hand_picture_free(struct hand_picture *hand);

/* Gives the wide rows of an organisation, lent, that has one administration more; before units. */
void hand_picture_organise(struct hand_picture *hand, const struct cp_organisation *organisation);

/* Adds a unit's row and returns its place. */
size_t hand_picture_add_unit(struct hand_picture *hand, uint8_t administration, const char *unit);

/* Adds to a count of a row in a window, if it is kept there, and moves the row's version. */
void hand_picture_count(struct hand_picture *hand, size_t row, enum cp_window window,
                        enum cp_counter counter, int64_t count);

/* Sets the stretch of days, both inclusive. */
void hand_picture_stretch(struct hand_picture *hand, int32_t first, int32_t today);
void hand_picture_set_day(struct hand_picture *hand, size_t row, int headline, int32_t day,
                          int64_t count);

/* A partition of which `counted` records were counted from offset 0; balanced. */
void hand_picture_add_head(struct hand_picture *hand, int32_t partition, int64_t counted);

#endif
