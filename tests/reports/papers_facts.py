"""Facts of a review and a recommendation as papers are given them, made by hand: every number is known."""

from __future__ import annotations

from datetime import date

from complaintdesk.rules import effects
from complaintdesk.rules import months as calendar
from complaintdesk.rules.kept_figures import (
    KeptAgainst,
    KeptBar,
    KeptBeside,
    KeptCampaign,
    KeptChart,
    KeptEffect,
    KeptEvidence,
    KeptMeasure,
    KeptRemedy,
    KeptRepeats,
    KeptReview,
    KeptRow,
    KeptShare,
    KeptTime,
)
from complaintdesk.rules.review_facts import EffectFacts, LinkedComplaint, PatternFacts, ReviewFacts
from complaintdesk.rules.statistics.rates import wilson
from complaintdesk.vocabulary import EffectKind, PatternLabel

YEAR = calendar.between("2025-11", "2026-10")
COUNTS = (4, 5, 3, 4, 6, 4, 5, 4, 3, 11, 13, 12)


def share(k: int, n: int) -> KeptShare:
    return KeptShare(k, n, *(round(end, 6) for end in wilson(k, n)))


def chart(limits: bool = True) -> KeptChart:
    value = tuple(
        round(30 * count / calendar.days_in([month]), 6) for count, month in zip(COUNTS, YEAR, strict=True)
    )
    return KeptChart(
        YEAR, COUNTS, value, (6.1,) * 12, (0.0,) * 12 if limits else (), (13.2,) * 12 if limits else (),
        (10,) if limits else (), 30, 12, 9, 7, 1, 3, level_changed=True,
    )  # fmt: skip


ROW = KeptRow(
    "late repair", 36, 38, 9.58, 3.76, 2.3, 6.1, 0.00001, 0.00006, 1.4, 4.9, 0.002, 12, is_bursty=False,
    verdict="rising",
    sentence="late repair is rising: 36 in Aug-Oct; at the rate of the year before we would expect about 10. That is"
    " about 3.8 times the old rate (likely between 2.3 and 6.1), more than other complaints.",
)  # fmt: skip
RARE = KeptRow(
    "lost key", 1, 0, 0.0, None, 0.1, None, 0.4, None, 0.1, None, 0.6, None, is_bursty=False,
    verdict="too few to judge", sentence="lost key: 1 in Aug-Oct, none in the year before. Too few to judge.",
)  # fmt: skip
REMEDY = KeptRemedy("apology", share(24, 36), share(3, 4))


def figures() -> KeptReview:
    return KeptReview(
        as_of=date(2026, 11, 18), filter="product:Repairs", grouping="category", first_on=date(2024, 11, 2),
        last_on=date(2026, 11, 17), complaints=140, recent=YEAR[-3:],
        before=calendar.between("2025-08", "2026-07"), last_year=calendar.between("2025-08", "2025-10"),
        has_last_year=True, year=YEAR, year_complaints=74, running_month="2026-11", running_complaints=5,
        running_days=18, uncategorised=share(2, 74), chart=chart(),
        bars=(KeptBar("late repair", 52, share(52, 74), 0.7), KeptBar("", 2, share(2, 74), 1.0)),
        rows=(ROW, RARE), looked_at=1, by_month={"late repair": COUNTS},
        campaigns=(
            KeptCampaign(("CD-2026-0001", "CD-2026-0002"), "late repair", date(2026, 9, 1), date(2026, 9, 6), 2),
        ),
        folded_away=1, repeats=KeptRepeats(70, 3, 7, share(4, 61), 90), remedies=(REMEDY,), terms=(),
        time=KeptTime(74, 14, 20.0, 16.0, 23.0, 56, 0.88, 0.83, 0.91), settings={"alpha": 0.05},
    )  # fmt: skip


LINKED = (
    LinkedComplaint(1, "CD-2026-0001", date(2026, 9, 1), "late repair", "Repairs", "Boiler | cold *again*"),
    LinkedComplaint(2, "CD-2026-0002", date(2026, 9, 6), "late repair", "Repairs", ""),
)

REVIEW = ReviewFacts(
    2, "REV-2", "Repairs, October", date(2024, 11, 2), date(2026, 11, 18), "product:Repairs", "category",
    "Visits are booked before the parts are there.", date(2026, 11, 18), date(2027, 2, 1), figures(),
    (
        PatternFacts(
            1, "late repair", "The second visit waits for a part.", PatternLabel.recurring,
            ("Nobody came", "The part was not there"), "Stock is not looked at", "Twelve job sheets", ROW, LINKED,
        ),
    ),
    "REV-1", ("late repair: was no clear change (9 in three months), is now rising (36 in three months).",),
    "Robin Hale", "Northmoor Homes",
)  # fmt: skip

EVIDENCE = KeptEvidence(
    date(2026, 11, 18), "product:Repairs", "category", "late repair", 52, 74, YEAR, YEAR[-3:], ROW, YEAR, COUNTS, 1,
    (REMEDY,),
)  # fmt: skip

_OWN = KeptMeasure(47, 365, 8, 245, 0.25, 0.10, 0.54, 0.00005)
_OTHERS = KeptMeasure(209, 366, 161, 245, 1.15, 0.93, 1.42, 0.2)
_AFTER = calendar.between("2026-12", "2027-07")

EFFECT = EffectFacts(
    1, "complaints about late repair", EffectKind.number, "product:Repairs", "category", "late repair", "",
    "falls by 50% or more", 50, date(2025, 11, 1), date(2026, 10, 31), "52 in 12 months", date(2026, 11, 18),
    date(2026, 12, 1), 0, 8, date(2027, 8, 1), effects.plan(52 / 12, 50, 8, 0.66), date(2026, 12, 1),
    date(2026, 12, 1), date(2027, 7, 31), "8 in 8 months", "fell, more than other complaints",
    effects.sentence(
        "late repair", EffectKind.number, effects.EffectVerdict.fell_more, date(2026, 12, 1), _OWN, _OTHERS, (12, 8),
        None,
    ),
    "A new contractor in the north", date(2027, 8, 2),
    KeptEffect(
        date(2027, 8, 2), "number", YEAR, _AFTER, _OWN, _OTHERS, KeptAgainst(0.22, 0.09, 0.49, 0.0001), 2.4,
        "fell, more than other complaints", "", meets_target=True,
        chart=KeptChart(
            (*YEAR[1:], *_AFTER), (*COUNTS[1:], 2, 1, 0, 1, 2, 1, 0, 1),
            (*(float(count) for count in COUNTS[1:]), 2.0, 1.0, 0.0, 1.0, 2.0, 1.0, 0.0, 1.0), (6.1,) * 19,
            (0.0,) * 19, (13.2,) * 19, (), 30,
        ),
        beside=(KeptBeside("Days until half are closed", "20 days (likely 16-23)", "12 days (likely 8-20)"),),
    ),
)  # fmt: skip
