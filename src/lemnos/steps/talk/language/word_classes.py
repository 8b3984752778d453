"""Lists closed classes of words, by which ``clauses`` and ``questions`` parse a sentence: determiners, openers,
breakers.

Plain tables, built once at import in well under a millisecond.
"""

import re

BEFORE_ADJECTIVES = frozenset(
    "The the A An a an first last only most least second third next more newly so well".split()
)
LOWER_FIRST = frozenset(
    "the a an some many most several all both few various numerous certain each every early late later modern ancient "
    "traditional contemporary recent medieval young old older new-style large small typical local native other "
    "wild adult male female only young popular public current former".split()
)
VAGUE = frozenset(
    """
    one two three first second third last latter former following result results reason reasons number majority
    example examples rest same other others part parts fact case cases way ways term word name names thing
    things total average most many some several all both few people none each any another much more less half
    aim goal idea problem point type kind form lot variety year years time times day days month week century
    period end beginning top bottom side middle remainder section article list table figure information someone
    anyone it this that these those here there what where when which who he she they we you i his her hers its
    their addition evidence question answer step steps point emphasis difference value values effect effects
    possibility increase decrease mr mrs dr sir page link event events man woman men women person topic code
    little whole function method class operator member object sample note latter option source four five six seven
    eight nine ten dozens hundreds thousands millions
    """.split()
)
# A subject that contains one of these words was not understood.
BREAKERS = frozenset(
    """
    that which who whom whose where when if because although though while whereas than as since until unless but
    or nor so yet not also then thus however therefore it he she they we you i this these those there them him
    us me what why how such about after before during through by despite per including via is are was were
    following according due his her its their my your our both either neither only even being having been
    """.split()
)
OPENERS = frozenset(
    """
    In On At By During After Before Since From Under Within Until Upon Throughout For With Despite Among Between
    Although While When As If Because Though Once Unlike Like Following According Despite Over Around About
    Through Today However Later Eventually Initially Originally Historically Traditionally Currently Recently
    Finally Soon Meanwhile Similarly Furthermore Moreover Additionally Nevertheless Nonetheless Consequently
    Therefore Thus Hence Instead Also Then Subsequently Sometimes Often Usually Generally Typically Normally
    Ultimately Unfortunately Conversely Nowadays Perhaps First Second Third Afterwards Likewise Here Indeed
    Still Yet But And So To Along Beyond Near Outside Inside Towards Against Without Across Interestingly
    Specifically Officially Politically Economically Geographically Increasingly Early Late Technically
    Beginning Starting Shortly Prior Immediately
    """.split()
)
PREPOSITIONS = frozenset(
    "in on at by from to into as for with of near along across through over under around between among against within "
    "during after before since until out off up down onto upon".split()
)
OCCUPATION = re.compile(
    r"^(?:\w+ (?:and )?){0,6}?(?:\w+(?:ologist|ician|grapher)|politician|writer|author|poet|painter|composer|king|queen"
    r"|emperor|empress|philosopher|mathematician|physicist|chemist|scientist|actor|actress|singer|musician|explorer"
    r"|mountaineer|general|soldier|leader|president|minister|statesman|economist|historian|astronomer|engineer"
    r"|architect|inventor|player|footballer|cricketer|director|novelist|playwright|journalist|lawyer|monk|saint|bishop"
    r"|pope|theologian|preacher|reformer|activist|revolutionary|dictator|nobleman|naturalist|artist|sculptor|dramatist"
    r"|guitarist|pianist|navigator|pirate|merchant|industrialist|businessman|entrepreneur|comedian|broadcaster|athlete"
    r"|swimmer|runner|boxer|wrestler|driver|golfer|pharaoh|ruler|prince|princess|duke|commander|admiral|officer|nurse"
    r"|doctor|physician|teacher|scholar|critic|songwriter|rapper|filmmaker|screenwriter|designer|aviator|astronaut"
    r"|cosmonaut|diplomat|judge|farmer|son|daughter|wife|mother|father|brother|sister|founder|monarch)\b"
)
KINDS = frozenset("types kinds forms ways varieties sorts classes theories versions species categories".split())
PLACED = frozenset(("located", "situated", "based", "found", "headquartered", "distributed"))
ASKED_OBJECTS = frozenset(
    """
    achieve build cause claim contain control cover create define demand describe design develop discover eat establish
    explore gain generate include inherit introduce invent lack lose need offer paint prohibit produce promote
    propose provide publish represent require reveal suggest support teach win write yield argue believe state consist
    depend lead result focus act serve specialize specialise contribute encompass comprise identify import export
    manufacture return store oppose reject prevent
    """.split()
)
"""Verbs for whose object people ask with "what": "What did Darwin propose?"."""
OBJECT_OPENS = frozenset(
    "the a an his her its their several many some two three four five six numerous various most all both that every no "
    "new more one this these those about over only".split()
)
"""Words that begin an object after a past form; before other words the form may be an adjective."""
ASKED_BY_WHOM = frozenset(
    """
    written built founded discovered designed invented directed composed painted created killed defeated conquered ruled
    led owned published developed introduced proposed established assassinated captured destroyed commissioned appointed
    elected formed named produced translated edited recorded performed occupied governed controlled operated
    """.split()
)
"""Participles after which "by whom" asks for the agent."""
