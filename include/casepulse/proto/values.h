/* The value sets of the contract by text, for mapping files and documents.
 *
 * Threads: any. */
#ifndef CASEPULSE_PROTO_VALUES_H
#define CASEPULSE_PROTO_VALUES_H

#include "casepulse/proto/event.h"

enum cp_value_set {
#define SET(prefix, table, text) CP_SET_##prefix,
    CP_VALUE_SETS(SET)
#undef SET
        CP_SET_END
};

/* Number of values of a set; they are 1 to that number. */
int cp_value_count(enum cp_value_set set);

/* The text of a value, 0 = "unknown"; NULL beyond the last. Static storage. */
const char *cp_value_text(enum cp_value_set set, int value);

/* The value of a text; "unknown" is 0; −1 if the set has no such text. For event types the upper
 * case names of the contract (INQUIRY_RECEIVED) are found as well. */
int cp_value_find(enum cp_value_set set, const char *text);

#endif
