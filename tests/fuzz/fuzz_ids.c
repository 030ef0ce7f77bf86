/* Any bytes as a sequence of questions and memories: the table of ids answers as a plain list that
 * forgets nothing. Four bytes a step: what and which id (two), how many days before the last, how
 * many days the last goes on. */
#include <stdlib.h>
#include <string.h>

#include "casepulse/base/assert.h"
#include "ids.h"

#define HORIZON 35
#define FIRST_DAY 15000
#define STEPS_MAX 1200 /* the table grows twice */
#define STEP_SIZE 4
#define IDS 4096

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct plain_record {
    uint16_t before; /* the one before of the same number; 0: none */
    uint16_t number;
    enum cp_id_kind kind;
    uint32_t hash;
    int32_t day;
};

struct plain {
    size_t count;
    struct plain_record records[STEPS_MAX + 1]; /* from 1 on */
    uint16_t last[IDS];                         /* of a number; 0: none */
};

static void make_id(uint16_t number, uint8_t out_id[CP_EVENT_ID_SIZE])
{
    memset(out_id, 0, CP_EVENT_ID_SIZE);
    memcpy(out_id + number % (CP_EVENT_ID_SIZE - 1), &number, sizeof(number));
}

static enum cp_id_kind class_of(enum cp_id_kind kind)
{
    return kind == CP_ID_RETRACTION ? CP_ID_COUNTED : kind;
}

static const struct plain_record *plain_find(const struct plain *plain, uint16_t number,
                                             enum cp_id_kind class, int32_t day, int32_t first_day)
{
    for (size_t i = plain->last[number]; i > 0; i = plain->records[i].before) {
        const struct plain_record *record = &plain->records[i];
        if (class_of(record->kind) == class && record->day >= first_day &&
            abs(record->day - day) <= HORIZON) {
            return record;
        }
    }
    return NULL;
}

static void plain_remember(struct plain *plain, struct plain_record record)
{
    record.before = plain->last[record.number];
    plain->records[++plain->count] = record;
    plain->last[record.number] = (uint16_t)plain->count;
}

static void compare(const struct cp_id_record *found, const struct plain_record *expected)
{
    CP_ASSERT((found != NULL) == (expected != NULL));
    if (found != NULL) {
        CP_ASSERT(cp_id_record_kind(found) == expected->kind);
        CP_ASSERT(found->hash == expected->hash);
    }
}

/* As the judge uses it: remembered is what is not known near the day. */
static void step(struct cp_ids *ids, struct plain *plain, struct plain_record record,
                 int32_t first_day)
{
    uint8_t id[CP_EVENT_ID_SIZE];
    make_id(record.number, id);
    cp_ids_prefetch(ids, id);
    const struct cp_ids_found found = cp_ids_find(ids, id, record.day);
    const struct plain_record *judged =
        plain_find(plain, record.number, CP_ID_COUNTED, record.day, first_day);
    const struct plain_record *cancelled =
        plain_find(plain, record.number, CP_ID_CANCELLED, record.day, first_day);
    compare(found.judged, judged);
    compare(found.cancelled, cancelled);
    const struct plain_record *ahead =
        plain_find(plain, record.number, CP_ID_AHEAD, record.day, first_day);
    CP_ASSERT((found.ahead != NULL) == (ahead != NULL));
    if (record.kind == CP_ID_CANCELLED ? cancelled == NULL : judged == NULL) {
        plain_remember(plain, record);
        cp_ids_remember(ids, id, record.kind, record.hash, record.day);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const enum cp_id_kind kinds[] = {CP_ID_COUNTED, CP_ID_RETRACTION, CP_ID_AHEAD,
                                            CP_ID_CANCELLED};
    static struct plain plain;
    struct cp_ids *ids = cp_ids_create(HORIZON);
    const int32_t keep_days = size > 0 && data[0] % 2 == 0 ? HORIZON : 2 * HORIZON;
    int32_t last_day = FIRST_DAY;
    memset(&plain, 0, sizeof(plain));
    for (size_t i = 0; i < STEPS_MAX && (i + 1) * STEP_SIZE <= size; i++) {
        const uint8_t *bytes = data + i * STEP_SIZE;
        if (bytes[3] % 64 != 0) {
            last_day += bytes[3] % 64;
            cp_ids_expire(ids, last_day - keep_days);
        }
        const struct plain_record record = {.number =
                                                (uint16_t)(bytes[1] | (bytes[0] / 4 % 16) << 8),
                                            .kind = kinds[bytes[0] % 4],
                                            .hash = (uint32_t)i,
                                            .day = last_day - bytes[2] % (HORIZON + 1)};
        step(ids, &plain, record, last_day - keep_days);
    }
    cp_ids_free(ids);
    return 0;
}
