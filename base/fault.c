#include "casepulse/base/fault.h"

__attribute__((weak)) void cp_fault_point(enum cp_fault fault)
{
    (void)fault;
}
