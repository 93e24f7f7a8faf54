"""The whole journey of one referred complaint, as a handler's hands do it."""

from __future__ import annotations

from pathlib import Path

from complaintdesk import services
from complaintdesk.rules.dossier import Dossier
from complaintdesk.services import importing
from complaintdesk.services.desk import Desk
from complaintdesk.vocabulary import Origin
from tests.keys import Player

NARRATIVE = (
    'They said "no" twice.\nThe [boiler] is cold *again*, since <Monday> & it is 9°.\n\n[b]not[/b] {{x}} | a'
)

CSV = (
    "ref,received,customer,category,channel,text\n"
    + 'R-1,2026-11-16,Ada Quill,late repair,phone,"{}"\n'.format(NARRATIVE.replace('"', '""'))
)


def bring_in(desk: Desk, folder: Path) -> None:
    """Import the complaint, as referred."""
    path = folder / "referred.csv"
    path.write_text(CSV)
    report = importing.run(desk, importing.Request(path, preset="log", load_as=Origin.referred))
    assert (report.new, report.invalid) == (1, 0), report


def dossier(player: Player) -> Dossier:
    """Return the journey's complaint as it stands in the store."""
    return services.dossier.by_reference(player.app.desk, "CD-2026-0001")


async def play(player: Player, attached: Path, out: Path) -> None:
    """Work the complaint from triage to closed and exported."""
    await _stock_the_library(player)
    await _triage(player)
    await _investigate(player, attached)
    await _weigh(player)
    await _negotiate(player)
    await _deliver(player)
    await player.press("E")
    await player.fill(to=str(out))


async def _stock_the_library(player: Player) -> None:
    await player.press("0", "plus")
    await player.fill(code="REP-4", title="Refunds for late repairs", text="Only within 30 days.")
    await player.press("right_square_bracket", "right_square_bracket", "plus")
    await player.fill(code="AIM-1", title="Warm homes", text="Nobody waits for heating.")
    await player.press("1")


async def _triage(player: Player) -> None:
    await player.press("t")
    await player.fill(severity="4 severe", reason="No heating in November", vulnerable="no")
    await player.press("a")
    assert dossier(player).accepted_on is not None


async def _investigate(player: Player, attached: Path) -> None:
    await player.press("2")
    await player.at("investigation", "complaint")
    for row, answers in (("wish", {"wants": "Heat, and an apology."}), ("conflict", {"conflict": "no"})):
        await _to_row(player, row)
        await player.press("e")
        await player.fill(**answers)
    await player.at("investigation", "heads")
    for text, cause in (
        ("The boiler was not mended", "late service"),
        ("The engineer was rude", "conduct of staff"),
    ):
        await player.press("plus")
        await player.fill(text=text, cause=cause)
    await player.at("investigation", "sources")
    await player.press("plus")
    await player.fill(what="Job sheet", kind="document", shows="Two visits", where_kept="Repairs system",
                      file=str(attached))  # fmt: skip
    await player.press("plus")
    await player.fill(what="Call of 9 November", kind="call", shows="She told us", heard_side="customer")
    await player.press("plus")
    await player.fill(
        what="Engineer's account", kind="statement", shows="He was late", heard_side="colleague"
    )
    await player.at("investigation", "implications")
    await player.press("plus")
    await player.fill(kind="safety of", text="Gas left on", likelihood="possible", severity="4",
                      alerted="Gas safety lead")  # fmt: skip
    await player.press("r")
    await player.fill(response="Made safe.")
    await player.press("b")
    await player.fill(summary="Told her who looks after it.", counts_as="the acknowledgement")
    await player.press("b")
    await player.fill(summary="Asked for a new boiler.", side="colleague", channel="e-mail", with_whom="Sol Birch",
                      position="Wants to repair")  # fmt: skip
    await player.at("investigation", "heads")
    await player.press("g", "f")
    await player.fill(finding="upheld", sources="1, 2", reasons="Two visits failed.")
    await player.press("j", "f")
    await player.fill(finding="not upheld", sources="3", reasons="Accounts differ.")
    await player.press("m", "a")
    assert dossier(player).stage.name == "deciding", player.notices()


async def _to_row(player: Player, key: str) -> None:
    from complaintdesk.screens.complaint import ComplaintScreen

    await player.press("g")
    for _ in range(40):
        screen = player.app.screen
        assert isinstance(screen, ComplaintScreen)
        if screen.rows.cursor_key == key:
            return
        await player.press("j")
    raise AssertionError(f"no row {key!r}")


async def _weigh(player: Player) -> None:
    await player.at("options", "options")
    await player.press("plus")
    await player.fill(text="Explain only", explain_only="yes", score_wish="0")
    await player.press("plus")
    await player.fill(text="Refund the rent", remedy_1="full refund", amount_1="800", score_wish="3")
    await player.press("plus")
    await player.fill(
        text="Refund and make good",
        remedy_1="full refund",
        amount_1="800",
        remedy_2="goodwill payment",
        amount_2="500",
        benefit_customer="Warm and heard",
        drawback_customer="Waits a week",
        benefit_organisation="Ends the dispute",
        drawback_organisation="Costs more",
        aim_1="AIM-1 Warm homes",
        policy_clause="REP-4 Refunds for late repairs",
        departure_reason="The delay was ours.",
        precedent="One like it in May",
        score_wish="5",
    )
    await player.press("P", "enter", "y")


async def _negotiate(player: Player) -> None:
    await player.at("negotiation", "offers")
    largest = "3 Refund and make good"
    await player.press("P")
    await player.refused(option=largest, terms="1,300 in all", amount="1300")
    assert not dossier(player).offers
    await player.at("options", "options")
    await player.press("G", "r")
    await player.fill(why="Fair", approver_role="complaints manager", approver="Mo Lund")
    await player.at("options", "approvals")
    await player.press("r")
    await player.fill(decision="approved", conditions="Once only")
    await player.at("negotiation", "offers")
    await player.press("P")
    await player.fill(option=largest, terms="1,300 in all", amount="1300")
    await player.press("g", "r")
    await player.type("counter")
    await player.press("enter")
    await player.fill(terms="1,300 and a letter", amount="1300")
    await player.press("g", "r")
    await player.type("accept")
    await player.press("enter")
    await player.fill(how="By phone, to me", why="That will do", by_on="+10d", final_settlement="yes")
    assert dossier(player).stage.name == "implementing", player.notices()


async def _deliver(player: Player) -> None:
    await player.at("resolution", "actions")
    assert [action.text for action in dossier(player).actions] == [
        "Full refund £800.00",
        "Goodwill payment £500.00",
    ]
    await player.press("plus")
    await player.fill(text="Write the apology", owner="Robin Hale", due_on="+10d", is_payment="no")
    for _ in range(3):
        # What is done sinks beneath what is not.
        await player.press("g", "r")
        await player.fill(proof="Seen in the ledger")
    await player.press("m", "a")
    await player.at("resolution", "satisfaction")
    await player.press("r")
    await player.fill(outcome="4", handling="5", words="Good in the end.")
    await player.at("resolution", "learning")
    await player.press("e")
    await player.fill(root_cause="process not followed", affects_others="yes", cause="late service")
    await player.press("C")
    await player.fill(reason="Upheld and made good.")
    assert dossier(player).stage.name == "closed", player.notices()
