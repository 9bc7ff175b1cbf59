"""What makes the figures needs PyTorch; it is run by hand, not collected."""

from __future__ import annotations

collect_ignore_glob = ["make_torch_figures.py", "torch_*.py"]
