"""Counting like contents in little memory."""

from __future__ import annotations

from collections import Counter
from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st

from complaintdesk.importers.twins import TwinCounter


@given(st.lists(st.integers(0, 50)))
def test_it_counts_as_a_counter_does(contents: list[int]) -> None:
    twins, plain = TwinCounter(), Counter[int]()
    for content in contents:
        plain[content] += 1
        assert twins.count(sha256(bytes([content])).digest()) == plain[content]


def test_it_outgrows_what_was_expected() -> None:
    twins = TwinCounter(10)
    digests = [sha256(str(number).encode()).digest() for number in range(5_000)]

    assert [twins.count(digest) for digest in digests] == [1] * 5_000
    assert [twins.count(digest) for digest in digests] == [2] * 5_000


def test_a_digest_of_zeros_is_counted_too() -> None:
    twins = TwinCounter()

    assert [twins.count(bytes(32)), twins.count(bytes(32))] == [1, 2]
