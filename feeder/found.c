#include "found.h"

#include <stdio.h>
#include <string.h>

#define CP_FOUND_BYTES_MAX 40
#define CP_FOUND_DIGITS_MAX 9 /* a national id number has ten */

static int cp_count_digits(const char *text)
{
    int count = 0;
    for (; *text != '\0'; text++) {
        count += *text >= '0' && *text <= '9';
    }
    return count;
}

/* The longest head of at most 40 bytes that does not cut a UTF-8 character. */
static int cp_head_size(const char *text)
{
    size_t size = strlen(text);
    if (size > CP_FOUND_BYTES_MAX) {
        size = CP_FOUND_BYTES_MAX;
        while (size > 0 && ((unsigned char)text[size] & 0xc0) == 0x80) {
            size--;
        }
    }
    return (int)size;
}

void cp_found_show(const char *text, char out_text[CP_FOUND_SIZE])
{
    if (cp_count_digits(text) > CP_FOUND_DIGITS_MAX) {
        (void)snprintf(out_text, CP_FOUND_SIZE, "%zu bytes with ten or more digits, not shown",
                       strlen(text));
        return;
    }
    const int size = cp_head_size(text);
    (void)snprintf(out_text, CP_FOUND_SIZE, "\"%.*s%s\"", size, text,
                   text[size] == '\0' ? "" : "...");
    for (char *at = out_text; *at != '\0'; at++) {
        *at = (unsigned char)*at < 0x20 || *at == 0x7f ? ' ' : *at;
    }
}
