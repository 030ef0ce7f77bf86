#include "casepulse/base/fault.h"

void cp_fault_point(enum cp_fault fault) __attribute__((weak));

void cp_fault_point(enum cp_fault fault)
{
    (void)fault;
}

int64_t cp_fault_checkpoint_entries(int64_t usual) __attribute__((weak));

int64_t cp_fault_checkpoint_entries(int64_t usual)
{
    return usual;
}
