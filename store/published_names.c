#include "published_names.h"

#include <stdlib.h>
#include <string.h>

#include "casepulse/base/memory.h"

enum cp_language { CP_LANGUAGE_EN, CP_LANGUAGE_DA, CP_LANGUAGE_COUNT };

static const char *const cp_languages[CP_LANGUAGE_COUNT] = {
    [CP_LANGUAGE_EN] = "en",
    [CP_LANGUAGE_DA] = "da",
};

struct cp_row_names {
    char *texts[CP_LANGUAGE_COUNT]; /* NULL: none */
};

struct cp_published_names {
    const struct cp_keys *keys;
    size_t count, capacity; /* rows that the sets hold */
    struct cp_row_names *rows;
    uint64_t city_version; /* of the row ALL at the last call: moves with the organisation, too */
    int32_t day;
};

/* What no organisation names: the city, and the units that are ours. */
static const struct cp_own_name {
    const char *row; /* of a unit: from the slash on */
    const char *texts[CP_LANGUAGE_COUNT];
} cp_own_names[] = {
    {"ALL", {[CP_LANGUAGE_EN] = "The city", [CP_LANGUAGE_DA] = "Hele byen"}},
    {"/_none", {[CP_LANGUAGE_EN] = "No unit", [CP_LANGUAGE_DA] = "Uden enhed"}},
    {"/_other", {[CP_LANGUAGE_EN] = "Other units", [CP_LANGUAGE_DA] = "Andre enheder"}},
};

struct cp_published_names *cp_published_names_create(const struct cp_keys *keys)
{
    struct cp_published_names *names = cp_allocate(1, sizeof(*names));
    names->keys = keys;
    names->day = CP_DAY_NONE;
    return names;
}

void cp_published_names_free(struct cp_published_names *names)
{
    if (names == NULL) {
        return;
    }
    for (size_t row = 0; row < names->count; row++) {
        for (int language = 0; language < CP_LANGUAGE_COUNT; language++) {
            free(names->rows[row].texts[language]);
        }
    }
    free(names->rows);
    free(names);
}

/* The unit's part of a row's name; of a wide row NULL. */
static const char *cp_row_unit(const struct cp_picture_row *row)
{
    return row->is_wide ? NULL : strchr(row->name, '/') + 1;
}

static const char *cp_own_name(const char *row, enum cp_language language)
{
    for (size_t at = 0; at < sizeof(cp_own_names) / sizeof(cp_own_names[0]); at++) {
        if (strcmp(cp_own_names[at].row, row) == 0) {
            return cp_own_names[at].texts[language];
        }
    }
    return NULL;
}

static const char *cp_row_called(const struct cp_picture *picture, const struct cp_picture_row *row,
                                 enum cp_language language)
{
    const char *unit = cp_row_unit(row);
    const char *own = cp_own_name(unit != NULL ? unit - 1 : row->name, language);
    const bool is_danish = language == CP_LANGUAGE_DA;
    if (own != NULL) {
        return own;
    }
    if (unit == NULL) {
        return cp_organisation_name(picture->organisation, row->administration, picture->today,
                                    is_danish);
    }
    struct cp_short_text text = {.size = (uint8_t)strlen(unit)};
    memcpy(text.bytes, unit, text.size);
    return cp_organisation_unit_name(picture->organisation, &text, picture->today, is_danish);
}

/* True if it is another name than the one published, which is replaced. */
static bool cp_name_take(char **published, const char *called)
{
    if (*published == NULL ? called == NULL : called != NULL && strcmp(*published, called) == 0) {
        return false;
    }
    free(*published);
    *published = called == NULL ? NULL : cp_copy_text(called);
    return true;
}

static void cp_published_names_write_language(struct cp_published_names *names,
                                              struct cp_transaction *transaction,
                                              const struct cp_picture *picture,
                                              enum cp_language language)
{
    char key[CP_KEY_MAX];
    cp_key_write(names->keys, key, CP_KEY_NAMES, cp_languages[language]);
    cp_hash_open(transaction, key);
    for (size_t at = 0; at < picture->row_count; at++) {
        const struct cp_picture_row *row = &picture->rows[at];
        const char *called = cp_row_called(picture, row, language);
        if (!cp_name_take(&names->rows[at].texts[language], called)) {
            continue;
        }
        if (called == NULL) {
            cp_hash_remove(transaction, row->name);
        } else {
            cp_hash_set(transaction, row->name, called);
        }
    }
    (void)cp_hash_close(transaction);
}

static void cp_published_names_write_units(const struct cp_published_names *names,
                                           struct cp_transaction *transaction,
                                           const struct cp_picture *picture,
                                           const struct cp_picture_row *administration)
{
    char key[CP_KEY_MAX];
    cp_key_write(names->keys, key, CP_KEY_UNITS, administration->name);
    cp_words_open(transaction, "SADD", key);
    for (size_t at = names->count; at < picture->row_count; at++) {
        const struct cp_picture_row *row = &picture->rows[at];
        if (!row->is_wide && row->administration == administration->administration) {
            cp_words_add(transaction, cp_row_unit(row));
        }
    }
    cp_words_close(transaction);
}

static void cp_published_names_write_rows(const struct cp_published_names *names,
                                          struct cp_transaction *transaction,
                                          const struct cp_picture *picture)
{
    char key[CP_KEY_MAX];
    cp_key_write(names->keys, key, CP_KEY_INDEX);
    cp_words_open(transaction, "SADD", key);
    for (size_t at = names->count; at < picture->row_count; at++) {
        cp_words_add(transaction, picture->rows[at].name);
    }
    cp_words_close(transaction);
    for (size_t wide = CP_WIDE_ALL + 1; wide < picture->wide_count; wide++) {
        cp_published_names_write_units(names, transaction, picture, &picture->rows[wide]);
    }
}

static void cp_published_names_make_room(struct cp_published_names *names, size_t row_count)
{
    if (row_count > names->capacity) {
        names->capacity = row_count + row_count / 2;
        names->rows = cp_reallocate(names->rows, names->capacity, sizeof(*names->rows));
    }
    for (size_t row = names->count; row < row_count; row++) {
        names->rows[row] = (struct cp_row_names){{NULL}};
    }
}

void cp_published_names_write(struct cp_published_names *names, struct cp_transaction *transaction,
                              const struct cp_tick *tick)
{
    const struct cp_picture *picture = tick->picture;
    const uint64_t city_version = picture->rows[CP_WIDE_ALL].version;
    if (names->count == picture->row_count && names->city_version == city_version &&
        names->day == picture->today) {
        return;
    }
    cp_published_names_make_room(names, picture->row_count);
    if (names->count < picture->row_count) {
        cp_published_names_write_rows(names, transaction, picture);
        names->count = picture->row_count;
    }
    for (int language = 0; language < CP_LANGUAGE_COUNT; language++) {
        cp_published_names_write_language(names, transaction, picture, (enum cp_language)language);
    }
    names->city_version = city_version;
    names->day = picture->today;
}
