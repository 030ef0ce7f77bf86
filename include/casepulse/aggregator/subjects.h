/* Subject groups: which group a subject code belongs to, by configured prefixes (counting rule 9).
 *
 * Setting: groups separated by commas, each `name:prefix prefix …`; prefixes are beginnings of a
 * code `xx.xx.xx`, compared as strings, the longest wins. Threads: any; pure; a plain value.
 * Bounded: CP_SUBJECTS_MAX groups, CP_SUBJECT_PREFIXES_MAX prefixes; more are refused. */
#ifndef CASEPULSE_AGGREGATOR_SUBJECTS_H
#define CASEPULSE_AGGREGATOR_SUBJECTS_H

#include <stdint.h>

#include "casepulse/base/status.h"

#define CP_SUBJECTS_MAX 32
#define CP_SUBJECT_NAME_MAX 32
#define CP_SUBJECT_PREFIXES_MAX 512
#define CP_SUBJECT_CODE_SIZE 8 /* xx.xx.xx */
#define CP_SUBJECT_OTHER "other"
#define CP_SUBJECT_NONE (-1) /* outside every group: `other` */

struct cp_subjects {
    int group_count;
    char names[CP_SUBJECTS_MAX][CP_SUBJECT_NAME_MAX + 1]; /* in the order of the setting */
    int prefix_count;
    uint64_t prefixes[CP_SUBJECT_PREFIXES_MAX]; /* bytes, first one highest; ascending */
    uint8_t groups[CP_SUBJECT_PREFIXES_MAX];    /* of each prefix */
    uint16_t lengths;                           /* bit n: there are prefixes of n bytes */
};

/* Reads the setting; an empty text gives no groups. CP_CONFIGURATION says what is wrong in it. */
enum cp_status cp_subjects_parse(const char *text, struct cp_subjects *out_subjects,
                                 struct cp_failure *out_failure) CP_MUST_USE;

/* The place of the group that a subject, "xx.xx.xx" or "" (absent), belongs to, or CP_SUBJECT_NONE.
 */
int cp_subjects_find(const struct cp_subjects *subjects, const char *subject);

/* The group of a name, CP_SUBJECT_NONE if there is none. */
int cp_subjects_group(const struct cp_subjects *subjects, const char *name);

/* The setting in its one canonical form: names in their order, each with ascending prefixes. */
#define CP_SUBJECTS_TEXT_MAX (CP_SUBJECTS_MAX * 36 + CP_SUBJECT_PREFIXES_MAX * 9 + 1)
void cp_subjects_text(const struct cp_subjects *subjects, char out_text[CP_SUBJECTS_TEXT_MAX]);

#endif
