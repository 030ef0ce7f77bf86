#include "message.h"

bool cp_message_is_utf8(const struct cp_message *message)
{
    for (int text = 0; text < CP_TEXT_END; text++) {
        if (!cp_text_is_utf8(message->texts[text])) {
            return false;
        }
    }
    return true;
}
