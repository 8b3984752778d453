"""Lists verbs and auxiliaries with the question that the object or circumstance of each verb answers.

The tables behind ``clauses``, ``questions`` and the offline writer; a finite form → ``Verb``. Loaded once per process,
in about 3 ms. Limitation: words of several parts of speech. Those that are nouns as often as verbs ("works", "plays",
"states") count as nouns, so some sentences are not understood.
"""

from functools import cache
from typing import NamedTuple


class Verb(NamedTuple):
    """A finite form of a verb, and the question that its sentence may answer."""

    base: str
    tense: str
    """``s`` (third person present), ``b`` (the base form: plural present) or ``d`` (past)."""
    asks: str
    """``what`` (it takes an object), ``how``, ``where``, ``say`` (it reports speech), or empty."""
    particle: str
    """The preposition of a prepositional verb, as ``of`` in ``consist of``; else empty."""


# Format: base[/past], where a regular past is omitted, and base+particle for prepositional verbs.
_WHAT = """
accomplish achieve acquire add address administer adopt affect allow assert attack attract bring/brought
build/built capture carry cause challenge change choose/chose claim comprise conclude conquer constitute contain
control convert cover create criticize declare define defend deliver demand demonstrate depict describe design
destroy detect determine develop discover display divide dominate draw/drew eat/ate emphasize enable encompass
encourage endorse enjoy enter establish examine exhibit expect experience explain explore export express face
favour favor find/found follow found gain generate govern handle help identify illustrate implement import
improve include increase indicate influence inherit inspire instruct introduce invent investigate involve
keep/kept know/knew lack launch lose/lost maintain manage manufacture mark mean/meant measure mention need
observe obtain occupy offer open operate oppose order organize own paint perform permit pioneer plan portray
possess predict present preserve prevent produce prohibit promote propose protect prove provide publish purchase
reach receive recommend record reduce reflect regulate reject release remove render replace report represent
require resemble retain return reveal satisfy secure seek/sought send/sent show sign specify store
strengthen suffer suggest supply support teach/taught tell/told transform undergo/underwent undertake/undertook
use violate want win/won write/wrote wear/wore yield encapsulate expose initialize invoke override throw/threw
"""
_SAY = """
argue believe conclude consider contend estimate feel/felt hold/held maintain note propose say/said state
suggest teach/taught think/thought view
"""
_PREPOSITIONAL = """
act+as appeal+to apply+to arise/arose+from belong+to consist+of contribute+to correspond+to deal/dealt+with
depend+on derive+from differ+from dispose+of end+in evolve+from feed/fed+on focus+on function+as lead/led+to
live+on object+to originate+from participate+in prey+on refer+to relate+to rely+on result+in result+from
serve+as specialize+in specialise+in stem+from suffer+from turn+into work+on worry+about
"""
_HOW = """
adapt age arise/arose behave breed/bred change collapse communicate decline develop die differ disappear
dissolve emerge end escape evolve expand fail fall/fell feed/fed fly/flew form function grow/grew hunt improve
mate operate originate reproduce respond rise/rose shrink/shrank sleep/slept spread/spread start succeed survive
swim/swam vary work begin/began react proceed compare perform
"""
_WHERE = """
arise/arose dwell flow flourish go/went grow/grew hibernate land lie/lay live migrate nest occur originate
reside roost rise/rose run/ran sail settle sit/sat stand/stood stay stretch travel spawn spend/spent work
emigrate retire study breed/bred
"""
_OTHER = """
move become/became adhere absorb access admire air allocate amount ascend assign attest befriend blow/blew campaign
care cater celebrate characterize chronicle cite commemorate complain contact contract crash cry decay denounce
despise direct disagree dislike drift drink/drank embody emit ensure equal espouse exit experiment facilitate
father garner graduate hope induce miss notice outline owe peak pledge preach premiere preside raid range remark
remind rest resent revert revolutionize rush shake/shook sponsor steal/stole struggle talk testify translate
underlie/underlay volunteer vow give/gave get/got keep/kept make/made see/saw do/did take/took know/knew
bring/brought abandon accept accompany account act admit advance advise advocate agree aid aim announce answer
appear apply appoint approach approve argue arrange arrive ask assert assist assume attempt attend avoid award
bear/bore beat belong benefit bind/bound blame block borrow break/broke burn buy/bought call can't cease claim
clash climb collaborate collect combine come/came command commence comment commission commit compete complete
compose conduct confirm connect consent consult consume continue contrast convince cooperate correspond cost
count couple cross crush culminate cut damage date deal/dealt debut decide decrease defeat defy delay deny
depart depend deploy deposit derive descend deserve designate devastate devote dictate dip discuss dismiss
distinguish donate drive/drove drop earn elect eliminate embark embrace employ encounter enforce engage enhance
enlist enrol escape eschew evoke exceed excel execute exercise exert exist expand extend extinguish fear feature
feel/felt fight/fought fill finance finish fit flee/fled forbid/forbade forbid force forget/forgot free fulfil
gather grant greet grip guarantee guide hail halt hang/hung happen hear/heard hide/hid hire hit hold/held host
house hurt ignore imagine imply impose incorporate indulge inflict inform inhabit insert insist install insure
integrate intend intensify interact intercept interpret invade invest invite issue join judge jump justify kick
kill label last laugh lay/laid lead/led learn leave/left let like limit link listen live load locate look love
lower lure march marry match mature meet/met merge migrate mix motivate mount multiply name narrate negotiate
nominate obey occur originate oust overcome/overcame overlap oversee/oversaw overthrow/overthrew overtake pass
patrol pay/paid persist persuade pick place play please plunder point pose postpone pour practise practice
praise precede prefer prepare prescribe prevail proclaim progress propel prosper provoke punish pursue push
qualify quit quote raise rank read realize realise rebel recall recapture reclaim recognize recognise recover
recruit redefine refuse regain regard reign reinforce rejoin relate relinquish rely remain remember rename
renounce reopen repeat repel reply reproduce request rescue resign resist resolve resort respect restore
restrict result resume retreat reunite revise revolt reward ride/rode ring rob rotate rule sack say/said scan
scatter score search seem/seemed seize sell/sold separate serve set settle shape share shift shoot/shot shut
sing/sang sink/sank span speak/spoke spark specialize spring/sprang stabilize star start stem step stimulate
stop strike/struck strive submit succeed sue summon suppress surge surrender surround suspect swear/swore
sweep/swept symbolize tend terminate test threaten tolerate touch tour trace train transfer transmit treat
trigger try/tried turn unify unite urge vanish visit vote wait walk warn watch weaken weigh welcome wield
withdraw/withdrew withstand/withstood witness wonder tie specialise organise emphasise criticise utilise utilize
enter inherit arise/arose predate postdate populate orbit erupt freeze/froze melt boil glow shine/shone bark
"""
# Forms that are as often nouns, adjectives or participles after a noun: a noun phrase may continue past them.
_NOT_FINITE = frozenset(
    """
    ranges contracts campaigns rests equals raids hopes crashes airs peaks exits decays contacts experiments
    range contract campaign rest equal raid hope crash air peak exit decay contact experiment father access
    direct care drink shake notice outline sponsor talk blow cry works plays states forms uses studies names
    places plans reports records offers causes changes claims covers designs displays demands fears fights ends
    starts increases influences marks measures needs orders results returns reviews rules sites signs shows
    stands supplies supports tests tours views visits votes attacks attempts calls deals deposits drives
    finances gathers guides houses hits hosts issues joins jumps kicks labels lands limits links loads loves
    matches mixes mounts paints permits picks points practises practices presents progress purchases ranks reads
    releases requests respects rewards rings shapes shares shifts searches springs steps stems stores struggles
    surges suspects tends trains transfers transports treats turns walks watches lives dates costs counts
    benefits advances aids appeals approaches awards blocks breaks burns dams damages delays drops experiences
    exports imports faces falls features focuses forces functions grants grips guarantees handles helps kills
    lasts leads left found set put cut let read hit quit cost like last free open clear age aim aid act cause
    change claim control cover cross damage date deal demand design display divide drop end escape estimate
    exercise experience export face fall favour favor fear feature fight fill find finish fit flow focus follow
    force form function gain get give go grant greet grip group grow guide halt hand handle hang happen hear
    help hide hire hold host house hunt hurt import improve increase influence issue judge jump keep kick kill
    know label lack land laugh launch lay lead learn leave lie limit link list live load look lose love lower
    lure make march mark match mate mature mean measure meet merge mix mount move name need nest note object
    offer order own paint pass pay pick place plan play please point pose pour practise practice praise present
    prospect prove purchase push quote rank reach record release report request rescue resort respect result
    return reward ride ring rise rob rule run sail say scan score search see send separate serve settle shape
    share shift shoot show shut sign sing sink sit sleep spawn span spark speak spend spread spring stand star
    start state stay stem step stop store strike study sue supply support surge suspect sweep swim take teach
    tell test think throw tie touch tour trace train transfer transform travel treat trigger try turn use view
    visit vote wait walk want warn watch wear weigh welcome win witness wonder work write yield bark boil melt
    freeze glow shine orbit couple further secure complete bear bind blame block break build burn call bore
    bound account approach advance answer exploit permit sound fly eat draw drive come contrast count express
    fashion stone worked used based caused called known
    """.split()
)
_IRREGULAR_PARTICIPLES = frozenset(
    """
    beaten begun born borne broken brought built bought caught chosen cut dealt done drawn driven eaten fed felt
    forbidden forced forgotten fought found frozen given grown heard held hidden hit hung kept killed known laid
    led left lost made met overthrown paid put read ridden run said seen sent set shaken shot shown sold spent
    spoken spread stolen struck sung sunk swept taken taught thought thrown told torn understood won worn woven
    written
    """.split()
)

AUXILIARIES = {
    "is": "is", "are": "are", "was": "was", "were": "were", "has": "has", "have": "have", "had": "had", "can": "can",
    "could": "could", "may": "may", "might": "might", "must": "must", "will": "will", "would": "would",
    "should": "should", "does": "does", "do": "do", "did": "did", "cannot": "can",
}  # fmt: skip


def third_person(base: str) -> str:
    """Return the third person singular present: ``carry`` → ``carries``."""
    if base in ("have", "be", "do", "go"):
        return {"have": "has", "be": "is", "do": "does", "go": "goes"}[base]
    if base.endswith(("s", "x", "z", "ch", "sh")):
        return base + "es"
    if base.endswith("y") and base[-2] not in "aeiou":
        return base[:-1] + "ies"
    return base + "s"


_DOUBLE = frozenset(
    "ban beg clot control commit compel confer dip drop equip excel expel grip occur omit permit plan prefer "
    "propel rebel refer rob star stem step stop submit transfer transmit trap".split()
)


def _past(base: str) -> str:
    if base in _DOUBLE:
        return base + base[-1] + "ed"
    if base.endswith("e"):
        return base + "d"
    if base.endswith("y") and base[-2] not in "aeiou":
        return base[:-1] + "ied"
    return base + "ed"


@cache
def verbs() -> dict[str, tuple[Verb, ...]]:
    """Return the readings of each finite form, the one with the most specific question first."""
    table: dict[str, dict[tuple[str, str, str, str], None]] = {}
    for asks, block in (
        ("what", _PREPOSITIONAL),
        ("say", _SAY),
        ("what", _WHAT),
        ("where", _WHERE),
        ("how", _HOW),
        ("", _OTHER),
    ):
        for entry in block.split():
            word, _, particle = entry.partition("+")
            base, _, past = word.partition("/")
            forms = {"s": third_person(base), "b": base, "d": past or _past(base)}
            for tense, form in forms.items():
                if form in _NOT_FINITE and not particle:
                    continue
                table.setdefault(form, {})[base, tense, asks, particle] = None
    return {form: tuple(Verb(*reading) for reading in readings) for form, readings in table.items()}


@cache
def verb_forms() -> frozenset[str]:
    """Return every form that can be a finite verb, including those of words that are nouns as often."""
    forms: set[str] = set()
    for entry in " ".join((_PREPOSITIONAL, _SAY, _WHAT, _WHERE, _HOW, _OTHER)).split():
        base, _, past = entry.partition("+")[0].partition("/")
        forms.update((base, third_person(base), past or _past(base)))
    return frozenset(forms)


def is_participle(word: str) -> bool:
    """Return whether ``word`` can follow "was" as a passive: "opened", "written"."""
    return word in _IRREGULAR_PARTICIPLES or (word.endswith("ed") and len(word) > 4)
