"""Which settings are better? Many designs are tried, the best is measured again on other rows."""
