#include "casepulse/base/digest.h"

#include <openssl/evp.h>
#include <stdio.h>

#include "casepulse/base/assert.h"

#define CP_SHA256_SIZE 32

/* The struct is never defined: a digest is libcrypto's context under our name. */
struct cp_digest *cp_digest_begin(void)
{
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    CP_ASSERT(context != NULL);
    const int has_begun = EVP_DigestInit_ex(context, EVP_sha256(), NULL);
    CP_ASSERT(has_begun == 1);
    return (struct cp_digest *)context;
}

void cp_digest_add(struct cp_digest *digest, const void *bytes, size_t size)
{
    const int is_added = EVP_DigestUpdate((EVP_MD_CTX *)digest, bytes, size);
    CP_ASSERT(is_added == 1);
}

void cp_digest_end(struct cp_digest *digest, char out_text[CP_DIGEST_TEXT_MAX])
{
    unsigned char bytes[CP_SHA256_SIZE];
    const int is_done = EVP_DigestFinal_ex((EVP_MD_CTX *)digest, bytes, NULL);
    CP_ASSERT(is_done == 1);
    EVP_MD_CTX_free((EVP_MD_CTX *)digest);
    for (int i = 0; i < CP_SHA256_SIZE; i++) {
        (void)snprintf(out_text + 2 * i, 3, "%02x", bytes[i]);
    }
}
