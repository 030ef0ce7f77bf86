"""Stacks as one flame graph: an SVG without scripts, that shows names and shares on hovering.

A box is a function, its width the share of the samples it was in, what it stands on its caller.
"""

from dataclasses import dataclass, field
from typing import Iterable, Iterator, Sequence
from xml.sax.saxutils import escape

WIDTH, ROW, MARGIN, HEAD = 1200, 17, 10, 44
LETTER = 6.6  # width of one, in 11 px monospace
LEAST_WIDTH = 0.7  # narrower boxes cannot be seen

# Whose function it is, by how its name begins; the first that fits.
COLOURS = (
    ("cp_", "#f2a65a"),
    ("rd_kafka", "#7fb2d9"),
    ("rd_", "#7fb2d9"),
    ("[librdkafka", "#7fb2d9"),
    ("threads of librdkafka", "#7fb2d9"),
    ("shard", "#f2a65a"),
    ("publisher", "#f2a65a"),
    ("[kernel", "#cfcfcf"),
)
OTHER_COLOUR = "#a8cfa0"


@dataclass
class Frame:
    """A function as called by a row of others."""

    name: str
    samples: int = 0
    callees: dict[str, "Frame"] = field(default_factory=dict)

    def add(self, stack: Sequence[str]) -> None:
        """One sample, outermost function first."""
        self.samples += 1
        if stack:
            self.callees.setdefault(stack[0], Frame(stack[0])).add(stack[1:])

    def depth(self) -> int:
        """Rows that it takes."""
        return 1 + max((callee.depth() for callee in self.callees.values()), default=0)


def _colour(name: str) -> str:
    return next((colour for start, colour in COLOURS if name.startswith(start)), OTHER_COLOUR)


def _box(frame: Frame, left: float, width: float, top: float, share: float) -> Iterator[str]:
    name = escape(frame.name)
    letters = int((width - 4) / LETTER)
    shown = name if len(name) <= letters else escape(frame.name[: max(letters - 1, 0)]) + "…"
    yield f"<g><title>{name}: {share:.1%} of the samples</title>"
    yield (
        f'<rect x="{left:.1f}" y="{top}" width="{width:.1f}" height="{ROW - 1}"'
        f' fill="{_colour(frame.name)}"/>'
    )
    if letters > 2:
        yield f'<text x="{left + 2:.1f}" y="{top + ROW - 5}">{shown}</text>'
    yield "</g>"


def _boxes(frame: Frame, left: float, row: int, scale: float, height: int) -> Iterator[str]:
    width = frame.samples * scale
    if width < LEAST_WIDTH:
        return
    top = height - MARGIN - (row + 1) * ROW
    yield from _box(frame, left, width, top, width / (WIDTH - 2 * MARGIN))
    for callee in sorted(frame.callees.values(), key=lambda callee: callee.name):
        yield from _boxes(callee, left, row + 1, scale, height)
        left += callee.samples * scale


def draw(stacks: Iterable[Sequence[str]], title: str) -> str:
    """The graph of stacks, outermost function first."""
    root = Frame("all")
    for stack in stacks:
        root.add(stack)
    height = HEAD + root.depth() * ROW + 2 * MARGIN
    scale = (WIDTH - 2 * MARGIN) / max(root.samples, 1)
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}"'
        ' font-family="monospace" font-size="11">',
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
        f'<text x="{MARGIN}" y="18" font-size="14">{escape(title)}</text>',
        f'<text x="{MARGIN}" y="36">{root.samples} samples; orange: casepulse, blue: librdkafka,'
        " green: other libraries, grey: the kernel</text>",
        *_boxes(root, MARGIN, 0, scale, height),
        "</svg>",
    ]
    return "\n".join(lines) + "\n"
