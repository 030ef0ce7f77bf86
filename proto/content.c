/* What is hashed is a sequence of words that stands for one content and no other: each field that
 * is not zero or empty gives its number with its value, or its number with its size and then its
 * bytes, eight a word. So absent and unknown values are the same, and a field that the contract
 * gets one day changes no hash of the events before it. Kinds and themes are masks, thus sets;
 * points keep their order. Words, not bytes, because every record that is read comes here. */
#include "content.h"

#include <assert.h>
#include <stddef.h>
#include <string.h>

#include "fill.h"
#include "word.h"

/* The upper byte of a word that begins a field; numbers are never given again. Times may be
 * negative, but none needs more than 55 bits, so no two fields can begin with the same word. */
#define CP_CONTENT_BEGIN(number) ((uint64_t)(number) << 56)

/* Numbers of fields; of content that stands in one word, of bytes, of a retraction only. */
enum {
    CP_CONTENT_OWN_OCCURRED = 1,
    CP_CONTENT_OCCURRED,
    CP_CONTENT_CASE_OPENED,
    CP_CONTENT_APPLIED,
    CP_CONTENT_DEADLINE,
    CP_CONTENT_SCHEMA_VERSION,
    CP_CONTENT_ERROR_THEMES,
    CP_CONTENT_HEAD,
    CP_CONTENT_FIRST_ROW,
    CP_CONTENT_SECOND_ROW,

    CP_CONTENT_CASE_ID,
    CP_CONTENT_RELATED_CASE,
    CP_CONTENT_UNIT,
    CP_CONTENT_FROM_UNIT,
    CP_CONTENT_SOURCE,
    CP_CONTENT_AUTHORITY,
    CP_CONTENT_SUBJECT,
    CP_CONTENT_FACET,
    CP_CONTENT_COMPLAINED_DECISION,
    CP_CONTENT_POINTS,

    CP_CONTENT_CANCELLED_ID,
    CP_CONTENT_FACT,
};

#define CP_CONTENT_ROW_SIZE 7
#define CP_AT(field) offsetof(struct cp_fact, field)

static_assert(CP_AT(has_service_target) == CP_AT(decision_result) + 1 &&
                  CP_AT(kinds) == CP_AT(decision_result) + 2 &&
                  CP_AT(body) == CP_AT(decision_result) + 3 &&
                  CP_AT(reassessment_result) == CP_AT(decision_result) + 4 &&
                  CP_AT(conclusion_result) == CP_AT(decision_result) + 5 &&
                  CP_AT(way) == CP_AT(decision_result) + 6,
              "first row is out of order");
static_assert(CP_AT(outcome) == CP_AT(has_criticism) + 1 &&
                  CP_AT(board) == CP_AT(has_criticism) + 2 &&
                  CP_AT(cause) == CP_AT(has_criticism) + 3 &&
                  CP_AT(reaction) == CP_AT(has_criticism) + 4 &&
                  CP_AT(reviewer) == CP_AT(has_criticism) + 5 &&
                  CP_AT(has_error) == CP_AT(has_criticism) + 6,
              "second row is out of order");

static_assert(sizeof(struct cp_event) == 440,
              "struct cp_event changed: is the new field part of its content?");

/* One multiplication a word; the shift brings what it moved up down again. */
static inline uint64_t cp_content_add(uint64_t hash, uint64_t word)
{
    hash = (hash ^ word) * UINT64_C(0xFF51AFD7ED558CCD);
    return hash ^ hash >> 32;
}

static inline uint64_t cp_content_add_number(uint64_t hash, uint8_t number, uint64_t value)
{
    return value == 0 ? hash : cp_content_add(hash, CP_CONTENT_BEGIN(number) ^ value);
}

static inline uint64_t cp_content_add_bytes(uint64_t hash, uint8_t number, const void *bytes,
                                            size_t size)
{
    const uint8_t *at = bytes;
    if (size == 0) {
        return hash;
    }
    hash = cp_content_add(hash, CP_CONTENT_BEGIN(number) ^ size);
    if (size < CP_WORD_SIZE) {
        return cp_content_add(hash, cp_word_few(at, size));
    }
    for (size_t i = 0; i + CP_WORD_SIZE <= size; i += CP_WORD_SIZE) {
        hash = cp_content_add(hash, cp_word_eight(at + i));
    }
    return cp_content_add(hash, cp_word_last(at, size));
}

/* Seven single bytes, the lowest first: those of the fact that stand in a row from there on. */
static inline uint64_t cp_content_row(const void *first)
{
    return cp_word_few(first, CP_CONTENT_ROW_SIZE);
}

static inline uint64_t cp_content_head(const struct cp_event *event)
{
    const struct cp_fact *fact = &event->fact;
    return (uint64_t)fact->type | (uint64_t)fact->administration << 8 |
           (uint64_t)event->sensitivity << 16 | (uint64_t)fact->from_administration << 24 |
           (uint64_t)fact->channel << 32 | (uint64_t)fact->addressee << 40 |
           (uint64_t)fact->state << 48;
}

static inline uint64_t cp_content_add_numbers(uint64_t hash, const struct cp_event *event)
{
    const struct cp_fact *fact = &event->fact;
#define ADD(field, value) hash = cp_content_add_number(hash, CP_CONTENT_##field, value)
    ADD(OWN_OCCURRED, (uint64_t)event->own_occurred_ms);
    ADD(OCCURRED, (uint64_t)fact->occurred_ms);
    ADD(CASE_OPENED, (uint64_t)fact->case_opened_ms);
    ADD(APPLIED, (uint64_t)fact->applied_ms);
    ADD(DEADLINE, (uint64_t)fact->deadline_ms);
    ADD(SCHEMA_VERSION, event->schema_version);
    ADD(ERROR_THEMES, fact->error_themes);
    ADD(HEAD, cp_content_head(event));
    ADD(FIRST_ROW, cp_content_row(&fact->decision_result));
    ADD(SECOND_ROW, cp_content_row(&fact->has_criticism));
#undef ADD
    return hash;
}

/* A text as fill.c puts it. */
static inline uint64_t cp_content_add_text(uint64_t hash, uint8_t number, const char *text,
                                           size_t size_max, size_t size)
{
    const uint8_t *bytes = (const uint8_t *)text;
    size_t at = 0;
    if (size == 0) {
        return hash;
    }
    hash = cp_content_add(hash, CP_CONTENT_BEGIN(number) ^ size);
    for (; at + CP_WORD_SIZE <= size; at += CP_WORD_SIZE) {
        hash = cp_content_add(hash, cp_word_eight(bytes + at));
    }
    return cp_content_add(hash, cp_word_of_text(bytes, size_max, at));
}

static inline uint64_t cp_content_add_short_text(uint64_t hash, uint8_t number,
                                                 const struct cp_short_text *text)
{
    return cp_content_add_text(hash, number, text->bytes, sizeof(text->bytes), text->size);
}

/* A code has its one size or is absent. */
static inline uint64_t cp_content_add_code(uint64_t hash, uint8_t number, const char *code,
                                           size_t size)
{
    return cp_content_add_bytes(hash, number, code, code[0] != '\0' ? size : 0);
}

static inline uint64_t cp_content_add_texts(uint64_t hash, const struct cp_event *event)
{
    static const uint8_t absent[CP_EVENT_ID_SIZE];
    const struct cp_fact *fact = &event->fact;
    hash = cp_content_add_short_text(hash, CP_CONTENT_CASE_ID, &event->case_id);
    hash = cp_content_add_short_text(hash, CP_CONTENT_RELATED_CASE, &event->related_case);
    hash = cp_content_add_short_text(hash, CP_CONTENT_UNIT, &fact->unit);
    hash = cp_content_add_short_text(hash, CP_CONTENT_FROM_UNIT, &fact->from_unit);
    hash = cp_content_add_text(hash, CP_CONTENT_SOURCE, event->source, sizeof(event->source),
                               event->source_size);
    hash = cp_content_add_code(hash, CP_CONTENT_AUTHORITY, event->authority, CP_AUTHORITY_SIZE);
    hash = cp_content_add_code(hash, CP_CONTENT_SUBJECT, fact->subject, CP_SUBJECT_SIZE);
    hash = cp_content_add_code(hash, CP_CONTENT_FACET, fact->facet, CP_FACET_SIZE);
    if (memcmp(event->complained_decision, absent, sizeof(absent)) != 0) {
        hash = cp_content_add_bytes(hash, CP_CONTENT_COMPLAINED_DECISION,
                                    event->complained_decision, CP_EVENT_ID_SIZE);
    }
    return cp_content_add_bytes(hash, CP_CONTENT_POINTS, fact->points, fact->point_count);
}

static inline uint64_t cp_content_of(const struct cp_event *event)
{
    const uint64_t hash = cp_content_add_numbers(0, event);
    return cp_content_add_texts(hash, event);
}

/* One more round, so that the last word reaches all bits that are kept. */
static uint32_t cp_content_end(uint64_t hash)
{
    return (uint32_t)cp_content_add(hash, 0);
}

/* The content of a message taken by itself, as if it had come alone under `id`. */
static inline uint64_t cp_content_of_message(const struct cp_message *message, struct cp_slice id,
                                             const struct cp_check_rules *rules)
{
    struct cp_record alone = {.own = *message, .original = *message};
    struct cp_event event;
    alone.own.event_id = id;
    cp_event_fill(&alone, rules, &event);
    return cp_content_of(&event);
}

void cp_content_fill_own(struct cp_event *out_event)
{
    out_event->fact_hash = cp_content_end(cp_content_of(out_event));
    out_event->content_hash = out_event->fact_hash;
}

void cp_content_fill(const struct cp_record *record, const struct cp_check_rules *rules,
                     struct cp_event *out_event)
{
    if (!out_event->is_retraction) {
        cp_content_fill_own(out_event);
        return;
    }
    const struct cp_message *own = &record->own;
    out_event->fact_hash =
        cp_content_end(cp_content_of_message(&record->original, own->retracted_event_id, rules));
    uint64_t hash = cp_content_of_message(own, own->event_id, rules);
    hash = cp_content_add_bytes(hash, CP_CONTENT_CANCELLED_ID, out_event->cancelled_id,
                                CP_EVENT_ID_SIZE);
    hash = cp_content_add_number(hash, CP_CONTENT_FACT, out_event->fact_hash);
    out_event->content_hash = cp_content_end(hash);
}
