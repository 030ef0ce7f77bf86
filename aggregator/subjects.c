#include "casepulse/aggregator/subjects.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "casepulse/base/assert.h"

/* One group's text while it is read: "name:prefix prefix". */
struct cp_subject_text {
    const char *at;
    const char *end; /* of the group: a comma or the end of the setting */
};

static bool cp_is_space(char byte)
{
    return byte == ' ' || byte == '\t';
}

static void cp_subject_skip_spaces(struct cp_subject_text *text)
{
    while (text->at < text->end && cp_is_space(*text->at)) {
        text->at++;
    }
}

static bool cp_is_name_byte(char byte, bool is_first)
{
    const bool is_letter = byte >= 'a' && byte <= 'z';
    return is_letter || (!is_first && ((byte >= '0' && byte <= '9') || byte == '_'));
}

static enum cp_status cp_subjects_take_name(struct cp_subjects *subjects,
                                            struct cp_subject_text *text,
                                            struct cp_failure *out_failure)
{
    const char *start = text->at;
    while (text->at < text->end && cp_is_name_byte(*text->at, text->at == start)) {
        text->at++;
    }
    const int size = (int)(text->at - start);
    cp_subject_skip_spaces(text);
    if (size == 0 || size > CP_SUBJECT_NAME_MAX || text->at == text->end || *text->at != ':') {
        return cp_fail(out_failure, CP_CONFIGURATION,
                       "subject group \"%.*s\": must be name:prefix prefix …, the name of 1 to %d "
                       "letters a-z, digits and _, a letter first",
                       (int)(text->end - start), start, CP_SUBJECT_NAME_MAX);
    }
    text->at++;
    char *name = subjects->names[subjects->group_count];
    (void)snprintf(name, CP_SUBJECT_NAME_MAX + 1, "%.*s", size, start);
    if (strcmp(name, CP_SUBJECT_OTHER) == 0 || strcmp(name, "unknown") == 0) {
        return cp_fail(out_failure, CP_CONFIGURATION, "subject group \"%s\": the name is reserved",
                       name);
    }
    if (cp_subjects_group(subjects, name) != CP_SUBJECT_NONE) {
        return cp_fail(out_failure, CP_CONFIGURATION,
                       "subject group \"%s\": the name is given twice", name);
    }
    return CP_OK;
}

/* A beginning of `xx.xx.xx`. */
static bool cp_is_prefix(const char *text, size_t size)
{
    static const char shape[] = "00.00.00";
    bool is_prefix = size >= 1 && size <= CP_SUBJECT_CODE_SIZE;
    for (size_t at = 0; is_prefix && at < size; at++) {
        is_prefix = shape[at] == '.' ? text[at] == '.' : text[at] >= '0' && text[at] <= '9';
    }
    return is_prefix;
}

/* The first `size` bytes as a number, the first byte highest: the order of strings. */
static uint64_t cp_prefix_of(const char *text, size_t size)
{
    uint64_t prefix = 0;
    for (size_t at = 0; at < size; at++) {
        prefix |= (uint64_t)(uint8_t)text[at] << (8 * (CP_SUBJECT_CODE_SIZE - 1 - at));
    }
    return prefix;
}

/* Where a prefix stands or would stand. */
static int cp_subjects_place(const struct cp_subjects *subjects, uint64_t prefix)
{
    int low = 0;
    int high = subjects->prefix_count;
    while (low < high) {
        const int middle = (low + high) / 2;
        if (subjects->prefixes[middle] < prefix) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static enum cp_status cp_subjects_add_prefix(struct cp_subjects *subjects, const char *text,
                                             size_t size, struct cp_failure *out_failure)
{
    const char *name = subjects->names[subjects->group_count];
    if (!cp_is_prefix(text, size)) {
        return cp_fail(out_failure, CP_CONFIGURATION,
                       "subject group \"%s\": \"%.*s\" must be the beginning of a code such as "
                       "32.24.04",
                       name, (int)size, text);
    }
    if (subjects->prefix_count == CP_SUBJECT_PREFIXES_MAX) {
        return cp_fail(out_failure, CP_CONFIGURATION,
                       "subject group \"%s\": more than %d prefixes in all", name,
                       CP_SUBJECT_PREFIXES_MAX);
    }
    const uint64_t prefix = cp_prefix_of(text, size);
    const int place = cp_subjects_place(subjects, prefix);
    const size_t behind = (size_t)(subjects->prefix_count - place);
    if (behind > 0 && subjects->prefixes[place] == prefix) {
        return cp_fail(out_failure, CP_CONFIGURATION,
                       "subject group \"%s\": the prefix %.*s is given twice", name, (int)size,
                       text);
    }
    memmove(&subjects->prefixes[place + 1], &subjects->prefixes[place],
            behind * sizeof(*subjects->prefixes));
    memmove(&subjects->groups[place + 1], &subjects->groups[place], behind);
    subjects->prefixes[place] = prefix;
    subjects->groups[place] = (uint8_t)subjects->group_count;
    subjects->prefix_count++;
    subjects->lengths |= (uint16_t)(1U << size);
    return CP_OK;
}

static enum cp_status cp_subjects_take_prefixes(struct cp_subjects *subjects,
                                                struct cp_subject_text *text,
                                                struct cp_failure *out_failure)
{
    int taken = 0;
    for (cp_subject_skip_spaces(text); text->at < text->end; cp_subject_skip_spaces(text)) {
        const char *start = text->at;
        while (text->at < text->end && !cp_is_space(*text->at)) {
            text->at++;
        }
        const enum cp_status status =
            cp_subjects_add_prefix(subjects, start, (size_t)(text->at - start), out_failure);
        if (status != CP_OK) {
            return status;
        }
        taken++;
    }
    if (taken == 0) {
        return cp_fail(out_failure, CP_CONFIGURATION, "subject group \"%s\": has no prefix",
                       subjects->names[subjects->group_count]);
    }
    return CP_OK;
}

static enum cp_status cp_subjects_take_group(struct cp_subjects *subjects,
                                             struct cp_subject_text *text,
                                             struct cp_failure *out_failure)
{
    cp_subject_skip_spaces(text);
    if (subjects->group_count == CP_SUBJECTS_MAX) {
        return cp_fail(out_failure, CP_CONFIGURATION, "more than %d subject groups",
                       CP_SUBJECTS_MAX);
    }
    enum cp_status status = cp_subjects_take_name(subjects, text, out_failure);
    if (status == CP_OK) {
        status = cp_subjects_take_prefixes(subjects, text, out_failure);
    }
    subjects->group_count += status == CP_OK ? 1 : 0;
    return status;
}

enum cp_status cp_subjects_parse(const char *text, struct cp_subjects *out_subjects,
                                 struct cp_failure *out_failure)
{
    struct cp_subjects subjects = {0};
    bool is_more = text[strspn(text, " \t")] != '\0';
    while (is_more) {
        struct cp_subject_text group = {.at = text, .end = text + strcspn(text, ",")};
        is_more = *group.end == ',';
        text = is_more ? group.end + 1 : group.end;
        const enum cp_status status = cp_subjects_take_group(&subjects, &group, out_failure);
        if (status != CP_OK) {
            return status;
        }
    }
    *out_subjects = subjects;
    return CP_OK;
}

/* Prefixes of another length differ in a byte that is 0 here, so the number alone is compared. */
int cp_subjects_find(const struct cp_subjects *subjects, const char *subject)
{
    if (subjects->prefix_count == 0 || subject[0] == '\0') {
        return CP_SUBJECT_NONE;
    }
    for (size_t size = CP_SUBJECT_CODE_SIZE; size > 0; size--) {
        if ((subjects->lengths >> size & 1) == 0) {
            continue;
        }
        const uint64_t prefix = cp_prefix_of(subject, size);
        const int place = cp_subjects_place(subjects, prefix);
        if (place < subjects->prefix_count && subjects->prefixes[place] == prefix) {
            return subjects->groups[place];
        }
    }
    return CP_SUBJECT_NONE;
}

int cp_subjects_group(const struct cp_subjects *subjects, const char *name)
{
    for (int group = 0; group < subjects->group_count; group++) {
        if (strcmp(subjects->names[group], name) == 0) {
            return group;
        }
    }
    return CP_SUBJECT_NONE;
}

void cp_subjects_text(const struct cp_subjects *subjects, char out_text[CP_SUBJECTS_TEXT_MAX])
{
    char *at = out_text;
    *at = '\0';
    for (int group = 0; group < subjects->group_count; group++) {
        at += sprintf(at, "%s%s:", group > 0 ? ", " : "", subjects->names[group]);
        bool is_first = true;
        for (int place = 0; place < subjects->prefix_count; place++) {
            if (subjects->groups[place] != group) {
                continue;
            }
            *at = ' ';
            at += is_first ? 0 : 1;
            is_first = false;
            for (int shift = 56; shift >= 0 && (subjects->prefixes[place] >> shift & 0xFF) != 0;
                 shift -= 8) {
                *at++ = (char)(subjects->prefixes[place] >> shift & 0xFF);
            }
        }
        *at = '\0';
    }
    CP_ASSERT(at < out_text + CP_SUBJECTS_TEXT_MAX);
}
