#include "state_digest.h"

#include <stdlib.h>
#include <string.h>

#include "casepulse/aggregator/state.h"

void cp_state_digest(struct cp_totals *totals, FILE *out, char out_text[CP_DIGEST_TEXT_MAX])
{
    char(*lines)[CP_STATE_LINE_MAX] = NULL;
    size_t count = 0;
    struct cp_digest *digest = cp_digest_begin();
    cp_totals_state_lines(totals, &lines, &count);
    for (size_t i = 0; i < count; i++) {
        cp_digest_add(digest, lines[i], strlen(lines[i]));
        cp_digest_add(digest, "\n", 1);
        if (out != NULL) {
            (void)fprintf(out, "%s\n", lines[i]);
        }
    }
    cp_digest_end(digest, out_text);
    free(lines);
}
