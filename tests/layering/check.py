#!/usr/bin/env python3
"""Holds the house to its layering (rules.py) and to the hard limits of its style.

    check.py [ROOT]     prints `file:line: what is wrong; allowed: what is`, ends with 1 if any
"""
import re
import sys
from collections import namedtuple
from fnmatch import fnmatch
from pathlib import Path

import rules
from source import read_source

Violation = namedtuple("Violation", "path line what allowed")
PUBLIC = "include/casepulse/"


def matches(name, patterns):
    allowed = False
    for pattern in patterns:
        if pattern.startswith("!"):
            allowed = allowed and not fnmatch(name, pattern[1:])
        else:
            allowed = allowed or fnmatch(name, pattern)
    return allowed


def room_of(path):
    """The room a file belongs to, None for tests and tools."""
    parts = path.split("/")
    if path.startswith(PUBLIC):
        return parts[2]
    return parts[0] if parts[0] in rules.ROOMS else None


class House:
    def __init__(self, root):
        self.root = Path(root)
        self.sources = {}
        for folder in [*rules.ROOMS, "include", "tests", "tools", "bench"]:
            for file in sorted(self.root.glob(f"{folder}/**/*")):
                if file.suffix in (".c", ".h", ".def") and file.is_file():
                    path = file.relative_to(self.root).as_posix()
                    self.sources[path] = read_source(self.root, path)

    def reach(self, header, seen=None):
        """A public header and all public headers that it leads to."""
        seen = set() if seen is None else seen
        if header not in seen and PUBLIC + header in self.sources:
            seen.add(header)
            for _, _, name in self.sources[PUBLIC + header].includes:
                if name.startswith("casepulse/"):
                    self.reach(name[len("casepulse/"):], seen)
        return seen


def check_public_include(house, path, line, name):
    room = room_of(path)
    header = name[len("casepulse/"):]
    if PUBLIC + header not in house.sources:
        yield Violation(path, line, f"{name} is no public header", PUBLIC + "*")
        return
    allowed = rules.ROOMS[room]
    if not matches(header, allowed):
        yield Violation(path, line, f"room {room} includes {name}", " ".join(allowed))
        return
    for reached in sorted(house.reach(header)):
        if not matches(reached, allowed):
            yield Violation(path, line,
                            f"room {room} includes casepulse/{reached} (by {header})",
                            " ".join(allowed))


def is_own_private(house, room, name):
    """A header beside the file, or one that the build makes from a template there."""
    return f"{room}/{name}" in house.sources or Path(house.root, room, name + ".in").is_file()


def check_include(house, path, line, is_system, name):
    room = room_of(path)
    doors = [files for pattern, files in rules.DOORS.items() if fnmatch(name, pattern)]
    if doors:
        if path not in doors[0]:
            yield Violation(path, line, f"includes the foreign header {name}", ", ".join(doors[0]))
    elif is_system:
        if name not in rules.STANDARD:
            yield Violation(path, line, f"includes {name}, which has no door", "a row in DOORS")
    elif name.startswith("casepulse/"):
        yield from check_public_include(house, path, line, name)
    elif path.startswith(PUBLIC):
        yield Violation(path, line, f"a public header includes the private {name}",
                        "public headers")
    elif not is_own_private(house, room, name):
        yield Violation(path, line, f"includes {name}, a private header of another room",
                        f"private headers of {room}")


def check_calls(source):
    for names, (what, files) in rules.CALLS.items():
        if source.path not in files:
            for line, name in source.uses(names):
                yield Violation(source.path, line, f"{name} reaches for {what}", ", ".join(files))


def is_constant(declarator):
    """True if the declared object itself cannot change: `const T x`, `T *const x`."""
    name_and_type = declarator.split("=")[0]
    after_star = name_and_type.rsplit("*", 1)[-1]
    return re.search(r"\bconst\b", after_star) is not None


def declares_no_object(text):
    plain = re.sub(r"__attribute__\s*\(\(.*?\)\)", "", text, flags=re.S).strip()
    head = plain.split("=")[0]
    if re.match(r"(?:__extension__\s+)?(typedef|static_assert|_Static_assert|extern)\b", plain):
        return True
    if re.search(r"(struct|union|enum)\s+\w*\s*(\{\})?$", plain):
        return True
    return "=" not in plain and "(" in head and not re.match(r"[^(]*\(\s*\*", head)


def object_name(text):
    """`x` of `int x[3] = …` and of `void (*x)(int)`."""
    head = text.split("=")[0].split("[")[0]
    pointer = re.match(r"[^(]*\(\s*\*\s*(?:const\s+)?(\w+)", head)
    return pointer.group(1) if pointer else re.findall(r"\w+", head)[-1]


def check_state(source):
    allowed = rules.STATE.get(source.path, [])
    for declaration in source.declarations:
        found = []
        if not declaration.is_function and not declares_no_object(declaration.text):
            found.append((declaration.line, declaration.text))
        offset = declaration.end_line - declaration.body.count("\n")
        for match in re.finditer(r"\bstatic\s+(?!inline)([^;{]*)", declaration.body):
            found.append((offset + declaration.body.count("\n", 0, match.start()), match.group(1)))
        for line, text in found:
            name = object_name(text)
            if not is_constant(text) and name not in allowed:
                yield Violation(source.path, line, f"{name} is state that outlives a call",
                                "const, or a row in STATE")


def check_words(source):
    for match in re.finditer(r"\bvolatile\b(?!\s+sig_atomic_t)", source.code):
        yield Violation(source.path, source.line_at(match.start()), "volatile",
                        "volatile sig_atomic_t")
    for match in re.finditer(r"\b(struct|union|enum)\s+(?!cp_)(\w+)\s*\{", source.statements):
        yield Violation(source.path, source.line_at(match.start()),
                        f"{match.group(1)} {match.group(2)}", f"{match.group(1)} cp_<thing>")
    for match in re.finditer(r"\btypedef\b([^;]*?)(\w+)\s*;", source.statements, re.S):
        if re.match(r"\s*(struct|union)\b", match.group(1)) or match.group(2).endswith("_t"):
            yield Violation(source.path, source.line_at(match.start()),
                            f"typedef of {match.group(2)}", "plain struct cp_<thing>, no _t")


def check_names(source):
    for declaration in source.declarations:
        if declaration.is_function:
            name = re.search(r"(\w+)\s*\(", declaration.text).group(1)
            if not name.startswith("cp_") and name not in rules.FOREIGN_NAMES:
                yield Violation(source.path, declaration.line, f"function {name}",
                                "cp_<thing>_<verb>")
    if source.path.startswith(PUBLIC) and source.path.endswith(".h"):
        if "Threads:" not in source.text:
            yield Violation(source.path, 1, "a public header without a word on threads",
                            "Threads: Owns: Bounded: in its first comment")


def check_limits(source):
    for number, line in enumerate(source.lines, 1):
        if len(line) > rules.LINE_COLUMNS_MAX:
            yield Violation(source.path, number, f"{len(line)} columns",
                            str(rules.LINE_COLUMNS_MAX))
    most = rules.TEST_LINES_MAX if source.path.startswith("tests/") else rules.FILE_LINES_MAX
    if len(source.lines) > most:
        yield Violation(source.path, len(source.lines), f"{len(source.lines)} lines", str(most))
    if source.path.endswith(".def"):
        return
    for declaration in source.declarations:
        length = declaration.end_line - declaration.line + 1
        if declaration.is_function and length > rules.FUNCTION_LINES_MAX:
            yield Violation(source.path, declaration.line, f"a function of {length} lines",
                            str(rules.FUNCTION_LINES_MAX))


def check_tables():
    """The tables are held to the house's own promise about doors."""
    rows = {**rules.DOORS, **{names: files for names, (_, files) in rules.CALLS.items()}}
    for name, files in rows.items():
        rooms = {file.split("/")[0] for file in files}
        if len(files) > rules.DOOR_FILES_MAX or len(rooms) > rules.DOOR_ROOMS_MAX:
            yield Violation("tests/layering/rules.py", 1,
                            f"{name}: {len(files)} files in {len(rooms)} rooms",
                            f"{rules.DOOR_FILES_MAX} files in {rules.DOOR_ROOMS_MAX} rooms")


def check(root):
    house = House(root)
    found = list(check_tables())
    for path, source in house.sources.items():
        found += check_limits(source)
        room = room_of(path)
        if room is None:
            continue
        if room not in rules.ROOMS:
            found.append(Violation(path, 1, f"room {room} is not in the table", "a row in ROOMS"))
            continue
        for line, is_system, name in source.includes:
            found += check_include(house, path, line, is_system, name)
        if not path.endswith(".def"):
            for part in (check_calls, check_state, check_words, check_names):
                found += part(source)
    return sorted(found)


def main():
    root = sys.argv[1] if len(sys.argv) > 1 else Path(__file__).resolve().parents[2]
    found = check(root)
    for violation in found:
        print(f"{violation.path}:{violation.line}: {violation.what}; allowed: {violation.allowed}")
    print(f"{len(found)} violations")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
