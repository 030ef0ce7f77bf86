/* A binary heap of small entries; the items themselves lie still in a pool of slots. */
#include "generate_agenda.h"

#include <stdlib.h>
#include <string.h>

#include "casepulse/base/assert.h"
#include "casepulse/base/memory.h"

#define CP_AGENDA_FIRST 1024
#define CP_AGENDA_LAST ((size_t)1 << 31)

struct cp_agenda_entry {
    int64_t due_ms;
    uint64_t order; /* of being put in */
    size_t slot;
};

struct cp_agenda {
    size_t item_size;
    size_t count, capacity;
    uint64_t order;
    struct cp_agenda_entry *entries; /* those behind `count` hold the free slots */
    unsigned char *items;
};

static void cp_agenda_grow(struct cp_agenda *agenda, size_t capacity)
{
    CP_ASSERT(capacity <= CP_AGENDA_LAST);
    agenda->entries = cp_reallocate(agenda->entries, capacity, sizeof(struct cp_agenda_entry));
    agenda->items = cp_reallocate(agenda->items, capacity, agenda->item_size);
    for (size_t slot = agenda->capacity; slot < capacity; slot++) {
        agenda->entries[slot].slot = slot;
    }
    agenda->capacity = capacity;
}

struct cp_agenda *cp_agenda_create(size_t item_size)
{
    struct cp_agenda *agenda = cp_allocate(1, sizeof(struct cp_agenda));
    agenda->item_size = item_size;
    cp_agenda_grow(agenda, CP_AGENDA_FIRST);
    return agenda;
}

void cp_agenda_free(struct cp_agenda *agenda)
{
    if (agenda != NULL) {
        free(agenda->entries);
        free(agenda->items);
        free(agenda);
    }
}

static bool cp_entry_is_before(const struct cp_agenda_entry *one,
                               const struct cp_agenda_entry *other)
{
    return one->due_ms < other->due_ms ||
           (one->due_ms == other->due_ms && one->order < other->order);
}

void cp_agenda_add(struct cp_agenda *agenda, int64_t due_ms, const void *item)
{
    if (agenda->count == agenda->capacity) {
        cp_agenda_grow(agenda, agenda->capacity * 2);
    }
    size_t at = agenda->count++;
    const struct cp_agenda_entry entry = {due_ms, agenda->order++, agenda->entries[at].slot};
    memcpy(agenda->items + entry.slot * agenda->item_size, item, agenda->item_size);
    while (at > 0 && cp_entry_is_before(&entry, &agenda->entries[(at - 1) / 2])) {
        agenda->entries[at] = agenda->entries[(at - 1) / 2];
        at = (at - 1) / 2;
    }
    agenda->entries[at] = entry;
}

int64_t cp_agenda_due_ms(const struct cp_agenda *agenda)
{
    return agenda->count > 0 ? agenda->entries[0].due_ms : INT64_MAX;
}

void cp_agenda_take(struct cp_agenda *agenda, void *out_item)
{
    CP_ASSERT(agenda->count > 0);
    const size_t freed = agenda->entries[0].slot;
    memcpy(out_item, agenda->items + freed * agenda->item_size, agenda->item_size);
    const struct cp_agenda_entry moved = agenda->entries[--agenda->count];
    size_t at = 0;
    for (;;) {
        size_t child = 2 * at + 1;
        if (child >= agenda->count) {
            break;
        }
        child += child + 1 < agenda->count &&
                 cp_entry_is_before(&agenda->entries[child + 1], &agenda->entries[child]);
        if (!cp_entry_is_before(&agenda->entries[child], &moved)) {
            break;
        }
        agenda->entries[at] = agenda->entries[child];
        at = child;
    }
    agenda->entries[at] = moved;
    agenda->entries[agenda->count].slot = freed;
}

void cp_agenda_clear(struct cp_agenda *agenda)
{
    agenda->count = 0;
}

size_t cp_agenda_count(const struct cp_agenda *agenda)
{
    return agenda->count;
}
