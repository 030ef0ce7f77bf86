#include "charset.h"

#include <iconv.h>
#include <stdlib.h>
#include <string.h>

#include "casepulse/base/assert.h"
#include "casepulse/base/memory.h"

#define CP_CHARSET_GROWTH 4 /* UTF-8 takes at most 4 bytes a character */

struct cp_charset {
    iconv_t conversion;
};

static bool cp_charset_open(const char *name, struct cp_charset *out_charset)
{
    out_charset->conversion = iconv_open("UTF-8", name);
    return out_charset->conversion != (iconv_t)-1;
}

bool cp_charset_is_known(const char *name)
{
    static const char ascii[] = "\t\r\n !\"#%&'()*+,-./0123456789:;<=>?@AZ[\\]_`az{|}~";
    char text[CP_CHARSET_GROWTH * sizeof(ascii)];
    size_t size = 0;
    struct cp_charset charset;
    if (!cp_charset_open(name, &charset)) {
        return false;
    }
    const bool is_same = cp_charset_convert(&charset, ascii, sizeof(ascii) - 1, text, &size) &&
                         size == sizeof(ascii) - 1 && memcmp(text, ascii, size) == 0;
    (void)iconv_close(charset.conversion);
    return is_same;
}

struct cp_charset *cp_charset_create(const char *name)
{
    struct cp_charset *charset = cp_allocate(1, sizeof(struct cp_charset));
    const bool is_open = cp_charset_open(name, charset);
    CP_ASSERT(is_open);
    return charset;
}

void cp_charset_free(struct cp_charset *charset)
{
    if (charset != NULL) {
        (void)iconv_close(charset->conversion);
        free(charset);
    }
}

size_t cp_charset_size_max(size_t size)
{
    return size * CP_CHARSET_GROWTH;
}

bool cp_charset_convert(struct cp_charset *charset, const char *bytes, size_t size, char *out_text,
                        size_t *out_size)
{
    /* iconv's second argument is not const for historical reasons; it does not write there. */
    union {
        const char *in;
        char *inout;
    } at = {.in = bytes};
    char *out = out_text;
    size_t left = size;
    size_t out_left = cp_charset_size_max(size);
    (void)iconv(charset->conversion, NULL, NULL, NULL, NULL);
    if (iconv(charset->conversion, &at.inout, &left, &out, &out_left) == (size_t)-1) {
        return false;
    }
    if (iconv(charset->conversion, NULL, NULL, &out, &out_left) == (size_t)-1) {
        return false;
    }
    *out_size = cp_charset_size_max(size) - out_left;
    return true;
}
