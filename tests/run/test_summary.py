"""What a run and a network look like in a notebook."""

from __future__ import annotations

from glassnet.nn.activations import ReLU
from glassnet.nn.convolution import Conv2D
from glassnet.nn.dense import Dense
from glassnet.nn.network import Network
from glassnet.nn.shape import Flatten
from glassnet.run.summary import network_html


def test_layers_have_shapes_and_counts():
    """Each with what it learns, and all together; one that learns nothing has no number."""
    network = Network(Conv2D(4, 3), ReLU(), Flatten(), Dense(10))
    page = network_html("digits", network, (8, 8, 1))
    assert "<caption>digits</caption>" in page
    assert "<td></td><td>input</td><td>8 × 8 × 1</td><td></td>" in page
    assert "<td>0</td><td>Conv2D(4, 3)</td><td>6 × 6 × 4</td><td>40</td>" in page
    assert "<td>1</td><td>ReLU()</td><td>6 × 6 × 4</td><td></td>" in page
    assert "<td>3</td><td>Dense(10)</td><td>10</td><td>1,450</td>" in page
    assert "<td>all</td><td></td><td>1,490</td>" in page


def test_a_run_shows_its_latest_evaluation(made):
    """That of the epoch where it stands; at the beginning there is none."""
    run = made()
    assert "training loss" not in run._repr_html_()
    run.advance(7)
    run.seek(4)
    page = run._repr_html_()
    found = run.history.evaluations[0]
    assert "&lt;Run step 4 of 36, epoch 1 of 12, reference engine&gt;" in page
    assert "<td>NumPy, as asked</td>" in page
    for name, value in [
        ("training loss", found.training_loss),
        ("validation loss", found.validation_loss),
        ("score", found.score),
    ]:
        assert f"<td>{name}</td><td>{value:.4g}</td>" in page
    assert "<td>0</td><td>Dense(4)</td><td>4</td><td>16</td>" in page


def test_without_validation_rows_there_is_less_to_show(made):
    """No loss and no score are made up."""
    run = made(validation=0.0)
    run.advance_epoch()
    page = run._repr_html_()
    assert "training loss" in page
    assert "validation loss" not in page
    assert "score" not in page


def test_a_network_alone_shows_its_layers():
    """Without shapes, which depend on what comes in."""
    page = Network(Dense(3), ReLU())._repr_html_()
    assert "<td>0</td><td>Dense(3)</td>" in page
    assert "<td>1</td><td>ReLU()</td>" in page
