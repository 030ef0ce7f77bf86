/* A later field replaces an earlier one of its number, a later detail an earlier one of any type;
 * lists and sets go on. A known field of another wire type than its own is refused, but for yes and
 * no: any content is taken that is well-formed, and is yes if one of its bytes is not zero in seven
 * bits.
 *
 * Senders' libraries write fields in the order of their numbers. So the first ones are expected in
 * that order, each in code of its own that needs no table; from the first one that is not as
 * expected the table leads. Rows of details have no details in turn, and an event that is taken
 * back stays bytes: nothing is read deeper than two. */
#include "reader.h"

#include "casepulse/base/memory.h"
#include "message_fields.h"
#include "wire.h"

static inline const uint8_t *cp_reader_take_bytes(const uint8_t *at, const uint8_t *end,
                                                  struct cp_slice *out)
{
    uint64_t length;
    at = cp_wire_take_length(at, end, &length);
    if (at == NULL) {
        return NULL;
    }
    *out = (struct cp_slice){at, (size_t)length};
    return at + length;
}

static inline const uint8_t *cp_reader_take_64(const uint8_t *at, const uint8_t *end, void *out)
{
    uint64_t value;
    at = cp_wire_take_number(at, end, &value);
    memcpy(out, &value, sizeof(value));
    return at;
}

static inline const uint8_t *cp_reader_take_32(const uint8_t *at, const uint8_t *end, void *out)
{
    uint64_t value;
    at = cp_wire_take_small(at, end, &value);
    const uint32_t lower = (uint32_t)value;
    memcpy(out, &lower, sizeof(lower));
    return at;
}

static inline const uint8_t *cp_reader_take_value(const uint8_t *at, const uint8_t *end,
                                                  struct cp_message_field row, uint8_t *out)
{
    uint64_t value;
    at = cp_wire_take_small(at, end, &value);
    *out = cp_value_of((uint32_t)value, row.end);
    return at;
}

static const uint8_t *cp_reader_take_yes_no(const uint8_t *at, const uint8_t *end, unsigned type,
                                            bool *out_is_yes)
{
    const uint8_t *behind = cp_wire_skip(at, end, type);
    *out_is_yes = false;
    for (; behind != NULL && at < behind; at++) {
        *out_is_yes |= (*at & 0x7F) != 0;
    }
    return behind;
}

/* One more of a list or set. */
static const uint8_t *cp_reader_take_one(const uint8_t *at, const uint8_t *end,
                                         struct cp_message_field row, void *out)
{
    uint64_t sent;
    at = cp_wire_take_small(at, end, &sent);
    const uint8_t value = cp_value_of((uint32_t)sent, row.end);
    switch (row.kind) {
    case CP_FIELD_LIST:
    case CP_FIELD_LIST_PACKED:
        cp_value_list_add(out, value);
        return at;
    case CP_FIELD_SET:
    case CP_FIELD_SET_PACKED:
        cp_value_set_add(out, value);
        return at;
    default:
        *(uint8_t *)out |= (uint8_t)CP_BIT(value);
        return at;
    }
}

static const uint8_t *cp_reader_take_packed(const uint8_t *at, const uint8_t *end,
                                            struct cp_message_field row, void *out)
{
    uint64_t length;
    at = cp_wire_take_length(at, end, &length);
    const uint8_t *packed_end = at != NULL ? at + length : NULL;
    while (at != NULL && at != packed_end) {
        at = cp_reader_take_one(at, packed_end, row, out);
    }
    return at;
}

/* Where fields stand that are known by their key. */
struct cp_reader_table {
    const struct cp_message_field *rows;
    uint32_t key_end;
};

/* Passed over if no field of ours has the number; else it came with a wrong wire type. */
static const uint8_t *cp_reader_skip(const uint8_t *at, const uint8_t *end, uint32_t key,
                                     struct cp_reader_table table)
{
    const uint32_t first = key - key % CP_WIRE_TYPES;
    for (uint32_t own = first; own < table.key_end && own < first + CP_WIRE_TYPES; own++) {
        if (table.rows[own].kind != CP_FIELD_OTHER) {
            return NULL;
        }
    }
    return cp_wire_skip(at, end, key % CP_WIRE_TYPES);
}

/* The field of that key, whose content begins at `at`; any but a detail. */
static const uint8_t *cp_reader_take_field(const uint8_t *at, const uint8_t *end, uint32_t key,
                                           struct cp_reader_table table, struct cp_message *message)
{
    const struct cp_message_field row = table.rows[key < table.key_end ? key : 0];
    void *out = (uint8_t *)message + row.at;
    switch (row.kind) {
    case CP_FIELD_BYTES:
    case CP_FIELD_TEXT:
        return cp_reader_take_bytes(at, end, out);
    case CP_FIELD_32:
        return cp_reader_take_32(at, end, out);
    case CP_FIELD_64:
        return cp_reader_take_64(at, end, out);
    case CP_FIELD_VALUE:
        return cp_reader_take_value(at, end, row, out);
    case CP_FIELD_YES_NO:
        return cp_reader_take_yes_no(at, end, key % CP_WIRE_TYPES, out);
    case CP_FIELD_LIST:
    case CP_FIELD_SET:
    case CP_FIELD_MASK:
        return cp_reader_take_one(at, end, row, out);
    case CP_FIELD_LIST_PACKED:
    case CP_FIELD_SET_PACKED:
    case CP_FIELD_MASK_PACKED:
        return cp_reader_take_packed(at, end, row, out);
    default:
        return cp_reader_skip(at, end, key, table);
    }
}

static inline void cp_reader_begin_detail(struct cp_message *message, int type)
{
    if (message->detail.type != 0) {
        cp_clear(&message->detail, sizeof(message->detail));
        message->texts[CP_TEXT_FROM_UNIT] = (struct cp_slice){0};
    }
    message->detail.type = type;
}

/* Most of its fields are values of one byte. */
static inline const uint8_t *cp_reader_take_detail(const uint8_t *at, const uint8_t *event_end,
                                                   int type, struct cp_message *message)
{
    const struct cp_reader_table table = {cp_message_detail_fields[type], CP_DETAIL_KEY_END};
    uint64_t length;
    at = cp_wire_take_length(at, event_end, &length);
    if (at == NULL) {
        return NULL;
    }
    cp_reader_begin_detail(message, type);
    for (const uint8_t *end = at + length; at != NULL && at != end;) {
        uint32_t key;
        at = cp_wire_take_key(at, end, &key);
        if (at == NULL) {
            return NULL;
        }
        const struct cp_message_field row = table.rows[key < table.key_end ? key : 0];
        if (row.kind == CP_FIELD_VALUE) {
            at = cp_reader_take_value(at, end, row, (uint8_t *)message + row.at);
        } else {
            at = cp_reader_take_field(at, end, key, table, message);
        }
    }
    return at;
}

/* By the table, in any order. */
static inline const uint8_t *cp_reader_take_fields(const uint8_t *at, const uint8_t *end,
                                                   struct cp_message *message)
{
    static const struct cp_reader_table table = {cp_message_fields, CP_MESSAGE_KEY_END};
    while (at != NULL && at != end) {
        uint32_t key;
        at = cp_wire_take_key(at, end, &key);
        if (at == NULL) {
            return NULL;
        }
        if (key < CP_MESSAGE_KEY_END && cp_message_fields[key].kind == CP_FIELD_DETAIL) {
            at = cp_reader_take_detail(at, end, (int)(key / CP_WIRE_TYPES) - CP_DETAIL_FIELD,
                                       message);
        } else {
            at = cp_reader_take_field(at, end, key, table, message);
        }
    }
    return at;
}

/* Fields as expected, those in the last few bytes left aside; stops before the first that is not.
 * What was written in vain is written again when the table has led to it. */
static inline const uint8_t *cp_reader_take_first_fields(const uint8_t *at, const uint8_t *end,
                                                         struct cp_message *message)
{
    if (end - at <= CP_WORD_SIZE) {
        return at;
    }
    const uint8_t *last = end - CP_WORD_SIZE - 1;
#define EXPECT_BYTES(out) cp_wire_expect_bytes(at + 1, end, out)
#define EXPECT_TEXT(out) cp_wire_expect_bytes(at + 1, end, out)
#define EXPECT_32(out) cp_wire_expect_small(at + 1, (uint32_t *)(out))
#define EXPECT_64(out) cp_wire_expect_number(at + 1, (uint64_t *)(out))
#define X(number, kind, wire_type, field)                                                          \
    if (at <= last && *at == CP_FIELD_KEY(number, wire_type)) {                                    \
        const uint8_t *behind = EXPECT_##kind(&message->field);                                    \
        if (behind == NULL) {                                                                      \
            return at;                                                                             \
        }                                                                                          \
        at = behind;                                                                               \
    }
    CP_EVENT_FIRST_FIELDS(X)
#undef X
    return at;
}

bool cp_message_read(struct cp_slice bytes, struct cp_message *out_message)
{
    const uint8_t *end = bytes.bytes + bytes.size;
    cp_clear(out_message, sizeof(*out_message));
    const uint8_t *at = cp_reader_take_first_fields(bytes.bytes, end, out_message);
    return cp_reader_take_fields(at, end, out_message) != NULL &&
           cp_message_look_at_texts(out_message);
}
