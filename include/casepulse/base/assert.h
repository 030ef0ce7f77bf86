/* The assertion for bugs: on in every build, since CMake's release builds define NDEBUG.
 *
 * Threads: any. A failed one prints the place and the condition to stderr and aborts. */
#ifndef CASEPULSE_BASE_ASSERT_H
#define CASEPULSE_BASE_ASSERT_H

#define CP_ASSERT(condition)                                                                       \
    ((__builtin_expect(!(condition), 0)) ? cp_assert_failed(__FILE__, __LINE__, #condition)        \
                                         : (void)0)

/* A place that no correct program reaches; `text` says what should have held. */
#define CP_BUG(text) cp_assert_failed(__FILE__, __LINE__, text)

void cp_assert_failed(const char *file, int line, const char *condition)
    __attribute__((noreturn, cold));

#endif
