/* A later field replaces an earlier one of its number, a later detail an earlier one of any type;
 * lists and sets go on. A known field of another wire type than its own is refused, but for yes and
 * no: any content is taken that is well-formed, and is yes if one of its bytes is not zero in seven
 * bits.
 *
 * Senders' libraries write fields in the order of their numbers. So the first ones are expected in
 * that order, each in code of its own that needs no table; from the first one that is not as
 * expected the table leads. There one loop reads the event and its details: a detail is entered and
 * left by exchanging the table and the end. Rows of details have no details in turn, and an event
 * that is taken back stays bytes: nothing is read deeper than two. */
#include "reader.h"

#include "casepulse/base/memory.h"
#include "message_fields.h"
#include "wire.h"

/* Where the reader stands: in the event or in a detail of it. */
struct cp_reader {
    const struct cp_message_field *rows;
    uint32_t key_end;
    const uint8_t *end;
    const uint8_t *event_end;
    uint64_t text_bits; /* of all texts, those replaced later among them */
    struct cp_message *message;
};

static void cp_reader_enter_event(struct cp_reader *reader)
{
    reader->rows = cp_message_fields;
    reader->key_end = CP_MESSAGE_KEY_END;
    reader->end = reader->event_end;
}

static const uint8_t *cp_reader_enter_detail(struct cp_reader *reader, const uint8_t *at,
                                             uint32_t number)
{
    struct cp_message *message = reader->message;
    uint64_t length;
    at = cp_wire_take_length(at, reader->end, &length);
    if (at == NULL) {
        return NULL;
    }
    if (message->detail.type != 0) {
        cp_clear(&message->detail, sizeof(message->detail));
        message->texts[CP_TEXT_FROM_UNIT] = (struct cp_slice){0};
    }
    message->detail.type = (int)number - CP_DETAIL_FIELD;
    reader->rows = cp_message_detail_fields[message->detail.type];
    reader->key_end = CP_DETAIL_KEY_END;
    reader->end = at + length;
    return at;
}

static inline const uint8_t *cp_reader_take_bytes(struct cp_reader *reader, const uint8_t *at,
                                                  void *out)
{
    uint64_t length = 0;
    at = cp_wire_take_length(at, reader->end, &length);
    if (at == NULL) {
        return NULL;
    }
    const struct cp_slice bytes = {at, (size_t)length};
    memcpy(out, &bytes, sizeof(bytes));
    return at + length;
}

static inline const uint8_t *cp_reader_take_text(struct cp_reader *reader, const uint8_t *at,
                                                 struct cp_slice *out)
{
    at = cp_reader_take_bytes(reader, at, out);
    if (at != NULL) {
        reader->text_bits |= cp_text_bits(*out);
    }
    return at;
}

static inline const uint8_t *cp_reader_take_64(struct cp_reader *reader, const uint8_t *at,
                                               void *out)
{
    uint64_t value = 0;
    at = cp_wire_take_number(at, reader->end, &value);
    memcpy(out, &value, sizeof(value));
    return at;
}

static inline const uint8_t *cp_reader_take_32(struct cp_reader *reader, const uint8_t *at,
                                               void *out)
{
    uint64_t value = 0;
    at = cp_wire_take_number(at, reader->end, &value);
    const uint32_t lower = (uint32_t)value;
    memcpy(out, &lower, sizeof(lower));
    return at;
}

static const uint8_t *cp_reader_take_value(struct cp_reader *reader, const uint8_t *at,
                                           const struct cp_message_field *row, uint8_t *out)
{
    uint64_t value = 0;
    at = cp_wire_take_number(at, reader->end, &value);
    *out = cp_value_of((uint32_t)value, row->end);
    return at;
}

static const uint8_t *cp_reader_take_yes_no(struct cp_reader *reader, const uint8_t *at,
                                            unsigned type, bool *out_is_yes)
{
    const uint8_t *behind = cp_wire_skip(at, reader->end, type);
    *out_is_yes = false;
    for (; behind != NULL && at < behind; at++) {
        *out_is_yes |= (*at & 0x7F) != 0;
    }
    return behind;
}

/* One more of a list or set. */
static const uint8_t *cp_reader_take_one(const uint8_t *at, const uint8_t *end,
                                         const struct cp_message_field *row, void *out)
{
    uint64_t sent = 0;
    at = cp_wire_take_number(at, end, &sent);
    const uint8_t value = cp_value_of((uint32_t)sent, row->end);
    if (row->kind == CP_FIELD_LIST || row->kind == CP_FIELD_LIST_PACKED) {
        cp_value_list_add(out, value);
    } else {
        cp_value_set_add(out, value);
    }
    return at;
}

static const uint8_t *cp_reader_take_packed(struct cp_reader *reader, const uint8_t *at,
                                            const struct cp_message_field *row, void *out)
{
    uint64_t length = 0;
    at = cp_wire_take_length(at, reader->end, &length);
    const uint8_t *packed_end = at != NULL ? at + length : NULL;
    while (at != NULL && at != packed_end) {
        at = cp_reader_take_one(at, packed_end, row, out);
    }
    return at;
}

/* Passed over if no field of ours has the number; else it came with a wrong wire type. */
static const uint8_t *cp_reader_skip(struct cp_reader *reader, const uint8_t *at, uint32_t key)
{
    const uint32_t first = key - key % CP_WIRE_TYPES;
    for (uint32_t own = first; own < reader->key_end && own < first + CP_WIRE_TYPES; own++) {
        if (reader->rows[own].kind != CP_FIELD_OTHER) {
            return NULL;
        }
    }
    return cp_wire_skip(at, reader->end, key % CP_WIRE_TYPES);
}

/* The field of that key, whose content begins at `at`. */
static inline const uint8_t *cp_reader_take_field(struct cp_reader *reader, const uint8_t *at,
                                                  uint32_t key)
{
    const struct cp_message_field *row = &reader->rows[key < reader->key_end ? key : 0];
    void *out = (uint8_t *)reader->message + row->at;
    switch (row->kind) {
    case CP_FIELD_BYTES:
        return cp_reader_take_bytes(reader, at, out);
    case CP_FIELD_TEXT:
        return cp_reader_take_text(reader, at, out);
    case CP_FIELD_32:
        return cp_reader_take_32(reader, at, out);
    case CP_FIELD_64:
        return cp_reader_take_64(reader, at, out);
    case CP_FIELD_VALUE:
        return cp_reader_take_value(reader, at, row, out);
    case CP_FIELD_YES_NO:
        return cp_reader_take_yes_no(reader, at, key % CP_WIRE_TYPES, out);
    case CP_FIELD_LIST:
    case CP_FIELD_SET:
        return cp_reader_take_one(at, reader->end, row, out);
    case CP_FIELD_LIST_PACKED:
    case CP_FIELD_SET_PACKED:
        return cp_reader_take_packed(reader, at, row, out);
    case CP_FIELD_DETAIL:
        return cp_reader_enter_detail(reader, at, key / CP_WIRE_TYPES);
    default:
        return cp_reader_skip(reader, at, key);
    }
}

/* By the table, in any order. */
static const uint8_t *cp_reader_take_fields(struct cp_reader *reader, const uint8_t *at)
{
    while (at != NULL && at != reader->event_end) {
        if (at == reader->end) {
            cp_reader_enter_event(reader);
        }
        uint32_t key;
        at = cp_wire_take_key(at, reader->end, &key);
        if (at != NULL) {
            at = cp_reader_take_field(reader, at, key);
        }
    }
    return at;
}

/* As expected; stops before the first that is not. */
static const uint8_t *cp_reader_take_first_fields(struct cp_reader *reader, const uint8_t *at)
{
#define TAKE_BYTES cp_reader_take_bytes
#define TAKE_TEXT cp_reader_take_text
#define TAKE_32 cp_reader_take_32
#define TAKE_64 cp_reader_take_64
#define X(number, kind, wire_type, field)                                                          \
    if (at != NULL && at < reader->end && *at == CP_FIELD_KEY(number, wire_type)) {                \
        at = TAKE_##kind(reader, at + 1, &reader->message->field);                                 \
    }
    CP_EVENT_FIRST_FIELDS(X)
#undef X
    return at;
}

bool cp_message_read(struct cp_slice bytes, struct cp_message *out_message)
{
    struct cp_reader reader = {.event_end = bytes.bytes + bytes.size, .message = out_message};
    cp_clear(out_message, sizeof(*out_message));
    cp_reader_enter_event(&reader);
    const uint8_t *at = cp_reader_take_first_fields(&reader, bytes.bytes);
    if (cp_reader_take_fields(&reader, at) == NULL) {
        return false;
    }
    return (reader.text_bits & CP_WORD_EACH(0x80)) == 0 || cp_message_is_utf8(out_message);
}
