"""Questions that the dashboard asks: each a small window over it, answered with a value."""
