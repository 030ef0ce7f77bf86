#include "published_names.h"

#include <stdlib.h>
#include <string.h>

#include "casepulse/base/memory.h"

struct cp_published_names {
    const struct cp_keys *keys;
    size_t count; /* rows that the sets hold */
};

struct cp_published_names *cp_published_names_create(const struct cp_keys *keys)
{
    struct cp_published_names *names = cp_allocate(1, sizeof(*names));
    names->keys = keys;
    return names;
}

void cp_published_names_free(struct cp_published_names *names)
{
    free(names);
}

/* The unit's part of a row's name. */
static const char *cp_row_unit(const struct cp_picture_row *row)
{
    return strchr(row->name, '/') + 1;
}

static void cp_published_names_write_units(const struct cp_published_names *names,
                                           struct cp_transaction *transaction,
                                           const struct cp_picture *picture, uint8_t administration)
{
    char key[CP_KEY_MAX];
    cp_key_write(names->keys, key, CP_KEY_UNITS, cp_administrations[administration].code);
    cp_words_open(transaction, "SADD", key);
    for (size_t at = names->count; at < picture->row_count; at++) {
        const struct cp_picture_row *row = &picture->rows[at];
        if (!row->is_wide && row->administration == administration) {
            cp_words_add(transaction, cp_row_unit(row));
        }
    }
    cp_words_close(transaction);
}

void cp_published_names_write(struct cp_published_names *names, struct cp_transaction *transaction,
                              const struct cp_tick *tick)
{
    const struct cp_picture *picture = tick->picture;
    char key[CP_KEY_MAX];
    cp_key_write(names->keys, key, CP_KEY_INDEX);
    cp_words_open(transaction, "SADD", key);
    for (size_t at = names->count; at < picture->row_count; at++) {
        cp_words_add(transaction, picture->rows[at].name);
    }
    cp_words_close(transaction);
    for (uint8_t id = 0; id < CP_ADMINISTRATION_COUNT && names->count < picture->row_count; id++) {
        cp_published_names_write_units(names, transaction, picture, id);
    }
    names->count = picture->row_count;
}
