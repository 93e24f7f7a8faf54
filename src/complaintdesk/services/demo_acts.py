"""The acts of the demo: what each word of its files has a handler do, each through the service that a key calls."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from complaintdesk.rules.dossier import Dossier
from complaintdesk.services import (
    contacts,
    delivery,
    escalation,
    implications,
    investigation,
    letters,
    library,
    links,
    negotiation,
    options,
    progress,
    timekeeping,
    triage,
)
from complaintdesk.services.desk import Desk
from complaintdesk.vocabulary import (
    Complexity,
    Decision,
    Direction,
    Finding,
    Known,
    Likelihood,
    MoneyKind,
    PartyRole,
    PromiseState,
    Side,
    SourceKind,
    Stage,
)

Act = Mapping[str, Any]
"""One act as the file has it: what to `do`, on which day, and what the act needs to be told."""


class Clock:
    """The demo's clock: it stands where the act being played stands."""

    def __init__(self, day: date) -> None:
        self.demo_day = day
        self.day = day
        self.minutes = 0

    def today(self) -> date:
        """Return the day of the act."""
        return self.day

    def now(self) -> datetime:
        """Return the moment: office hours, each act some minutes after the one before."""
        self.minutes = (self.minutes + 7) % 480
        return datetime.combine(self.day, time(8, 30), UTC) + timedelta(minutes=self.minutes)

    def at(self, offset: int) -> date:
        """Return the day so many days from the demo's own."""
        return self.demo_day + timedelta(days=offset)


class Scene:
    """Where an act is played: the desk, its clock, the demo's files and the complaint as it stands."""

    def __init__(self, desk: Desk, clock: Clock, folder: Path, found: Dossier) -> None:
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


def _rate(scene: Scene, act: Act) -> None:
    complexity = Complexity[act["complexity"]] if "complexity" in act else None
    triage.rate(scene.desk, scene.id, act["severity"], act.get("reason", ""), complexity)
    if act.get("safety") or act.get("urgent"):
        triage.flag(scene.desk, scene.id, safety=act.get("safety"), urgent=act.get("urgent"))


def _source(scene: Scene, act: Act) -> None:
    obtained = scene.day(act, "asked") is None
    investigation.add_source(
        scene.desk,
        scene.id,
        investigation.NewSource(
            kind=SourceKind[act["kind"]],
            what=act["what"],
            shows=act.get("shows", ""),
            where_kept=act.get("where", ""),
            obtained_on=scene.clock.day if obtained else None,
            asked_of=act.get("of", ""),
            asked_on=scene.day(act, "asked"),
            due_on=scene.day(act, "due"),
            heard_side=Side[act["side"]] if "side" in act else None,
            head_ids=tuple(scene.head(number) for number in act.get("heads", ())),
            file=scene.file(act),
        ),
    )


def _implication(scene: Scene, act: Act) -> None:
    found = implications.add(
        scene.desk,
        scene.id,
        implications.NewImplication(
            act["kind"], act["text"], Likelihood[act["likelihood"]], act["severity"], act.get("alerted", "")
        ),
    )
    if "response" in act:
        noted = found.implications[-1]
        implications.alert(scene.desk, scene.id, noted.id, noted.alerted, act["response"])


def _escalate(scene: Scene, act: Act) -> None:
    """Hand over and send at once, its steps done."""
    found = escalation.start(
        scene.desk,
        scene.id,
        act.get("route", "beyond_authority"),
        act["to"],
        act["why"],
        note=act.get("pack", ""),
    )
    handed = found.escalations[-1]
    escalation.tick(scene.desk, scene.id, handed.id, dict.fromkeys(handed.checklist, True))
    escalation.send(scene.desk, scene.id, handed.id, act.get("channel", "email"))


def _acknowledged(scene: Scene, act: Act) -> None:
    handed = scene.found.escalations[-1]
    escalation.acknowledge(scene.desk, scene.id, handed.id, act["by"])
    escalation.outcome(scene.desk, scene.id, handed.id, act["outcome"])


def _contact(scene: Scene, act: Act) -> None:
    contacts.log(
        scene.desk,
        scene.id,
        contacts.NewContact(
            side=Side[act.get("side", "customer")],
            direction=Direction[act.get("direction", "outward")],
            channel=act["channel"],
            summary=act["summary"],
            with_whom=act.get("who", ""),
            position=act.get("position", ""),
            promise=act.get("promise", ""),
            promise_due_on=scene.day(act, "by"),
            counts_as=act.get("counts_as", ""),
        ),
    )


def _settle(scene: Scene, act: Act) -> None:
    first = next(promise for promise in scene.found.promises if promise.state is PromiseState.open)
    contacts.settle(scene.desk, scene.id, first.id, PromiseState[act["state"]], act.get("reason", ""))


def _option(scene: Scene, act: Act) -> None:
    options.add(
        scene.desk,
        scene.id,
        options.NewOption(
            text=act["text"],
            remedies=tuple(
                options.NewRemedy(each[0], each[1], MoneyKind[each[2]] if len(each) > 2 else None)
                for each in act.get("remedies", ())
            ),
            explain_only=act.get("explain_only", False),
            **{name: act[name] for name in options.TEXTS if name in act},
            aim_ids=tuple(scene.entry(code) for code in act.get("aims", ())),
            policy_clause_id=scene.entry(act["departs_from"]) if "departs_from" in act else None,
            days_to_deliver=act.get("days"),
            scores=act.get("scores", {}),
        ),
    )


def _approval(scene: Scene, act: Act) -> None:
    options.ask_approval(
        scene.desk,
        scene.id,
        options.ApprovalRequest(scene.option(act["option"]), act["why"], act["approver"], act["role"]),
    )


def _decide(scene: Scene, act: Act) -> None:
    options.decide_approval(
        scene.desk,
        scene.id,
        scene.found.approvals[-1].id,
        Decision[act["decision"]],
        act.get("conditions", ""),
        scene.day(act, "holds_until"),
    )


def _offer(scene: Scene, act: Act) -> None:
    negotiation.put(
        scene.desk,
        scene.id,
        negotiation.NewOffer(
            act["terms"],
            act["amount"],
            scene.option(act["option"]),
            scene.day(act, "open_until"),
            Known[act.get("stays_open", "yes")],
        ),
    )


def _counter(scene: Scene, act: Act) -> None:
    offer = negotiation.NewOffer(act["terms"], act["amount"])
    negotiation.counter(scene.desk, scene.id, scene.found.offers[-1].id, offer)


def _agree(scene: Scene, act: Act) -> None:
    negotiation.agree(
        scene.desk,
        scene.id,
        scene.found.offers[-1].id,
        negotiation.Acceptance(act["how"], aim=act.get("aim", ""), final_settlement=act.get("final", False)),
    )


def _letter(scene: Scene, act: Act) -> None:
    """Write a letter as the template fills it, with the handler's words before the decision, and send it."""
    draft = letters.draft(scene.desk, scene.id, act["kind"])
    body = draft.body.replace("Our decision: ", f"{act['words']}\n\nOur decision: ", 1)
    for asked, said in act.get("put_in", {}).items():
        body = body.replace(f"[[{asked}]]", said)
    by_hand = dict.fromkeys(act.get("by_hand", ()), True)
    found = letters.keep(
        scene.desk, scene.id, letters.Written(draft.kind, draft.subject, body, draft.stage, by_hand)
    )
    if act.get("sent", True):
        sent = letters.Sent(scene.desk.whose.handler, act.get("by", "email"))
        letters.send(scene.desk, scene.id, found.letters[-1].id, sent)


def _prove(scene: Scene, act: Act) -> None:
    action = next(each for each in scene.found.actions if each.number == act["action"])
    delivery.prove(scene.desk, scene.id, action.id, act["proof"], file=scene.file(act))


ACTS: dict[str, Callable[[Scene, Act], object]] = {
    "accept": lambda scene, act: triage.accept(scene.desk, scene.id),
    "return": lambda scene, act: triage.send_back(scene.desk, scene.id, act["reason"]),
    "rate": _rate,
    "describe": lambda scene, act: triage.describe(scene.desk, scene.id, dict(act["fields"])),
    "procedure": lambda scene, act: triage.assign_procedure(scene.desk, scene.id, act["id"]),
    "pause": lambda scene, act: timekeeping.pause(scene.desk, scene.id, act["reason"]),
    "extend": lambda scene, act: timekeeping.extend(
        scene.desk,
        scene.id,
        act["clock"],
        scene.day(act, "to"),
        act["reason"],
        notified_on=scene.clock.day,
        external_body_details_given=True,
    ),
    "link": lambda scene, act: links.link(scene.desk, scene.id, act["with"], act["reason"]),
    "party": lambda scene, act: investigation.add_party(
        scene.desk,
        scene.id,
        investigation.NewParty(
            PartyRole[act["role"]],
            act["name"],
            act.get("position", ""),
            act.get("organisation", ""),
            authority_to_act=Known[act.get("authority", "unknown")],
        ),
    ),
    "head": lambda scene, act: investigation.add_head(
        scene.desk, scene.id, act["text"], act.get("cause", "")
    ),
    "source": _source,
    "find": lambda scene, act: investigation.find(
        scene.desk, scene.id, scene.head(act["head"]), Finding[act["finding"]], act["reasons"]
    ),
    "implication": _implication,
    "contact": _contact,
    "settle": _settle,
    "option": _option,
    "present": lambda scene, act: options.present(
        scene.desk, scene.id, [option.id for option in scene.found.options]
    ),
    "approval": _approval,
    "decide": _decide,
    "offer": _offer,
    "counter": _counter,
    "agree": _agree,
    "action": lambda scene, act: delivery.add_action(
        scene.desk,
        scene.id,
        act["text"],
        act["owner"],
        scene.clock.at(act["due"]),
        is_payment=act.get("payment", False),
    ),
    "prove": _prove,
    "letter": _letter,
    "satisfaction": lambda scene, act: delivery.ask_satisfaction(
        scene.desk,
        scene.id,
        delivery.Asked(act["method"], act["outcome"], act["handling"], act.get("words", "")),
    ),
    "learn": lambda scene, act: delivery.learn(
        scene.desk,
        scene.id,
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
    "advance": lambda scene, act: progress.advance(scene.desk, scene.id, Stage[act["to"]]),
    "close": lambda scene, act: delivery.close(scene.desk, scene.id, act.get("reason", "")),
}
"""Act -> what plays it."""
