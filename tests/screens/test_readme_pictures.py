"""The pictures of the README are of the desk as it is, and load nothing from anywhere."""

from __future__ import annotations

import re

import pytest

from complaintdesk.services.desk import Desk
from docs import drawing


@pytest.mark.parametrize("name", drawing.PICTURES)
async def test_the_picture_is_of_the_desk_as_it_is(demo_desk: Desk, name: str) -> None:
    kept = (drawing.FOLDER / f"{name}.svg").read_text("utf-8")

    assert await drawing.drawn(demo_desk, name) == kept, "`python -m docs.build --pictures` draws it anew"


@pytest.mark.parametrize("name", drawing.PICTURES)
def test_the_picture_loads_nothing(name: str) -> None:
    svg = (drawing.FOLDER / f"{name}.svg").read_text("utf-8")

    assert re.findall(r"url\((?!#)[^)]*\)|<script|<image|@import|@font-face", svg) == []
    assert {*re.findall(r"https?://[^\"' )]+", svg)} <= {"http://www.w3.org/2000/svg"}
