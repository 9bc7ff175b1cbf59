"""Whatever is written fits on its page."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

FILE, TEXTBOOK_FILE, FUNCTION, ARGUMENTS, DEPTH = 300, 150, 40, 6, 3

# What is larger than its limit: name → (the size it may have, why it is better so).
EXCEPTIONS: dict[str, tuple[int, str]] = {}

Function = ast.FunctionDef | ast.AsyncFunctionDef
BLOCKS = (
    *(ast.For, ast.AsyncFor, ast.While, ast.If, ast.With, ast.AsyncWith, ast.Try, ast.TryStar),
    *(ast.Match, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef),
)


@dataclass(frozen=True)
class Size:
    """One measured size: of what, how much, how much it may be, and what to do."""

    name: str
    number: int
    limit: int
    remedy: str


def sizes(source: Mapping[str, str]) -> Iterator[Size]:
    """Yield every size of every file and function in `source`."""
    for path, text in source.items():
        limit = TEXTBOOK_FILE if path.startswith("src/glassnet/nn/") else FILE
        yield Size(f"lines of {path}", text.count("\n"), limit, "split it by subject")
        for name, function in functions(ast.parse(text)):
            where = f"{path}:{name}"
            yield Size(f"lines of {where}", lines(function), FUNCTION, "name a part of it")
            yield Size(f"arguments of {where}", arguments(function), ARGUMENTS, "make them a value")
            yield Size(f"depth of {where}", depth(function) - 1, DEPTH, "return early, or split")


def functions(tree: ast.AST, prefix: str = "") -> Iterator[tuple[str, Function]]:
    """Yield every function of `tree`, also the inner ones, with its dotted name."""
    for node in ast.iter_child_nodes(tree):
        name = f"{prefix}{node.name}" if hasattr(node, "name") and node.name else ""
        if isinstance(node, Function):
            yield name, node
        yield from functions(node, f"{name}." if name else prefix)


def lines(function: Function) -> int:
    """Return the function's lines, its docstring not counted: an explanation is no burden."""
    first = function.body[0]
    told = ast.get_docstring(function) is not None
    length = function.end_lineno - function.lineno + 1
    return length - (first.end_lineno - first.lineno + 1) * told


def arguments(function: Function) -> int:
    """Return the number of named arguments beside self and cls."""
    given = function.args
    named = [a.arg for a in (*given.posonlyargs, *given.args, *given.kwonlyargs)]
    return len([name for name in named if name not in {"self", "cls"}])


def depth(node: ast.AST) -> int:
    """Return how many blocks stand inside one another at the deepest; elif goes no deeper."""
    below = 0
    for child in ast.iter_child_nodes(node):
        chained = isinstance(node, ast.If) and isinstance(child, ast.If) and node.orelse == [child]
        below = max(below, depth(child) - chained)
    return below + isinstance(node, BLOCKS)


def faults(measured: list[Size], exceptions: Mapping[str, tuple[int, str]]) -> list[str]:
    """Return what is too large, and which exceptions nothing needs any more."""
    found = []
    for size in measured:
        allowed, _ = exceptions.get(size.name, (size.limit, ""))
        if size.number > allowed:
            found.append(f"{size.name}: {size.number}, at most {allowed}; {size.remedy}.")
    needed = {size.name for size in measured if size.number > size.limit}
    return found + [
        f"{name} is within its limit; take it out of EXCEPTIONS in {__file__}."
        for name in sorted(exceptions.keys() - needed)
    ]


def test_everything_fits_on_its_page(source, obeyed):
    """A file has at most 300 lines (150 in nn/), a function 40, 6 arguments and 3 levels."""
    obeyed(faults(list(sizes(source)), EXCEPTIONS))


def test_files_of_tests_fit_on_a_page_too(trials, obeyed):
    """A file of tests has at most 300 lines."""
    obeyed(
        f"{path}: {text.count(chr(10))} lines, at most {FILE}; split it by subject."
        for path, text in trials.items()
        if text.count("\n") > FILE
    )


def oversized(path: str, text: str) -> list[str]:
    """Return the names of what is too large in one planted file."""
    return [fault.split(":")[0] for fault in faults(list(sizes({path: text})), {})]


def test_a_long_file_is_noticed():
    """A file of one line too many is named; one that just fits is not; nn/ has half the room."""
    assert oversized("src/glassnet/run/x.py", "a = 1\n" * 301) == ["lines of src/glassnet/run/x.py"]
    assert not oversized("src/glassnet/run/x.py", "a = 1\n" * 300)
    assert oversized("src/glassnet/nn/x.py", "a = 1\n" * 151) == ["lines of src/glassnet/nn/x.py"]


def test_a_long_function_is_noticed_and_its_docstring_is_not_held_against_it():
    """41 lines of code are one too many; 40 and a docstring of 30 are not."""
    body = "    a = 1\n"
    told = '    """Say.\n' + "\n" * 28 + '    """\n'
    assert oversized("x.py", "def f():\n" + body * 40) == ["lines of x.py"]
    assert not oversized("x.py", "def f():\n" + told + body * 39)


def test_many_arguments_are_noticed():
    """Seven arguments are one too many wherever they stand; self does not count."""
    method = "class C:\n    def f(self, a, b, c, /, d, e, *more, {}): ...\n"
    assert oversized("x.py", method.format("g, h")) == ["arguments of x.py"]
    assert not oversized("x.py", method.format("g"))


def test_deep_blocks_are_noticed():
    """A fourth block inside three is one too many; an elif is no deeper than its if."""
    nested = "def f():\n  for a in b:\n    if a:\n      with c:\n        {}\n"
    assert oversized("x.py", nested.format("if d: e()")) == ["depth of x.py"]
    assert not oversized("x.py", nested.format("e()"))
    assert not oversized("x.py", "def f():\n  if a: b\n  elif c: d\n  elif e: f\n  elif g: h\n")


def test_an_exception_that_nothing_needs_is_noticed():
    """The list of exceptions cannot outlive its reasons, nor be outgrown."""
    listed = {"lines of x.py": (310, "a table")}
    long = list(sizes({"x.py": "a = 1\n" * 305}))
    assert not faults(long, listed)
    assert faults(list(sizes({"x.py": "a = 1\n"})), listed)
    assert faults(list(sizes({"x.py": "a = 1\n" * 311})), listed)
