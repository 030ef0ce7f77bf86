#include "message.h"

/* A text with a shape is ASCII or was looked at for it. */
static inline bool cp_message_look_at(struct cp_message *message, enum cp_text text, bool is_shaped)
{
    message->shaped |= (uint32_t)is_shaped << text;
    return is_shaped || message->texts[text].size == 0 || cp_text_is_utf8(message->texts[text]);
}

/* Those that may be any text. */
static inline bool cp_message_is_utf8(const struct cp_message *message)
{
    const struct cp_slice case_id = message->texts[CP_TEXT_CASE_ID];
    const struct cp_slice related_case = message->texts[CP_TEXT_RELATED_CASE];
    const uint64_t bits = cp_text_bits(case_id) | cp_text_bits(related_case);
    return (bits & CP_WORD_EACH(0x80)) == 0 ||
           (cp_text_is_utf8(case_id) && cp_text_is_utf8(related_case));
}

bool cp_message_look_at_texts(struct cp_message *message)
{
    const struct cp_slice *texts = message->texts;
#define LOOK(text, shape)                                                                          \
    cp_message_look_at(message, CP_TEXT_##text, cp_text_is_##shape(texts[CP_TEXT_##text]))
    return cp_message_is_utf8(message) && LOOK(UNIT, unit) && LOOK(SUBJECT, subject) &&
           LOOK(FACET, facet) && LOOK(SOURCE, source) && LOOK(FROM_UNIT, unit) &&
           LOOK(AUTHORITY, authority);
#undef LOOK
}
