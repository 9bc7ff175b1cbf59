"""What the doctor found, in a line or two."""

import pytest

from glassnet.lab.doctor.finding import Finding
from glassnet.tui.drawing.findings import KEY, notice, sentences
from glassnet.tui.palette import DARK, MONOCHROME

SURE = Finding("equal-start", "All units start equal.", "certain", {})
UNSURE = Finding("strong-penalty", "l2 = 1 pulls the weights to 0.", "likely", {})


@pytest.mark.parametrize(
    ("findings", "text", "style"),
    [
        ([SURE], f"✗ 1 finding: {KEY}", DARK.bad),
        ([UNSURE], f"! 1 finding: {KEY}", DARK.doubtful),
        ([UNSURE, SURE], f"! 2 findings: {KEY}", DARK.doubtful),
    ],
)
def test_the_notice_has_a_sign_a_number_and_the_key(findings, text, style):
    """The sign and the color are those of the first cause; without colors the sign remains."""
    assert notice(findings, DARK) == (text, style)
    assert notice(findings, MONOCHROME)[0] == text


def test_each_cause_is_a_sentence_of_its_own():
    """In the doctor's order and words."""
    (first, _), (second, style) = sentences([SURE, UNSURE], DARK)
    assert first.startswith("✗ All units start equal.")
    assert second.startswith("! l2 = 1 pulls")
    assert style == DARK.doubtful
    assert sentences([], DARK) == []
