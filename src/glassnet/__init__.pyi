# The public names, and where each lives; `__init__.py` loads from here what is asked for.

from glassnet.data.source import (
    Source as Source,
)
from glassnet.ground.errors import (
    DataError as DataError,
    DivergedError as DivergedError,
    ExperimentError as ExperimentError,
    FileError as FileError,
    GlassnetError as GlassnetError,
    MissingPackageError as MissingPackageError,
    ShapeError as ShapeError,
    UsageError as UsageError,
)
from glassnet.nn.activations import (
    Identity as Identity,
    LeakyReLU as LeakyReLU,
    ReLU as ReLU,
    ReLU6 as ReLU6,
    Sigmoid as Sigmoid,
    Step as Step,
    Tanh as Tanh,
)
from glassnet.nn.adam import (
    AMSGrad as AMSGrad,
    Adam as Adam,
    AdamW as AdamW,
)
from glassnet.nn.adam_relatives import (
    Adamax as Adamax,
    NAdam as NAdam,
)
from glassnet.nn.adaptive import (
    Adadelta as Adadelta,
    Adagrad as Adagrad,
    RMSprop as RMSprop,
)
from glassnet.nn.category_embedding import (
    CategoryEmbedding as CategoryEmbedding,
)
from glassnet.nn.clipped_cross_entropy import (
    BinaryCrossEntropyFromProbabilities as BinaryCrossEntropyFromProbabilities,
    CategoricalCrossEntropyFromProbabilities as CategoricalCrossEntropyFromProbabilities,
    NegativeLogLikelihood as NegativeLogLikelihood,
)
from glassnet.nn.convolution import (
    Conv1D as Conv1D,
    Conv2D as Conv2D,
)
from glassnet.nn.cross_entropy import (
    BinaryCrossEntropy as BinaryCrossEntropy,
    CategoricalCrossEntropy as CategoricalCrossEntropy,
)
from glassnet.nn.dense import (
    Dense as Dense,
)
from glassnet.nn.dropout import (
    Dropout as Dropout,
)
from glassnet.nn.embedding import (
    Embedding as Embedding,
)
from glassnet.nn.exponential_linear import (
    ELU as ELU,
    SELU as SELU,
)
from glassnet.nn.global_pooling import (
    GlobalAveragePool as GlobalAveragePool,
)
from glassnet.nn.initializers import (
    Constant as Constant,
    Normal as Normal,
    Orthogonal as Orthogonal,
    Uniform as Uniform,
    Zeros as Zeros,
)
from glassnet.nn.layer import (
    Activation as Activation,
    Layer as Layer,
)
from glassnet.nn.losses import (
    HalfSumOfSquares as HalfSumOfSquares,
    MSE as MSE,
)
from glassnet.nn.network import (
    Network as Network,
)
from glassnet.nn.normalization import (
    BatchNorm as BatchNorm,
    LayerNorm as LayerNorm,
)
from glassnet.nn.optimizers import (
    Momentum as Momentum,
    Nesterov as Nesterov,
    SGD as SGD,
)
from glassnet.nn.pooling import (
    AveragePool as AveragePool,
    MaxPool as MaxPool,
)
from glassnet.nn.residual import (
    Residual as Residual,
)
from glassnet.nn.robust_losses import (
    Huber as Huber,
    MAE as MAE,
)
from glassnet.nn.scaled_initializers import (
    GlorotNormal as GlorotNormal,
    GlorotUniform as GlorotUniform,
    HeNormal as HeNormal,
    HeUniform as HeUniform,
    LeCunNormal as LeCunNormal,
    LeCunUniform as LeCunUniform,
)
from glassnet.nn.schedules import (
    ConstantRate as ConstantRate,
    Exponential as Exponential,
    Plateau as Plateau,
)
from glassnet.nn.shape import (
    Flatten as Flatten,
    Reshape as Reshape,
)
from glassnet.nn.smooth_activations import (
    GELU as GELU,
    Mish as Mish,
    SiLU as SiLU,
    Softplus as Softplus,
)
from glassnet.nn.smooth_schedules import (
    Cosine as Cosine,
    CosineRestarts as CosineRestarts,
    OneCycle as OneCycle,
    Polynomial as Polynomial,
    WarmupCosine as WarmupCosine,
)
from glassnet.nn.softmax import (
    LogSoftmax as LogSoftmax,
    Softmax as Softmax,
)
from glassnet.nn.stair_schedules import (
    MultiStep as MultiStep,
    StepDecay as StepDecay,
)
from glassnet.program.experiment import (
    DataChoices as DataChoices,
    EarlyStopping as EarlyStopping,
    Experiment as Experiment,
)
from glassnet.program.experiment_file import (
    read_experiment as read_experiment,
    write_experiment as write_experiment,
)
from glassnet.run.commands import (
    Change as Change,
    SetLearningRate as SetLearningRate,
    SetParameter as SetParameter,
    SetWeight as SetWeight,
)
from glassnet.run.model import (
    Model as Model,
    load as load,
)
from glassnet.run.run import (
    Run as Run,
)
from glassnet.run.scoring import (
    judge as judge,
)
from glassnet.run.training import (
    prepare as prepare,
    repeat as repeat,
    train as train,
)

__version__: str
