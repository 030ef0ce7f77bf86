/* What a cell holds, as a message may show it: short, on one line, and nothing that may be a
 * national id number.
 *
 * Threads: any. */
#ifndef CASEPULSE_FEEDER_FOUND_H
#define CASEPULSE_FEEDER_FOUND_H

#define CP_FOUND_SIZE 64

void cp_found_show(const char *text, char out_text[CP_FOUND_SIZE]);

#endif
