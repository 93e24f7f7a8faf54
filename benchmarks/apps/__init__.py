"""The yardsticks that are programs: what Textual and Typer take for next to nothing."""
