/* zlib's CRC-32 takes longer for the bytes of an id than all else that is done with them. */
#include "casepulse/base/checksum.h"

#include <zlib.h>

#include "checksum_fold.h"

uint32_t cp_checksum_more(uint32_t checksum, const void *bytes, size_t size)
{
    const size_t foldable = cp_checksum_foldable(size);
    if (foldable > 0) {
        checksum = cp_checksum_fold(checksum, bytes, foldable);
    }
    const uint8_t *rest = (const uint8_t *)bytes + foldable;
    return size > foldable ? (uint32_t)crc32_z(checksum, rest, size - foldable) : checksum;
}
