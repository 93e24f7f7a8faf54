"""Evidence over all complaints at once: which records can show what, in few queries however many there are.

`rules.criteria` says the same of one dossier; a test holds the two together.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from complaintdesk.store import facets

_OWN = "complaint.origin = 'referred' AND complaint.accepted_on IS NOT NULL AND complaint.stage <> 'merged'"
"""The complaints that are the handler's own work."""

_NUMBERED = "row_number() OVER (PARTITION BY complaint_id ORDER BY {by})"

_RECORDS: Mapping[str, tuple[str, str, str, str, str]] = MappingProxyType(
    {
        # record kind: table, what is kept, number, day, about
        "head": ("head", "NOT removed", "number", "NULL", "text"),
        "source": ("source", "NOT removed", "number", "coalesce(obtained_on, asked_on)", "what"),
        "implication": ("implication", "NOT removed", _NUMBERED.format(by="id"), "alerted_on", "text"),
        "contact": ("contact", "NOT removed", _NUMBERED.format(by="at, id"), "happened_on", "summary"),
        "promise": (
            "promise", "TRUE", _NUMBERED.format(by="made_on, id"), "coalesce(settled_on, made_on)", "text",
        ),
        "letter": ("letter", "TRUE", _NUMBERED.format(by="id"), "sent_on", "subject"),
        "option": ("option", "NOT removed", "number", "presented_on", "text"),
        "approval": (
            "approval", "TRUE", _NUMBERED.format(by="id"), "coalesce(decided_on, asked_on)", "what",
        ),
        "offer": ("offer", "TRUE", "number", "made_on", "terms"),
        "action": ("action", "NOT removed", "number", "done_on", "text"),
        "satisfaction": ("satisfaction_check", "TRUE", _NUMBERED.format(by="id"), "asked_on", "words"),
        "escalation": (
            "escalation", "TRUE", _NUMBERED.format(by="id"), "coalesce(sent_on, happened_on)",
            "handed_to || ': ' || why",
        ),
        # There is one agreement: the last that has not ended.
        "agreement": (
            "agreement",
            "NOT ended AND id = (SELECT max(last.id) FROM agreement AS last"
            " WHERE last.complaint_id = agreement.complaint_id AND NOT last.ended)",
            "0", "accepted_on", "terms",
        ),
        "complaint": ("complaint", "TRUE", "0", "closed_on", "about"),
    }
)  # fmt: skip
"""Kind of record -> its table, which rows are there, the number it is called by, its day, and its words."""

_ELSEWHERE: Mapping[str, str] = MappingProxyType(
    {
        "review": "SELECT id, id AS owner, 0 AS number, substr(made_at, 1, 10) AS day, title AS about FROM review"
        " WHERE NOT removed",
        "recommendation": "SELECT id, id AS owner, 0 AS number, coalesce(put_on, decided_on) AS day, title AS about"
        " FROM recommendation WHERE NOT removed",
        "change_option": "SELECT change_option.id, recommendation_id AS owner, change_option.number,"
        " coalesce(recommendation.put_on, recommendation.decided_on) AS day, change_option.text AS about"
        " FROM change_option JOIN recommendation ON recommendation.id = recommendation_id"
        " WHERE NOT change_option.removed AND NOT recommendation.removed",
        "effect_check": "SELECT effect_check.id, recommendation_id AS owner, 0 AS number, reviewed_on AS day,"
        " measure AS about FROM effect_check JOIN recommendation ON recommendation.id = recommendation_id"
        " WHERE NOT recommendation.removed",
        "library": "SELECT id, NULL AS owner, edition AS number, effective_on AS day, code || ' ' || title AS about"
        " FROM library_entry WHERE NOT removed",
    }
)
"""Kind of record that belongs to no complaint -> those there are; the owner is the review or recommendation."""

_SHOWN: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "head": ("head", "TRUE"),
        "source": ("source", "TRUE"),
        "implication": ("implication", "TRUE"),
        "alert": ("implication", "row.alerted <> '' AND row.alerted_on IS NOT NULL"),
        "authority_check": ("option", "row.verdict <> ''"),
        "approval": ("approval", "TRUE"),
        "update": ("contact", "row.side = 'customer' AND row.direction = 'outward'"),
        "promise_kept": ("promise", "row.state = 'kept'"),
        "letter": ("letter", "row.state = 'sent'"),
        "escalation": ("escalation", "TRUE"),
        "option": ("option", "TRUE"),
        "offer": ("offer", "TRUE"),
        "talk_with_customer": (
            "contact", "row.side = 'customer' AND (row.position <> '' OR row.offer_id IS NOT NULL)",
        ),
        "talk_with_colleague": ("contact", "row.side = 'colleague'"),
        "agreement": ("agreement", "TRUE"),
        "policy_departure": ("agreement", "row.policy_clause_id IS NOT NULL"),
        "action_done": (
            "action", "row.done_on IS NOT NULL AND (row.proof <> '' OR row.attachment_id IS NOT NULL)",
        ),
        "satisfaction": ("satisfaction", "row.not_asked_reason = ''"),
    }
)  # fmt: skip
"""Kind of evidence -> the kind of record that can be it, and when."""

_SECTIONS: Mapping[str, tuple[str, str, str, str]] = MappingProxyType(
    {
        "wish": ("section:wish", "complaint.wants <> ''", "complaint.received_on", "complaint.wants"),
        "ownership": ("section:ownership", "TRUE", "complaint.accepted_on", "complaint.owner"),
        "learning": (
            "section:learning",
            "(complaint.root_cause <> '' OR complaint.systemic_fix <> '' OR complaint.affects_others <> 'unknown')",
            "complaint.closed_on",
            "CASE WHEN complaint.systemic_fix <> '' THEN complaint.systemic_fix ELSE complaint.local_fix END",
        ),
    }
)  # fmt: skip
"""Kind of evidence that is a section of the report -> its name as a record, when it is there, its day and words."""

KINDS = frozenset({*_SHOWN, *_SECTIONS, *_ELSEWHERE})
"""The kinds of evidence that are looked up here."""

_DAY = "coalesce({day}, complaint.accepted_on, complaint.received_on)"


def _rows(record: str) -> str:
    """Return every row of a kind of record with the number, day and words it is known by."""
    table, kept, number, day, about = _RECORDS[record]
    owner = "id AS complaint_id, " if record == "complaint" else ""
    return (
        f'SELECT {owner}"{table}".*, {number} AS the_number, {day} AS the_day, {about} AS the_about'  # noqa: S608
        f' FROM "{table}" WHERE {kept}'
    )


def _shown(kind: str, with_words: bool = True) -> str:
    """Return the query of the records that can be evidence of one kind; without words it need not number them."""
    columns = (
        f"'{kind}' AS shows, '{{record}}' AS record_kind, {{id}} AS record_id, {{complaint}} AS complaint_id,"
        " {owner} AS owner"
    )
    if kind in _ELSEWHERE:
        told = ", '' AS reference, number, day, about" if with_words else ""
        return (
            f"SELECT {columns.format(record=kind, id='id', complaint='NULL', owner='owner')}{told}"  # noqa: S608
            f" FROM ({_ELSEWHERE[kind]}) WHERE :complaint IS NULL"
        )
    if kind in _SECTIONS:
        record, there, day, about = _SECTIONS[kind]
        told = f", complaint.reference, 0 AS number, {_DAY.format(day=day)} AS day, {about} AS about"
        return (
            f"SELECT {columns.format(record=record, id='complaint.id', complaint='complaint.id', owner='NULL')}"  # noqa: S608
            f"{told if with_words else ''} FROM complaint WHERE {_OWN} AND {there}"
            " AND (:complaint IS NULL OR complaint.id = :complaint)"
        )
    record, condition = _SHOWN[kind]
    table, kept = _RECORDS[record][:2]
    told = (
        f", complaint.reference, row.the_number AS number, {_DAY.format(day='row.the_day')} AS day,"
        " row.the_about AS about"
    )
    rows = _rows(record) if with_words else f'SELECT * FROM "{table}" WHERE {kept}'  # noqa: S608
    return (
        f"SELECT {columns.format(record=record, id='row.id', complaint='row.complaint_id', owner='NULL')}"  # noqa: S608
        f"{told if with_words else ''} FROM ({rows}) AS row"
        f" JOIN complaint ON complaint.id = row.complaint_id WHERE {_OWN} AND {condition}"
        " AND (:complaint IS NULL OR row.complaint_id = :complaint)"
    )


def shown(
    reader: sqlite3.Connection, kinds: Iterable[str], complaint_id: int | None = None
) -> Sequence[sqlite3.Row]:
    """Return the records that can be evidence of some kinds, of one complaint or of all the handler's own.

    Each as shows (the kind of evidence), record_kind, record_id, complaint_id, owner, reference,
    number, day and about; the complaints in the order of their ids, their records by day. The owner is
    the review or recommendation that a record of none of the complaints is told in.
    """
    wanted = sorted(KINDS & set(kinds))
    if not wanted:
        return ()
    union = " UNION ALL ".join(map(_shown, wanted))
    return reader.execute(
        f"{union} ORDER BY complaint_id, owner, day, record_kind, number", {"complaint": complaint_id}
    ).fetchall()


def keys(reader: sqlite3.Connection) -> Sequence[tuple[str, str, int, int | None, int | None]]:
    """Return every record that can be evidence: kind of evidence, kind of record, its id, complaint, owner."""
    union = " UNION ALL ".join(_shown(kind, with_words=False) for kind in sorted(KINDS))
    return [tuple(row) for row in reader.execute(union, {"complaint": None})]


def claims(reader: sqlite3.Connection, criteria_set: str) -> Sequence[sqlite3.Row]:
    """Return every claim of a set that stands, with the complaint's reference and its own days, oldest first."""
    return reader.execute(
        "SELECT claim.*, coalesce(complaint.reference, '') AS reference,"
        " coalesce(complaint.accepted_on, complaint.received_on) AS begun_on"
        " FROM claim LEFT JOIN complaint ON complaint.id = claim.complaint_id"
        " WHERE claim.criteria_set = ? AND NOT claim.removed ORDER BY claim.id",
        (criteria_set,),
    ).fetchall()


def claimed(reader: sqlite3.Connection, criteria_set: str) -> Mapping[tuple[str, int], sqlite3.Row]:
    """Return the claimed records that are (still) there by kind and id, each with owner, number, day and about."""
    kinds = {
        str(kind)
        for (kind,) in reader.execute(
            "SELECT DISTINCT record_kind FROM claim WHERE criteria_set = ? AND NOT removed", (criteria_set,)
        )
    }
    found: dict[tuple[str, int], sqlite3.Row] = {}
    for kind in sorted(kinds):
        query = _all_of(kind)
        if query:
            rows = reader.execute(
                f"SELECT id, owner, number, day, about FROM ({query}) WHERE id IN (SELECT record_id FROM claim"  # noqa: S608
                " WHERE criteria_set = ? AND record_kind = ? AND NOT removed)",
                (criteria_set, kind),
            )
            found.update(((kind, int(row["id"])), row) for row in rows)
    return found


def _all_of(record: str) -> str:
    """Return every record of a kind as id, owner, number, day, about; empty for a kind that is none of the desk's."""
    if record in _RECORDS:
        told = "the_number AS number, the_day AS day, the_about AS about"
        return f"SELECT id, NULL AS owner, {told} FROM ({_rows(record)})"  # noqa: S608
    for section, there, day, about in _SECTIONS.values():
        if section == record:
            told = f"0 AS number, {day} AS day, {about} AS about"
            return f"SELECT complaint.id, NULL AS owner, {told} FROM complaint WHERE {there}"  # noqa: S608
    return _ELSEWHERE.get(record, "")


def complaints(reader: sqlite3.Connection) -> Sequence[sqlite3.Row]:
    """Return what the gauge asks of the handler's own complaints, in the order of their references.

    Each as id, reference, about, stage, channel, received_on, accepted_on, closed_on, outcome, escalated and adapted.
    """
    return reader.execute(
        "SELECT complaint.id, complaint.reference, complaint.about, complaint.stage, complaint.channel,"  # noqa: S608
        f" complaint.received_on, complaint.accepted_on, complaint.closed_on, {facets.OUTCOME} AS outcome,"
        " EXISTS (SELECT 1 FROM escalation WHERE escalation.complaint_id = complaint.id) AS escalated,"
        " EXISTS (SELECT 1 FROM agreement WHERE agreement.complaint_id = complaint.id AND NOT agreement.ended"
        " AND agreement.policy_clause_id IS NOT NULL) AS adapted"
        f" FROM complaint WHERE {_OWN} ORDER BY complaint.reference"
    ).fetchall()


def reviews(reader: sqlite3.Connection) -> Mapping[int, int]:
    """Return the saved reviews by id, each with how many complaints stand behind its patterns."""
    return {
        int(row[0]): int(row[1])
        for row in reader.execute(
            "SELECT review.id, count(DISTINCT pattern_complaint.complaint_id) FROM review"
            " LEFT JOIN pattern ON pattern.review_id = review.id"
            " LEFT JOIN pattern_complaint ON pattern_complaint.pattern_id = pattern.id"
            " WHERE NOT review.removed GROUP BY review.id"
        )
    }


def statements(reader: sqlite3.Connection, criteria_set: str) -> Sequence[sqlite3.Row]:
    """Return every edition of every statement of a set: the latest of each criterion first."""
    return reader.execute(
        "SELECT id, criterion, edition, text, written_at FROM statement WHERE criteria_set = ?"
        " ORDER BY criterion, edition DESC, id DESC",
        (criteria_set,),
    ).fetchall()


def own_customers(reader: sqlite3.Connection) -> Sequence[tuple[int, str, str]]:
    """Return the handler's own complaints with the name and the nicknames of each one's customer."""
    return [
        (int(id_), str(name), str(nicknames))
        for id_, name, nicknames in reader.execute(
            "SELECT complaint.id, customer.name, customer.nicknames FROM complaint"
            " JOIN customer ON customer.id = complaint.customer_id WHERE complaint.origin = 'referred'"
            " ORDER BY complaint.id"
        )
    ]
