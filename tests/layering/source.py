"""Just enough reading of C: code without comments and texts, includes, and what stands at file
scope. It relies on the house style (a brace closes what it opened, no trickery with #if)."""
import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

_SKIPPED = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.S)
_COMMENT = re.compile(r'//[^\n]*|/\*.*?\*/|("(?:\\.|[^"\\\n])*")', re.S)
_DIRECTIVE = re.compile(r'^[ \t]*#(?:[^\n\\]|\\.|\\\n)*', re.M)
_INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]', re.M)


def _blank(match):
    return re.sub(r"[^\n]", " ", match.group(0))


@dataclass
class Declaration:
    """One declaration or function at file scope; nested braces appear as `{}`."""
    line: int
    text: str
    end_line: int
    is_function: bool
    body: str = ""


def read_source(root, path):
    return _source_of(path, Path(root, path).read_text(encoding="utf-8"))


@lru_cache(maxsize=None)
def _source_of(path, text):
    """Read once, however often the check runs in one process."""
    return Source(path, text)


class Source:
    def __init__(self, path, text):
        self.path = path
        self.text = text
        self.lines = self.text.split("\n")[:-1] if self.text.endswith("\n") else \
            self.text.split("\n")
        self.code = _SKIPPED.sub(_blank, self.text)
        self.statements = _DIRECTIVE.sub(_blank, self.code)

    def line_at(self, position):
        return self.text.count("\n", 0, position) + 1

    def _includes(self):
        """(line, is_system, name) of each."""
        text = _COMMENT.sub(lambda m: m.group(0) if m.group(1) else _blank(m), self.text)
        for match in _INCLUDE.finditer(text):
            yield self.line_at(match.start()), match.group(1) == "<", match.group(2)

    def uses(self, names):
        """(line, name) of each call or other use of a plain identifier."""
        call = rf"(?<![\w.>])({names})(?=\s*\()" if "environ" not in names else \
            rf"(?<![\w.>])({names})\b"
        for match in re.finditer(call, self.statements):
            yield self.line_at(match.start()), match.group(1)

    @cached_property
    def declarations(self):
        return list(self._declarations())

    @cached_property
    def includes(self):
        return list(self._includes())

    def _declarations(self):
        start, head, at = None, "", 0
        while at < len(self.statements):
            char = self.statements[at]
            if char == "{":
                close = self._closing(at)
                if re.search(r"\)\s*$", head):
                    yield Declaration(self.line_at(start), head.strip(), self.line_at(close), True,
                                      self.statements[at:close + 1])
                    start, head = None, ""
                else:
                    head += "{}"
                at = close
            elif char == ";":
                if start is not None:
                    yield Declaration(self.line_at(start), head.strip(), self.line_at(at), False)
                start, head = None, ""
            else:
                if start is None and not char.isspace():
                    start = at
                head += char if start is not None else ""
            at += 1

    def _closing(self, at):
        depth = 0
        for place in range(at, len(self.statements)):
            depth += {"{": 1, "}": -1}.get(self.statements[place], 0)
            if depth == 0:
                return place
        return len(self.statements) - 1
