"""Informing: how long the customer has heard nothing, and what matters when they are spoken to next."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from complaintdesk.rules import rounds
from complaintdesk.rules.counting import counted
from complaintdesk.rules.dossier import Dossier, PartyFacts
from complaintdesk.rules.procedure_grammar import ClockRule, Procedure
from complaintdesk.rules.working_days import WorkingCalendar
from complaintdesk.vocabulary import Direction, Known, PartyRole, Side

SILENCE_WD = 10
"""How long a customer may go without news where nothing else was agreed, in working days."""

LONGEST = 60
"""Characters of one thing in the line on what matters; all of it is on the overview."""

LONGEST_NEED = 180
"""Characters of what a customer needs of us: half of it is none; all of them fit above a form on a small terminal."""

_SAID = {
    "phone": ("phone", "telephone", "call", "ring", "mobile"),
    "email": ("email", "e-mail", "mail"),
    "letter": ("letter", "post", "writing", "paper"),
    "text_message": ("text", "sms"),
    "face_to_face": ("person", "face"),
    "video_call": ("video",),
}
"""Channel -> how people say it when they tell how to reach them."""

SPOKEN = {"phone": "by phone", "face_to_face": "in person", "video_call": "by video call"}
"""Channels by which somebody is spoken with -> how that is said."""

_CLAUSES = re.compile(r"[,;.\n]|\bbut\b|\bplease\b", re.IGNORECASE)
_NEGATED = re.compile(r"\b(?:no|not|never|without|don'?t|avoid)\b", re.IGNORECASE)


LAST_CONTACT = ("last_contact",)
"""The event that starts the clock of the next update: the customer hearing from us."""


def with_rhythm(procedure: Procedure, working_days: int) -> Procedure:
    """Return the procedure with a clock for the next update, so many working days after the last contact.

    Its own clock of that kind takes this number; one that has none gets one, because a
    customer who hears nothing complains again whatever the procedure says.
    """
    if any(rule.start == LAST_CONTACT for rule in procedure.clocks):
        rules = tuple(
            replace(rule, n=working_days, unit="wd") if rule.start == LAST_CONTACT else rule
            for rule in procedure.clocks
        )
    else:
        update = ClockRule(
            id="update",
            name="Update to the customer",
            start=LAST_CONTACT,
            met_by=("closed", "withdrawn"),
            unit="wd",
            kind="policy",
            source="This desk's own policy, or what was agreed with the customer",
            as_of=date(2026, 11, 1),
            n=working_days,
            repeat=True,
            at_due=("update",),
        )
        rules = (*procedure.clocks, update)
    return replace(procedure, clocks=rules)


class Heard(NamedTuple):
    """When the customer last heard from us, and how long they may hear nothing."""

    since: date
    """The last contact or letter to them; until there is one, the day it was taken on or came."""
    working_days: int
    agreed: int
    was_told: bool
    spoke: str = ""
    """How they spoke with us when they complained, where it was so: `by phone today`."""

    @property
    def is_too_long(self) -> bool:
        """Whether they should hear something now."""
        return self.working_days >= self.agreed

    @property
    def words(self) -> str:
        """The same in a line: `they last heard 6 working days ago (agreed: every 10)`."""
        agreed = f"agreed: every {self.agreed}"
        if self.was_told:
            return f"they last heard {_ago(self.working_days)} ({agreed})"
        if self.spoke:
            return f"they told us {self.spoke}, and have heard nothing since ({agreed})"
        waiting = f", {days(self.working_days)}" if self.working_days > 0 else ""
        return f"they have not heard from us yet{waiting} ({agreed})"


class Preference(NamedTuple):
    """The channels that a customer asked for and those they do not want, as far as their words tell."""

    wanted: frozenset[str]
    avoided: frozenset[str]


_CARRIES_A_LETTER = frozenset({"email", "letter", "app"})
"""The channels by which a whole letter can go."""


def days(number: int) -> str:
    """Return a number of working days in words."""
    return counted(number, "working day")


def _ago(working_days: int) -> str:
    return "today" if working_days <= 0 else f"{days(working_days)} ago"


def came_by(dossier: Dossier) -> str:
    """Return how the customer told us, where the complaint itself came in a conversation: `by phone`; else nothing."""
    return SPOKEN.get(dossier.channel, "") if dossier.narrative.strip() else ""


def heard(dossier: Dossier, calendar: WorkingCalendar, default: int = SILENCE_WD) -> Heard:
    """Return how long the customer has heard nothing, in working days.

    Args:
        dossier: What is known.
        calendar: The days that count.
        default: How long they may hear nothing where nothing was agreed with them.
    """
    told = rounds.last_told_on(dossier)
    since = told or dossier.accepted_on or dossier.received_on
    silent = calendar.between(since, dossier.today)
    how = came_by(dossier)
    spoke = f"{how} {_ago(calendar.between(dossier.received_on, dossier.today))}" if how else ""
    return Heard(since, silent, dossier.update_working_days or default, told is not None, spoke)


def preference(words: str, channels: Mapping[str, str]) -> Preference:
    """Return which channels somebody's own words on how to reach them ask for, and which they rule out.

    Args:
        words: As it was noted: "by letter, no calls please".
        channels: Channel -> what it is called here.
    """
    wanted: set[str] = set()
    avoided: set[str] = set()
    for clause in _CLAUSES.split(words):
        into = avoided if _NEGATED.search(clause) else wanted
        into.update(channel for channel, label in channels.items() if _names(clause, channel, label))
    return Preference(frozenset(wanted - avoided), frozenset(avoided))


def usual_channel(dossier: Dossier, channels: Mapping[str, str]) -> str:
    """Return by which channel to reach the customer: as agreed, else as last used, else by telephone."""
    agreed = preference(dossier.contact_method, channels)
    used = [
        contact.channel
        for contact in sorted(dossier.contacts, key=lambda each: (each.at, each.id), reverse=True)
        if contact.side is Side.customer and contact.channel in channels
    ]
    liked = [channel for channel in used if not agreed.wanted or channel in agreed.wanted]
    ordered = [*liked, *(channel for channel in channels if channel in agreed.wanted), *used]
    fallback = [channel for channel in ("phone", "email", "letter") if channel not in agreed.avoided]
    return next((each for each in (*ordered, *fallback) if each not in agreed.avoided), "phone")


def letter_channel(dossier: Dossier, channels: Mapping[str, str]) -> str:
    """Return by which channel a letter goes to the customer; "" where nothing is known by which it could.

    As agreed, else as they last wrote or were written to, else as they came, else by e-mail where there is an address.
    """
    agreed = preference(dossier.contact_method, channels)
    used = [
        contact.channel
        for contact in sorted(dossier.contacts, key=lambda each: (each.at, each.id), reverse=True)
        if contact.side is Side.customer
    ]
    by_address = ("email",) if dossier.customer_email.strip() else ()
    known = [
        channel
        for channel in (*used, dossier.channel, *by_address)
        if channel in _CARRIES_A_LETTER & {*channels}
    ]
    ordered = [
        *(channel for channel in known if channel in agreed.wanted),
        *(channel for channel in channels if channel in agreed.wanted & _CARRIES_A_LETTER),
        *known,
    ]
    return next((channel for channel in ordered if channel not in agreed.avoided), "")


def otherwise_than_agreed(
    dossier: Dossier, side: Side, direction: Direction, channel: str, channels: Mapping[str, str]
) -> str:
    """Return in a sentence how a contact goes against what the customer asked for; empty where it does not.

    Only what goes out to the customer can: by which channel they reach us is theirs to choose.
    """
    if side is not Side.customer or direction is not Direction.outward:
        return ""
    agreed = preference(dossier.contact_method, channels)
    if channel in agreed.avoided or (agreed.wanted and channel not in agreed.wanted):
        said = _short(dossier.contact_method)
        return f'They asked to be reached like this: "{said}". Say why it went otherwise.'
    return ""


def without_authority(dossier: Dossier, with_whom: str) -> PartyFacts | None:
    """Return the representative of this name who may not be told anything yet; None where there is none."""
    named = " ".join(with_whom.split()).casefold()
    if not named:
        return None
    return next(
        (party for party in unauthorised(dossier) if " ".join(party.name.split()).casefold() == named), None
    )


def unauthorised(dossier: Dossier) -> tuple[PartyFacts, ...]:
    """Return the representatives without authority to act on file."""
    return tuple(
        party
        for party in dossier.parties
        if party.role is PartyRole.representative and party.authority_to_act is not Known.yes
    )


def on_this_call(dossier: Dossier, calendar: WorkingCalendar, default: int = SILENCE_WD) -> str:
    """Return what matters when this customer is spoken to, in one line, the weightiest first."""
    names = ", ".join(party.name for party in unauthorised(dossier))
    adjusted, plan = dossier.adjustments.strip(), dossier.contact_plan.strip()
    vulnerable = dossier.vulnerable is Known.yes
    parts = [
        f"No authority on file for {_short(names)}: tell nothing yet" if names else "",
        f"Adjustments: {_short(adjusted, LONGEST_NEED)}" if adjusted else "",
        "Vulnerable, no adjustment noted: ask" if vulnerable and not adjusted else "",
        f"Contact plan: {_short(plan, LONGEST_NEED)}" if plan else "",
        f"Reach by: {_short(dossier.contact_method)}" if dossier.contact_method.strip() else "",
    ]
    said = heard(dossier, calendar, default).words
    return "; ".join([*filter(None, parts), said[:1].upper() + said[1:]]) + "."


def _names(clause: str, channel: str, label: str) -> bool:
    said = (label, channel.replace("_", " "), *_SAID.get(channel, ()))
    return any(
        re.search(rf"(?<![\w-]){re.escape(one)}(?:s|ing)?(?![\w-])", clause, re.IGNORECASE) for one in said
    )


def _short(words: str, longest: int = LONGEST) -> str:
    plain = " ".join(words.split())
    return plain if len(plain) <= longest else f"{plain[: longest - 1].rstrip()}…"
