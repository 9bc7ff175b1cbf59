"""The numbers that go in and should come out: their scale, and whether one gives it all away."""

from __future__ import annotations

import numpy as np

from glassnet.ground.arrays import Array
from glassnet.lab.doctor.case import Case
from glassnet.lab.doctor.finding import Finding
from glassnet.lab.doctor.mending import change_data
from glassnet.lab.doctor.reference import reference
from glassnet.lab.doctor.sketches import bars, histogram

# LeCun, Bottou, Orr & Müller (1998), section 4.3: inputs with mean 0 and deviation about 1.
FAR, NEAR = 10.0, 0.05
LEAK = 0.999
REST = 0.9


def unscaled_inputs(case: Case) -> Finding | None:
    """Inputs far from mean 0 and deviation 1."""
    if not _raw(case) or not (case.failing or not case.trained):
        return None
    flat = case.x.reshape(len(case.x), -1).astype(np.float64)
    reach = np.sqrt((flat**2).mean(axis=0))
    largest = int(reach.argmax())
    if not reach.size or (reach[largest] < FAR and reach[largest] > NEAR):
        return None
    names = case.table.preparation.names
    name = names[largest] if len(names) == len(reach) else f"input {largest}"
    return Finding(
        "unscaled-inputs",
        f'The inputs are not scaled: "{name}" is {reach[largest]:.3g} in size, where 1 is wanted.',
        "likely",
        {"largest input": float(reach[largest]), "smallest": float(reach.min())} | _fit(case),
        change_data(case.experiment, "Standardize the columns.", scaling="standardize"),
        where=f"column {name}",
        picture=histogram(name, flat[:, largest]),
    )


def unscaled_targets(case: Case) -> Finding | None:
    """Numbers to predict far from mean 0 and deviation 1."""
    if case.classes or not _raw(case) or not (case.failing or not case.trained):
        return None
    size = float(np.sqrt((np.asarray(case.known, np.float64) ** 2).mean()))
    if NEAR < size < FAR:
        return None
    return Finding(
        "unscaled-targets",
        f"The numbers to predict are {size:.3g} in size, where a network that begins puts out "
        "numbers around 1.",
        "likely",
        {"size of the targets": size, "their deviation": float(case.known.std())} | _fit(case),
        change_data(case.experiment, "Standardize the columns.", scaling="standardize"),
        where=", ".join(f"column {target.name}" for target in case.table.preparation.targets),
        picture=histogram("targets", case.known),
    )


def leaking_column(case: Case) -> Finding | None:
    """One column alone tells the answer, and the others together do not."""
    flat = case.x.reshape(len(case.x), -1)
    names = case.table.preparation.names
    if len(flat) < 50 or flat.shape[1] < 3 or len(names) != flat.shape[1]:
        return None
    if case.reference.score < LEAK:
        return None
    for column in _candidates(case, flat):
        alone = reference(flat[:, [column]], case.known, case.classes).score
        rest = reference(np.delete(flat, column, axis=1), case.known, case.classes).score
        if alone >= LEAK and rest < REST:
            return Finding(
                "leaking-column",
                f'"{names[column]}" alone tells the answer: it may be the answer, written '
                "otherwise, and missing where it matters.",
                "possible",
                {"score from it alone": alone, "from all other columns": rest},
                change_data(
                    case.experiment,
                    "Leave the column out.",
                    kinds=(*_kinds(case), (_column_of(case, column), "skip")),
                ),
                where=f"column {names[column]}",
                picture=bars({"it alone": alone, "all others": rest}),
                judged_by="",
            )
    return None


def _candidates(case: Case, flat: Array) -> list[int]:
    """Return the columns that go along with the answer most."""
    wanted = np.eye(case.classes)[case.known] if case.classes else case.known
    inputs = flat - flat.mean(axis=0)
    spread = np.sqrt((inputs**2).sum(axis=0))[:, None] * wanted.std(axis=0) * len(flat) ** 0.5
    with np.errstate(all="ignore"):
        likeness = np.abs(inputs.T @ (wanted - wanted.mean(axis=0))) / spread
    order = np.argsort(-np.nan_to_num(likeness).max(axis=1))
    return [int(column) for column in order[:3]]


def _column_of(case: Case, place: int) -> str:
    """Return the table's column that input number `place` is made of."""
    ends = np.cumsum([len(column.names) for column in case.table.preparation.inputs])
    return str(case.table.preparation.inputs[int((ends <= place).sum())].name)


def _kinds(case: Case) -> tuple[tuple[str, str], ...]:
    return case.experiment.data.kinds if case.experiment.data else ()


def _raw(case: Case) -> bool:
    return case.experiment.data is not None and case.experiment.data.scaling == "none"


def _fit(case: Case) -> dict[str, float]:
    return case.evidence if case.trained else {}
