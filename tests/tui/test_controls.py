"""Keys and controls belong together: no key does nothing, no control is out of reach."""

import re

from glassnet.tui.asking import QUESTIONS
from glassnet.tui.controls import CONTROLS, SELECTING
from glassnet.tui.keys import KEYS


def test_every_key_has_its_control_and_every_control_its_key():
    """1 to 8, which choose panels, are bound by the app itself."""
    asked = {found[1] for key in KEYS if (found := re.match(r"do\('(\w+)'", key.action))}
    known = {*CONTROLS, *SELECTING, *QUESTIONS}
    assert asked | {"choose"} == known
