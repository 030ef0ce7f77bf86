/* The door to protobuf: the only file that includes the generated contract. Behind it stand
 * contract.c, reference.c (bytes to message) and encode.c (event to bytes).
 *
 * Threads: any. */
#ifndef CASEPULSE_CONTRACT_H
#define CASEPULSE_CONTRACT_H

#include "casepulse/v1/case_event.pb-c.h"

#endif
