"""indirect_calls.py ARCHIVE...: the rooms that every event passes call nothing through a pointer.

Read from the machine code, which knows better than the source. What is not for each event may be
listed here, with its occasion.
"""
import re
import subprocess
import sys

# Functions that may, and how often they run.
ALLOWED = {
    "cp_ids_days_advance": "once a day: who is told that the day is past",
}

_FUNCTION = re.compile(r"^[0-9a-f]+ <([^>]+)>:$")
_INDIRECT = re.compile(r"\t(?:notrack )?call\s+\*|\tblr\s")


def indirect_calls(code):
    """The functions of a disassembly that call through a pointer, with the lines."""
    function = None
    for line in code.splitlines():
        begin = _FUNCTION.match(line)
        if begin:
            function = begin.group(1)
        elif _INDIRECT.search(line):
            yield function.split(".")[0], line.strip()


def main(archives):
    found = 0
    for archive in archives:
        code = subprocess.run(["objdump", "-d", "--no-show-raw-insn", archive],
                              check=True, capture_output=True, text=True).stdout
        if "<cp_" not in code:
            sys.exit(f"{archive}: no code of ours in it")
        for function, line in indirect_calls(code):
            if function not in ALLOWED:
                print(f"{archive}: {function} calls through a pointer: {line}")
                found += 1
    print(f"{found} indirect calls that are not allowed")
    return found > 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
