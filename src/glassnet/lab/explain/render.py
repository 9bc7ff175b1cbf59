"""A blackboard as plain text, Markdown, LaTeX or HTML: pure functions of its lines.

After the last sign of equality stands what the engine computed. Where a reader who computes with
the printed digits comes out elsewhere, the line says by how much: "= 0.83 ± 0.0002".
"""

from __future__ import annotations

import html as entities
import math
from collections.abc import Iterator, Sequence
from itertools import groupby

from glassnet.ground.errors import one_line
from glassnet.lab.explain.line import Line, rounded_up
from glassnet.lab.explain.notation import Plain, Tex, tex, tex_words

WIDTH = 80
HEADS = ("what", "is", "with numbers", "comes to")
CELL = 300  # characters of a name or a note, at most


def text(title: str, lines: Sequence[Line], digits: int = 4, width: int = WIDTH) -> str:
    """Return the lines for a terminal, `width` characters wide."""
    found = [one_line(title, CELL), "═" * min(width, len(one_line(title, CELL)))]
    for (section, shapes), group in _sections(lines):
        heading = one_line(section, CELL)
        gap = max(3, width - len(heading) - len(shapes))
        found += ["", f"{heading}{' ' * gap}{shapes}".rstrip(), "─" * width]
        for number, line in enumerate(group):
            if line.title:
                found += [""] * bool(number) + _wrapped(one_line(line.title, CELL), width)
            found += _noted(_block(line, Plain(digits), width), one_line(line.note, CELL), width)
    return "\n".join(found)


def markdown(title: str, lines: Sequence[Line], digits: int = 4) -> str:
    """Return the lines as a page with a table for each section."""
    found = [f"# {_cell(title)}"]
    for (section, shapes), group in _sections(lines):
        tail = f" ({shapes})" if shapes else ""
        found += ["", f"## {_cell(section + tail)}", ""]
        found += [f"| {' | '.join(HEADS)} |", "|:--|:--|:--|--:|"]
        for line in group:
            cells = (_what(line), *_parts(line, Plain(digits)))
            found.append(f"| {' | '.join(map(_cell, cells))} |")
    return "\n".join(found) + "\n"


def latex(title: str, lines: Sequence[Line], digits: int = 4) -> str:
    r"""Return the lines as the body of a LaTeX document; it needs the package amsmath."""
    found = [rf"\section*{{{tex_words(one_line(title, CELL))}}}"]
    for (section, _), group in _sections(lines):
        found.append(rf"\subsection*{{{tex_words(one_line(section, CELL))}}}")
        for line in group:
            if line.title:
                found.append(rf"\noindent {tex_words(one_line(line.title, CELL))}")
            _, worked, value = _parts(line, Tex(digits))
            steps = [step for step in (tex(line.formula), worked, value) if step]
            rows = rf" \\{chr(10)}  &= ".join(steps)
            found += [
                r"\begin{align*}",
                f"  {tex(line.symbol)} &= {rows}",
                r"\end{align*}",
            ]
            if line.note:
                found.append(rf"\noindent {tex_words(one_line(line.note, CELL))}")
    return "\n".join(found) + "\n"


def html(title: str, lines: Sequence[Line], digits: int = 4) -> str:
    """Return the lines as one element of a page; all words are escaped."""
    heads = "".join(f"<th>{head}</th>" for head in HEADS)
    found = ['<article class="blackboard">', f"<h1>{_entity(title)}</h1>"]
    for (section, shapes), group in _sections(lines):
        found += [f"<h2>{_entity(section)}</h2>"]
        found += [f"<p>{_entity(shapes)}</p>"] if shapes else []
        found += [
            "<table>",
            f"<thead><tr>{heads}</tr></thead>",
            "<tbody>",
        ]
        for line in group:
            is_, worked, value = (_entity(part) for part in _parts(line, Plain(digits)))
            found.append(
                f'<tr><th scope="row">{_entity(_what(line))}</th><td>{is_}</td>'
                f"<td>{worked}</td><td>{value}</td></tr>"
            )
        found += ["</tbody>", "</table>"]
    return "\n".join([*found, "</article>"]) + "\n"


def _sections(lines: Sequence[Line]) -> Iterator[tuple[tuple[str, str], Iterator[Line]]]:
    return groupby(lines, key=lambda line: (line.section, line.shapes))


def _what(line: Line) -> str:
    """Return a line's meaning and its note in one cell."""
    return ". ".join(part.rstrip(".:") for part in (line.title, line.note) if part)


def _parts(line: Line, notation: Plain | Tex) -> tuple[str, str, str]:
    """Return what is defined, what is worked out and what it comes to."""
    plain = isinstance(notation, Plain)
    formula = f"{line.symbol} = {line.formula}" if line.formula else line.symbol
    worked = "" if line.plainly else notation.write(line.worked)
    value = notation.number(line.value)
    difference = line.difference(notation.digits)
    if math.isinf(difference):
        value += notation.note("beyond the numbers a computer has")
    elif difference:
        sign = "±" if plain else r"\pm"
        value += f" {sign} {type(notation)(1).number(rounded_up(difference))}"
    return formula, worked, value


def _block(line: Line, notation: Plain, width: int) -> list[str]:
    """Return a line in one row if it fits, else with its steps below one another."""
    _, worked, value = _parts(line, notation)
    steps = [step for step in (*line.formula.split(" = "), worked, value) if step]
    whole = f"  {line.symbol} = {' = '.join(steps)}"
    if len(whole) <= width:
        return [whole]
    margin = " " * (len(line.symbol) + 3)
    found: list[str] = []
    for step in steps:
        head = f"  {line.symbol} = " if not found else f"{margin}= "
        rows = _broken(step, width - len(head))
        found += [head + rows[0], *(" " * len(head) + row for row in rows[1:])]
    return found


def _noted(block: list[str], note: str, width: int) -> list[str]:
    """Return a block with its note at the end of its one row, or else below it."""
    gap = width - len(block[0]) - len(note)
    if not note or (len(block) == 1 and gap >= 3):
        return [f"{block[0]}{' ' * gap}{note}".rstrip(), *block[1:]] if note else block
    return block + [f"  {part}" for part in _wrapped(note, width - 2)]


def _broken(step: str, width: int, depth: int = 0) -> list[str]:
    """Return arithmetic in rows of at most `width`, broken before a + or − between terms.

    It is broken outside of brackets first, and inside of them where a row is still too long.
    """
    rows: list[str] = []
    for part in _parts_at(step, depth):
        if rows and len(rows[-1]) + 1 + len(part) <= width:
            rows[-1] += f" {part}"
        elif len(part) > width and depth < step.count("("):
            rows += _broken(part, width, depth + 1)
        else:
            rows.append(part)
    return rows


def _parts_at(step: str, most: int) -> list[str]:
    """Return `step` cut before each + and − that stands in at most `most` brackets."""
    parts, depth, start = [], 0, 0
    for place, sign in enumerate(step):
        depth += {"(": 1, ")": -1}.get(sign, 0)
        if depth <= most and step[place : place + 3] in {" + ", " − "}:
            parts.append(step[start:place])
            start = place + 1
    return [*parts, step[start:]]


def _wrapped(words: str, width: int) -> list[str]:
    """Return words in rows of at most `width`, where they have blanks."""
    rows, row = [], ""
    for word in words.split(" "):
        if row and len(row) + 1 + len(word) > width:
            rows.append(row)
            row = word
        else:
            row = f"{row} {word}" if row else word
    return [*rows, row]


def _cell(words: str) -> str:
    """Return words that are safe in a cell of a Markdown table."""
    told = one_line(words, 10_000)
    for sign in "\\`*_[]<>|#&":
        told = told.replace(sign, f"\\{sign}")
    return told


def _entity(words: str) -> str:
    return entities.escape(one_line(words, 10_000))
