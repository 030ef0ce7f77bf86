#include "resp.h"

#include <stdlib.h>
#include <string.h>

#include "casepulse/base/digits.h"
#include "casepulse/base/memory.h"

#define CP_RESP_CAPACITY_FIRST 4096

void cp_resp_done(struct cp_resp *resp)
{
    free(resp->text);
    *resp = (struct cp_resp){0};
}

void cp_resp_clear(struct cp_resp *resp)
{
    resp->size = 0;
}

/* Where `size` more bytes may be written. */
static char *cp_resp_room(struct cp_resp *resp, size_t size)
{
    if (resp->size + size > resp->capacity) {
        resp->capacity = resp->capacity * 2 + size + CP_RESP_CAPACITY_FIRST;
        resp->text = cp_reallocate(resp->text, resp->capacity, 1);
    }
    return resp->text + resp->size;
}

static size_t cp_resp_write_number(char *out_ready, char kind, size_t number)
{
    out_ready[0] = kind;
    const size_t size = 1 + cp_digits_write((int64_t)number, out_ready + 1);
    memcpy(out_ready + size, "\r\n", 2);
    return size + 2;
}

size_t cp_resp_write(char *out_ready, const char *bytes, size_t size)
{
    const size_t begin = cp_resp_write_number(out_ready, '$', size);
    memcpy(out_ready + begin, bytes, size);
    memcpy(out_ready + begin + size, "\r\n", 2);
    return begin + size + 2;
}

void cp_resp_add(struct cp_resp *resp, const char *bytes, size_t size)
{
    resp->size += cp_resp_write(cp_resp_room(resp, CP_RESP_WORD_MAX(size)), bytes, size);
}

void cp_resp_add_ready(struct cp_resp *resp, const char *ready, size_t size)
{
    memcpy(cp_resp_room(resp, size), ready, size);
    resp->size += size;
}

void cp_resp_add_count(struct cp_resp *resp, size_t count)
{
    resp->size += cp_resp_write_number(cp_resp_room(resp, CP_RESP_WORD_MAX(0)), '*', count);
}
