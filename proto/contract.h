/* The door to protobuf: the only file that includes the generated contract. Behind it stand
 * contract.c, message.c (bytes to message) and encode.c (event to bytes).
 *
 * Threads: any. */
#ifndef CASEPULSE_CONTRACT_H
#define CASEPULSE_CONTRACT_H

#include "casepulse/v1/case_event.pb-c.h"

/* The detail of type n is field 20 + n of CaseEvent (contract.c proves it). */
#define CP_DETAIL_FIELD 20

#endif
