#include <stdint.h>
#include <string.h>

#include "casepulse/base/utf8.h"

#include "html.h"

#define CP_REPLACEMENT "\xEF\xBF\xBD" /* U+FFFD */

static const char *cp_html_escape(char letter)
{
    static const struct {
        char letter;
        const char *written;
    } escapes[] = {{'&', "&amp;"}, {'<', "&lt;"}, {'>', "&gt;"}, {'"', "&quot;"}};
    for (size_t at = 0; at < sizeof(escapes) / sizeof(escapes[0]); at++) {
        if (escapes[at].letter == letter) {
            return escapes[at].written;
        }
    }
    return NULL;
}

/* U+FFFE and U+FFFF are well-formed UTF-8 but no characters of XML. */
static bool cp_html_is_noncharacter(const char *text, size_t size)
{
    return size == 3 &&
           (memcmp(text, "\xEF\xBF\xBE", 3) == 0 || memcmp(text, "\xEF\xBF\xBF", 3) == 0);
}

void cp_html_text(FILE *out, const char *text)
{
    while (*text != '\0') {
        const char *escape = cp_html_escape(*text);
        const size_t size = cp_utf8_size((const uint8_t *)text, strlen(text));
        const bool is_control = (unsigned char)*text < ' ' && *text != '\n' && *text != '\t';
        if (escape != NULL) {
            (void)fputs(escape, out);
        } else if (size == 0 || is_control || cp_html_is_noncharacter(text, size)) {
            (void)fputs(CP_REPLACEMENT, out);
        } else {
            (void)fwrite(text, 1, size, out);
        }
        text += size > 0 ? size : 1;
    }
}
