#include "blank.h"

#include <stdlib.h>
#include <string.h>

#include "fields.h"

/* Redis takes no longer to copy a hash than to set so many times less fields. */
#define CP_BLANK_COPY_GAIN 4

/* Counters are 0, ratios over 0 have no value. Gauges without one are taken out again. */
void cp_blank_init(struct cp_blank *blank, const struct cp_keys *keys, const struct cp_sheet *sheet,
                   const char *name, bool is_table)
{
    blank->sheet = sheet;
    blank->is_table = is_table;
    blank->cells = cp_sheet_cells_create(sheet->column_count);
    cp_key_write(keys, blank->key, CP_KEY_BLANK, name);
    memset(blank->cells, 0, sheet->counter_count * sizeof(*blank->cells));
    for (size_t place = 0; place < sheet->ratio_count; place++) {
        int64_t *parts = blank->cells + sheet->counter_count + place * CP_RATIO_PART_COUNT;
        parts[CP_RATIO_PART_NUMERATOR] = 0;
        parts[CP_RATIO_PART_DENOMINATOR] = 0;
    }
}

void cp_blank_done(struct cp_blank *blank)
{
    free(blank->cells);
    *blank = (struct cp_blank){0};
}

/* `seq` stands first: it is set whenever anything is, and a list is searched from its beginning. */
static void cp_blank_write(const struct cp_blank *blank, struct cp_transaction *transaction)
{
    int64_t *published = cp_sheet_cells_create(blank->sheet->column_count);
    cp_hash_open(transaction, blank->key);
    if (blank->is_table) {
        cp_hash_make_table(transaction);
    }
    cp_hash_set_integer(transaction, CP_FIELD_SEQ, 0);
    cp_sheet_publish(blank->sheet, transaction, blank->cells, published);
    (void)cp_hash_close(transaction);
    free(published);
}

void cp_blank_copy(const struct cp_blank *blank, struct cp_transaction *transaction,
                   const char *key, int64_t *out_cells)
{
    const size_t column_count = blank->sheet->column_count;
    if (cp_transaction_needs_scratch(transaction, blank->key)) {
        cp_blank_write(blank, transaction);
    }
    cp_hash_copy(transaction, blank->key, key, column_count / CP_BLANK_COPY_GAIN);
    memcpy(out_cells, blank->cells, column_count * sizeof(*out_cells));
}
