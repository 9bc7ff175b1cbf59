"""Why does it not learn? Causes, with evidence, a remedy, and a re-run that proves it."""
