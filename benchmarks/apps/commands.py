"""A bare Typer app of three commands."""

from __future__ import annotations

import typer

app = typer.Typer()


@app.command()
def one(name: str) -> None:
    """Say one."""


@app.command()
def two(name: str) -> None:
    """Say two."""


@app.command()
def three(name: str) -> None:
    """Say three."""


app()
