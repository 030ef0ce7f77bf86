#include "ledger_request.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "casepulse/base/assert.h"
#include "casepulse/base/memory.h"

#define CP_NUMBER_TEXT_MAX 24

void cp_request_done(struct cp_request *request)
{
    free(request->words);
    free(request->text);
    free(request->sent_words);
    free(request->sent_sizes);
    *request = (struct cp_request){.count = 0};
}

void cp_request_begin(struct cp_request *request)
{
    request->count = 0;
    request->text_size = 0;
}

static void cp_request_put(struct cp_request *request, struct cp_request_word word)
{
    if (request->count == request->capacity) {
        request->capacity = request->capacity == 0 ? 64 : request->capacity * 2;
        request->words = cp_reallocate(request->words, request->capacity, sizeof(*request->words));
    }
    request->words[request->count++] = word;
}

void cp_request_lend(struct cp_request *request, const void *bytes, size_t size)
{
    /* No bytes may have no address; a lent word has one. */
    cp_request_put(request, (struct cp_request_word){.lent = size > 0 ? bytes : "", .size = size});
}

static size_t cp_request_take_room(struct cp_request *request, size_t size)
{
    const size_t at = request->text_size;
    while (request->text_size + size > request->text_capacity) {
        request->text_capacity = request->text_capacity == 0 ? 4096 : request->text_capacity * 2;
        request->text = cp_reallocate(request->text, request->text_capacity, 1);
    }
    request->text_size += size;
    return at;
}

void cp_request_add_bytes(struct cp_request *request, const void *bytes, size_t size)
{
    const size_t at = cp_request_take_room(request, size + 1);
    memcpy(request->text + at, bytes, size);
    cp_request_put(request, (struct cp_request_word){.at = at, .size = size});
}

void cp_request_add(struct cp_request *request, const char *text)
{
    cp_request_add_bytes(request, text, strlen(text));
}

void cp_request_add_number(struct cp_request *request, int64_t number)
{
    cp_request_set_number(request, cp_request_reserve(request), number);
}

size_t cp_request_reserve(struct cp_request *request)
{
    const size_t at = cp_request_take_room(request, CP_NUMBER_TEXT_MAX);
    cp_request_put(request, (struct cp_request_word){.at = at});
    return request->count - 1;
}

void cp_request_set_number(struct cp_request *request, size_t place, int64_t number)
{
    struct cp_request_word *word = &request->words[place];
    CP_ASSERT(place < request->count && word->lent == NULL);
    const int size =
        snprintf(request->text + word->at, CP_NUMBER_TEXT_MAX, "%lld", (long long)number);
    word->size = (size_t)size;
}

void cp_request_send(struct cp_request *request, struct cp_connection *connection,
                     const char *const *first, size_t first_count)
{
    const size_t count = first_count + request->count;
    if (count > request->sent_capacity) {
        request->sent_capacity = count * 2;
        request->sent_words = cp_reallocate(request->sent_words, request->sent_capacity,
                                            sizeof(*request->sent_words));
        request->sent_sizes = cp_reallocate(request->sent_sizes, request->sent_capacity,
                                            sizeof(*request->sent_sizes));
    }
    for (size_t i = 0; i < first_count; i++) {
        request->sent_words[i] = first[i];
        request->sent_sizes[i] = strlen(first[i]);
    }
    for (size_t i = 0; i < request->count; i++) {
        const struct cp_request_word *word = &request->words[i];
        request->sent_words[first_count + i] =
            word->lent != NULL ? word->lent : request->text + word->at;
        request->sent_sizes[first_count + i] = word->size;
    }
    cp_connection_send(connection, count, request->sent_words, request->sent_sizes);
}
