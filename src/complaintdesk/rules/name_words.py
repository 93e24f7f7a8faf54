"""Words that tell names from other words: titles, posts, bodies, and names that are words as well.

All are in small letters and without accents. The lists are short on purpose: a
name that is a word and is missing here is replaced more often than it need be,
never less.
"""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


TITLES = (
    "mr",
    "mrs",
    "ms",
    "miss",
    "mx",
    "master",
    "dr",
    "prof",
    "professor",
    "sir",
    "dame",
    "lord",
    "lady",
    "rev",
    "reverend",
    "fr",
    "cllr",
    "councillor",
    "capt",
    "captain",
    "col",
    "maj",
    "sgt",
    "pc",
    "judge",
)
"""What stands before a name."""

SUFFIXES = _words(
    """
    ba bsc cbe esq ii iii jr kc ma mbe md mp msc obe phd qc sr
    """
)
"""What stands after a name."""

PARTICLES = _words(
    """
    abu al bin da das de del della den der des di do dos du el ibn la le los san st ten ter van von
    y
    """
)
"""Small words with which a surname may begin."""

BODIES = _words(
    """
    association bank charity co company corp council department gmbh group hospital inc limited llc
    llp ltd ministry office ombudsman plc school service services society surgery trust union
    university
    """
)
"""Words in the name of a body, which has neither given name nor surname."""

NOBODY = _words(
    """
    anonymous anyone approver caller client colleague complainant consumer customer handler manager
    none person redacted representative resident somebody someone team tenant test unknown user
    withheld
    """
)
"""Words that stand where a name would, and name nobody."""

POSTS = _words(
    """
    a adviser advisor agent an approver bank board branch caretaker centre chief client colleague
    committee communications complaint complaints compliance contract contractor contracts council
    court customer data department deputy desk director doctor driver duty engineer equality
    executive finance fraud group handler head human insurer lead legal limited line ltd manager
    media my nurse office officer ombudsman operations our own owner plc police press product
    protection quality regional regulator repairs representative resident resources safeguarding
    safety senior service services supervisor supplier teacher team tenant the your
    """
)
"""Words of posts, teams and bodies, for telling them from a person."""

WORDS_THAT_ARE_NAMES = _words(
    """
    am amber an angel april archer art as at august autumn baker ball bank banks barn battle be bean
    bell berry best bill bird bishop black blood blue bob bond bonds bone bones boot boots box
    bridge bridges bright brook brooks brown buck bull burns bush butcher by cable cage carpenter
    carrier case cash cause chambers chance charge chase cherry child childs chip christmas chuck
    church cliff close cook cotton count court craft cross crow crystal daisy dale dance dawn day
    days dean dear dick do don dove drake drew earl early east easter english eve fair faith farmer
    field fields finch first fish fisher flood foot ford forest fox frank free french friend frost
    gamble garland gate gates gene glen go gold golden good goodwill grace grant gray green grey guy
    hall hand hands hank harmony hawk hay he head heather herring hi hill hills ho holder holiday
    holly hook hope horn house hunter husband ice if in iris irish is it ivy jack jade jasmine jean
    jewel jolly joy judge june junior justice ken key keys kind king knight lake lamb lance lane
    last laurel law lawless laws leaves light lily little lock long lord loud love lovely lucky
    major manners march mark marks marsh mason max may me meadows means melody mercy middle mike
    miles mill mills minor money monk moody moon moor music my new nice nick no noble noon norm
    north of offer oh olive on or ox pack page pain painter park parks pat patience peace pearl
    penny pepper perfect pierce pike piper plant plum pool poor pope porter post potter pound pounds
    power powers price pride prince proud prudence purchase queen quick rain raven ray read redress
    reed remedy rice rich riches right river rivers rob robin rock rod roll root rose ruby rule rush
    rusty sage sale sales salmon salt sand sands sandy savage seal self sellers sharp she shepherd
    shine ship shore short silver singer skill skip sky small snow so south spark sparks speed
    spring stamp star start steel steward stone stones storm street strong sue sugar summer sun swan
    sweet swift temple to train true trust turner up us valentine victor violet wade walk walker
    wall walls war ward warm warning watch water waters way we week weeks well wells west wheel
    white wild will wills winter wise wish wolf won wonder wood woods word words work works worth
    worthy you young
    """
)
"""Given names and surnames that are words of English or of the trade as well."""
