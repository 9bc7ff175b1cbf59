"""The commands, and what cannot be parsed as a sentence of ours.

A command's module is imported when it is called; asking for help imports none of them.
"""

from __future__ import annotations

from collections.abc import Sequence

from cyclopts import App, CycloptsError
from cyclopts.exceptions import (
    MissingArgumentError,
    RepeatArgumentError,
    UnknownCommandError,
    UnknownOptionError,
    UnusedCliTokensError,
)
from rich.console import Console

from glassnet.cli.help_page import HelpPage, epilogue
from glassnet.cli.screen import width
from glassnet.cli.version import version_text
from glassnet.ground.errors import GlassnetError, UsageError, did_you_mean, one_line

SUMMARY = "A neural network you can see through: train it, look inside, take it away."
COMMANDS = {
    "train": "Train a network on a table and tell how good it is.",
    "watch": "Watch a network learn, stop it, step back, change it, branch.",
    "predict": "Use a trained model on new rows.",
    "show": "Show what is inside a model or an experiment.",
    "runs": "List the runs in a folder, how far they are and how good.",
    "explain": "Write a model's answer, or a step of a run, down as arithmetic.",
    "draw": "Draw a network, its weights, its loss and more, here or in a file.",
    "compare": "Tell which design is better, or that nobody can tell yet.",
    "search": "Search for a better design, and tell whether it is one.",
    "check": "Check backpropagation written by hand, and name the term that is wrong.",
    "doctor": "Find out why a network does not learn, and prove what helps.",
    "datasets": "List the tables that come with glassnet.",
    "lesson": "Take a lesson: five tutorials, and ten networks that do not learn.",
}
USAGE = {
    "train": "DATA --target COLUMN [OPTIONS]",
    "watch": "DATA|EXPERIMENT|LESSON|RUN [OPTIONS]",
    "predict": "MODEL DATA [OPTIONS]",
    "show": "FILE [--json]",
    "runs": "[FOLDER] [--json]",
    "explain": "MODEL DATA [--row N] | RUN [--step N] [OPTIONS]",
    "draw": "MODEL|RUN|EXPERIMENT PICTURE [DATA] [OPTIONS]",
    "compare": "DATA --vary NAME=VALUES | EXPERIMENT … [OPTIONS]",
    "search": "EXPERIMENT|DATA [--space NAME=VALUES] [OPTIONS]",
    "check": "FILE [--timeout SECONDS] [--json]",
    "doctor": "RUN|EXPERIMENT|DATA [--fix] [OPTIONS] | --explain [CAUSE]",
    "datasets": "[--json]",
    "lesson": "[NAME] [OPTIONS]",
}
EXAMPLES = {
    "": (
        ("glassnet train penguins --target species", "train on a bundled table"),
        ("glassnet train sales.csv --target price", "or on your own"),
        ("glassnet watch penguins", "see it learn, and take the controls"),
        ("glassnet predict penguins.glassnet new.csv", "use what was learned"),
        ("glassnet show penguins.glassnet", "look inside"),
    ),
    "train": (
        ("glassnet train sales.csv --target price", "the usual network"),
        ("glassnet train iris --hidden 16,16 --epochs 500", "another one"),
        ("glassnet train --experiment iris.toml", "the same run again, to the last bit"),
        ("glassnet train --experiment iris.toml --seed 2 --output b.glassnet", "varied"),
    ),
    "watch": (
        ("glassnet watch penguins", "a bundled table"),
        ("glassnet watch sales.csv --target price --hidden 16,16", "your own"),
        ("glassnet watch xor", "the network of the first lesson"),
        ("glassnet watch penguins.run", "a run that was kept, where it was left"),
    ),
    "predict": (
        ("glassnet predict penguins.glassnet new.csv", "on the screen"),
        ("glassnet predict penguins.glassnet new.csv --output out.csv", "in a file"),
        ("head -5 new.csv | glassnet predict penguins.glassnet -", "from a pipe"),
    ),
    "show": (
        ("glassnet show penguins.glassnet", "a model"),
        ("glassnet show penguins.toml", "an experiment"),
    ),
    "runs": (
        ("glassnet train iris --run iris.run", "keep a run"),
        ("glassnet runs", "what is here"),
        ("glassnet train --resume iris.run", "go on, whatever stopped it"),
    ),
    "explain": (
        ("glassnet explain penguins.glassnet new.csv --row 3", "the whole way"),
        ("glassnet explain penguins.glassnet new.csv --layer 0 --unit 5", "one unit"),
        ("glassnet explain iris.run --step 120 --sample 3", "how one step learned"),
        ("glassnet explain penguins.glassnet new.csv --format latex", "for a paper"),
    ),
    "draw": (
        ("glassnet draw penguins.glassnet network new.csv --row 3", "one row's way"),
        ("glassnet draw penguins.glassnet weights --layer 0", "shades"),
        ("glassnet draw iris.run loss --output loss.svg", "in a file"),
        ("glassnet draw iris.run activations --step 120", "inside a step"),
    ),
    "compare": (
        ("glassnet compare iris --vary hidden=4,16,64", "three sizes"),
        ("glassnet compare a.toml b.toml --starts 100", "two experiments"),
        ("glassnet compare iris --vary optimizer=sgd,adam --until-sure", "no more than needed"),
        ("glassnet compare iris --vary hidden=4,16 --output c.svg", "and a picture"),
    ),
    "search": (
        ("glassnet search iris", "the rate, hidden units, weight decay"),
        ("glassnet search iris.toml --space learning-rate=0.001..0.1", "one setting"),
        ("glassnet search iris --space hidden=8..64 --space optimizer=sgd,adam", "two"),
        ("glassnet search iris --range-test", "at which rates it learns"),
    ),
    "check": (
        ("glassnet check network.py", "which term is wrong, if any"),
        ("glassnet check network.py --json", "for a program"),
    ),
    "doctor": (
        ("glassnet doctor iris.run", "a run that was kept, as it stands"),
        ("glassnet doctor sales.csv --target price", "train, look, prove"),
        ("glassnet doctor iris.toml --fix", "write iris-mended.toml beside"),
        ("glassnet doctor --explain dead-units", "what is known of a cause"),
    ),
    "datasets": (("glassnet datasets", "the list"), ("glassnet train moons", "use one")),
    "lesson": (
        ("glassnet lesson", "the list"),
        ("glassnet lesson xor", "the first"),
        ("glassnet lesson xor --experiment starts", "with its longer experiment"),
        ("glassnet lesson xor --no-pause > xor.txt", "into a file"),
    ),
}
COMMON = "--debug shows where an error came from. NO_COLOR=1 leaves colors out."


def app() -> App:
    """Return the command line."""
    commands = App(
        name="glassnet",
        help=SUMMARY,
        help_epilogue=epilogue(EXAMPLES[""], COMMON),
        version=version_text,  # `--version` itself is answered before, by main.py
        help_format="plaintext",
        help_formatter=HelpPage(),
        suppress_keyboard_interrupt=False,
        console=Console(width=width(), highlight=False, markup=False, emoji=False),
    )
    for place, (name, summary) in enumerate(COMMANDS.items()):
        commands.command(
            f"glassnet.cli.{name}:{name}",
            name=name,
            help=summary,
            help_epilogue=epilogue(EXAMPLES[name]),
            usage=f"glassnet {name} {USAGE[name]}".strip(),
            sort_key=place,
        )
    commands.register_install_completion_command(help="Let the Tab key complete what is typed.")
    commands["--help"].help = "Show this page."
    commands["--version"].help = "Show the version; with --json, also of what it stands on."
    return commands


def dispatch(words: Sequence[str]) -> None:
    """Parse `words` and call the command; UsageError tells what cannot be parsed."""
    try:
        app()(list(words), exit_on_error=False, print_error=False, result_action="return_value")
    except CycloptsError as error:
        raise wording(error, words) from None


def wording(error: CycloptsError, words: Sequence[str]) -> GlassnetError:
    """Return what `error` says as an error of ours."""
    cause = error.__cause__
    token = getattr(error, "token", None)
    name = error.argument.name if error.argument is not None else getattr(token, "keyword", "")
    place = f"option {name}" if str(name).startswith("-") else name or "an argument"
    if isinstance(cause, UsageError):
        return UsageError(f"{place}: {cause}")
    if isinstance(error, UnknownCommandError):
        word = next((word for word in words if not word.startswith("-")), words[0])
        return UsageError(
            f'there is no command "{one_line(word)}", only {", ".join(COMMANDS)}.'
            f"{did_you_mean(word, COMMANDS)}"
        )
    if isinstance(error, UnknownOptionError):
        return UsageError(_unknown_option(error))
    if isinstance(error, UnusedCliTokensError):
        extra = " ".join(error.unused_tokens or ())
        return UsageError(
            f'there is no place for "{one_line(extra)}"; see glassnet {words[0]} --help.'
        )
    if isinstance(error, MissingArgumentError):
        return UsageError(f"{place} is missing its value; see glassnet {words[0]} --help.")
    if isinstance(error, RepeatArgumentError):
        return UsageError(f"{place} is given twice; give it once.")
    return UsageError(one_line(" ".join(str(error).split()), 300))


def _unknown_option(error: UnknownOptionError) -> str:
    typed = error.token.keyword or error.token.value
    known = [name for argument in error.argument_collection or () for name in argument.names]
    return f"there is no option {one_line(typed)}.{did_you_mean(typed, known)}"
