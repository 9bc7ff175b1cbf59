"""What is typed finds its command, or a sentence that says what to type instead."""

from __future__ import annotations

import pytest

from glassnet.cli.commands import COMMANDS, EXAMPLES, USAGE


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("trian iris", 'no command "trian"'),
        ("trian iris", 'Did you mean "train"?'),
        ("--vresion", "no command"),
        ("train iris --hiden 3", 'Did you mean "--hidden"?'),
        ("train iris extra", 'no place for "extra"'),
        ("train iris --seed", "option --seed is missing its value"),
        ("train iris --seed 1 --seed 2", "option --seed is given twice"),
        ("train iris --epochs ten", "option --epochs: must be a whole number"),
        ("train iris --activation rleu", 'option --activation: no layer is called "rleu"'),
        ("train iris --json=maybe", "--json"),
        ("predict model.glassnet", "DATA is missing"),
        ("predict", "MODEL is missing"),
        ("show", "FILE is missing"),
        ("datasets all", 'no place for "all"'),
    ],
)
def test_what_cannot_be_parsed_is_one_line_and_exit_code_2(glassnet, words, sentence):
    """One line on standard error, nothing on standard output."""
    said = glassnet(*words.split(" "))
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith("glassnet: ")
    assert said.err.count("\n") == 1
    assert sentence in said.err


def test_hostile_words_are_shown_as_text(glassnet):
    """An escape or a newline in an unknown command cannot steer the terminal."""
    said = glassnet("\x1b[2Jtrain\nx")
    assert said.code == 2
    assert "\x1b" not in said.err
    assert said.err.count("\n") == 1


def test_help_lists_the_commands(glassnet):
    """The first page fits 80 columns and names every command."""
    said = glassnet("--help")
    assert said.code == 0
    assert max(map(len, said.out.splitlines())) <= 80
    assert all(f"\n  {name} " in said.out for name in COMMANDS)
    assert said.out == glassnet().out, "without a word, help is what is wanted"


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_a_page_of_help_with_an_example(glassnet, name):
    """Its page says how it is called, fits 80 columns, and ends in examples."""
    said = glassnet(name, "--help")
    assert said.code == 0
    assert said.out.startswith(f"Usage: glassnet {name} {USAGE[name]}".rstrip())
    assert max(map(len, said.out.splitlines())) <= 80
    assert all(command in said.out for command, _ in EXAMPLES[name])
    assert "\x1b" not in said.out
