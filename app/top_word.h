/* The words of the screen in both languages (top_words.def).
 *
 * Threads: any; constant. */
#ifndef CASEPULSE_APP_TOP_WORD_H
#define CASEPULSE_APP_TOP_WORD_H

enum cp_top_language { CP_TOP_ENGLISH, CP_TOP_DANISH, CP_TOP_LANGUAGE_COUNT };

enum cp_top_word {
#define WORD(name, en, da) CP_TOP_WORD_##name,
#include "top_words.def"
#undef WORD
    CP_TOP_WORD_COUNT
};

const char *cp_top_word(enum cp_top_language language, enum cp_top_word word);

/* "en", "da": as in Redis and on the command line. */
extern const char *const cp_top_languages[CP_TOP_LANGUAGE_COUNT];

/* The language of such a name, or −1. */
int cp_top_language_find(const char *name);

#endif
