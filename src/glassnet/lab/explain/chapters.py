"""Which page of the blackboard belongs to which layer: one line for each kind."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from glassnet.ground.arrays import Array
from glassnet.lab.explain import activations, dense, maps, norms, passing
from glassnet.lab.explain.expression import Expression
from glassnet.lab.explain.line import Line
from glassnet.lab.explain.sight import Index, Sight
from glassnet.nn.category_embedding import CategoryEmbedding
from glassnet.nn.convolution import Convolution
from glassnet.nn.dense import Dense
from glassnet.nn.dropout import Dropout
from glassnet.nn.embedding import Embedding
from glassnet.nn.global_pooling import GlobalAveragePool
from glassnet.nn.layer import Activation, Layer
from glassnet.nn.normalization import BatchNorm, LayerNorm
from glassnet.nn.pooling import AveragePool, MaxPool
from glassnet.nn.residual import Residual
from glassnet.nn.shape import Flatten, Reshape
from glassnet.nn.softmax import LogSoftmax, Softmax
from glassnet.run.look import LayerLook


class Chapter(NamedTuple):
    """How a layer is told.

    `letter` is what its outputs are called. `forward` computes one of them, `back` the error of one
    of its inputs, `share` what one row adds to the gradient of one weight; `shares` is the same for
    every row of the batch, as numbers.
    """

    letter: str
    forward: Callable[[Sight, Index], list[Line]]
    back: Callable[[Sight, Index], list[Line]]
    share: Callable[[Sight, str, Index], tuple[str, Expression]] = passing.plain_share
    shares: Callable[[LayerLook, str, Index], Array] = passing.plain_shares


PLAIN = Chapter("h", passing.plain_forward, passing.plain_back)
RENAMED = Chapter("h", passing.renamed_forward, passing.renamed_back)
NORM = Chapter("h", norms.norm_forward, norms.norm_back, norms.norm_share)

# The first class that a layer is an instance of counts.
CHAPTERS: tuple[tuple[type[Layer], Chapter], ...] = (
    (Dense, Chapter("z", dense.forward, dense.back, dense.share, dense.shares)),
    (Activation, Chapter("a", activations.forward, activations.back)),
    (
        Convolution,
        Chapter("z", maps.conv_forward, maps.conv_back, maps.conv_share, maps.conv_shares),
    ),
    (MaxPool, Chapter("h", maps.max_forward, maps.max_back)),
    (AveragePool, Chapter("h", maps.mean_forward, maps.mean_back)),
    (GlobalAveragePool, Chapter("h", maps.global_forward, maps.global_back)),
    (Flatten, RENAMED),
    (Reshape, RENAMED),
    (
        Embedding,
        Chapter("h", passing.embedding_forward, passing.embedding_back, passing.embedding_share),
    ),
    (CategoryEmbedding, Chapter("h", passing.categories_forward, passing.plain_back)),
    (BatchNorm, NORM),
    (LayerNorm, NORM),
    (Dropout, Chapter("h", passing.dropout_forward, passing.dropout_back)),
    (Residual, Chapter("h", passing.sum_forward, passing.sum_back)),
    (Softmax, Chapter("p", norms.softmax_forward, norms.softmax_back)),
    (LogSoftmax, Chapter("ℓ", norms.softmax_forward, norms.softmax_back)),
)


def chapter(layer: Layer) -> Chapter:
    """Return how `layer` is told; a layer without a page is told by what goes in and comes out."""
    return next((found for kind, found in CHAPTERS if isinstance(layer, kind)), PLAIN)
