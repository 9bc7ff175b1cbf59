"""Looking closer: what reads a run or a model and says what it means."""
