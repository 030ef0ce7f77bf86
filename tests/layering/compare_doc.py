#!/usr/bin/env python3
"""compare_doc.py DOCUMENT PROGRAM: the document is what the program prints, to the byte."""
import difflib
import subprocess
import sys


def main():
    document, program = sys.argv[1:]
    with open(document, encoding="utf-8") as file:
        stored = file.read()
    printed = subprocess.run([program], check=True, capture_output=True, encoding="utf-8").stdout
    if stored == printed:
        return 0
    sys.stdout.writelines(difflib.unified_diff(stored.splitlines(True), printed.splitlines(True),
                                               document, "what the tables say"))
    print(f"{document} is out of date: write the output of {program.rsplit('/', 1)[-1]} into it")
    return 1


if __name__ == "__main__":
    sys.exit(main())
