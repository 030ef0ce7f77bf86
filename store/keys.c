#include "keys.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "casepulse/base/assert.h"

struct cp_keys cp_keys_of(const char *namespace_name)
{
    struct cp_keys keys;
    /* The braces keep one namespace in one slot of a cluster. */
    const int size = snprintf(keys.prefix, sizeof(keys.prefix),
                              "casepulse:v" CP_KEY_SCHEMA ":{%s}:", namespace_name);
    CP_ASSERT(size > 0 && (size_t)size < sizeof(keys.prefix));
    return keys;
}

void cp_key_write(const struct cp_keys *keys, char out_key[CP_KEY_MAX], const char *format, ...)
{
    const size_t used = strlen(keys->prefix);
    memcpy(out_key, keys->prefix, used);
    va_list arguments;
    va_start(arguments, format);
    const int more = vsnprintf(out_key + used, CP_KEY_MAX - used, format, arguments);
    va_end(arguments);
    CP_ASSERT(more > 0 && (size_t)more < CP_KEY_MAX - used);
}
