"""The demo desk: an invented organisation's complaints, worked through the same services as real ones.

`data/demo/desk.toml` says who did what on which day, counted from the demo's own
day; `history.csv` is imported as a log. So the demo has a true journal, and
cannot drift from what the desk does.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from complaintdesk.config import Settings
from complaintdesk.errors import SettingsError
from complaintdesk.rules.dossier import Dossier
from complaintdesk.services import (
    claims,
    contacts,
    delivery,
    demo_reviews,
    dossier,
    escalation,
    importing,
    intake,
    investigation,
    letters,
    library,
    links,
    negotiation,
    options,
    portfolio,
    progress,
    setup,
    statements,
    timekeeping,
    triage,
)
from complaintdesk.services.desk import Desk
from complaintdesk.vocabulary import (
    Complexity,
    Decision,
    Direction,
    EvidenceKind,
    Finding,
    Known,
    LibraryKind,
    Likelihood,
    MoneyKind,
    Origin,
    PartyRole,
    PromiseState,
    Side,
    SourceKind,
    Stage,
)

Act = Mapping[str, Any]


class _Clock:
    """The demo's clock: it stands where the act being played stands."""

    def __init__(self, day: date) -> None:
        self.demo_day = day
        self.day = day
        self.minutes = 0

    def today(self) -> date:
        return self.day

    def now(self) -> datetime:
        """Return the moment: office hours, each act some minutes after the one before."""
        self.minutes = (self.minutes + 7) % 480
        return datetime.combine(self.day, time(8, 30), UTC) + timedelta(minutes=self.minutes)

    def at(self, offset: int) -> date:
        """Return the day so many days from the demo's own."""
        return self.demo_day + timedelta(days=offset)


def create(settings: Settings) -> Desk:
    """Make the demo's store in the folder of the settings and return its desk, on the demo's own day.

    Raises:
        SettingsError: If the demo's file is wrong.
        StoreError: If there is a store in that folder already.
    """
    folder = settings.places.data / "demo"
    said = tomllib.loads((folder / "desk.toml").read_text("utf-8"))
    clock = _Clock(said["day"])
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


def _play(desk: Desk, clock: _Clock, folder: Path, said: Mapping[str, list[Act]]) -> None:
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


def _new(desk: Desk, clock: _Clock, said: Act) -> int:
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


def _act(desk: Desk, clock: _Clock, folder: Path, complaint_id: int, act: Act) -> None:
    play = _ACTS.get(act["do"])
    if play is None:
        raise SettingsError(f"demo/desk.toml: there is no act {act['do']!r}.")
    play(_Stage(desk, clock, folder, dossier.load(desk, complaint_id)), act)


def _claim(desk: Desk, clock: _Clock, complaint_id: int | None, act: Act) -> None:
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


class _Stage:
    """Where an act is played: the desk, its clock, the demo's files and the complaint as it stands."""

    def __init__(self, desk: Desk, clock: _Clock, folder: Path, found: Dossier) -> None:
        self.desk = desk
        self.clock = clock
        self.folder = folder
        self.found = found
        self.id = found.id

    def day(self, act: Act, name: str) -> date | None:
        """Return the day an act names, or None."""
        return self.clock.at(act[name]) if name in act else None

    def head(self, number: int) -> int:
        """Return the id of a head by its number."""
        return next(head.id for head in self.found.heads if head.number == number)

    def option(self, number: int) -> int:
        """Return the id of an option by its number."""
        return next(option.id for option in self.found.options if option.number == number)

    def entry(self, code: str) -> int:
        """Return the id of a library entry by its code."""
        return next(entry.id for entry in library.entries(self.desk) if entry.code == code)

    def file(self, act: Act) -> Path | None:
        """Return the file an act attaches, or None."""
        return self.folder / act["file"] if "file" in act else None


def _rate(stage: _Stage, act: Act) -> None:
    complexity = Complexity[act["complexity"]] if "complexity" in act else None
    triage.rate(stage.desk, stage.id, act["severity"], act.get("reason", ""), complexity)
    if act.get("safety") or act.get("urgent"):
        triage.flag(stage.desk, stage.id, safety=act.get("safety"), urgent=act.get("urgent"))


def _source(stage: _Stage, act: Act) -> None:
    obtained = stage.day(act, "asked") is None
    investigation.add_source(
        stage.desk,
        stage.id,
        investigation.NewSource(
            kind=SourceKind[act["kind"]],
            what=act["what"],
            shows=act.get("shows", ""),
            where_kept=act.get("where", ""),
            obtained_on=stage.clock.day if obtained else None,
            asked_of=act.get("of", ""),
            asked_on=stage.day(act, "asked"),
            due_on=stage.day(act, "due"),
            heard_side=Side[act["side"]] if "side" in act else None,
            head_ids=tuple(stage.head(number) for number in act.get("heads", ())),
            file=stage.file(act),
        ),
    )


def _implication(stage: _Stage, act: Act) -> None:
    found = investigation.add_implication(
        stage.desk,
        stage.id,
        investigation.NewImplication(
            act["kind"], act["text"], Likelihood[act["likelihood"]], act["severity"], act.get("alerted", "")
        ),
    )
    if "response" in act:
        noted = found.implications[-1]
        investigation.alert(stage.desk, stage.id, noted.id, noted.alerted, act["response"])


def _escalate(stage: _Stage, act: Act) -> None:
    """Hand over and send at once, its steps done."""
    found = escalation.start(
        stage.desk,
        stage.id,
        act.get("route", "beyond_authority"),
        act["to"],
        act["why"],
        note=act.get("pack", ""),
    )
    handed = found.escalations[-1]
    escalation.tick(stage.desk, stage.id, handed.id, dict.fromkeys(handed.checklist, True))
    escalation.send(stage.desk, stage.id, handed.id, act.get("channel", "email"))


def _acknowledged(stage: _Stage, act: Act) -> None:
    handed = stage.found.escalations[-1]
    escalation.acknowledge(stage.desk, stage.id, handed.id, act["by"])
    escalation.outcome(stage.desk, stage.id, handed.id, act["outcome"])


def _contact(stage: _Stage, act: Act) -> None:
    contacts.log(
        stage.desk,
        stage.id,
        contacts.NewContact(
            side=Side[act.get("side", "customer")],
            direction=Direction[act.get("direction", "outward")],
            channel=act["channel"],
            summary=act["summary"],
            with_whom=act.get("who", ""),
            position=act.get("position", ""),
            promise=act.get("promise", ""),
            promise_due_on=stage.day(act, "by"),
            counts_as=act.get("counts_as", ""),
        ),
    )


def _settle(stage: _Stage, act: Act) -> None:
    first = next(promise for promise in stage.found.promises if promise.state is PromiseState.open)
    contacts.settle(stage.desk, stage.id, first.id, PromiseState[act["state"]], act.get("reason", ""))


def _option(stage: _Stage, act: Act) -> None:
    options.add(
        stage.desk,
        stage.id,
        options.NewOption(
            text=act["text"],
            remedies=tuple(
                options.NewRemedy(each[0], each[1], MoneyKind[each[2]] if len(each) > 2 else None)
                for each in act.get("remedies", ())
            ),
            explain_only=act.get("explain_only", False),
            **{name: act[name] for name in _OPTION_TEXTS if name in act},
            aim_ids=tuple(stage.entry(code) for code in act.get("aims", ())),
            policy_clause_id=stage.entry(act["departs_from"]) if "departs_from" in act else None,
            days_to_deliver=act.get("days"),
            scores=act.get("scores", {}),
        ),
    )


_OPTION_TEXTS = [
    "benefit_customer",
    "drawback_customer",
    "benefit_organisation",
    "drawback_organisation",
    "service_offer_fit",
    "departure_reason",
    "precedent",
]


def _approval(stage: _Stage, act: Act) -> None:
    options.ask_approval(
        stage.desk,
        stage.id,
        options.ApprovalRequest(stage.option(act["option"]), act["why"], act["approver"], act["role"]),
    )


def _decide(stage: _Stage, act: Act) -> None:
    options.decide_approval(
        stage.desk,
        stage.id,
        stage.found.approvals[-1].id,
        Decision[act["decision"]],
        act.get("conditions", ""),
        stage.day(act, "holds_until"),
    )


def _offer(stage: _Stage, act: Act) -> None:
    negotiation.put(
        stage.desk,
        stage.id,
        negotiation.NewOffer(
            act["terms"],
            act["amount"],
            stage.option(act["option"]),
            stage.day(act, "open_until"),
            Known[act.get("stays_open", "yes")],
        ),
    )


def _counter(stage: _Stage, act: Act) -> None:
    offer = negotiation.NewOffer(act["terms"], act["amount"])
    negotiation.counter(stage.desk, stage.id, stage.found.offers[-1].id, offer)


def _agree(stage: _Stage, act: Act) -> None:
    negotiation.agree(
        stage.desk,
        stage.id,
        stage.found.offers[-1].id,
        negotiation.Acceptance(act["how"], aim=act.get("aim", ""), final_settlement=act.get("final", False)),
    )


def _letter(stage: _Stage, act: Act) -> None:
    """Write a letter as the template fills it, with the handler's words before the decision, and send it."""
    draft = letters.draft(stage.desk, stage.id, act["kind"])
    body = draft.body.replace("Our decision: ", f"{act['words']}\n\nOur decision: ", 1)
    for asked, said in act.get("put_in", {}).items():
        body = body.replace(f"[[{asked}]]", said)
    found = letters.keep(stage.desk, stage.id, letters.Written(draft.kind, draft.subject, body, draft.stage))
    if act.get("sent", True):
        sent = letters.Sent(stage.desk.whose.handler, act.get("by", "email"))
        letters.send(stage.desk, stage.id, found.letters[-1].id, sent)


def _prove(stage: _Stage, act: Act) -> None:
    action = next(each for each in stage.found.actions if each.number == act["action"])
    delivery.prove(stage.desk, stage.id, action.id, act["proof"], file=stage.file(act))


_ACTS: dict[str, Callable[[_Stage, Act], object]] = {
    "accept": lambda stage, act: triage.accept(stage.desk, stage.id),
    "return": lambda stage, act: triage.send_back(stage.desk, stage.id, act["reason"]),
    "rate": _rate,
    "describe": lambda stage, act: triage.describe(stage.desk, stage.id, dict(act["fields"])),
    "procedure": lambda stage, act: triage.assign_procedure(stage.desk, stage.id, act["id"]),
    "pause": lambda stage, act: timekeeping.pause(stage.desk, stage.id, act["reason"]),
    "extend": lambda stage, act: timekeeping.extend(
        stage.desk,
        stage.id,
        act["clock"],
        stage.day(act, "to"),
        act["reason"],
        notified_on=stage.clock.day,
        external_body_details_given=True,
    ),
    "link": lambda stage, act: links.link(stage.desk, stage.id, act["with"], act["reason"]),
    "party": lambda stage, act: investigation.add_party(
        stage.desk,
        stage.id,
        investigation.NewParty(
            PartyRole[act["role"]],
            act["name"],
            act.get("position", ""),
            act.get("organisation", ""),
            authority_to_act=Known[act.get("authority", "unknown")],
        ),
    ),
    "head": lambda stage, act: investigation.add_head(
        stage.desk, stage.id, act["text"], act.get("cause", "")
    ),
    "source": _source,
    "find": lambda stage, act: investigation.find(
        stage.desk, stage.id, stage.head(act["head"]), Finding[act["finding"]], act["reasons"]
    ),
    "implication": _implication,
    "contact": _contact,
    "settle": _settle,
    "option": _option,
    "present": lambda stage, act: options.present(
        stage.desk, stage.id, [option.id for option in stage.found.options]
    ),
    "approval": _approval,
    "decide": _decide,
    "offer": _offer,
    "counter": _counter,
    "agree": _agree,
    "action": lambda stage, act: delivery.add_action(
        stage.desk,
        stage.id,
        act["text"],
        act["owner"],
        stage.clock.at(act["due"]),
        is_payment=act.get("payment", False),
    ),
    "prove": _prove,
    "letter": _letter,
    "satisfaction": lambda stage, act: delivery.ask_satisfaction(
        stage.desk,
        stage.id,
        delivery.Asked(act["method"], act["outcome"], act["handling"], act.get("words", "")),
    ),
    "learn": lambda stage, act: delivery.learn(
        stage.desk,
        stage.id,
        delivery.Learned(
            act["root_cause"],
            Known[act["others"]],
            act.get("cause", ""),
            act.get("local", ""),
            act.get("systemic", ""),
        ),
    ),
    "escalate": _escalate,
    "acknowledged": _acknowledged,
    "advance": lambda stage, act: progress.advance(stage.desk, stage.id, Stage[act["to"]]),
    "close": lambda stage, act: delivery.close(stage.desk, stage.id, act.get("reason", "")),
}
"""Act -> what plays it."""
