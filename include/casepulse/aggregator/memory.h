/* What a partition remembers beside its counts: ids for de-duplication, and the names of its units.
 *
 * Both only grow, so a commit carries just what is new: appends to byte strings kept in the store.
 * An id record is CP_ID_RECORD_SIZE bytes: the id (16), its kind (1), its content hash (4, little
 * endian). Ids are filed by the UTC day of their arrival in chunks of CP_ID_CHUNK records; a unit
 * name is one byte of size and its bytes.
 *
 * Threads: as the batch that holds them. */
#ifndef CASEPULSE_AGGREGATOR_MEMORY_H
#define CASEPULSE_AGGREGATOR_MEMORY_H

#include <stddef.h>
#include <stdint.h>

#define CP_ID_RECORD_SIZE 21
#define CP_ID_CHUNK 49932 /* records: the most that fit into 1 MiB */

/* Why an id is remembered: the kind of its record. A retraction is remembered under its own id
 * (RETRACTION, its content hash) and under that of the event it takes back (CANCELLED, the hash of
 * that event's content). */
enum cp_id_kind {
    CP_ID_COUNTED = 1,
    CP_ID_RETRACTION = 2,
    CP_ID_AHEAD = 3, /* set aside as too far ahead; judged anew when sent again */
    CP_ID_CANCELLED = 4
};

enum cp_memory_kind { CP_MEMORY_IDS, CP_MEMORY_UNITS };

/* Bytes to be put behind those that a string of a partition's memory has already. */
struct cp_append {
    int32_t partition;
    enum cp_memory_kind kind;
    int32_t day;          /* IDS: UTC day of arrival; UNITS: 0 */
    uint32_t chunk;       /* IDS: number of the chunk within the day, from 0; UNITS: 0 */
    uint32_t size_before; /* bytes that this chunk has already */
    uint32_t checksum;    /* base/checksum.h of the whole chunk, these bytes included */
    size_t at, size;      /* where the bytes stand in the batch's append_bytes */
};

/* A day whose ids are past the horizon: its chunks 0 to chunk_count − 1 go. */
struct cp_drop {
    int32_t partition;
    int32_t day;
    uint32_t chunk_count;
};

#endif
