"""No column of a complaint's records is passed over: it is personal and goes, or it is named here and stays."""

from __future__ import annotations

from complaintdesk.store import migrating, schema
from complaintdesk.store.personal import CHILDREN, CLAIM, COMPLAINT, CUSTOMER, GRANDCHILDREN

CODES = {
    "complaint": {
        *(
            "product",
            "sub_product",
            "service_area",
            "category",
            "sub_category",
            "cause",
            "owner",
            "root_cause",
        ),
        *("source_outcome", "remedy", "next_due_name"),
    },
    "head": {"cause", "root_cause"},
    "implication": {"kind"},
    "contact": {"channel"},
    "option": {"service_offer_fit", "scores", "verdict", "verdict_role", "verdict_limits"},
    "option_remedy": {"remedy"},
    "approval": {"approver_role"},
    "letter": {"kind", "checklist"},
    "escalation": {"checklist"},
    "extension": {"given"},
    # What the handler claims is evidence stays; the person is taken out of its words.
    "claim": set(CLAIM),
}
"""Table -> its columns without a limit that hold codes, names of things or the handler's own name."""

PERSONAL = {
    "complaint": set(COMPLAINT),
    "customer": set(CUSTOMER),
    **{table: set(columns) for table, columns in CHILDREN.items()},
    **{table: set(columns) for table, (_, _, columns) in GRANDCHILDREN.items()},
}


def test_every_text_of_a_complaint_is_personal_or_named_as_a_code() -> None:
    def texts(connection):  # type: ignore[no-untyped-def]  # sqlite3's own
        tables = [
            str(name) for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        ]
        found = {}
        for table in tables:
            columns = connection.execute(f'PRAGMA table_info("{table}")').fetchall()
            names = {str(column[1]) for column in columns}
            if "complaint_id" in names or table in {"complaint", "customer", *GRANDCHILDREN}:
                found[table] = {str(column[1]) for column in columns if column[2] == "VARCHAR"}
        return found

    found = migrating.in_memory(texts)
    belonging = {name for name in found if not name.startswith("journal") and "_words" not in name}
    # A limited column holds a code; these hold a number of somebody else's, or a digest.
    limited = {"complaint": {"source_digest"}, "customer": {"identity"}, "message": {"digest"}}

    assert (
        belonging >= PERSONAL.keys() >= belonging - {"claim", "pattern_complaint", "recommendation_complaint"}
    )
    for table in sorted(belonging):
        left = found[table] - PERSONAL.get(table, set()) - CODES.get(table, set())
        assert left == set(), f"{table}: {left} is neither personal nor a code"
        gone = PERSONAL.get(table, set()) - limited.get(table, set())
        assert gone <= found[table], f"{table}: {gone - found[table]} is no text of it"


def test_an_erasure_is_the_only_act_that_may_empty_the_journal() -> None:
    assert any("EXISTS (SELECT 1 FROM erasure)" in guard for guard in schema.GUARDS)
