"""Doing it: the one door through which a run is moved and seen."""
