"""A trained network with its data preparation: ready to predict, and to be taken away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from os import PathLike, fspath
from typing import Any, final

import numpy as np

from glassnet.data.assembly import Rows, assemble
from glassnet.data.labels import Label
from glassnet.data.preparation import Preparation
from glassnet.data.sources import open_source
from glassnet.ground.arrays import Array, Shape
from glassnet.ground.errors import DataError, ExperimentError, FileError, UsageError, one_line
from glassnet.nn.layer import Context, Layer, Params, within
from glassnet.program.experiment import Experiment
from glassnet.program.experiment_file import experiment_from_json, experiment_to_json
from glassnet.program.state import from_flat
from glassnet.program.step import in_blocks
from glassnet.program.targets import Targets
from glassnet.run.store import load_model_file, save_model_file
from glassnet.run.summary import network_html
from glassnet.run.table import find

PARTS = ("experiment", "preparation", "provenance")  # of a model file's description


@final
@dataclass(frozen=True, eq=False)
class Model:
    """What a run learned.

    Args:
        experiment: What was done.
        preparation: How a table becomes what the network takes, and answers become its words.
        params: The learned arrays by name.
        memory: What layers remember (running statistics) by name.
        provenance: Where it comes from, as words and numbers: data, rows, steps, scores, versions.

    """

    experiment: Experiment
    preparation: Preparation
    params: Mapping[str, Array]
    memory: Mapping[str, Array]
    provenance: Mapping[str, Any] = field(default_factory=dict)

    def __repr__(self) -> str:
        """Return what it predicts, and from what."""
        return f"<Model of {self._answer}: {self.experiment.network!r}>"

    def _repr_html_(self) -> str:
        return network_html(f"Model of {self._answer}", self.experiment.network, self.input_shape)

    @property
    def _answer(self) -> str:
        return one_line(", ".join(target.name for target in self.preparation.targets))

    @property
    def input_shape(self) -> Shape:
        """The shape of one prepared row."""
        return self.preparation.input_shape

    @cached_property
    def targets(self) -> Targets:
        """What is predicted."""
        return Targets(self.preparation.task, self.preparation.outputs)

    @cached_property
    def _walk(self) -> tuple[tuple[Layer, Params, Context], ...]:
        """Each layer with its parameters and context: finding them costs more than one row does."""
        context = Context(training=False, memory=self.memory)
        return tuple(
            (layer, within(self.params, number), context.inside(number))
            for number, layer in enumerate(self.experiment.network.layers)
        )

    def forward(self, x: Array) -> Array:
        """Return what the network puts out for prepared rows x (rows, …), in the run's dtype."""

        def forward(part: Array) -> Array:
            y = np.asarray(part, dtype=self.experiment.dtype)
            for layer, params, context in self._walk:
                y, _ = layer.forward(np, params, y, context)
            return y

        outputs = in_blocks(forward, x)
        if not np.isfinite(outputs).all():
            row = int(np.argmin(np.isfinite(outputs.reshape(len(outputs), -1)).all(axis=1)))
            raise DataError(
                f"the network's answer for row {row + 1} is not a finite number: its inputs are "
                "too far from those of training, or the weights are too large."
            )
        return outputs

    def prepare(self, data: object) -> Rows:
        """Return `data` (a file's name, arrays, a data frame) as the network takes it.

        Columns are found by name; without names they must be as many, in the same order.
        """
        short = self.preparation.short
        if short is not None and (x := short.prepare(data, self.experiment.dtype)) is not None:
            return Rows(x, None, None)
        source = find(data) if isinstance(data, str) else open_source(data)
        return assemble(source, self.preparation, self.experiment.dtype, with_target=False)

    def predict(self, data: object) -> Array:
        """Return the answer for every row of `data`.

        Returns:
            (rows,) labels of a classification, or (rows,) or (rows, k) numbers in their own units.

        """
        return self.answer(self.forward(self.prepare(data).x))

    def predict_proba(self, data: object) -> Array:
        """Return the probability of each class, (rows, classes), in the order of `classes`."""
        if self.preparation.task != "classification":
            raise UsageError(
                f"{self!r} predicts a number, which has no probabilities; use predict()."
            )
        return self.targets.probabilities(self.experiment.loss, self.forward(self.prepare(data).x))

    def answer(self, prediction: Array) -> Array:
        """Return what the network's outputs (rows, outputs) mean, in the table's own terms."""
        if self.preparation.task == "classification":
            shares = self.targets.probabilities(self.experiment.loss, prediction)
            return self.preparation.inverse_target(shares.argmax(axis=1))
        values = self.preparation.inverse_target(prediction)
        return values[:, 0] if values.shape[1] == 1 else values

    @property
    def classes(self) -> tuple[Label, ...]:
        """The labels of a classification, in the order of their probabilities."""
        return self.preparation.classes

    def save(self, path: str | PathLike[str], protect: Sequence[str] = ()) -> None:
        """Write the model to `path`: whole, or not at all.

        Args:
            path: The file, by custom with the ending `.glassnet`; safetensors inside.
            protect: Files that must not be overwritten, such as the data it learned from.

        """
        arrays = {
            **{f"params/{name}": array for name, array in self.params.items()},
            **{f"memory/{name}": array for name, array in self.memory.items()},
        }
        for name, array in arrays.items():
            lost = array.size - int(np.isfinite(array).sum())
            if lost:
                raise DataError(
                    f"the model is not saved: {lost:,} of {array.size:,} numbers in {name} are not "
                    "finite; train again with a lower learning_rate."
                )
        description = {
            "experiment": experiment_to_json(self.experiment),
            "preparation": self.preparation.to_json(),
            "provenance": dict(self.provenance),
        }
        save_model_file(path, description, arrays, protect=protect)


def load(path: str | PathLike[str], *, allow_nonfinite: bool = False) -> Model:
    """Return the model saved at `path`; nothing in the file is ever run.

    Raises:
        FileError: the file is missing, cut, altered, of a newer version or no model at all.

    """
    description, arrays = load_model_file(path, allow_nonfinite=allow_nonfinite)
    try:
        return _built(description, arrays)
    except (FileError, DataError, UsageError) as error:
        mistakes = error.mistakes if isinstance(error, ExperimentError) else (str(error),)
        more = f" (and {len(mistakes) - 1} more)" if len(mistakes) > 1 else ""
        where, told = one_line(fspath(path), 300), one_line(mistakes[0], 300)
        raise FileError(f"{where}: its description does not hold: {told}{more}") from None


def _built(description: Mapping[str, Any], arrays: Mapping[str, Array]) -> Model:
    """Return the model of a file's parts, if they fit one another."""
    provenance = description.get("provenance")
    if set(description) != set(PARTS) or not isinstance(provenance, dict):
        raise DataError(f"it should have {', '.join(PARTS)}, got {', '.join(description)}.")
    experiment = experiment_from_json(description["experiment"])
    preparation = Preparation.from_json(description["preparation"])
    network, shape = experiment.network, preparation.input_shape
    Targets(preparation.task, preparation.outputs).check(network, experiment.loss, shape)
    learned = {f"params/{name}": p.shape for name, p in network.parameters(shape).items()}
    found = {name: array.shape for name, array in arrays.items()}
    _compare(learned, {name: sides for name, sides in found.items() if name in learned})
    # What layers remember is made to be measured: only now, when it is known to be small.
    remembered = {f"memory/{name}": np.shape(a) for name, a in network.memory(shape).items()}
    _compare(learned | remembered, found)
    for name, array in arrays.items():
        if array.dtype != experiment.dtype:
            raise DataError(f"{name} should be {experiment.dtype}, got {array.dtype}.")
    state = from_flat({"step": np.zeros((), np.uint32), **arrays})
    return Model(experiment, preparation, state.params, state.memory, provenance)


def _compare(wanted: Mapping[str, Shape], found: Mapping[str, Shape]) -> None:
    """Refuse arrays that are not those of the network that the description describes."""
    for name in sorted(wanted.keys() | found.keys()):
        if wanted.get(name) != found.get(name):
            raise DataError(
                f"{one_line(name)} should be {wanted.get(name, 'absent')}, "
                f"got {found.get(name, 'nothing')}."
            )
