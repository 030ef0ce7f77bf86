#include "address.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CP_URL_SHAPE "redis://[user[:password]@]host[:port][/database] or unix:///path"
#define CP_DATABASE_MAX 65535

/* A stretch of a text that is not its own string. */
struct cp_span {
    const char *at;
    size_t size;
};

static int cp_hex_digit(char digit)
{
    static const char digits[] = "0123456789abcdef";
    const char lower = (char)(digit >= 'A' && digit <= 'F' ? digit - 'A' + 'a' : digit);
    const char *found = lower == '\0' ? NULL : strchr(digits, lower);
    return found == NULL ? -1 : (int)(found - digits);
}

/* Copies with %XX taken as bytes; false: too long, a broken escape, or a NUL in disguise. */
static bool cp_span_decode(struct cp_span span, char *out_text, size_t capacity)
{
    size_t used = 0;
    for (size_t at = 0; at < span.size; at++) {
        char letter = span.at[at];
        if (letter == '%') {
            const int high = at + 2 < span.size ? cp_hex_digit(span.at[at + 1]) : -1;
            const int low = high >= 0 ? cp_hex_digit(span.at[at + 2]) : -1;
            if (low < 0) {
                return false;
            }
            letter = (char)(high * 16 + low);
            at += 2;
        }
        if (letter == '\0' || used + 1 >= capacity) {
            return false;
        }
        out_text[used++] = letter;
    }
    out_text[used] = '\0';
    return true;
}

static bool cp_span_number(struct cp_span span, int maximum, int *out_number)
{
    int number = 0;
    for (size_t at = 0; at < span.size; at++) {
        if (span.at[at] < '0' || span.at[at] > '9') {
            return false;
        }
        number = number * 10 + (span.at[at] - '0');
        if (number > maximum) {
            return false;
        }
    }
    *out_number = number;
    return span.size > 0;
}

/* Cuts "user[:password]@" off the front of `rest`, if it is there. */
static bool cp_address_take_user(struct cp_span *rest, struct cp_redis_address *address)
{
    const char *slash = memchr(rest->at, '/', rest->size);
    const size_t authority_size = slash == NULL ? rest->size : (size_t)(slash - rest->at);
    const char *at_sign = memrchr(rest->at, '@', authority_size);
    if (at_sign == NULL) {
        return true;
    }
    struct cp_span user = {rest->at, (size_t)(at_sign - rest->at)};
    struct cp_span password = {at_sign, 0};
    const char *colon = memchr(user.at, ':', user.size);
    if (colon != NULL) {
        password = (struct cp_span){colon + 1, (size_t)(at_sign - colon - 1)};
        user.size = (size_t)(colon - user.at);
    }
    rest->size -= (size_t)(at_sign + 1 - rest->at);
    rest->at = at_sign + 1;
    return cp_span_decode(user, address->user, sizeof(address->user)) &&
           cp_span_decode(password, address->password, sizeof(address->password));
}

/* "host", "host:port", "[v6]:port". */
static bool cp_address_take_host(struct cp_span authority, struct cp_redis_address *address)
{
    struct cp_span host = authority;
    const char *after = memrchr(authority.at, ':', authority.size);
    if (authority.size > 0 && authority.at[0] == '[') {
        const char *bracket = memchr(authority.at, ']', authority.size);
        if (bracket == NULL) {
            return false;
        }
        host = (struct cp_span){authority.at + 1, (size_t)(bracket - authority.at - 1)};
        after = bracket + 1 < authority.at + authority.size ? bracket + 1 : NULL;
        if (after != NULL && *after != ':') {
            return false;
        }
    } else if (after != NULL) {
        host.size = (size_t)(after - authority.at);
    }
    address->port = CP_REDIS_PORT;
    if (after != NULL) {
        const struct cp_span port = {after + 1,
                                     (size_t)(authority.at + authority.size - after - 1)};
        if (!cp_span_number(port, 65535, &address->port) || address->port == 0) {
            return false;
        }
    }
    return host.size > 0 && cp_span_decode(host, address->host, sizeof(address->host));
}

static bool cp_address_take_tcp(struct cp_span rest, struct cp_redis_address *address)
{
    struct cp_span authority = rest;
    const char *slash = memchr(rest.at, '/', rest.size);
    if (slash != NULL) {
        authority.size = (size_t)(slash - rest.at);
        const struct cp_span database = {slash + 1, rest.size - authority.size - 1};
        if (database.size > 0 && !cp_span_number(database, CP_DATABASE_MAX, &address->database)) {
            return false;
        }
    }
    if (!cp_address_take_host(authority, address)) {
        return false;
    }
    (void)snprintf(address->label, sizeof(address->label), "%s:%d/%d", address->host, address->port,
                   address->database);
    return true;
}

static bool cp_address_take_path(struct cp_span rest, struct cp_redis_address *address)
{
    address->is_unix = true;
    if (rest.size < 2 || rest.at[0] != '/' ||
        !cp_span_decode(rest, address->host, sizeof(address->host))) {
        return false;
    }
    (void)snprintf(address->label, sizeof(address->label), "%s", address->host);
    return true;
}

/* The part after "scheme://", or NULL. */
static const char *cp_url_after(const char *url, const char *scheme)
{
    const size_t size = strlen(scheme);
    return strncmp(url, scheme, size) == 0 ? url + size : NULL;
}

enum cp_status cp_redis_address_parse(const char *url, struct cp_redis_address *out_address,
                                      struct cp_failure *out_failure)
{
    struct cp_redis_address address = {.is_unix = false};
    if (url == NULL || url[0] == '\0') {
        return cp_fail(out_failure, CP_CONFIGURATION, "redis.url is empty; allowed: " CP_URL_SHAPE);
    }
    if (cp_url_after(url, "rediss://") != NULL) {
        return cp_fail(
            out_failure, CP_CONFIGURATION,
            "redis.url begins with rediss://, but TLS is not built in; allowed: " CP_URL_SHAPE
            " (a local proxy such as stunnel can carry TLS)");
    }
    const char *tcp = cp_url_after(url, "redis://");
    const char *path = cp_url_after(url, "unix://");
    const char *after = tcp != NULL ? tcp : path;
    bool is_good = false;
    if (after != NULL) {
        struct cp_span rest = {after, strlen(after)};
        is_good = cp_address_take_user(&rest, &address) &&
                  (tcp != NULL ? cp_address_take_tcp(rest, &address)
                               : cp_address_take_path(rest, &address));
    }
    if (!is_good) {
        /* The url itself may hold a password: it is not shown. */
        return cp_fail(out_failure, CP_CONFIGURATION,
                       "redis.url has another shape than allowed: " CP_URL_SHAPE);
    }
    *out_address = address;
    return CP_OK;
}

static enum cp_status cp_password_read(const char *path, char *out_password, size_t capacity,
                                       struct cp_failure *out_failure)
{
    FILE *file = fopen(path, "re");
    if (file == NULL) {
        return cp_fail(out_failure, CP_CONFIGURATION, "redis.password_file %s: %s", path,
                       strerror(errno));
    }
    char *line = NULL;
    size_t line_capacity = 0;
    const ssize_t length = getline(&line, &line_capacity, file);
    (void)fclose(file);
    const size_t size = length > 0 ? strcspn(line, "\r\n") : 0;
    const bool is_good = size > 0 && size < capacity;
    if (is_good) {
        memcpy(out_password, line, size);
        out_password[size] = '\0';
    }
    free(line);
    return is_good ? CP_OK
                   : cp_fail(out_failure, CP_CONFIGURATION,
                             "redis.password_file %s:1: found %zu bytes, a password of 1 to %zu "
                             "is allowed",
                             path, size, capacity - 1);
}

enum cp_status cp_redis_address_resolve(const struct cp_redis_settings *settings,
                                        struct cp_redis_address *out_address,
                                        struct cp_failure *out_failure)
{
    struct cp_redis_address address;
    enum cp_status status = cp_redis_address_parse(settings->url, &address, out_failure);
    if (status != CP_OK) {
        return status;
    }
    if (settings->password_file != NULL && settings->password_file[0] != '\0') {
        if (address.password[0] != '\0') {
            return cp_fail(out_failure, CP_CONFIGURATION,
                           "redis.url and redis.password_file both give a password; one is "
                           "allowed");
        }
        status = cp_password_read(settings->password_file, address.password,
                                  sizeof(address.password), out_failure);
        if (status != CP_OK) {
            return status;
        }
    }
    if (address.user[0] != '\0' && address.password[0] == '\0') {
        return cp_fail(out_failure, CP_CONFIGURATION,
                       "redis.url names the user %s without a password; give it there or in "
                       "redis.password_file",
                       address.user);
    }
    *out_address = address;
    return CP_OK;
}

static bool cp_namespace_is_valid(const char *text)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    static const char more[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";
    return text != NULL && strspn(text, letters) > 0 && text[strspn(text, more)] == '\0' &&
           strlen(text) <= CP_NAMESPACE_MAX;
}

enum cp_status cp_redis_check(const struct cp_redis_settings *settings,
                              struct cp_failure *out_failure)
{
    if (!cp_namespace_is_valid(settings->namespace_name)) {
        return cp_fail(out_failure, CP_CONFIGURATION,
                       "redis.namespace is \"%.80s\"; allowed: a letter or digit, then up to 63 "
                       "letters, digits, '.', '_' or '-'",
                       settings->namespace_name == NULL ? "" : settings->namespace_name);
    }
    struct cp_redis_address address;
    return cp_redis_address_resolve(settings, &address, out_failure);
}
