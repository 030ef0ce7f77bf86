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

#define CP_AT(field) ((uint16_t)offsetof(struct cp_event, field))

struct cp_content_field {
    uint8_t number;
    uint16_t at;
};

static const struct cp_content_field cp_content_times[] = {
    {1, CP_AT(own_occurred_ms)}, {2, CP_AT(fact.occurred_ms)}, {3, CP_AT(fact.case_opened_ms)},
    {4, CP_AT(fact.applied_ms)}, {5, CP_AT(fact.deadline_ms)},
};

/* Four bytes. */
static const struct cp_content_field cp_content_numbers[] = {
    {6, CP_AT(schema_version)},
    {7, CP_AT(fact.error_themes)},
};

/* Seven single bytes a word, the lowest first: those of the fact that stand in a row in this order.
 * The other seven are gathered in cp_content_head. */
static const struct cp_content_field cp_content_rows[] = {
    {9, CP_AT(fact.decision_result)}, /* has_service_target … conclusion_result, way */
    {10, CP_AT(fact.has_criticism)},  /* outcome … reviewer, has_error */
};

#define CP_CONTENT_HEAD 8
#define CP_CONTENT_ROW_SIZE 7

static_assert(CP_AT(fact.has_service_target) == CP_AT(fact.decision_result) + 1 &&
                  CP_AT(fact.kinds) == CP_AT(fact.decision_result) + 2 &&
                  CP_AT(fact.body) == CP_AT(fact.decision_result) + 3 &&
                  CP_AT(fact.reassessment_result) == CP_AT(fact.decision_result) + 4 &&
                  CP_AT(fact.conclusion_result) == CP_AT(fact.decision_result) + 5 &&
                  CP_AT(fact.way) == CP_AT(fact.decision_result) + 6,
              "row 9 is out of order");
static_assert(CP_AT(fact.outcome) == CP_AT(fact.has_criticism) + 1 &&
                  CP_AT(fact.board) == CP_AT(fact.has_criticism) + 2 &&
                  CP_AT(fact.cause) == CP_AT(fact.has_criticism) + 3 &&
                  CP_AT(fact.reaction) == CP_AT(fact.has_criticism) + 4 &&
                  CP_AT(fact.reviewer) == CP_AT(fact.has_criticism) + 5 &&
                  CP_AT(fact.has_error) == CP_AT(fact.has_criticism) + 6,
              "row 10 is out of order");

static const struct cp_content_field cp_content_short_texts[] = {
    {11, CP_AT(case_id)},
    {12, CP_AT(related_case)},
    {13, CP_AT(fact.unit)},
    {14, CP_AT(fact.from_unit)},
};

enum {
    CP_CONTENT_SOURCE = 15,
    CP_CONTENT_AUTHORITY,
    CP_CONTENT_SUBJECT,
    CP_CONTENT_FACET,
    CP_CONTENT_COMPLAINED_DECISION,
    CP_CONTENT_POINTS,
    /* Of a retraction only. */
    CP_CONTENT_CANCELLED_ID,
    CP_CONTENT_FACT,
};

static_assert(sizeof(struct cp_event) == 440,
              "struct cp_event changed: is the new field part of its content?");

#define CP_COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

/* One multiplication a word; the shift brings what it moved up down again. */
static uint64_t cp_content_add(uint64_t hash, uint64_t word)
{
    hash = (hash ^ word) * UINT64_C(0xFF51AFD7ED558CCD);
    return hash ^ hash >> 32;
}

static uint64_t cp_content_add_number(uint64_t hash, uint8_t number, uint64_t value)
{
    return value == 0 ? hash : cp_content_add(hash, CP_CONTENT_BEGIN(number) ^ value);
}

static uint64_t cp_content_add_bytes(uint64_t hash, uint8_t number, const void *bytes, size_t size)
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

static uint64_t cp_content_head(const struct cp_event *event)
{
    const struct cp_fact *fact = &event->fact;
    const uint8_t bytes[CP_WORD_SIZE] = {
        fact->type,    fact->administration, event->sensitivity, fact->from_administration,
        fact->channel, fact->addressee,      fact->state};
    return cp_word_eight(bytes);
}

static uint64_t cp_content_add_numbers(uint64_t hash, const struct cp_event *event)
{
    const uint8_t *at = (const uint8_t *)event;
    for (size_t i = 0; i < CP_COUNT_OF(cp_content_times); i++) {
        uint64_t time;
        memcpy(&time, at + cp_content_times[i].at, sizeof(time));
        hash = cp_content_add_number(hash, cp_content_times[i].number, time);
    }
    for (size_t i = 0; i < CP_COUNT_OF(cp_content_numbers); i++) {
        uint32_t number;
        memcpy(&number, at + cp_content_numbers[i].at, sizeof(number));
        hash = cp_content_add_number(hash, cp_content_numbers[i].number, number);
    }
    hash = cp_content_add_number(hash, CP_CONTENT_HEAD, cp_content_head(event));
    for (size_t i = 0; i < CP_COUNT_OF(cp_content_rows); i++) {
        const uint64_t word = cp_word_few(at + cp_content_rows[i].at, CP_CONTENT_ROW_SIZE);
        hash = cp_content_add_number(hash, cp_content_rows[i].number, word);
    }
    return hash;
}

/* A code has its one size or is absent. */
static uint64_t cp_content_add_code(uint64_t hash, uint8_t number, const char *code, size_t size)
{
    return cp_content_add_bytes(hash, number, code, code[0] != '\0' ? size : 0);
}

static uint64_t cp_content_add_texts(uint64_t hash, const struct cp_event *event)
{
    static const uint8_t absent[CP_EVENT_ID_SIZE];
    for (size_t i = 0; i < CP_COUNT_OF(cp_content_short_texts); i++) {
        const struct cp_content_field *field = &cp_content_short_texts[i];
        const void *at = (const uint8_t *)event + field->at;
        const struct cp_short_text *text = at;
        hash = cp_content_add_bytes(hash, field->number, text->bytes, text->size);
    }
    hash = cp_content_add_bytes(hash, CP_CONTENT_SOURCE, event->source, event->source_size);
    hash = cp_content_add_code(hash, CP_CONTENT_AUTHORITY, event->authority, CP_AUTHORITY_SIZE);
    hash = cp_content_add_code(hash, CP_CONTENT_SUBJECT, event->fact.subject, CP_SUBJECT_SIZE);
    hash = cp_content_add_code(hash, CP_CONTENT_FACET, event->fact.facet, CP_FACET_SIZE);
    if (memcmp(event->complained_decision, absent, sizeof(absent)) != 0) {
        hash = cp_content_add_bytes(hash, CP_CONTENT_COMPLAINED_DECISION,
                                    event->complained_decision, CP_EVENT_ID_SIZE);
    }
    return cp_content_add_bytes(hash, CP_CONTENT_POINTS, event->fact.points,
                                event->fact.point_count);
}

static uint64_t cp_content_of(const struct cp_event *event)
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
static uint64_t cp_content_of_message(const struct cp_message *message, struct cp_slice id,
                                      const struct cp_check_rules *rules)
{
    struct cp_record alone = {.own = *message, .original = *message};
    struct cp_event event;
    alone.own.event_id = id;
    cp_event_fill(&alone, rules, &event);
    return cp_content_of(&event);
}

void cp_content_fill(const struct cp_record *record, const struct cp_check_rules *rules,
                     struct cp_event *out_event)
{
    if (!out_event->is_retraction) {
        out_event->fact_hash = cp_content_end(cp_content_of(out_event));
        out_event->content_hash = out_event->fact_hash;
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
