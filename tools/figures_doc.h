/* The parts of docs/FIGURES.md that come from the table of figures. */
#ifndef CASEPULSE_FIGURES_DOC_H
#define CASEPULSE_FIGURES_DOC_H

#include <stdbool.h>

/* Counters, derived figures, gauges, durations and ratios, and what is stored for them. */
void cp_doc_figures(void);

/* A worked example: what adding a figure takes. */
void cp_doc_adding(void);

const char *cp_doc_marks(bool is_unit, bool is_headline);

#endif
