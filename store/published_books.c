#include "published_books.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "casepulse/base/assert.h"
#include "casepulse/base/memory.h"
#include "casepulse/proto/verdict.h"

#include "fields.h"
#include "sheet.h"

/* Columns of `books`: the fields of fields.h, then the verdicts. */
#define CP_BOOKS_COLUMNS ((int)CP_BOOKS_COUNT + (int)CP_VERDICT_COUNT)
#define CP_BOOKS_ALL "all"

static const char *const cp_books_names[CP_BOOKS_COUNT] = {
#define X(name, text) [CP_BOOKS_##name] = text,
    CP_BOOKS_FIELDS(X)
#undef X
};

struct cp_published_book {
    int32_t partition;
    int64_t next_offset; /* of the key `offsets` */
    int64_t cells[CP_BOOKS_COLUMNS];
};

struct cp_published_books {
    const struct cp_keys *keys;
    size_t count;
    struct cp_published_book books[CP_PARTITIONS_MAX]; /* ascending */
    struct cp_published_book all;
    int64_t refused[CP_REASON_END];
};

static void cp_published_book_init(struct cp_published_book *book, int32_t partition)
{
    book->partition = partition;
    book->next_offset = CP_CELL_NONE;
    for (int column = 0; column < CP_BOOKS_COLUMNS; column++) {
        book->cells[column] = CP_CELL_NONE;
    }
}

struct cp_published_books *cp_published_books_create(const struct cp_keys *keys)
{
    struct cp_published_books *books = cp_allocate(1, sizeof(*books));
    books->keys = keys;
    cp_published_book_init(&books->all, -1);
    for (int reason = 0; reason < CP_REASON_END; reason++) {
        books->refused[reason] = CP_CELL_NONE;
    }
    return books;
}

void cp_published_books_free(struct cp_published_books *books)
{
    free(books);
}

static const char *cp_books_column_name(int column)
{
    return column < (int)CP_BOOKS_COUNT
               ? cp_books_names[column]
               : cp_verdict_text((enum cp_verdict)(column - (int)CP_BOOKS_COUNT));
}

static int64_t cp_books_cell(const struct cp_head *head, int column)
{
    switch (column) {
    case CP_BOOKS_START:
        return head->start;
    case CP_BOOKS_OFFSET:
        return head->offset;
    case CP_BOOKS_GAPS:
        return head->gaps;
    case CP_BOOKS_LOST:
        return head->lost;
    case CP_BOOKS_ALTERED:
        return head->altered;
    default:
        return head->verdicts[column - (int)CP_BOOKS_COUNT];
    }
}

static void cp_published_book_write(struct cp_published_book *book,
                                    struct cp_transaction *transaction, const char *owner,
                                    const struct cp_head *head)
{
    for (int column = 0; column < CP_BOOKS_COLUMNS; column++) {
        const int64_t cell = cp_books_cell(head, column);
        if (cell != book->cells[column]) {
            char field[64];
            (void)snprintf(field, sizeof(field), "%s.%s", owner, cp_books_column_name(column));
            (void)cp_cell_publish(transaction, field, CP_CELL_INTEGER, cell, &book->cells[column]);
        }
    }
}

static void cp_partition_text(int32_t partition, char out_text[16])
{
    (void)snprintf(out_text, 16, "%d", (int)partition);
}

bool cp_published_books_fit(const struct cp_published_books *books,
                            const struct cp_picture *picture)
{
    size_t head = 0;
    for (size_t at = 0; at < books->count; at++) {
        while (head < picture->head_count &&
               picture->heads[head].partition < books->books[at].partition) {
            head++;
        }
        if (head == picture->head_count ||
            picture->heads[head].partition != books->books[at].partition) {
            return false;
        }
    }
    return true;
}

/* Makes room for partitions that are new, so that book and head of one place belong together. */
static void cp_published_books_align(struct cp_published_books *books,
                                     const struct cp_picture *picture)
{
    for (size_t at = 0; at < picture->head_count; at++) {
        const int32_t partition = picture->heads[at].partition;
        if (at < books->count && books->books[at].partition == partition) {
            continue;
        }
        CP_ASSERT(books->count < CP_PARTITIONS_MAX);
        memmove(&books->books[at + 1], &books->books[at],
                (books->count - at) * sizeof(books->books[0]));
        cp_published_book_init(&books->books[at], partition);
        books->count++;
    }
}

static void cp_published_books_write_offsets(struct cp_published_books *books,
                                             struct cp_transaction *transaction,
                                             const struct cp_picture *picture, int64_t seq)
{
    char key[CP_KEY_MAX];
    cp_key_write(books->keys, key, CP_KEY_OFFSETS);
    cp_hash_open(transaction, key);
    for (size_t at = 0; at < picture->head_count; at++) {
        char partition[16];
        cp_partition_text(picture->heads[at].partition, partition);
        (void)cp_cell_publish(transaction, partition, CP_CELL_INTEGER, picture->heads[at].offset,
                              &books->books[at].next_offset);
    }
    if (cp_hash_is_changed(transaction)) {
        cp_hash_set_integer(transaction, CP_FIELD_SEQ, seq);
    }
    (void)cp_hash_close(transaction);
}

static void cp_published_books_write_books(struct cp_published_books *books,
                                           struct cp_transaction *transaction,
                                           const struct cp_picture *picture,
                                           const struct cp_head *all)
{
    char key[CP_KEY_MAX];
    cp_key_write(books->keys, key, CP_KEY_BOOKS);
    cp_hash_open(transaction, key);
    for (size_t at = 0; at < picture->head_count; at++) {
        char partition[16];
        cp_partition_text(picture->heads[at].partition, partition);
        cp_published_book_write(&books->books[at], transaction, partition, &picture->heads[at]);
    }
    cp_published_book_write(&books->all, transaction, CP_BOOKS_ALL, all);
    (void)cp_hash_close(transaction);
}

static void cp_published_books_write_refused(struct cp_published_books *books,
                                             struct cp_transaction *transaction,
                                             const struct cp_head *all)
{
    char key[CP_KEY_MAX];
    cp_key_write(books->keys, key, CP_KEY_REFUSED);
    cp_hash_open(transaction, key);
    for (int at = CP_REASON_NONE + 1; at < CP_REASON_END; at++) {
        const enum cp_reason reason = (enum cp_reason)at;
        /* Copies are no fault of the sender's: `books` counts them. */
        if (cp_reason_verdict(reason) != CP_VERDICT_DUPLICATE) {
            (void)cp_cell_publish(transaction, cp_reason_field(reason), CP_CELL_INTEGER,
                                  all->refused[reason], &books->refused[reason]);
        }
    }
    (void)cp_hash_close(transaction);
}

void cp_published_books_write(struct cp_published_books *books, struct cp_transaction *transaction,
                              const struct cp_picture *picture, int64_t seq)
{
    const struct cp_head all = cp_picture_books(picture);
    cp_published_books_align(books, picture);
    cp_published_books_write_offsets(books, transaction, picture, seq);
    cp_published_books_write_books(books, transaction, picture, &all);
    cp_published_books_write_refused(books, transaction, &all);
}
