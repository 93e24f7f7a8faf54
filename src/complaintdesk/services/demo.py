"""The demo desk: an invented organisation's complaints, worked through the same services as real ones.

`data/demo/desk.toml` says who did what on which day, counted from the demo's own
day; `history.csv` is imported as a log. So the demo has a true journal, and
cannot drift from what the desk does.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from complaintdesk.config import Settings
from complaintdesk.errors import SettingsError
from complaintdesk.services import (
    claims,
    demo_reviews,
    dossier,
    importing,
    intake,
    library,
    portfolio,
    setup,
    statements,
)
from complaintdesk.services.demo_acts import ACTS, Act, Clock, Scene
from complaintdesk.services.desk import Desk
from complaintdesk.vocabulary import EvidenceKind, LibraryKind, Origin


def create(settings: Settings) -> Desk:
    """Make the demo's store in the folder of the settings and return its desk, on the demo's own day.

    Raises:
        SettingsError: If the demo's file is wrong.
        StoreError: If there is a store in that folder already.
    """
    folder = settings.places.data / "demo"
    said = tomllib.loads((folder / "desk.toml").read_text("utf-8"))
    clock = Clock(said["day"])
    clock.day = clock.at(-400)
    answers = setup.Answers(**said["desk"], fixed_today=clock.demo_day)
    desk = setup.create(replace(settings, contact=said["contact"]), answers, clock.today, clock.now)
    for entry in said["library"]:
        library.add(desk, LibraryKind[entry["kind"]], entry["code"], entry["title"], entry["text"])
    clock.day = clock.at(-300)
    importing.run(desk, importing.Request(folder / "history.csv", preset="log", load_as=Origin.history))
    _play(desk, clock, folder, said)
    clock.day = clock.demo_day
    return desk


def _play(desk: Desk, clock: Clock, folder: Path, said: Mapping[str, list[Act]]) -> None:
    """Play every act of every complaint, and those of the desk as a whole, in the order of days."""
    complaints = said["complaints"]
    ids: dict[int, int] = {}
    acts = [
        (act["on"], number, place, act)
        for number, complaint in enumerate(complaints)
        for place, act in enumerate(
            [{"on": complaint["referred"], "do": "new", **complaint}, *complaint.get("acts", [])]
        )
    ]
    # What is said of a day's work is said at its end.
    acts += [(act["on"], len(complaints), place, act) for place, act in enumerate(said.get("reviews", []))]
    acts += [
        (act["on"], len(complaints), place, {"do": do, **act})
        for do in ("claims", "statements")
        for place, act in enumerate(said.get(do, []))
    ]
    customers = {complaint["customer"]: number for number, complaint in enumerate(complaints)}
    for on, number, _, act in sorted(acts, key=lambda each: each[:3]):
        clock.day = clock.at(on)
        if act["do"] == "new":
            ids[number] = _new(desk, clock, act)
        elif act["do"] == "claims":
            _claim(desk, clock, ids[customers[act["of"]]] if act.get("of") in customers else None, act)
        elif act["do"] == "statements":
            of = {name: ids[number] for name, number in customers.items() if number in ids}
            statements.write(desk, act["criterion"], _named(desk, act["text"], of))
        elif number == len(complaints):
            demo_reviews.ACTS[act["do"]](desk, clock, act)
        else:
            _act(desk, clock, folder, ids[number], act)


def _new(desk: Desk, clock: Clock, said: Act) -> int:
    found = intake.new(
        desk,
        intake.NewComplaint(
            received_on=clock.at(said["received"]),
            referred_on=clock.day,
            **{name: said[name] for name in _ENTERED if name in said},
        ),
    )
    return found.id


_ENTERED = [
    "customer",
    "channel",
    "narrative",
    "referred_by",
    "referral_reason",
    "about",
    "wants",
    "product",
    "category",
    "email",
    "phone",
    "account_ref",
    "prior_decider",
]


def _act(desk: Desk, clock: Clock, folder: Path, complaint_id: int, act: Act) -> None:
    play = ACTS.get(act["do"])
    if play is None:
        raise SettingsError(f"demo/desk.toml: there is no act {act['do']!r}.")
    play(Scene(desk, clock, folder, dossier.load(desk, complaint_id)), act)


def _claim(desk: Desk, clock: Clock, complaint_id: int | None, act: Act) -> None:
    record = claims.Record("outside")
    if "of" in act:
        offered = (
            portfolio.for_paper(desk, act["of"])
            if complaint_id is None
            else portfolio.for_complaint(desk, complaint_id)
        )
        found = next(each.evidence for each in offered if each.evidence.label == act["record"])
        record = claims.Record(found.record_kind, found.record_id, complaint_id)
    claims.claim(
        desk,
        act["criterion"],
        record,
        claims.NewClaim(
            act["shows"],
            EvidenceKind[act.get("kind", "work_product")],
            witnessed_on=clock.at(act["witnessed"]) if "witnessed" in act else None,
            **{name: act[name] for name in _CLAIM_TEXTS if name in act},
        ),
    )


_CLAIM_TEXTS = [
    "original_at",
    "witness",
    "witness_role",
    "witness_relation",
    "witness_contact",
    "why_valid",
    "why_authentic",
    "why_reliable",
    "why_current",
    "why_sufficient",
]


def _named(desk: Desk, text: str, ids: Mapping[str, int]) -> str:
    """Return a text with each name in braces as the reference of that customer's complaint."""
    for name, complaint_id in ids.items():
        if f"{{{name}}}" in text:
            text = text.replace(f"{{{name}}}", dossier.load(desk, complaint_id).reference)
    return text
