"""Pictures of networks and runs: as lines of text, and as files for a page or a paper."""
