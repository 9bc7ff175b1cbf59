"""One of the futures: its name, where it began, how it ends."""

from glassnet.program.experiment import EarlyStopping
from glassnet.tui.branch import Branch, name_of
from tests.tui.test_stage import small_run


def test_names_go_on_behind_the_alphabet():
    """No two futures have the same, however many there are."""
    assert len({name_of(number) for number in range(1_000)}) == 1_000
    assert [name_of(number) for number in (0, 1, 26, 27)] == ["A", "B", "A2", "B2"]


def test_it_says_where_it_began_and_what_is_different():
    """In a sentence; who changed nothing is told so by saying nothing."""
    run = small_run()
    assert Branch(run, "B", 1_200).beginning == "Future B begins at step 1,200."
    told = Branch(run, "C", 8, "learning_rate = 0.5").beginning
    assert told == "Future C begins at step 8: learning_rate = 0.5."


def test_it_ends_with_the_last_epoch_or_where_nothing_improves():
    """Who trained on beyond early stopping ends with the last epoch."""
    run = small_run(early_stopping=EarlyStopping(1), learning_rate=1e-9)
    branch = Branch(run)
    assert not branch.is_at_end
    run.finish()
    assert branch.is_at_end
    assert "Space trains on" in branch.ending
    branch.beyond = True
    assert not branch.is_at_end
    run.seek(branch.way.steps)
    assert branch.is_at_end
    assert branch.ending == "Finished: all 10 epochs are made."
