/* A name and its value, as they go to a library verbatim.
 *
 * Threads: any. Owns: nothing. */
#ifndef CASEPULSE_BASE_PROPERTY_H
#define CASEPULSE_BASE_PROPERTY_H

struct cp_property {
    const char *key;
    const char *value;
};

#endif
