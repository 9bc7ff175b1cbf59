"""Nobody speaks below the faces: what computes prints and logs nothing."""

from __future__ import annotations

import ast
from collections.abc import Mapping

FACES = ("cli/", "tui/", "web/", "notebook", "estimators", "__main__")
VOICES = {"print", "input", "breakpoint", "sys.stdout", "sys.stderr", "sys.stdin", "logging"}


def voices(source: Mapping[str, str]) -> list[str]:
    """Return every place below the faces that could speak to a terminal."""
    found = []
    for path, text in source.items():
        if path.removeprefix("src/glassnet/").startswith(FACES):
            continue
        for node in ast.walk(ast.parse(text)):
            named = ast.unparse(node) if isinstance(node, ast.Name | ast.Attribute) else ""
            if isinstance(node, ast.Import | ast.ImportFrom):
                named = "logging" if "logging" in ast.unparse(node).split() else ""
            if named in VOICES:
                found.append(f"{path}:{node.lineno}: {named}; return a fact, a face will tell it.")
    return found


def test_only_faces_speak(source, obeyed):
    """Below the faces there is no print, no logging and no terminal."""
    obeyed(voices(source))


def test_a_voice_is_noticed():
    """Printing, writing to a stream and logging are noticed below, and left alone in a face."""
    for text in ("print(1)", "import sys\nsys.stderr.write('')", "from logging import info"):
        assert voices({"src/glassnet/run/x.py": text})
        assert not voices({"src/glassnet/cli/x.py": text})
    assert not voices({"src/glassnet/run/x.py": "printed = 1\nfootprint(2)\n"})
