# The public names, and where each lives; `__init__.py` loads from here what is asked for.

from glassnet.data.source import (
    Source as Source,
)
from glassnet.engines.machines import (
    Machines as Machines,
)
from glassnet.ground.errors import (
    DataError as DataError,
)
from glassnet.ground.errors import (
    DivergedError as DivergedError,
)
from glassnet.ground.errors import (
    ExperimentError as ExperimentError,
)
from glassnet.ground.errors import (
    FileError as FileError,
)
from glassnet.ground.errors import (
    GlassnetError as GlassnetError,
)
from glassnet.ground.errors import (
    HostError as HostError,
)
from glassnet.ground.errors import (
    MissingPackageError as MissingPackageError,
)
from glassnet.ground.errors import (
    ShapeError as ShapeError,
)
from glassnet.ground.errors import (
    UsageError as UsageError,
)
from glassnet.lab.codecheck.checking import (
    check_backward as check_backward,
)
from glassnet.lab.codecheck.checking import (
    check_gradients as check_gradients,
)
from glassnet.lab.codecheck.checking import (
    check_step as check_step,
)
from glassnet.lab.codecheck.verdict import (
    Cause as Cause,
)
from glassnet.lab.codecheck.verdict import (
    GradientCheck as GradientCheck,
)
from glassnet.lab.codecheck.verdict import (
    ParameterCheck as ParameterCheck,
)
from glassnet.lab.compare.comparing import (
    compare as compare,
)
from glassnet.lab.compare.comparison import (
    Comparison as Comparison,
)
from glassnet.lab.doctor.diagnosis import (
    diagnose as diagnose,
)
from glassnet.lab.doctor.finding import (
    Diagnosis as Diagnosis,
)
from glassnet.lab.doctor.finding import (
    Finding as Finding,
)
from glassnet.lab.doctor.finding import (
    Proof as Proof,
)
from glassnet.lab.doctor.finding import (
    Remedy as Remedy,
)
from glassnet.lab.explain.movement import (
    why_moved as why_moved,
)
from glassnet.lab.explain.prediction import (
    explain_prediction as explain_prediction,
)
from glassnet.lab.explain.step import (
    explain_step as explain_step,
)
from glassnet.lab.pictures.drawing import (
    draw as draw,
)
from glassnet.lab.search.found import (
    Search as Search,
)
from glassnet.lab.search.rate_range import (
    RateRange as RateRange,
)
from glassnet.lab.search.rising import (
    learning_rate_range as learning_rate_range,
)
from glassnet.lab.search.searching import (
    search as search,
)
from glassnet.nn.activations import (
    Identity as Identity,
)
from glassnet.nn.activations import (
    LeakyReLU as LeakyReLU,
)
from glassnet.nn.activations import (
    ReLU as ReLU,
)
from glassnet.nn.activations import (
    ReLU6 as ReLU6,
)
from glassnet.nn.activations import (
    Sigmoid as Sigmoid,
)
from glassnet.nn.activations import (
    Step as Step,
)
from glassnet.nn.activations import (
    Tanh as Tanh,
)
from glassnet.nn.adam import (
    Adam as Adam,
)
from glassnet.nn.adam import (
    AdamW as AdamW,
)
from glassnet.nn.adam import (
    AMSGrad as AMSGrad,
)
from glassnet.nn.adam_relatives import (
    Adamax as Adamax,
)
from glassnet.nn.adam_relatives import (
    NAdam as NAdam,
)
from glassnet.nn.adaptive import (
    Adadelta as Adadelta,
)
from glassnet.nn.adaptive import (
    Adagrad as Adagrad,
)
from glassnet.nn.adaptive import (
    RMSprop as RMSprop,
)
from glassnet.nn.category_embedding import (
    CategoryEmbedding as CategoryEmbedding,
)
from glassnet.nn.clipped_cross_entropy import (
    BinaryCrossEntropyFromProbabilities as BinaryCrossEntropyFromProbabilities,
)
from glassnet.nn.clipped_cross_entropy import (
    CategoricalCrossEntropyFromProbabilities as CategoricalCrossEntropyFromProbabilities,
)
from glassnet.nn.clipped_cross_entropy import (
    NegativeLogLikelihood as NegativeLogLikelihood,
)
from glassnet.nn.convolution import (
    Conv1D as Conv1D,
)
from glassnet.nn.convolution import (
    Conv2D as Conv2D,
)
from glassnet.nn.cross_entropy import (
    BinaryCrossEntropy as BinaryCrossEntropy,
)
from glassnet.nn.cross_entropy import (
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
)
from glassnet.nn.exponential_linear import (
    SELU as SELU,
)
from glassnet.nn.global_pooling import (
    GlobalAveragePool as GlobalAveragePool,
)
from glassnet.nn.initializers import (
    Constant as Constant,
)
from glassnet.nn.initializers import (
    Normal as Normal,
)
from glassnet.nn.initializers import (
    Orthogonal as Orthogonal,
)
from glassnet.nn.initializers import (
    Uniform as Uniform,
)
from glassnet.nn.initializers import (
    Zeros as Zeros,
)
from glassnet.nn.layer import (
    Activation as Activation,
)
from glassnet.nn.layer import (
    Layer as Layer,
)
from glassnet.nn.losses import (
    MSE as MSE,
)
from glassnet.nn.losses import (
    HalfSumOfSquares as HalfSumOfSquares,
)
from glassnet.nn.network import (
    Network as Network,
)
from glassnet.nn.normalization import (
    BatchNorm as BatchNorm,
)
from glassnet.nn.normalization import (
    LayerNorm as LayerNorm,
)
from glassnet.nn.optimizers import (
    SGD as SGD,
)
from glassnet.nn.optimizers import (
    Momentum as Momentum,
)
from glassnet.nn.optimizers import (
    Nesterov as Nesterov,
)
from glassnet.nn.pooling import (
    AveragePool as AveragePool,
)
from glassnet.nn.pooling import (
    MaxPool as MaxPool,
)
from glassnet.nn.residual import (
    Residual as Residual,
)
from glassnet.nn.robust_losses import (
    MAE as MAE,
)
from glassnet.nn.robust_losses import (
    Huber as Huber,
)
from glassnet.nn.scaled_initializers import (
    GlorotNormal as GlorotNormal,
)
from glassnet.nn.scaled_initializers import (
    GlorotUniform as GlorotUniform,
)
from glassnet.nn.scaled_initializers import (
    HeNormal as HeNormal,
)
from glassnet.nn.scaled_initializers import (
    HeUniform as HeUniform,
)
from glassnet.nn.scaled_initializers import (
    LeCunNormal as LeCunNormal,
)
from glassnet.nn.scaled_initializers import (
    LeCunUniform as LeCunUniform,
)
from glassnet.nn.schedules import (
    ConstantRate as ConstantRate,
)
from glassnet.nn.schedules import (
    Exponential as Exponential,
)
from glassnet.nn.schedules import (
    Plateau as Plateau,
)
from glassnet.nn.shape import (
    Flatten as Flatten,
)
from glassnet.nn.shape import (
    Reshape as Reshape,
)
from glassnet.nn.smooth_activations import (
    GELU as GELU,
)
from glassnet.nn.smooth_activations import (
    Mish as Mish,
)
from glassnet.nn.smooth_activations import (
    SiLU as SiLU,
)
from glassnet.nn.smooth_activations import (
    Softplus as Softplus,
)
from glassnet.nn.smooth_schedules import (
    Cosine as Cosine,
)
from glassnet.nn.smooth_schedules import (
    CosineRestarts as CosineRestarts,
)
from glassnet.nn.smooth_schedules import (
    OneCycle as OneCycle,
)
from glassnet.nn.smooth_schedules import (
    Polynomial as Polynomial,
)
from glassnet.nn.smooth_schedules import (
    WarmupCosine as WarmupCosine,
)
from glassnet.nn.softmax import (
    LogSoftmax as LogSoftmax,
)
from glassnet.nn.softmax import (
    Softmax as Softmax,
)
from glassnet.nn.stair_schedules import (
    MultiStep as MultiStep,
)
from glassnet.nn.stair_schedules import (
    StepDecay as StepDecay,
)
from glassnet.program.experiment import (
    DataChoices as DataChoices,
)
from glassnet.program.experiment import (
    EarlyStopping as EarlyStopping,
)
from glassnet.program.experiment import (
    Experiment as Experiment,
)
from glassnet.program.experiment_file import (
    read_experiment as read_experiment,
)
from glassnet.program.experiment_file import (
    write_experiment as write_experiment,
)
from glassnet.program.probes import (
    DeadUnits as DeadUnits,
)
from glassnet.program.probes import (
    GradientNorm as GradientNorm,
)
from glassnet.program.probes import (
    Outputs as Outputs,
)
from glassnet.program.probes import (
    Probe as Probe,
)
from glassnet.program.probes import (
    Saturation as Saturation,
)
from glassnet.program.probes import (
    UpdateRatio as UpdateRatio,
)
from glassnet.program.probes import (
    WeightNorm as WeightNorm,
)
from glassnet.run.commands import (
    Change as Change,
)
from glassnet.run.commands import (
    SetLearningRate as SetLearningRate,
)
from glassnet.run.commands import (
    SetParameter as SetParameter,
)
from glassnet.run.commands import (
    SetWeight as SetWeight,
)
from glassnet.run.folder import (
    RunFolder as RunFolder,
)
from glassnet.run.model import (
    Model as Model,
)
from glassnet.run.model import (
    load as load,
)
from glassnet.run.opening import (
    open_run as open_run,
)
from glassnet.run.resuming import (
    resume as resume,
)
from glassnet.run.run import (
    Run as Run,
)
from glassnet.run.scoring import (
    judge as judge,
)
from glassnet.run.starts import (
    Starts as Starts,
)
from glassnet.run.training import (
    prepare as prepare,
)
from glassnet.run.training import (
    repeat as repeat,
)
from glassnet.run.training import (
    train as train,
)

__version__: str
