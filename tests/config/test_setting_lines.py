"""One setting is changed in its file, and nothing else."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaintdesk.config.setting_lines import changed

NEW = "020 7946 0000, 9 to 5"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", f'contact = "{NEW}"\n'),
        ("mouse = false\n", f'mouse = false\ncontact = "{NEW}"\n'),
        ("mouse = false", f'mouse = false\ncontact = "{NEW}"\n'),
        ('# mine\ncontact = "old"  # by day\nmouse = true\n', f'# mine\ncontact = "{NEW}"  # by day\nmouse = true\n'),
        ('contact = "no # remark"\n', f'contact = "{NEW}"\n'),
        ('contact = "no # remark" # one\n', f'contact = "{NEW}" # one\n'),
        ('contact = """two\nlines"""\nmouse = true\n', f'contact = "{NEW}"\nmouse = true\n'),
        (' "contact" = \'old\'\n', f'contact = "{NEW}"\n'),
        ('mouse = true\n\n# my keys\n[keys]\n"undo" = "f4"\n',
         f'mouse = true\ncontact = "{NEW}"\n\n# my keys\n[keys]\n"undo" = "f4"\n'),
        ('[keys]\n"contact" = "f4"\n', f'contact = "{NEW}"\n[keys]\n"contact" = "f4"\n'),
        ('addresses = [\n  "a@example.org",\n]\n', f'addresses = [\n  "a@example.org",\n]\ncontact = "{NEW}"\n'),
        ('theme = """\n[keys]\ncontact = "x"\n"""\n', f'contact = "{NEW}"\ntheme = """\n[keys]\ncontact = "x"\n"""\n'),
        ("mouse = true\r\n", f'mouse = true\r\ncontact = "{NEW}"\r\n'),
        ('contact = "old"\r\nmouse = true\r\n', f'contact = "{NEW}"\r\nmouse = true\r\n'),
    ],
)  # fmt: skip
def test_only_the_line_of_the_setting_is_another(before: str, after: str) -> None:
    assert changed(before, "contact", NEW) == after


@pytest.mark.parametrize("broken", ["contact = ", "[keys", "a = 1\na = 2\n"])
def test_a_file_that_does_not_read_is_left_to_its_owner(broken: str) -> None:
    assert changed(broken, "contact", NEW) is None


FILES = st.lists(
    st.sampled_from(
        ["", "# remark", 'theme = "x" # y', 'contact = "old" # here', "mouse = false", "[keys]", '"undo" = "f4"', "\t"]
    ),
    max_size=8,
).map("\n".join)  # fmt: skip


@given(FILES, st.text(st.characters(codec="utf-8")))
def test_whatever_the_value_the_file_says_it_and_else_the_same(file: str, value: str) -> None:
    after = changed(file, "contact", value)

    try:
        before = tomllib.loads(file)
    except tomllib.TOMLDecodeError:
        assert after is None
        return
    assert after is not None
    assert tomllib.loads(after) == before | {"contact": value}
    assert file.count("#") == after.count("#") - value.count("#")
