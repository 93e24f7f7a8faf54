"""The parts of the schema that are not tables: indexes, guards of the journal, and full text.

Every migration re-creates them from here, because rebuilding a table silently
drops its triggers. Nothing here calls a function, so `trusted_schema` stays off.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

REVISION = "0009"
"""The schema this program writes."""

APPLICATION_ID = 0x43444B31
"""`CDK1`: marks the file as a complaintdesk store."""

UNJOURNALLED = frozenset({"draft", "erasure", "journal_step", "journal_entry", "alembic_version"})
"""Tables whose rows are nobody's act, or are the journal itself."""

DERIVED = frozenset({"next_due_on", "next_due_name", "triage_score", "scored_on"})
"""Columns of `complaint` that follow from other facts; `verify` computes them anew instead of replaying them."""

LATER: Mapping[str, Mapping[str, object]] = MappingProxyType(
    {
        "profile": {
            "holidays_worked": "",
            "weekdays": "12345",
            "cutoff": "",
            "balance_weights": "",
            "triage_weights": "",
            "criteria_set": "unit-45",
            "expectations": "",
        },
        "claim": {
            "witness_relation": "",
            "witness_contact": "",
            "why_valid": "",
            "why_authentic": "",
            "why_reliable": "",
            "why_current": "",
            "why_sufficient": "",
        },
        "authority_limit": {"cumulative_minor": None},
        "option": {"admits_liability": 0},
        "complaint": {"received_time": "", "variant": "", "legal_hold_reason": "", "disposed_on": None},
        "milestone": {"decided_by": ""},
        "extension": {"given": ""},
        "contact": {"preference_note": "", "merged_from_id": None},
        "promise": {"merged_from_id": None},
        "letter": {"stage": "", "delivered_on": None, "contact_id": None},
        "head": {"proof_note": "", "merged_from_id": None},
        "source": {"chased_on": None, "chases": 0, "merged_from_id": None},
        "implication": {"aware_at": None, "merged_from_id": None},
        "party": {"complained_of": 0, "merged_from_id": None},
        "escalation": {
            "route": "",
            "stage": "",
            "checklist": "",
            "sent_on": None,
            "sent_by": "",
            "returned_on": None,
            "pack_id": None,
        },
        "review": {"again_on": None},
        "pattern": {"value": "", "whys": "", "removed": 0},
        "recommendation": {
            "figures": "",
            "cause_method": "",
            "cause_confirmed": "",
            "procedure_entry_id": None,
            "override_reason": "",
            "acknowledged_by": "",
            "chased_on": None,
            "chases": 0,
            "decided_by": "",
            "deferred_until": None,
            "implementation": "",
            "proof": "",
            "withdrawn_on": None,
            "withdrawn_reason": "",
        },
        "change_option": {"reversibility": "", "new_text": "", "look_again_on": None},
        "effect_check": {
            "kind": "number",
            "grouping": "category",
            "value": "",
            "exposure": "",
            "written_on": None,
            "planned_change_on": None,
            "window_months": 0,
            "smallest_percent": 0,
            "review_on": None,
            "plan": "",
            "found": "",
            "sentence": "",
        },
    }
)
"""Columns that a later migration added, with what rows written before it hold in them.

The journal of such a row does not name them: replay takes them to hold this,
and digests over imported rows leave them out while they do.
"""

INDEXES = (
    "CREATE UNIQUE INDEX complaint_by_source ON complaint(preset, source_id) WHERE source_id <> ''",
    "CREATE INDEX complaint_live ON complaint(next_due_on, id) WHERE origin = 'referred'"
    " AND stage NOT IN ('closed', 'returned', 'merged')",
    "CREATE INDEX complaint_by_stage ON complaint(origin, stage, received_on DESC, id DESC)",
    # Covers whatever history is filtered, counted and sorted by, in the order in which it is listed.
    "CREATE INDEX complaint_by_day ON complaint(origin, received_on DESC, id DESC, category, product, channel,"
    " cause, remedy, outcome, stage, severity, root_cause, procedure, closed_on, amount_minor, customer_id,"
    " next_due_on, triage_score)",
    # Covers what a review counts of everything; by month first, because that is how it is counted.
    "CREATE INDEX complaint_months ON complaint(substr(received_on, 1, 7), category, product, customer_id,"
    " received_on, closed_on, logged_on)",
    "CREATE INDEX promise_open ON promise(due_on) WHERE state = 'open'",
    "CREATE INDEX action_open ON action(due_on) WHERE done_on IS NULL AND NOT removed",
    "CREATE INDEX offer_open ON offer(expires_on) WHERE state = 'open'",
    # A step that is about several complaints, or none, is found by the rows it touched.
    "CREATE INDEX journal_entry_by_row ON journal_entry(table_name, row_id)",
    "CREATE INDEX complaint_link_other ON complaint_link(other_id)",
    # As the address is compared: whatever its case. Imported customers mostly have none.
    "CREATE INDEX customer_by_email ON customer(lower(email)) WHERE email <> ''",
)

GUARDS = (
    "CREATE TRIGGER journal_step_in_order BEFORE INSERT ON journal_step"
    " WHEN NEW.number IS NOT (SELECT coalesce(max(number), 0) + 1 FROM journal_step)"
    " BEGIN SELECT RAISE(ABORT, 'the journal takes steps in order only'); END",
    "CREATE TRIGGER journal_step_kept BEFORE DELETE ON journal_step"
    " BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END",
    "CREATE TRIGGER journal_step_unchanged BEFORE UPDATE ON journal_step"
    " BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END",
    "CREATE TRIGGER journal_entry_in_order BEFORE INSERT ON journal_entry"
    " WHEN NEW.id IS NOT (SELECT coalesce(max(id), 0) + 1 FROM journal_entry)"
    " BEGIN SELECT RAISE(ABORT, 'the journal takes entries in order only'); END",
    "CREATE TRIGGER journal_entry_kept BEFORE DELETE ON journal_entry"
    " BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END",
    # The one change allowed: values and salt may go when a person was erased.
    "CREATE TRIGGER journal_entry_unchanged BEFORE UPDATE ON journal_entry"
    " WHEN NEW.payload IS NOT NULL OR NEW.salt IS NOT NULL"
    " OR NEW.id IS NOT OLD.id OR NEW.step IS NOT OLD.step OR NEW.table_name IS NOT OLD.table_name"
    " OR NEW.row_id IS NOT OLD.row_id OR NEW.act IS NOT OLD.act OR NEW.commitment IS NOT OLD.commitment"
    " OR NOT EXISTS (SELECT 1 FROM erasure)"
    " BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END",
)

COMPLAINT_TEXTS = ("about", "narrative", "wants", "product", "category", "location", "account_ref", "extra")
CUSTOMER_TEXTS = ("name", "email", "phone")

SORT_KEY = "((CAST(julianday(received_on) AS INTEGER) << 24) | id)"
"""SQL of a complaint's full-text row: it sorts by the day received, so "newest first" is the index's own order."""

PLACE = SORT_KEY.replace("received_on", "complaint.received_on").replace("| id", "| complaint.id")
"""The same where other tables are read beside `complaint`."""

_TOKENS = "tokenize='unicode61 remove_diacritics 2', prefix='3'"

# Filled by `words`, not by triggers: with `trusted_schema=OFF` a trigger may not touch a virtual table.
SEARCH = (
    f"CREATE VIEW complaint_text AS SELECT {SORT_KEY} AS place, {', '.join(COMPLAINT_TEXTS)} FROM complaint",  # noqa: S608
    f"CREATE VIRTUAL TABLE complaint_words USING fts5({', '.join(COMPLAINT_TEXTS)},"
    f" content='complaint_text', content_rowid='place', {_TOKENS})",
    f"CREATE VIRTUAL TABLE customer_words USING fts5({', '.join(CUSTOMER_TEXTS)},"
    f" content='customer', content_rowid='id', {_TOKENS})",
    f"CREATE VIRTUAL TABLE note_words USING fts5(words, kind UNINDEXED, complaint_id UNINDEXED, {_TOKENS})",
)


def complete(execute: Callable[[str], object]) -> None:
    """Add indexes, guards and full text to a database that has the tables."""
    for statement in (*INDEXES, *GUARDS, *SEARCH):
        execute(statement)
