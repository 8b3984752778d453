"""Segment → what it is about: the questions that its own sentences answer, and the cues it offers.

Each of the first sentences is read as *subject, finite verb, rest*, by word lists alone. "The canal was opened in
1869" becomes an ``Ask``: the subject is the canal, the question is *when*, the verb is "opened". The date itself
is never kept, so a question made from an ``Ask`` cannot give its answer away. What cannot be read so with
confidence yields nothing. Costs about 25 µs for 60 words. It gives up sentences that open with a subordinate
clause of unusual shape, coordinate subjects with commas, and every language but English.
"""

import re
from typing import Literal

import msgspec

from lemnos.talk.lexicon import AUXILIARIES, Verb, common_words, is_participle, verbs
from lemnos.talk.segment import Segment

Referent = Literal["name", "it", "he", "she", "they", "its", "his", "her", "their", ""]
"""How the text refers to the topic in the subject: by name, by a pronoun, as the owner, or not at all."""


class Ask(msgspec.Struct, frozen=True, array_like=True):
    """One question that a sentence of the segment answers, not yet in words."""

    kind: str
    """Names the question: ``define``, ``when``, ``where``, ``object``, … The tables of the writer are keyed by it."""
    subject: str
    """Noun phrase as it stands in the middle of a sentence; what is owned, if ``referent`` is possessive; empty if
    the topic itself is the subject."""
    referent: Referent
    plural: bool
    person: bool
    """Whether the subject is surely a person."""
    past: bool
    aux: str = ""
    """The auxiliary that a direct question needs: ``was``, ``does``, ``did``, …"""
    base: str = ""
    """The verb behind the auxiliary: its base form, or the participle in a passive."""
    finite: str = ""
    """The verb as it stands behind the subject: what an indirect question needs."""
    particle: str = ""


class About(msgspec.Struct, frozen=True, array_like=True):
    """What a segment is about, as far as its own words tell."""

    subjects: tuple[str, ...] = ()
    """Noun phrases in the form they take in the middle of a sentence: "obsidian arrowheads", "Tenzing Norgay"."""
    asks: tuple[Ask, ...] = ()
    """Questions that the segment answers, the most telling first."""
    cues: tuple[str, ...] = ()
    """What else it offers: ``cause``, ``contrast``, ``example``, ``today``, … in a fixed order."""
    pronoun: Literal["", "he", "she"] = ""
    """The only gendered pronoun in it, if it has just one."""


_PARENTHESIS = re.compile(r" ?\([^()]{0,300}\)| ?\[[^\[\]]{0,40}\]")
_CLEAN = re.compile(r"[\w'’./:+#&-]+")

_CUE_OF = {
    word: cue
    for cue, words in {
        "contrast": "However, But Nevertheless, Nonetheless, Conversely, Although Despite Yet Though",
        "consequence": "Consequently, Therefore, Thus, Thus Hence, Accordingly,",
        "next": "Later, Later After Afterwards, Then Then, Subsequently, Eventually, Eventually Soon Finally, Following "
        "Meanwhile, Shortly",
        "today": "Today, Today Currently, Currently Now Nowadays, Recently, Recently",
        "opinion": "Critics Historians Scholars Opponents Supporters Proponents Researchers Scientists Archaeologists",
        "compare": "Unlike Similarly, Likewise, Compared",
    }.items()
    for word in words.split()
}
"""By the word that opens the segment: what the whole of it is, seen from what was said before."""
_CUE_OF_TWO = {
    ("For", "example,"): "example", ("For", "instance,"): "example", ("As", "a"): "consequence", ("In", "contrast,"):
    "contrast", ("On", "the"): "", ("Some", "scholars"): "opinion", ("Some", "historians"): "opinion", ("Many",
    "scholars"): "opinion", ("In", "recent"): "today", ("Some", "critics"): "opinion", ("One", "example"): "example",
    ("Other", "examples"): "example", ("Examples", "of"): "example", ("The", "reason"): "cause", ("This", "is"): "",
    ("This", "led"): "consequence", ("As", "of"): "today", ("At", "present,"): "today",
}  # fmt: skip
_FIGURES = frozenset("percent % million billion approximately average".split())
_COMPARING = frozenset("than compared unlike Unlike whereas similar".split())

_DETERMINERS = frozenset("the a an some many most several all both few various numerous certain no each every".split())
_NAME = re.compile(r"[A-Z][\w'’-]*[a-z](?: [A-Z][\w'’-]*[a-z]){1,3}")
_MALE = frozenset(("he", "He", "his", "His"))
_FEMALE = frozenset(("she", "She", "her", "Her"))
_PRONOUNS: dict[str, Referent] = {"It": "it", "He": "he", "She": "she", "They": "they"}
_OWNERS: dict[str, Referent] = {"Its": "its", "His": "his", "Her": "her", "Their": "their"}
_LOWER_FIRST = frozenset(
    "the a an some many most several all both few various numerous certain each every early late later modern ancient "
    "traditional contemporary recent medieval young old older new-style large small typical local native other "
    "wild adult male female only young popular public current former".split()
)
_VAGUE = frozenset(
    """one two three first second third last latter former following result results reason reasons number majority
    example examples rest same other others part parts fact case cases way ways term word name names thing things
    total average most many some several all both few people none each any another much more less half
    aim goal idea problem point type kind form lot variety year years time times day days month week century period end
    beginning top bottom side middle remainder section article list table figure information someone anyone
    it this that these those here there what where when which who he she they we you i his her hers its their
    addition evidence question answer difference value values effect effects possibility increase decrease
    mr mrs dr sir page link event events man woman men women person topic code function method class operator
    member object sample note latter option""".split()
)
# A word of this set inside the subject means that the subject was not understood.
_BREAKERS = frozenset(
    """that which who whom whose where when if because although though while whereas than as since until unless
    but or nor so yet not also then thus however therefore it he she they we you i this these those there
    them him us me what why how such about after before during through by despite per including via is are was were
    following according due his her its their my your our both either neither only even being having been""".split()
)
_INNER = frozenset("The A An This These That Those It He She They In On".split())
_OPENERS = frozenset(
    """In On At By During After Before Since From Under Within Until Upon Throughout For With Despite Among Between
    Although While When As If Because Though Once Unlike Like Following According Despite Over Around About Through
    Today However Later Eventually Initially Originally Historically Traditionally Currently Recently Finally Soon
    Meanwhile Similarly Furthermore Moreover Additionally Nevertheless Nonetheless Consequently Therefore Thus Hence
    Instead Also Then Subsequently Sometimes Often Usually Generally Typically Normally Ultimately Unfortunately
    Conversely Nowadays Perhaps First Second Third Afterwards Likewise Here Indeed Still Yet But And So To Along
    Beyond Near Outside Inside Towards Against Without Across Interestingly Specifically Officially Politically
    Economically Geographically Increasingly Early Late Technically Beginning Starting Shortly Prior Immediately""".split()
)
_SUBORDINATORS = frozenset("Although While When As If Because Though Once Since After Before Until".split())
_PREPOSITIONS = frozenset(
    "in on at by from to into as for with of near along across through over under around between among against within "
    "during after before since until out off up down onto upon".split()
)
_PLACE_PREPOSITIONS = frozenset("in at near on along off across around between throughout from".split())
_TIME = re.compile(
    r"(?:early|late|mid|about|around|the|\d{1,2}|January|February|March|April|May|June|July|August|September|October"
    r"|November|December|circa|c\.|AD)?\b.{0,20}?\b(?:1\d{3}|20[0-2]\d|\d{1,4} BCE?)\b"
)
_ABBREVIATIONS = frozenset("St. Dr. Mr. Mrs. Mt. Jr. Sr. vs. etc. c. ca. e.g. i.e. No. Ltd. Co. U.S. U.K.".split())
OCCUPATION = re.compile(
    r"^(?:\w+ (?:and )?){0,6}?(?:\w+(?:ologist|ician|grapher)|politician|writer|author|poet|painter|composer|king|queen"
    r"|emperor|empress|philosopher|mathematician|physicist|chemist|scientist|actor|actress|singer|musician|explorer"
    r"|mountaineer|general|soldier|leader|president|minister|statesman|economist|historian|astronomer|engineer"
    r"|architect|inventor|player|footballer|cricketer|director|novelist|playwright|journalist|lawyer|monk|saint|bishop"
    r"|pope|theologian|preacher|reformer|activist|revolutionary|dictator|nobleman|naturalist|artist|sculptor|dramatist"
    r"|guitarist|pianist|navigator|pirate|merchant|industrialist|businessman|entrepreneur|comedian|broadcaster|athlete"
    r"|swimmer|runner|boxer|wrestler|driver|golfer|pharaoh|ruler|prince|princess|duke|commander|admiral|officer|nurse"
    r"|doctor|physician|teacher|scholar|critic|songwriter|rapper|filmmaker|screenwriter|designer|aviator|astronaut"
    r"|cosmonaut|diplomat|judge|farmer|son|daughter|wife|mother|father|brother|sister|member|founder|monarch)\b"
)
_KINDS = frozenset("types kinds forms ways varieties sorts classes theories versions species categories".split())
_KNOWN = frozenset(("known", "famous", "noted", "renowned", "notable"))
_MADE_OF = frozenset(("composed", "divided", "comprised", "made", "subdivided", "organized", "organised", "split"))
_PLACED = frozenset(("located", "situated", "based", "found", "headquartered", "distributed"))
_OPAQUE = frozenset(
    """considered regarded seen spoken said thought believed claimed given taken done had needed expected required
    supposed allowed meant intended able likely unlikely interested involved concerned related associated reported
    estimated assumed held kept left faced met followed joined affected limited dedicated devoted committed
    married divorced retired aged opposed bound set made led based told asked forced accompanied estimated
    surprised pleased determined convinced impressed advanced complicated united experienced mixed""".split()
)
"""Participles after which "how" or "what happened" has no answer in the sentence."""
_USED = frozenset(("used", "employed", "applied", "useful"))
_NEEDS_SUBJECT = frozenset(("about", "quality", "can"))
"""With the topic itself as subject these would ask for anything about it."""
_WEIGHT = {
    "object": 6, "say": 6, "when": 6, "how": 6, "where": 6, "place": 6, "use": 6, "parts": 6, "split": 6, "who": 6,
    "born": 7, "die": 7, "kinds": 7, "known": 5, "define": 5, "called": 5, "passive": 5, "can": 4, "must": 4,
    "like": 3, "quality": 3, "about": 3, "named": 6, "why": 6, "mention": 1,
}  # fmt: skip


def about(segment: Segment, title: str) -> About:
    """Describe a segment of the document ``title``."""
    text = segment.text
    if "(" in text or "[" in text:
        text = _PARENTHESIS.sub("", text)
    words = text.split()
    if len(words) < 4:
        return About()
    seen = set(words)
    male = not seen.isdisjoint(_MALE)
    female = not seen.isdisjoint(_FEMALE)
    title_words = frozenset(title.lower().replace(",", " ").replace("(", " ").replace(")", " ").split())
    found: list[tuple[float, int, Ask]] = []
    start, previous_topic, strong = 0, True, 0
    for number in range(4):
        end = _sentence(words, start)
        ask = _read(words, start, end, title_words, male or female) if end - start >= 4 else None
        if ask is None or not (ask.subject or (ask.kind not in _NEEDS_SUBJECT and (previous_topic or ask.referent == "name"))):
            previous_topic = False
        else:
            weight = _WEIGHT[ask.kind] - 0.9 * number - (0.0 if ask.subject else 0.5)
            found.append((-weight, number, ask))
            previous_topic = not ask.subject
            strong += weight > 4
        start = end
        if start >= len(words) or strong > 1:
            break
    if not strong:
        name = _mentioned(words, title_words)
        if name:
            found.append((-1.0, 9, Ask("mention", name, "", False, False, False)))
    found.sort(key=lambda entry: entry[:2])
    asks = tuple(ask for _, _, ask in found[:3])
    subjects = dict.fromkeys(ask.subject for ask in asks if ask.subject and not ask.referent)
    pronoun: Literal["", "he", "she"] = "" if male == female else "he" if male else "she"
    return About(tuple(subjects), asks, _cues(words, seen), pronoun)


def _cues(words: list[str], seen: set[str]) -> tuple[str, ...]:
    cues = []
    opening = _CUE_OF.get(words[0]) or _CUE_OF_TWO.get((words[0], words[1]), "")
    if opening:
        cues.append(opening)
    elif words[0][0] in "\"“":
        cues.append("said")
    if not seen.isdisjoint(_FIGURES):
        cues.append("figures")
    if not seen.isdisjoint(_COMPARING):
        cues.append("comparing")
    return tuple(cues)


def _mentioned(words: list[str], title: frozenset[str]) -> str:
    """Return the first name of two words or more that is not the topic's own."""
    at, stop = 1, len(words) - 1
    while at < stop:
        word = words[at]
        if word[0].isupper() and words[at - 1][-1] not in ".!?:”\"" and word[-1].isalpha():
            end = at + 1
            while end < len(words) and end - at < 5 and words[end][0].isupper() and words[end - 1][-1].isalpha():
                end += 1
            phrase = " ".join(words[at:end]).rstrip(",.;:")
            if end - at > 1 and _NAME.fullmatch(phrase) and not any(part.lower() in title for part in phrase.split()):
                if end < len(words) and (words[end] == "of" or words[end][0].isdigit()) and words[end - 1][-1].isalpha():
                    at = end
                    continue
                return f"the {phrase}" if words[at - 1] in ("the", "The") else phrase
            at = end
        at += 1
    return ""


def _sentence(words: list[str], start: int) -> int:
    """Return where the sentence that begins at ``start`` ends."""
    for at in range(start, min(len(words), start + 60)):
        word = words[at]
        if word[-1] in ".?!”\"'" and (word[-1] in "?!" or "." in word[-2:]):
            if word in _ABBREVIATIONS or (len(word) == 2 and word[0].isupper()):
                continue
            return at + 1
    return min(len(words), start + 60)


def _read(words: list[str], start: int, end: int, title: frozenset[str], gendered: bool) -> Ask | None:
    at = start
    opener = words[at].rstrip(",")
    if opener in _OPENERS and (words[at][-1] == "," or opener not in _VERBLESS):
        limit = min(end, at + 14)
        while at < limit and words[at][-1] != ",":
            at += 1
        at += 1
        if at >= limit:
            return None
    if words[at] in ("There", "there"):
        return _existential(words, at, end)
    found = _finite(words, at, end)
    if found is None:
        return None
    verb_at, reading = found
    subject = _subject(words, at, verb_at, at == start, title)
    if subject is None:
        return None
    phrase, referent = subject
    ask = _question(words, verb_at, end, reading, phrase, referent, gendered)
    if phrase[:2] == "a " or phrase[:3] == "an ":
        # "A critic wrote" brings in somebody; "A right is an entitlement" is about rights.
        return ask if ask is not None and ask.kind in ("define", "use", "parts", "can") and not ask.past else None
    return ask


_VERBLESS = frozenset(("First", "Second", "Third", "Early", "Late", "And", "But", "Like"))


def _finite(words: list[str], start: int, end: int) -> tuple[int, Verb | None] | None:
    """Return where the finite verb stands; the reading is None for an auxiliary."""
    table = verbs()
    for at in range(start + 1, min(end - 1, start + 12)):
        word = words[at]
        if word in AUXILIARIES:
            return (at, None) if words[at - 1][-1] != "," or "," in " ".join(words[start : at - 1]) else None
        readings = table.get(word)
        if readings is None:
            continue
        following = words[at + 1]
        for reading in readings:
            if reading.particle and reading.particle != following:
                continue
            transitive = reading.asks in ("what", "")
            if reading.tense == "d" and transitive and not reading.particle and following in _PREPOSITIONS:
                return None
            if reading.tense == "b" and words[at - 1][-1] != "s" and words[at - 1] not in _PRONOUNS:
                return None
            return at, reading
    return None


def _subject(
    words: list[str], start: int, end: int, initial: bool, title: frozenset[str]
) -> tuple[str, Referent] | None:
    tokens = words[start:end]
    while len(tokens) > 1 and (tokens[-1].endswith("ly") or tokens[-1] in ("also", "often", "then", "still", "now", "never",
                                                                          "always", "soon", "sometimes", "later")):  # fmt: skip
        tokens.pop()
    for number, token in enumerate(tokens):
        if token[-1] == ",":
            if number == len(tokens) - 1 or tokens[-1][-1] != ",":
                return None
            tokens = [*tokens[:number], token[:-1]]
            break
    first = tokens[0]
    if len(tokens) == 1:
        pronoun = _PRONOUNS.get(first.capitalize())
        if pronoun is not None:
            return "", pronoun
    referent: Referent = ""
    owner = _OWNERS.get(first.capitalize())
    if owner is not None and len(tokens) > 1:
        referent = owner
        tokens = tokens[1:]
        first = tokens[0]
    if not 1 <= len(tokens) <= 8:
        return None
    for token in tokens[1:]:
        if token in _BREAKERS:
            return None
    lower = first.lower()
    if lower in _BREAKERS or lower in _VAGUE or lower == "and" or not first[0].isalpha():
        return None
    if any(token in _INNER for token in tokens[1:]):
        return None
    if initial and not referent and first[0].isupper():
        if lower in _LOWER_FIRST or (lower in common_words() and not _named(tokens)):
            tokens[0] = lower
    head = _head(tokens)
    if head in _VAGUE or head in _PREPOSITIONS:
        return None
    phrase = " ".join(tokens)
    if len(phrase) > 60 or len(phrase) < 3 or not _plain(phrase):
        return None
    bare = [t.lower() for t in tokens if t.lower() not in _DETERMINERS]
    if not bare or (bare[-1].endswith("ed") and len(bare) > 1) or bare[-1].endswith("ing") and len(bare) > 2:
        return None
    if not referent and all(word in title for word in bare) and tokens[0] not in ("a", "an"):
        return "", "name"
    if tokens[0] in ("no", "each", "every", "all", "any", "some", "both", "certain"):
        return None
    if tokens[0] in ("a", "an") and (referent or len(tokens) < 2):
        return None
    if len(tokens) == 1 and not referent and lower in common_words() and tokens[0][-1] != "s":
        return None
    return phrase, referent


def _named(tokens: list[str]) -> bool:
    """Return whether the first word belongs to a name: a capital follows that no preposition separates from it."""
    for token in tokens[1:]:
        if token in _PREPOSITIONS:
            return False
        if token[0].isupper():
            return True
    return False


def _head(tokens: list[str]) -> str:
    for number, token in enumerate(tokens):
        if number and token in _PREPOSITIONS:
            return tokens[number - 1].lower()
    return tokens[-1].lower()


def _plain(phrase: str) -> bool:
    if any(map(str.isdigit, phrase)):
        return False
    return all(_CLEAN.fullmatch(word) for word in phrase.split())


def _existential(words: list[str], at: int, end: int) -> Ask | None:
    """Read "There are several types of X"."""
    if at + 5 > end or words[at + 1] not in ("are", "were"):
        return None
    for kind in range(at + 2, min(end - 2, at + 7)):
        if words[kind] in _KINDS and words[kind + 1] == "of":
            phrase = words[kind + 2].rstrip(".,;:")
            if words[kind + 2][-1].isalpha() and kind + 3 < end and words[kind + 3] not in _PREPOSITIONS:
                return None
            if not _CLEAN.fullmatch(phrase) or phrase in _DETERMINERS:
                return None
            return Ask("kinds", f"{words[kind]} of {phrase}", "", True, False, words[at + 1] == "were", words[at + 1])
    return None


def _question(
    words: list[str], at: int, end: int, reading: Verb | None, phrase: str, referent: Referent, gendered: bool
) -> Ask | None:
    finite = words[at]
    after = at + 1
    while after < end - 1 and (
        words[after].endswith("ly") or words[after] in ("also", "often", "first", "still", "now")
    ):
        after += 1
    following = words[after]
    person = referent in ("he", "she") or (
        referent == ""
        and gendered
        and 1 < phrase.count(" ") + 1 <= 4
        and all(word[0].isupper() for word in phrase.split())
    )
    if reading is None:
        return _copular(words, finite, after, end, phrase, referent, person)
    plural = reading.tense == "b" if reading.tense != "d" else _looks_plural(phrase) or referent == "they"
    past = reading.tense == "d"
    aux = "did" if past else "do" if plural else "does"

    def ask(kind: str) -> Ask:
        return Ask(kind, phrase, referent, plural, person, past, aux, reading.base, finite, reading.particle)

    if reading.base == "die":
        return ask("die")
    if (
        not reading.particle
        and following in ("in", "on", "from", "until", "around", "about")
        and reading.asks
        in (
            "how",
            "where",
        )
    ):
        if _TIME.match(" ".join(words[after + 1 : after + 5])):
            return ask("when")
    if reading.asks == "where" and following in _PLACE_PREPOSITIONS:
        return ask("where")
    if reading.asks == "how":
        return ask("how")
    if reading.asks == "say" and (following == "that" or following == "in"):
        return ask("say") if following == "that" else ask("about")
    if reading.asks == "what" and (reading.particle or following not in _PREPOSITIONS) and following[-1] not in ".;":
        return ask("object")
    return ask("about")


def _copular(
    words: list[str], finite: str, after: int, end: int, phrase: str, referent: Referent, person: bool
) -> Ask | None:
    aux = AUXILIARIES[finite]
    plural = finite in ("are", "were", "have", "do") or (
        finite not in ("is", "was", "has", "does") and (_looks_plural(phrase) or referent == "they")
    )
    past = finite in ("was", "were", "had", "did")
    following = words[after].rstrip(",.;")

    def ask(kind: str, base: str = "") -> Ask:
        return Ask(kind, phrase, referent, plural, person, past, aux, base, finite)

    if finite not in ("is", "are", "was", "were"):
        if finite in ("can", "could") and following != "be" and referent != "they":
            return ask("can")
        return ask("about")
    if following in ("a", "an", "the", "one", "any"):
        rest = " ".join(words[after + 1 : after + 9])
        if (
            not person
            and phrase
            and phrase[0].isupper()
            and following in ("a", "an", "the")
            and OCCUPATION.match(rest)
        ):
            return Ask("define", phrase, referent, plural, True, past, aux, "", finite)
        if following == "the" and not person and phrase[:4] == "the ":
            return ask("about")
        return ask("define")
    if following == "born":
        return ask("born")
    if following in _USED:
        return ask("use")
    if following in _KNOWN and after + 1 < end and words[after + 1] in ("for", "as"):
        return ask("known" if words[after + 1] == "for" else "called")
    if following in ("called", "termed", "dubbed", "nicknamed"):
        return ask("called")
    if following == "named":
        return ask("named") if after + 1 < end and words[after + 1] in ("after", "for", "by") else ask("called")
    if following in _MADE_OF and after + 1 < end and words[after + 1] in ("of", "into", "up"):
        return ask("parts" if words[after + 1] != "into" else "split", following)
    if following in _PLACED:
        return ask("place", following) if words[after][-1] not in ",." else ask("about")
    if following in _OPAQUE:
        return ask("about")
    if is_participle(following) and words[after][-1] not in ",.;":
        return ask(_passive_kind(words, after, end), following)
    if following in ("in", "at", "on", "near"):
        return ask("about")
    return ask("quality" if following in common_words() else "about")


def _passive_kind(words: list[str], after: int, end: int) -> str:
    kind = "passive"
    for at in range(after + 1, min(end, after + 8)):
        word = words[at]
        if word == "by" and at + 1 < end:
            kind = "who" if words[at + 1][0].isupper() else "passive"
            break
        if word in ("in", "on", "until", "around", "between", "from") and _TIME.match(" ".join(words[at + 1 : at + 5])):
            kind = "when"
            break
        if word in ("because", "due"):
            kind = "why"
            break
        if word[-1] in ",;":
            break
    return kind


def _looks_plural(phrase: str) -> bool:
    if not phrase:
        return False
    head = _head(phrase.split())
    return " and " in phrase or (
        head.endswith("s") and not head.endswith(("ss", "us", "is")) and head in common_words()
    )


