"""The dashboard: a network in the terminal while it learns, with the controls of a time machine."""
