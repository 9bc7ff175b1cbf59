"""Everything there is, by kind: one line for each class, in the order one would read about them.

A file, an option or a page names what it wants by its class, see `names.find`. The lists are
closed: a name that is not in them leads nowhere, whatever it says. A new layer, loss or optimizer
is its class and its line here; files, options and both engines know it then.
"""

from __future__ import annotations

from glassnet.nn import (
    activations,
    adam,
    adam_relatives,
    adaptive,
    category_embedding,
    clipped_cross_entropy,
    convolution,
    cross_entropy,
    dense,
    dropout,
    embedding,
    exponential_linear,
    global_pooling,
    initializers,
    losses,
    network,
    normalization,
    optimizers,
    pooling,
    residual,
    robust_losses,
    scaled_initializers,
    schedules,
    shape,
    smooth_activations,
    smooth_schedules,
    softmax,
    stair_schedules,
)
from glassnet.nn.initializers import Initializer
from glassnet.nn.layer import Layer
from glassnet.nn.losses import Loss
from glassnet.nn.optimizers import Optimizer
from glassnet.nn.schedules import Plateau, Schedule

LAYERS: tuple[type[Layer], ...] = (
    dense.Dense,
    convolution.Conv1D,
    convolution.Conv2D,
    pooling.MaxPool,
    pooling.AveragePool,
    global_pooling.GlobalAveragePool,
    shape.Flatten,
    shape.Reshape,
    embedding.Embedding,
    category_embedding.CategoryEmbedding,
    normalization.BatchNorm,
    normalization.LayerNorm,
    dropout.Dropout,
    residual.Residual,
    network.Network,
    activations.Identity,
    activations.Step,
    activations.Sigmoid,
    activations.Tanh,
    activations.ReLU,
    activations.LeakyReLU,
    activations.ReLU6,
    exponential_linear.ELU,
    exponential_linear.SELU,
    smooth_activations.GELU,
    smooth_activations.SiLU,
    smooth_activations.Softplus,
    smooth_activations.Mish,
    softmax.Softmax,
    softmax.LogSoftmax,
)
LOSSES: tuple[type[Loss], ...] = (
    losses.MSE,
    losses.HalfSumOfSquares,
    robust_losses.MAE,
    robust_losses.Huber,
    cross_entropy.BinaryCrossEntropy,
    cross_entropy.CategoricalCrossEntropy,
    clipped_cross_entropy.BinaryCrossEntropyFromProbabilities,
    clipped_cross_entropy.CategoricalCrossEntropyFromProbabilities,
    clipped_cross_entropy.NegativeLogLikelihood,
)
OPTIMIZERS: tuple[type[Optimizer], ...] = (
    optimizers.SGD,
    optimizers.Momentum,
    optimizers.Nesterov,
    adaptive.Adagrad,
    adaptive.RMSprop,
    adaptive.Adadelta,
    adam.Adam,
    adam.AdamW,
    adam.AMSGrad,
    adam_relatives.NAdam,
    adam_relatives.Adamax,
)
SCHEDULES: tuple[type[Schedule | Plateau], ...] = (
    schedules.ConstantRate,
    stair_schedules.StepDecay,
    stair_schedules.MultiStep,
    schedules.Exponential,
    smooth_schedules.Polynomial,
    smooth_schedules.Cosine,
    smooth_schedules.WarmupCosine,
    smooth_schedules.CosineRestarts,
    smooth_schedules.OneCycle,
    schedules.Plateau,
)
INITIALIZERS: tuple[type[Initializer], ...] = (
    initializers.Zeros,
    initializers.Constant,
    initializers.Uniform,
    initializers.Normal,
    scaled_initializers.LeCunUniform,
    scaled_initializers.LeCunNormal,
    scaled_initializers.GlorotUniform,
    scaled_initializers.GlorotNormal,
    scaled_initializers.HeUniform,
    scaled_initializers.HeNormal,
    initializers.Orthogonal,
)

KINDS: dict[str, tuple[type, ...]] = {
    "layer": LAYERS,
    "loss": LOSSES,
    "optimizer": OPTIMIZERS,
    "schedule": SCHEDULES,
    "initializer": INITIALIZERS,
}
