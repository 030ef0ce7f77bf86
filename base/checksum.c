#include "casepulse/base/checksum.h"

#include <zlib.h>

uint32_t cp_checksum_more(uint32_t checksum, const void *bytes, size_t size)
{
    return (uint32_t)crc32_z(checksum, bytes, size);
}
