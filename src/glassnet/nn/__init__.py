"""The textbook: layers, losses, optimizers and what belongs to them, as pure mathematics.

Nothing here knows data, engines or screens: arrays come in, arrays go out, through the namespace
`xp` that every function takes first.
"""
