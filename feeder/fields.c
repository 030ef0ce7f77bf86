#include "fields.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "casepulse/base/assert.h"

/* A member came or went: give it a row below or name it here, then correct the
 * sizes. Not mapped, because ours: schema_version, is_retraction, source ([file] source),
 * type (the section's name or retracted.type). */
static_assert(sizeof(struct cp_fact) == 184, "struct cp_fact changed: cp_fields needs a look");
static_assert(sizeof(struct cp_event) == 440, "struct cp_event changed: cp_fields needs a look");

#define CP_RECORD(member)                                                                          \
    CP_FIELD_OF_RECORD, .offset = offsetof(struct cp_event, member),                               \
                        .size = sizeof(((struct cp_event *)0)->member)
#define CP_FACT(member)                                                                            \
    CP_FIELD_OF_FACT, .offset = offsetof(struct cp_event, fact.member),                            \
                      .size = sizeof(((struct cp_event *)0)->fact.member)
#define CP_ONE(type) CP_BIT(CP_EVENT_##type)
#define CP_ALL_TYPES (CP_BIT(CP_EVENT_TYPE_END) - 2u)
#define CP_TIME_ALLOWED "YYYY-MM-DD, also with Thh:mm[:ss[.sss]] and Z or +hh:mm"
#define CP_UNIT_ALLOWED "1 to 36 letters (A-Z, a-z), digits and . _ -, the first no punctuation"
#define CP_ID_ALLOWED "32 hexadecimal digits, not all zero"

/* Rows of the record come first: `occurred` of a plain event is its record's, too. */
/* clang-format off */
static const struct cp_field cp_fields[] = {
    {.name = "event_id", .kind = CP_FIELD_ID, .owner = CP_RECORD(id), .types = CP_ALL_TYPES,
     .allowed = CP_ID_ALLOWED, .is_required = true},
    {.name = "case_id", .kind = CP_FIELD_TEXT, .owner = CP_RECORD(case_id), .types = CP_ALL_TYPES,
     .allowed = "1 to 36 bytes of text", .is_required = true},
    {.name = "occurred", .kind = CP_FIELD_TIME, .owner = CP_RECORD(own_occurred_ms),
     .types = CP_ALL_TYPES, .allowed = CP_TIME_ALLOWED ", years 1990 to 2099",
     .is_required = true},
    {.name = "registered", .kind = CP_FIELD_TIME, .owner = CP_RECORD(registered_ms),
     .types = CP_ALL_TYPES, .allowed = CP_TIME_ALLOWED},
    {.name = "emitted", .kind = CP_FIELD_TIME, .owner = CP_RECORD(emitted_ms),
     .types = CP_ALL_TYPES, .allowed = CP_TIME_ALLOWED},
    {.name = "source_seq", .kind = CP_FIELD_COUNT, .owner = CP_RECORD(source_seq),
     .types = CP_ALL_TYPES, .max = INT64_MAX},
    {.name = "authority", .kind = CP_FIELD_CODE, .owner = CP_RECORD(authority),
     .types = CP_ALL_TYPES, .allowed = "a CVR number of 8 digits"},
    {.name = "sensitivity", .kind = CP_FIELD_BYTE, .owner = CP_RECORD(sensitivity),
     .types = CP_ALL_TYPES, .max = 4},
    {.name = "related_case", .kind = CP_FIELD_TEXT, .owner = CP_RECORD(related_case),
     .types = CP_ALL_TYPES, .allowed = "1 to 36 bytes of text"},
    {.name = "complained_decision", .kind = CP_FIELD_ID, .owner = CP_RECORD(complained_decision),
     .types = CP_ALL_TYPES, .allowed = CP_ID_ALLOWED},

    /* The original's id and time: reached by the prefix only, their names are the record's. */
    {.name = "event_id", .kind = CP_FIELD_ID, .owner = CP_FIELD_OF_FACT,
     .offset = offsetof(struct cp_event, cancelled_id), .size = CP_EVENT_ID_SIZE,
     .types = CP_ALL_TYPES, .allowed = CP_ID_ALLOWED, .is_required = true},
    {.name = "occurred", .kind = CP_FIELD_TIME, .owner = CP_FACT(occurred_ms),
     .types = CP_ALL_TYPES, .allowed = CP_TIME_ALLOWED ", years 1990 to 2099",
     .is_required = true},
    {.name = "administration", .kind = CP_FIELD_BYTE, .owner = CP_FACT(administration),
     .types = CP_ALL_TYPES, .max = 255},
    {.name = "unit", .kind = CP_FIELD_TEXT, .owner = CP_FACT(unit), .types = CP_ALL_TYPES,
     .allowed = CP_UNIT_ALLOWED},
    {.name = "subject", .kind = CP_FIELD_CODE, .owner = CP_FACT(subject), .types = CP_ALL_TYPES,
     .allowed = "a KLE code of the form 00.00.00"},
    {.name = "facet", .kind = CP_FIELD_CODE, .owner = CP_FACT(facet), .types = CP_ALL_TYPES,
     .allowed = "a capital letter and two digits, as K02"},
    {.name = "case_opened", .kind = CP_FIELD_TIME, .owner = CP_FACT(case_opened_ms),
     .types = CP_ONE(CASE_REOPENED) | CP_ONE(CASE_CLOSED) | CP_ONE(UNIT_CHANGED),
     .allowed = CP_TIME_ALLOWED},
    {.name = "channel", .kind = CP_FIELD_CHOICE, .owner = CP_FACT(channel),
     .set = CP_SET_CHANNEL, .types = CP_ONE(INQUIRY_RECEIVED)},
    {.name = "addressee", .kind = CP_FIELD_CHOICE, .owner = CP_FACT(addressee),
     .set = CP_SET_ADDRESSEE, .types = CP_ONE(INQUIRY_RECEIVED)},
    {.name = "state", .kind = CP_FIELD_CHOICE, .owner = CP_FACT(state),
     .set = CP_SET_STATE, .types = CP_ONE(STATE_CHANGED)},
    {.name = "from_unit", .kind = CP_FIELD_TEXT, .owner = CP_FACT(from_unit),
     .types = CP_ONE(UNIT_CHANGED), .allowed = CP_UNIT_ALLOWED},
    {.name = "from_administration", .kind = CP_FIELD_BYTE, .owner = CP_FACT(from_administration),
     .types = CP_ONE(UNIT_CHANGED), .max = 255},
    {.name = "result", .kind = CP_FIELD_CHOICE, .owner = CP_FACT(decision_result),
     .set = CP_SET_DECISION, .types = CP_ONE(DECISION_MADE)},
    {.name = "applied", .kind = CP_FIELD_TIME, .owner = CP_FACT(applied_ms),
     .types = CP_ONE(DECISION_MADE), .allowed = CP_TIME_ALLOWED},
    {.name = "deadline", .kind = CP_FIELD_TIME, .owner = CP_FACT(deadline_ms),
     .types = CP_ONE(DECISION_MADE), .allowed = CP_TIME_ALLOWED},
    {.name = "service_target", .kind = CP_FIELD_FLAG, .owner = CP_FACT(has_service_target),
     .types = CP_ONE(DECISION_MADE)},
    {.name = "kinds", .kind = CP_FIELD_KINDS, .owner = CP_FACT(kinds),
     .set = CP_SET_KIND, .types = CP_ONE(COMPLAINT_RECEIVED)},
    {.name = "points", .kind = CP_FIELD_POINTS, .owner = CP_FACT(points),
     .set = CP_SET_THEME, .types = CP_ONE(COMPLAINT_RECEIVED)},
    {.name = "body", .kind = CP_FIELD_CHOICE, .owner = CP_FACT(body),
     .set = CP_SET_BODY, .types = CP_ONE(COMPLAINT_RECEIVED) | CP_ONE(COMPLAINT_CONCLUDED)},
    {.name = "result", .kind = CP_FIELD_CHOICE, .owner = CP_FACT(reassessment_result),
     .set = CP_SET_REASSESSMENT, .types = CP_ONE(COMPLAINT_REASSESSED)},
    {.name = "result", .kind = CP_FIELD_CHOICE, .owner = CP_FACT(conclusion_result),
     .set = CP_SET_CONCLUSION, .types = CP_ONE(COMPLAINT_CONCLUDED)},
    {.name = "way", .kind = CP_FIELD_CHOICE, .owner = CP_FACT(way),
     .set = CP_SET_WAY, .types = CP_ONE(COMPLAINT_CONCLUDED)},
    {.name = "criticism", .kind = CP_FIELD_FLAG, .owner = CP_FACT(has_criticism),
     .types = CP_ONE(COMPLAINT_CONCLUDED)},
    {.name = "outcome", .kind = CP_FIELD_CHOICE, .owner = CP_FACT(outcome),
     .set = CP_SET_OUTCOME, .types = CP_ONE(APPEAL_DECIDED)},
    {.name = "board", .kind = CP_FIELD_CHOICE, .owner = CP_FACT(board),
     .set = CP_SET_BOARD, .types = CP_ONE(APPEAL_DECIDED)},
    {.name = "cause", .kind = CP_FIELD_CHOICE, .owner = CP_FACT(cause),
     .set = CP_SET_CAUSE, .types = CP_ONE(INVESTIGATION_CONCLUDED)},
    {.name = "reaction", .kind = CP_FIELD_CHOICE, .owner = CP_FACT(reaction),
     .set = CP_SET_REACTION, .types = CP_ONE(INVESTIGATION_CONCLUDED)},
    {.name = "reviewer", .kind = CP_FIELD_CHOICE, .owner = CP_FACT(reviewer),
     .set = CP_SET_REVIEWER, .types = CP_ONE(AUDIT_REVIEWED)},
    {.name = "error", .kind = CP_FIELD_FLAG, .owner = CP_FACT(has_error),
     .types = CP_ONE(INVESTIGATION_CONCLUDED) | CP_ONE(AUDIT_REVIEWED)},
    {.name = "error_themes", .kind = CP_FIELD_THEMES, .owner = CP_FACT(error_themes),
     .set = CP_SET_THEME, .types = CP_ONE(INVESTIGATION_CONCLUDED) | CP_ONE(AUDIT_REVIEWED)},
};
/* clang-format on */

#define CP_FIELD_TABLE_SIZE (sizeof(cp_fields) / sizeof(cp_fields[0]))

const struct cp_field *cp_field_table(size_t *out_count)
{
    *out_count = CP_FIELD_TABLE_SIZE;
    return cp_fields;
}

/* A section knows the record's own fields by their names, and those of its content if the content's
 * type carries them: in a retraction, with the prefix, those of the original. */
static bool cp_field_is_known(const struct cp_field *field, enum cp_event_type type,
                              enum cp_event_type retracted_type)
{
    if (field->owner == CP_FIELD_OF_RECORD) {
        return true;
    }
    const enum cp_event_type content = type == CP_EVENT_EVENT_RETRACTED ? retracted_type : type;
    return (field->types & CP_BIT(content)) != 0;
}

static const char *cp_field_prefix(const struct cp_field *field, enum cp_event_type type)
{
    const bool is_prefixed = type == CP_EVENT_EVENT_RETRACTED && field->owner == CP_FIELD_OF_FACT;
    return is_prefixed ? CP_FIELD_RETRACTED_PREFIX : "";
}

static bool cp_field_is_named(const struct cp_field *field, enum cp_event_type type,
                              const char *name)
{
    const char *prefix = cp_field_prefix(field, type);
    const size_t prefix_size = strlen(prefix);
    return strncmp(name, prefix, prefix_size) == 0 && strcmp(name + prefix_size, field->name) == 0;
}

const struct cp_field *cp_field_find(const char *name, enum cp_event_type type,
                                     enum cp_event_type retracted_type)
{
    for (size_t i = 0; i < CP_FIELD_TABLE_SIZE; i++) {
        if (cp_field_is_known(&cp_fields[i], type, retracted_type) &&
            cp_field_is_named(&cp_fields[i], type, name)) {
            return &cp_fields[i];
        }
    }
    return NULL;
}

size_t cp_field_names(enum cp_event_type type, enum cp_event_type retracted_type,
                      struct cp_field_name out_names[CP_FIELD_NAMES_MAX])
{
    size_t count = 0;
    static_assert(CP_FIELD_TABLE_SIZE < CP_FIELD_NAMES_MAX, "the names need more room");
    for (size_t i = 0; i < CP_FIELD_TABLE_SIZE; i++) {
        const struct cp_field *field = &cp_fields[i];
        struct cp_field_name *name = &out_names[count];
        (void)snprintf(name->text, sizeof(name->text), "%s%s", cp_field_prefix(field, type),
                       field->name);
        count += cp_field_find(name->text, type, retracted_type) == field;
    }
    return count;
}

static void cp_field_describe_set(const struct cp_field *field, char *out_text, size_t size)
{
    size_t used = (size_t)snprintf(out_text, size, "%s", cp_value_text(field->set, 1));
    for (int value = 2; value <= cp_value_count(field->set); value++) {
        used += (size_t)snprintf(out_text + used, size - used, ", %s",
                                 cp_value_text(field->set, value));
        CP_ASSERT(used < size);
    }
    (void)snprintf(out_text + used, size - used, ", unknown");
}

void cp_field_describe(const struct cp_field *field, char out_text[CP_FIELD_DESCRIPTION_SIZE])
{
    const size_t size = CP_FIELD_DESCRIPTION_SIZE;
    switch (field->kind) {
    case CP_FIELD_CHOICE:
    case CP_FIELD_KINDS:
    case CP_FIELD_THEMES:
    case CP_FIELD_POINTS:
        cp_field_describe_set(field, out_text, size);
        break;
    case CP_FIELD_FLAG:
        (void)snprintf(out_text, size, "yes, no, true, false, 1, 0");
        break;
    case CP_FIELD_BYTE:
    case CP_FIELD_COUNT:
        (void)snprintf(out_text, size, "a number from 1 to %" PRIu64, field->max);
        break;
    case CP_FIELD_TEXT:
    case CP_FIELD_CODE:
    case CP_FIELD_TIME:
    case CP_FIELD_ID:
        (void)snprintf(out_text, size, "%s", field->allowed);
        break;
    }
}
