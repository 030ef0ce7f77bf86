#include "top_word.h"

#include <string.h>

static const char *const cp_top_words[CP_TOP_WORD_COUNT][CP_TOP_LANGUAGE_COUNT] = {
#define WORD(name, en, da) {en, da},
#include "top_words.def"
#undef WORD
};

const char *const cp_top_languages[CP_TOP_LANGUAGE_COUNT] = {"en", "da"};

const char *cp_top_word(enum cp_top_language language, enum cp_top_word word)
{
    return cp_top_words[word][language];
}

int cp_top_language_find(const char *name)
{
    for (int at = 0; at < CP_TOP_LANGUAGE_COUNT; at++) {
        if (strcmp(cp_top_languages[at], name) == 0) {
            return at;
        }
    }
    return -1;
}
