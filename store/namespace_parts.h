/* The inside of a namespace, for the files that make it.
 *
 * Threads: as namespace.h. */
#ifndef CASEPULSE_STORE_NAMESPACE_PARTS_H
#define CASEPULSE_STORE_NAMESPACE_PARTS_H

#include "casepulse/store/namespace.h"
#include "connection.h"

#define CP_LISTING_REPLIES 4

struct cp_connection *cp_namespace_connection(struct cp_namespace *space);

enum cp_status cp_namespace_connect(struct cp_namespace *space,
                                    struct cp_failure *out_failure) CP_MUST_USE;

/* Passes a status on. After a failure nobody knows which answers are still to come: closes. */
enum cp_status cp_namespace_end(struct cp_namespace *space, enum cp_status status) CP_MUST_USE;

#endif
