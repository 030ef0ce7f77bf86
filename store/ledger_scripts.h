/* The scripts of store/scripts as texts; the build makes them from the files.
 *
 * Threads: any. */
#ifndef CASEPULSE_STORE_LEDGER_SCRIPTS_H
#define CASEPULSE_STORE_LEDGER_SCRIPTS_H

/* X(NAME, file without .lua) */
#define CP_SCRIPTS(X)                                                                              \
    X(CLAIM, claim)                                                                                \
    X(COMMIT, commit)                                                                              \
    X(READ, read)                                                                                  \
    X(LEASE, lease)                                                                                \
    X(DROP, drop)                                                                                  \
    X(SWITCH, switch)                                                                              \
    X(TAKE, take)                                                                                  \
    X(HOLD, hold)

enum cp_script {
#define CP_SCRIPT_ENUM(name, file) CP_SCRIPT_##name,
    CP_SCRIPTS(CP_SCRIPT_ENUM)
#undef CP_SCRIPT_ENUM
        CP_SCRIPT_COUNT
};

#define CP_SCRIPT_TEXT(name, file) extern const char cp_script_text_##file[];
CP_SCRIPTS(CP_SCRIPT_TEXT)
#undef CP_SCRIPT_TEXT

#endif
