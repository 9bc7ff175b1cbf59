"""What was measured before, one line of JSON each; what another version measured does not count."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from clinic_cases.problems import Patient

import glassnet as gn

PACKAGE = Path(gn.__file__).parent
FLOORS = ("ground", "nn", "program", "run")


def version(*folders: str) -> str:
    """Return a name for the sources in these folders of the package, as they are now."""
    told = hashlib.sha256()
    for folder in folders:
        for path in sorted((PACKAGE / folder).rglob("*.py")):
            told.update(path.relative_to(PACKAGE).as_posix().encode() + path.read_bytes())
    return told.hexdigest()[:12]


DOCTOR, BELOW = version("lab/doctor"), version(*FLOORS)


def mark(patient: Patient) -> str:
    """Return a name for everything a patient is made of."""
    told = hashlib.sha256(repr((patient.layers, sorted(patient.settings.items()))).encode())
    for array in (patient.x, patient.y, *(patient.fresh or ())):
        told.update(array.tobytes())
    return told.hexdigest()[:16]


class Kept:
    """Results by their keys, in a file that grows by a line each; without a file, in memory."""

    def __init__(self, path: str) -> None:
        """Read what is there."""
        self.path = Path(path) if path else None
        lines = self.path.read_text(encoding="utf-8") if self.path and self.path.exists() else ""
        found = [json.loads(line) for line in lines.splitlines()]
        self.known: dict[str, Any] = {each["key"]: each["result"] for each in found}

    def get(self, key: str, measure: Callable[[], Any]) -> Any:
        """Return the result under `key`; measure and write it if there is none."""
        if key not in self.known:
            self.known[key] = measure()
            if self.path:
                self.path.parent.mkdir(exist_ok=True)
                with self.path.open("a", encoding="utf-8") as file:
                    file.write(json.dumps({"key": key, "result": self.known[key]}) + "\n")
        return self.known[key]
