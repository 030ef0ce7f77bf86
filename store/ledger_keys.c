#include "ledger_keys.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "casepulse/base/assert.h"

struct cp_ledger_keys cp_ledger_keys_of(const char *namespace_name)
{
    struct cp_ledger_keys keys;
    const int size = snprintf(keys.prefix, sizeof(keys.prefix),
                              "casepulse-state:" CP_STATE_SCHEMA ":{%s}:", namespace_name);
    CP_ASSERT(size > 0 && (size_t)size < sizeof(keys.prefix));
    return keys;
}

void cp_ledger_key_write(const struct cp_ledger_keys *keys, char out_key[CP_STATE_KEY_MAX],
                         const char *format, ...)
{
    const size_t used = strlen(keys->prefix);
    memcpy(out_key, keys->prefix, used);
    va_list arguments;
    va_start(arguments, format);
    const int more = vsnprintf(out_key + used, CP_STATE_KEY_MAX - used, format, arguments);
    va_end(arguments);
    CP_ASSERT(more > 0 && (size_t)more < CP_STATE_KEY_MAX - used);
}

void cp_token_write(const struct cp_token *token, char out_text[CP_TOKEN_TEXT_SIZE + 1])
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < CP_TOKEN_SIZE; i++) {
        out_text[2 * i] = digits[token->bytes[i] >> 4];
        out_text[2 * i + 1] = digits[token->bytes[i] & 0x0F];
    }
    out_text[CP_TOKEN_TEXT_SIZE] = '\0';
}

static int cp_digit_value(char digit)
{
    if (digit >= '0' && digit <= '9') {
        return digit - '0';
    }
    return digit >= 'a' && digit <= 'f' ? digit - 'a' + 10 : -1;
}

bool cp_token_read(const char *text, size_t size, struct cp_token *out_token)
{
    struct cp_token token;
    if (size != CP_TOKEN_TEXT_SIZE) {
        return false;
    }
    for (size_t i = 0; i < CP_TOKEN_SIZE; i++) {
        const int high = cp_digit_value(text[2 * i]);
        const int low = cp_digit_value(text[2 * i + 1]);
        if (high < 0 || low < 0) {
            return false;
        }
        token.bytes[i] = (uint8_t)(high * 16 + low);
    }
    *out_token = token;
    return true;
}
