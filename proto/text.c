#include "text.h"

#include "casepulse/base/utf8.h"
#include "casepulse/proto/event.h"

bool cp_text_is_utf8(struct cp_slice text)
{
    size_t at = 0;
    while (at < text.size) {
        const size_t size = cp_utf8_size(text.bytes + at, text.size - at);
        if (size == 0) {
            return false;
        }
        at += size;
    }
    return true;
}

static bool cp_text_is_without_controls(struct cp_slice text)
{
    for (size_t i = 0; i < text.size; i++) {
        uint8_t byte = text.bytes[i];
        /* U+0080 to U+009F are C2 80 to C2 9F. */
        bool is_c1 = byte == 0xC2 && text.bytes[i + 1] < 0xA0;
        if (byte < 0x20 || byte == 0x7F || is_c1) {
            return false;
        }
    }
    return true;
}

bool cp_text_is_utf8_source(struct cp_slice text)
{
    return text.size <= CP_SOURCE_MAX && cp_text_is_utf8(text) && cp_text_is_without_controls(text);
}
