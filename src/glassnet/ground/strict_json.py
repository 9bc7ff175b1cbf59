"""JSON that is not trusted: one meaning only, and bounded in depth, in parts and in numbers.

RFC 8259 leaves open what a repeated name means and how deep or long a text may be; Python's reader
takes NaN, and keeps the last of two equal names. A file from a stranger gets neither choice.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from itertools import accumulate
from typing import Any

from glassnet.ground.errors import DataError, one_line

DEPTH_LIMIT = 64
BRACKET_LIMIT = 2_000_000
NUMBER_LIMIT = 64  # characters

# The closing quote is optional: a string that never ends is taken whole, so the search never
# starts again inside it, and its time stays proportional to the text.
STRING = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"?', re.DOTALL)
NOT_A_BRACKET = re.compile(r"[^][{}]+")
LONE_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
STEP = {"[": 1, "{": 1, "]": -1, "}": -1}


def parse_json(content: bytes | str) -> Any:
    r"""Return what `content` says, or raise DataError with the fact that forbids it.

    >>> parse_json('{"units": [16, 3]}')
    {'units': [16, 3]}
    >>> parse_json('{"a": 1, "\u0061": 2}')
    Traceback (most recent call last):
        ...
    glassnet.ground.errors.DataError: it names "a" twice
    """
    text = content if isinstance(content, str) else _decoded(content)
    _require_bounded(text)
    try:
        value = json.loads(
            text,
            object_pairs_hook=_each_once,
            parse_constant=_no_constant,
            parse_int=_integer,
            parse_float=_real,
        )
        if LONE_SURROGATE.search(text):  # half of a pair is no character: it cannot be written out
            json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        half = one_line(error.object[error.start])
        raise DataError(f"it holds {half}, half a character (a lone surrogate)") from None
    except json.JSONDecodeError as error:
        raise DataError(f"it is not JSON: {error.msg} at character {error.pos + 1:,}") from None
    return value


def _decoded(content: bytes) -> str:
    """Return `content` as text."""
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        raise DataError(f"it is not UTF-8 text: byte {error.start + 1:,} is out of place") from None


def _require_bounded(text: str) -> None:
    """Refuse what would take the reader too deep, or make it build too much."""
    brackets = NOT_A_BRACKET.sub("", STRING.sub("", text))
    if len(brackets) > BRACKET_LIMIT:
        raise DataError(f"it has more than {BRACKET_LIMIT:,} brackets")
    deepest = max(accumulate(map(STEP.__getitem__, brackets)), default=0)
    if deepest > DEPTH_LIMIT:
        raise DataError(f"it nests {deepest:,} deep, more than {DEPTH_LIMIT}")


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return the pairs as a dict, unless a name occurs twice (its escapes are resolved by now)."""
    named = dict(pairs)
    if len(named) < len(pairs):
        twice, _ = Counter(name for name, _ in pairs).most_common(1)[0]
        raise DataError(f'it names "{one_line(twice)}" twice')
    return named


def _no_constant(word: str) -> Any:
    """Refuse NaN and the infinities, which are no JSON."""
    raise DataError(f"it holds {word}, which is no number")


def _integer(digits: str) -> int:
    """Return a whole number of bounded length."""
    return int(_short(digits))


def _real(digits: str) -> float:
    """Return a finite number of bounded length."""
    value = float(_short(digits))
    if not math.isfinite(value):
        raise DataError(f"it holds {digits}, which is too large a number")
    return value


def _short(digits: str) -> str:
    """Return `digits`, unless no honest program writes so many."""
    if len(digits) > NUMBER_LIMIT:
        raise DataError(f"it holds a number of {len(digits):,} characters")
    return digits
