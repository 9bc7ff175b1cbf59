"""Who trains groups of starts: this process, several, or the workers of a cluster."""
