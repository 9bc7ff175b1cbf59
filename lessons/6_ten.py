# %% [text]
# # Ten networks that do not learn
#
# A network that does not learn gives no error. It trains to the end, and is wrong. Here are ten
# experiments with one fault each: in the data, in the design, in the start, or in the training.
# Read each, and **guess before you go on**. Then the doctor says what it finds, and tries its
# remedy alone on five starts; and the mended network is trained beside the ill one.
#
# It takes half a minute.

# %%
import contextlib
import shutil
import textwrap
from pathlib import Path

import glassnet as gn

FOLDER = Path(__file__).parent / "ten"
solved = {}


def trained(experiment):
    """Return the run of an experiment, at its end or where it broke off."""
    with contextlib.chdir(FOLDER):
        run = gn.repeat(experiment)
    try:
        run.finish()
    except gn.DivergedError as error:
        print(textwrap.fill(str(error), 80))
    return run


def score(run):
    """Return in words how good a run is, on rows it never saw if there are any."""
    judged = gn.judge(run)
    if judged is None:
        x, y = run.training.x, run.training.y
        return f"{(run.predict(x).argmax(axis=1) == y).mean():.0%} right, of {len(y)}"
    found = judged.score
    return f"{found.name} {found.value:.2f} on {found.rows} rows it never saw"


def show(name):
    """Print an experiment as it stands in its file, and how it ends; return its run."""
    print((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
    run = trained(gn.read_experiment(FOLDER / f"{name}.toml"))
    print(f"it ends with {score(run)}")
    return run


def solve(name, run):
    """Let the doctor look at a run, and train it mended."""
    with contextlib.chdir(FOLDER):
        told = gn.diagnose(run, prove=True)
    print(*told.lines(80, f"{name}.toml"), sep="\n")
    mended = trained(told.findings[0].remedy.after)
    healthy = gn.diagnose(mended)
    print(f"\nmended:  {score(mended)}; {healthy.verdict}")
    solved[name] = told, run, mended, healthy


# %% [text]
# **1. Wine.** 13 numbers of chemistry, three cultivars. It says the same of every bottle.

# %%
run = show("wine")

# %% [text]
# The rate? The width? Or something about those 13 numbers?

# %%
solve("wine", run)

# %% [text]
# One column, proline, is in the hundreds, and the others are near 1. A gradient is error times
# input, so the first steps are hundreds of times too long in one direction: they throw the units to
# where they are 0 for all rows, and there they stay. Dead units are what one would *see*; the scale
# is why.
#
# **2. Circles.** One circle of points inside another. Three layers, 60 epochs, and half is wrong.

# %%
run = show("circles")

# %% [text]
# Compare it with the first network. What is missing?

# %%
solve("circles", run)

# %% [text]
# (x A) B is x (A B): layers without a bend between them are one layer, however many there are. One
# layer draws one straight line, and no straight line parts a circle from what is around it.
#
# **3. Digits.** It learns, but slowly; it gets some right, and is not sure of any.

# %%
run = show("digits")

# %% [text]
# Nothing is missing here. Is there something too much?

# %%
solve("digits", run)

# %% [text]
# The loss takes logits and makes probabilities of them itself. Softmax of a softmax can give the
# right digit e / (e + 9) = 0.23 at most, so the loss never falls below 1.46, and every gradient has
# to pass both. Many a program has this fault, and nothing tells.
#
# **4. XOR.** Eight hidden units are more than enough. The loss does not move in any digit.

# %%
run = show("xor")

# %% [text]
# Which of the eight units is the most useful one?

# %%
solve("xor", run)

# %% [text]
# They start equal. Equal units get equal gradients, and stay equal: eight are one, and one cannot
# do XOR. Chance has to tell them apart, which is what random starts are for.
#
# **5. Tumors.** The weights are random here, as they should be.

# %%
run = show("breast_cancer")

# %% [text]
# Random, but what is their mean? What comes out of 32 of them, added up?

# %%
solve("breast_cancer", run)

# %% [text]
# All weights are positive, with a mean of ½. The second layer adds up 32 outputs around ½, so its
# sums are near 8, where σ is flat: σ′(8) = 0.0003. A tutorial starts so, too:
# `glassnet lesson captcha`.
#
# **6. Penguins.** This one does give an error: after a few steps the loss is no number.

# %%
run = show("penguins")

# %% [text]
# That is the easiest. By how much?

# %%
solve("penguins", run)

# %% [text]
# A step that is longer than twice the way to the valley's floor ends higher than it began, and the
# next one higher still.
#
# **7. Clouds.** Three clouds of points with a wide space between. It is worse than guessing.

# %%
run = show("blobs")

# %% [text]
# Look at the way of the weights: how far did they go from where they started?

# %%
solve("blobs", run)

# %% [text]
# Nothing is wrong but the time it would take. The same curve could mean too few epochs or batches
# too large; the doctor names the one that is farthest from what is usual. (Hardly one answer in
# thirty is right: this start was unlucky, and it stayed there.)
#
# **8. Moons.** The rate is right, the network is right; the loss falls to log 2 at once, and stays.

# %%
run = show("moons")

# %% [text]
# Which line does the second experiment not have?

# %%
solve("moons", run)

# %% [text]
# Weight decay pulls each weight to 0 by rate × decay, a fifth of itself in every step. What is left
# is what the data restore in a step or two, a hundredth of what it began with; and log 2 is the
# loss of who says "one or the other" to every point.
#
# **9. Flowers.** Iris is learned by a single layer. This network has five, and learns nothing.

# %%
run = show("iris")

# %% [text]
# Each σ passes on a quarter of the gradient at most. How much comes to the first layer?

# %%
solve("iris", run)

# %% [text]
# It gets a three hundredth of what the last layer gets. Deep networks were thought to be
# untrainable for this, until ReLU: its slope is 1 where it is not 0.
#
# **10. Bread.** Numbers to predict, not classes: loaves sold in a day, a few hundred.

# %%
run = show("bakery")

# %% [text]
# It is the first fault again, on the other side.

# %%
solve("bakery", run)

# %% [text]
# The network begins with answers around 0, and the truth is around 400. The weights have to grow
# hundredfold first, at 0.01 a step: that is most of the time it has.
#
# **What to notice.** Wine and iris show the same: one answer for all rows, and a loss that stays.
# XOR and moons stay at log 2. Digits looks as if more epochs would do. A symptom has many causes;
# what decides is the numbers inside, and the re-run with one change.

# %%
print("experiment      cause                 error, mean of 5 starts")
for name, (told, *_) in solved.items():
    first = told.findings[0]
    proof = first.proof
    print(f"{name:15} {first.rule:20} {proof.before:7.3f} to {proof.after:.4f}")

# %% [text]
# **Try**
#
# - Take the files with you: `glassnet lesson ten --experiment files` writes them into the folder
#   `ten`. There, `glassnet doctor wine.toml --fix` writes `wine-mended.toml`.
# - Plant two faults in one file. Which does `--fix` mend first?
# - Read about a cause: `glassnet doctor --explain linear-stack`; or list them: `--explain` alone.

# %% [experiment] files: the ten experiments as files, in a new folder
shutil.copytree(FOLDER, "ten")
print(*sorted(path.name for path in Path("ten").iterdir()), sep="\n")
