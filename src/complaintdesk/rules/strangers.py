"""People whom nobody entered, known by the form of their names: `P. Dunn`, `J.R. Moss`, `Mrs O'Neill`, `Dr van Dyk`.

A title, or an initial, with a capitalised word is a name more often than not, and
may be something else: whoever exports says so. What is never one is passed over
here: `U.K. Government`, `Block B. Monday`, the letters of a list.
"""

from __future__ import annotations

import re

from complaintdesk.rules.name_words import NOBODY, PARTICLES


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_NO_SURNAMES = NOBODY | _words(
    """
    a about after all also an and another any are as at be because been before both but by can could
    dear did do does during each either every everyone everything for from had has have he her here
    his how however i if in is it its january february july september october november december
    just let many monday tuesday wednesday thursday friday saturday sunday most my neither next no
    nobody none nor not nothing now of on once one only or our outside over please re several shall
    she should since so some still such thank thanks that the their them then there these they this
    those though to today tomorrow two under until unless up upon was we were what when where
    whether which while who whose why will with would yes yesterday yet you your
    """
)
"""Words that follow a letter or a title with a capital and are no surname: they begin a sentence, or name nobody."""

_LETTERS_OF_WORDS = _words(
    """
    AGM AKA ASAP BBC BC CCTV CEO DIY DOB EG EPC EU FAO FAQ GB IE ISO KC LLB MBA MOT NB NHS NI NO OAP OK
    PHD PLC PO PS PTO QC RSVP TBA TBC TV UAE UK UN US USA VAT WC
    """
)
"""Letters with points that stand for words."""

_OF_THE_CLOCK = _words("AM PM")

_LETTERED = _words(
    """
    annex annexe apartment appendix area band batch block building category class clause column door
    drive exhibit figure flat floor form gate grade group head hepatitis house item letter level list
    note option page paragraph part phase plan plot point question rating reason room route row
    schedule section site stage step table team tower type unit version vitamin ward wing zone
    """
)
"""What is told apart by letters: `Block B. Monday`."""

_COMPASS = _words("N E S W")
_PLACES = _words(
    "africa america ansty devon dorset essex europe glamorgan ireland korea london midlands sussex wales yorkshire"
)

_THINGS_WITH_A_LETTER = _words(
    "bahn bar bend clamp class day joint level mail plan rating ray rays section shirt trap tube turn type"
)
"""`U bend`, `X ray`: things that are called by a letter without a point."""

_PROGRAMS = _words("access excel office outlook powerpoint teams windows word")

_TITLE = (
    r"(?:[Mm]rs?|MRS?|[Mm]s|MS|[Mm]x|MX|[Dd]r|DR|[Pp]rof|Professor|Doctor|[Cc]llr|Councillor|Rev|Reverend|Sir|Dame|Miss|"
    r"MISS|Capt|Captain|Sgt|Sergeant)"
)
_LARGE = r"[^\W\d_a-z]"
_LETTER = r"(?:[^\W\d_]|['-](?=[^\W\d_]))"
_GAP = r"(?:[ \t]+|[ \t]*\n[ \t]*(?=\S))"
"""A blank, or the end of a line that was broken there."""

_NAME = rf"(?!(?i:{'|'.join(sorted(_NO_SURNAMES))})(?![^\W\d_])){_LARGE}{_LETTER}{{1,30}}"
_FAMILY = rf"(?:(?i:{'|'.join(sorted(PARTICLES))})[ \t]+){{0,3}}(?P<family>{_NAME})(?<!'s)(?=(?:'s)?(?!{_LETTER}|@))"
_INITIALS = rf"(?:{_LARGE}\.[ \t]?){{1,4}}"

PATTERN = (
    rf"(?<![^\W_])(?<![.@'-])(?:(?P<title>{_TITLE})\.?{_GAP}"
    rf"(?:{_INITIALS}{_GAP}?|{_LARGE}{{1,2}}[ \t]+(?:{_LARGE}[ \t]+)?|{_NAME}[ \t]+)?"
    rf"|(?P<initials>{_INITIALS}){_GAP}?|(?P<initial>{_LARGE})[ \t]+){_FAMILY}"
)
"""Over folded text."""

_LAST_WORD = re.compile(r"([\w']+)[^\w\n]*$")
_ON_ITS_LINE = re.compile(r"[ \t>*-]*$")
_ITEM = re.compile(r"^[ \t>*-]*([A-Z])[.)][ \t]", re.MULTILINE)
_GOES_ON_SMALL = re.compile(r"[ \t]+[a-z]")
_BEFORE = 30


def is_stranger(found: re.Match[str]) -> bool:
    """Return whether what has the form of somebody's name may well be one."""
    family = found["family"].lower()
    if not found["family"][0].isupper():
        return False
    if found["title"]:
        return not (found["title"].lower() == "ms" and family in _PROGRAMS)
    text, start = found.string, found.start()
    letters = "".join(filter(str.isalpha, found["initials"] or found["initial"]))
    led = text[max(0, start - _BEFORE) : start]
    before = _LAST_WORD.search(led)
    word = before[1] if before else ""
    follows_a_number = word.isdigit() and not led.rstrip(" \t").endswith((".", ",", ";", ":"))
    if not letters.isupper() or word.lower() in _LETTERED or follows_a_number:
        return False
    if letters in _LETTERS_OF_WORDS or (letters in _OF_THE_CLOCK and word[:1].isdigit()):
        return False
    if letters in _COMPASS and family in _PLACES:
        return False
    if found["initial"]:
        is_thing = letters in {"A", "I"} or family in _THINGS_WITH_A_LETTER
        return not is_thing and not word[:1].isupper() and not _is_item(text, found)
    return len(letters) > 1 or not _is_item(text, found)


def _is_item(text: str, found: re.Match[str]) -> bool:
    """Return whether a letter is that of a list: it begins a line of words, as others do."""
    line = text.rfind("\n", 0, found.start()) + 1
    if not _ON_ITS_LINE.fullmatch(text, line, found.start()) or not _GOES_ON_SMALL.match(text, found.end()):
        return False
    letters = set(_ITEM.findall(text))
    return "A" in letters and bool(letters & {"B", "Q"})
