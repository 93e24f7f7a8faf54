"""The benchmarks say what they measured; what they measure with is the same on every machine."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

from benchmarks import made_up, stores
from benchmarks.__main__ import _line, _report
from benchmarks.cases import Bench, Figure, exporting
from benchmarks.measuring import Times
from complaintdesk import services


def test_made_up_complaints_are_the_same_each_time_and_skewed() -> None:
    rows = list(islice(made_up.rows(2_000), 2_000))

    assert rows == list(made_up.rows(2_000))
    products = [row[made_up.HEADER.index("product")] for row in rows]
    assert products.count("Repairs") > 3 * products.count("Digital")
    assert 400 < sum(len(row[-1]) for row in rows) / len(rows) <= made_up.LENGTH


def test_a_store_is_built_by_the_desk_s_own_import_and_measured(tmp_path: Path) -> None:
    folder, seconds = stores.made(tmp_path, 300)

    assert seconds is not None
    assert stores.made(tmp_path, 300) == (folder, None), "it is kept between runs"
    desk = stores.opened(folder)
    assert services.queue.total(desk, filter_text="origin:any").count == 300
    assert services.queue.total(desk).count == stores.REFERRED
    desk.close()
    (figure,) = exporting(Bench(folder, folder, 1, tmp_path))
    assert figure.found > 0


def test_a_figure_says_whether_its_limit_is_kept() -> None:
    times = Times(tuple(float(ms) for ms in range(1, 101)))
    kept = Figure("a page", f"{times} ms", "", times.at(0.95), 100, "ms")
    missed = Figure("an import", "9 s", "3 s", 0.3, 0.8, at_least=True, note="digests")

    assert str(times) == "50.50 (p95 96.00)"
    assert _line(kept).startswith("reached")
    assert _line(missed).startswith("MISSED      0.30 x  (>= 0.8)")
    assert "| an import (digests) | 9 s | 3 s | 0.30 | at least 0.8 | **missed** |" in _report(
        [kept, missed], 1, 2, []
    )
