"""Who runs it: NumPy, which can be looked at, and XLA, which is fast."""
