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
REST = 0.99  # chosen on the tuned half of benchmarks/clinic.py, as LEAK
COPY = 0.9999  # of the variance: more than what follows the answer, as the price of the day before


def unscaled_inputs(case: Case) -> Finding | None:
    """Inputs far from mean 0 and deviation 1."""
    if not _raw(case) or not (case.falls_short or not case.trained):
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
    """One column alone tells every answer: the others together do not, or it is the answer."""
    flat = case.x.reshape(len(case.x), -1)
    names = case.table.preparation.names
    if len(flat) < 50 or flat.shape[1] < 2 or len(names) != flat.shape[1]:
        return None
    for column, likeness in _candidates(case, flat):
        alone = reference(flat[:, [column]], case.known, case.classes).score
        if alone < LEAK:
            continue
        rest = reference(np.delete(flat, column, axis=1), case.known, case.classes).score
        if likeness > COPY or (rest < REST and flat.shape[1] > 2):
            return Finding(
                "leaking-column",
                f'"{names[column]}" alone tells the answer: it may be the answer, written '
                "otherwise, and missing where it matters.",
                "possible",
                {
                    "score from it alone": alone,
                    "from all other columns": rest,
                    "its variance that is the answer's": likeness,
                },
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


def _candidates(case: Case, flat: Array) -> list[tuple[int, float]]:
    """Return the columns that go along with the answer most, and how far they do.

    For numbers that is the square of the correlation; for classes the share of a column's variance
    that lies between them (the correlation ratio: Pearson 1905). It is 1 for the answer written
    otherwise.
    """
    wanted = np.eye(case.classes)[case.known] if case.classes else case.known
    inputs = flat - flat.mean(axis=0)
    total = (inputs**2).sum(axis=0)[:, None]
    with np.errstate(all="ignore"):
        if case.classes:
            between = (wanted.T @ inputs) ** 2 / wanted.sum(axis=0)[:, None]
            likeness = between.sum(axis=0)[:, None] / total
        else:
            moved = wanted - wanted.mean(axis=0)
            likeness = (inputs.T @ moved) ** 2 / (total * (moved**2).sum(axis=0))
    most = np.nan_to_num(likeness).max(axis=1)
    return [(int(column), float(most[column])) for column in np.argsort(-most)[:3]]


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
