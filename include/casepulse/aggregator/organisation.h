/* The seven administrations and the row for what belongs to none (docs/COUNTING.md).
 *
 * Threads: any; constant. */
#ifndef CASEPULSE_AGGREGATOR_ORGANISATION_H
#define CASEPULSE_AGGREGATOR_ORGANISATION_H

/* X(id, CODE, "English name", "Danish name") */
#define CP_ADMINISTRATIONS(X)                                                                      \
    X(0, UNK, "Unknown", "Ukendt")                                                                 \
    X(1, OKF, "Finance", "Økonomiforvaltningen")                                                   \
    X(2, KFF, "Culture and Leisure", "Kultur- og Fritidsforvaltningen")                            \
    X(3, BUF, "Children and Youth", "Børne- og Ungdomsforvaltningen")                              \
    X(4, SUF, "Health and Care", "Sundheds- og Omsorgsforvaltningen")                              \
    X(5, SOF, "Social Services", "Socialforvaltningen")                                            \
    X(6, TMF, "Technical and Environment", "Teknik- og Miljøforvaltningen")                        \
    X(7, BIF, "Employment and Integration", "Beskæftigelses- og Integrationsforvaltningen")

#define CP_ADMINISTRATION_COUNT 8
#define CP_ADMINISTRATION_UNKNOWN 0

struct cp_administration {
    const char *code; /* three capital letters */
    const char *name_en;
    const char *name_da;
};

extern const struct cp_administration cp_administrations[CP_ADMINISTRATION_COUNT];

#endif
