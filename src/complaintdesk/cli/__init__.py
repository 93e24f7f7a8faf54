"""The command line: the only place that reads the real date and the environment."""

from __future__ import annotations
