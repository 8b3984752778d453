"""A section heading → the questions that the section answers.

The commonest headings of encyclopaedias and of technical documentation have their own forms (``HEADINGS``). Any
other heading is read by its shape: a question, "To do X", a gerund, a year, a name, a clause, a noun phrase. A
heading that names no subject ("See also", "Other") has no question. Costs about 1 µs for a known heading and 5 µs
for another. It gives up headings in title case whose words are all common: they are put in lower case.
"""

import re
from collections.abc import Container
from itertools import pairwise

from lemnos.steps.talk.documents.segment import bare_title
from lemnos.steps.talk.language.verbs import AUXILIARIES, verbs
from lemnos.steps.talk.language.word_classes import PREPOSITIONS
from lemnos.steps.talk.write.articles import SMALL, article, mid_sentence
from lemnos.steps.talk.write.rules.forms import Forms
from lemnos.steps.talk.write.rules.heading_table import HEADINGS, SENSELESS

_QUESTION = re.compile(r"^(?:What|Why|How|When|Where|Who|Which|Is|Are|Do|Does|Can|Should)\b.*\?$")
_WH_CLAUSE = re.compile(r"^(?:What|Why|How|When|Where|Who|Which|Whether) \w+ \w+", re.IGNORECASE)
_TO = re.compile(r"^To ([a-z]\w+) (.+)$")
_PERIOD = re.compile(
    r"^(?:the )?(?:(early|mid|late)[ -])?(\d{3,4}s|\d{1,2}(?:st|nd|rd|th)[ -]centur(?:y|ies))(?: .{0,6})?$", re.I
)
_YEARS = re.compile(r"^(?:.*\()?\s*((?:1\d|20)\d\d) ?(?:-|–|—|to) ?((?:1\d|20)?\d\d)\s*\)?$")
_DATED = re.compile(
    r"^(\D{4,}?)[\s,:;(–—-]+(1?\d{3}|20\d\d) ?(?:-|–|—|to|until) ?(1?\d{3}|20\d\d|\d\d|present|today)\)?$"
)
_CODE = re.compile(r"_|::|\(\)|^operator\b|[a-z][A-Z]\w*$|^[~@#]\w")
_ANY_CODE = re.compile(r"_|::|\(\)")
_LETTERS = re.compile(r"[^\W\d_]{2}")
_NUMBERING = re.compile(r"^(?:\d+(?:\.\d+)*[.)]?|[IVX]+\.|[A-Z][.)])\s+|^(?:Step|Example|Part) \d+:? ?")
_EXAMPLE = re.compile(r"^(?:Examples?|Samples?)(?: \d+)?: (.+)$")
_PARENTHESIS = re.compile(r"(?<=\d) \(\D*\)$")
_TRAILING = re.compile(r"\s*(?:\([^()]*\)|[:;,.–—-]+)\s*$")
_OWNABLE = re.compile(r"(?:[^s]sion|tion|ment|ture|ance|ence|sis|ship|hood|th|ity|age)$")
_ATTRIBUTES = frozenset(
    """
    career policy system service army role name style method structure history origin life family tide role reign rule
    government church army navy economy budget programme program design shape colour size voice image fame fate death
    wife plan idea theory view work use value power force market trade industry law court team season
    """.split()
)
_WITH_THE_HEADS = frozenset(
    "era period age regime occupation dynasty renaissance monarchy islands report years".split()
)
_MASS = (
    "ism",
    "ics",
    "ness",
    "logy",
    "nomy",
    "science",
    "sophy",
    "try",
    "ware",
    "phy",
    "music",
    "water",
    "food",
    "art",
    "warfare",
    "energy",
    "light",
)
_ORDINALS = frozenset("first second third fourth fifth sixth seventh eighth ninth tenth last".split())
_ADJECTIVAL = (
    "ed",
    "ic",
    "al",
    "ary",
    "an",
    "ish",
    "able",
    "ible",
    "ful",
    "less",
    "er",
    "ent",
    "ant",
    "ern",
    "ous",
    "ive",
)
"""Endings of adjectives, and of nouns that need an article: alone they make a heading of which nothing can be asked."""
_LEADING = frozenset(
    "of behind by in at on from to for with and or but as during after before under over between".split()
)
TECHNICAL = frozenset(("error", "option", "code", "task", "guide"))
_WITH_ARTICLE = frozenset(
    ("United States", "United Kingdom", "Netherlands", "Philippines", "Soviet Union", "Middle East")
)


_IN = re.compile(r"\b(?:[Ii]n|[Aa]cross|[Tt]hroughout) (?:the )?(?=[A-Z])")
_OF_A_PEOPLE = re.compile(
    r"[A-Z][a-z]+(?:ese|[^t]ian|[^o]can|ish)|Greek|Dutch|French|German|Roman|Czech|Norman|Swiss|Arab|Iraqi|Israeli|Thai"
)
"""Adjectives of peoples and places, by their endings."""


def heading_forms(heading: str, sort: str, title: str, common: Container[str], text: str = "") -> Forms | None:
    """Return the question forms of a heading for a topic of this sort, or None if it says nothing.

    Args:
        heading: As the document writes it.
        sort: The sort of the topic.
        title: The topic's title.
        common: The words that are no names.
        text: The document, or some of it: whether a heading takes an article or is a name is read off there.
    """
    dated = _DATED.match(_PARENTHESIS.sub("", heading))
    if dated:
        return _dated(dated, title, common, text)
    example = _EXAMPLE.match(heading.replace("`", ""))
    if example is not None:
        return _example_of(example[1])
    heading = heading.rpartition(": ")[2] if heading[-1:].isalnum() else heading
    bare = _TRAILING.sub(
        "", _NUMBERING.sub("", " ".join(heading.replace("`", "").replace("*", "").lstrip("–—- ").split()))
    )
    key = bare.lower()
    if key in SENSELESS or len(bare) < 3 or len(bare) > 70 or "http" in key or "{" in key or "}" in key:
        return None
    known = HEADINGS.get(f"{key}@{sort}") or HEADINGS.get(key)
    if known is not None:
        return known
    return _by_shape(bare, title, sort, common, text)


def _example_of(what: str) -> Forms:
    """Ask for an example, as a section tells it whose heading is "Example: kiln_heat"."""
    if " " in what or not _CODE.search(what):
        return HEADINGS["example@task"]
    direct = (f"Can you show me an example of {what}?", f"What does an example of {what} look like?")
    return Forms(direct, (f"what an example of {what} looks like",), ("the example",))


def _dated(match: re.Match[str], title: str, common: Container[str], text: str) -> Forms | None:
    """Read "Second peace: 1389–1415"."""
    first, last = match[2], match[3]
    if last.isdigit() and len(last) == 2:
        last = first[:-2] + last
    when = f"between {first} and {last}" if last.isdigit() else f"since {first}"
    label = _by_shape(match[1].strip(), title, "", common, text)
    nouns = tuple(noun for noun in label.noun if "{p}" not in noun) if label is not None else ()
    direct = [f"What happened {when}?", f"How did things go {when}?"]
    if nouns:
        direct += (
            [f"What happened during {nouns[0]}?", f"What was {nouns[0]} about?"] if "war" in nouns[0].lower() else []
        )
    return Forms(tuple(direct), (f"what happened {when}",), nouns)


def _by_shape(text: str, title: str, sort: str, common: Container[str], document: str) -> Forms | None:
    technical = sort in TECHNICAL
    if _QUESTION.match(text):
        first, *others = text[:-1].split()
        return Forms((" ".join((first, mid_sentence(others, common))) + "?",))
    to = _TO.match(text)
    if to:
        rest = f"{to[1]} {to[2]}".replace(" your ", " my ")
        return Forms(
            (f"How do I {rest}?", f"How can I {rest}?", f"What do I need to do to {rest}?"), (f"how to {rest}",)
        )
    period = _PERIOD.match(text)
    if period:
        when = f"{period[1].lower()} {period[2].lower()}" if period[1] else period[2].lower()
        return Forms(
            (f"What happened to {{o}} in the {when}?", f"How did the {when} go for {{o}}?", f"And in the {when}?",
             f"What did the {when} bring for {{o}}?"),
            (f"what happened in the {when}",), (f"the {when}",),
        )  # fmt: skip
    years = _YEARS.match(text)
    if years:
        return Forms(
            (
                f"What happened between {years[1]} and {years[2]}?",
                f"What did the years from {years[1]} to {years[2]} bring?",
            ),
            (),
            (f"the years from {years[1]} to {years[2]}",),
        )
    if (
        text[-1] in "?!,"
        or not _LETTERS.search(text)
        or any(character in text for character in '"“”<>|\\=[]()')
        or ("/" in text and not technical)
        or text[0].isdigit()
    ):
        return None
    if _CODE.search(text) if technical else _ANY_CODE.search(text):
        if " " in text and not text.startswith("operator"):
            return None
        return Forms(
            (f"What does {text} do?", f"How does {text} work?", f"What is {text} for?", f"When would I use {text}?"),
            (f"what {text} does", f"how {text} is used"), (text,),
        )  # fmt: skip
    if sort not in ("place", *TECHNICAL) and _is_place(text, title, document):
        return _of_place(text, sort, document)
    words = text.split()
    if len(words) > 9 or words[0].lower() in _LEADING:
        return None
    if _WH_CLAUSE.match(text):
        return Forms((), (text[0].lower() + text[1:],))
    if words[-1].endswith(("ive", "ous", "ial", "ical", "ific")) and (len(words) == 1 or "," in text):
        return None
    if any(word in AUXILIARIES for word in words[1:]) or (words[0][-2:] == "ed" and words[1:2] in (["by"], ["in"])):
        return None
    if len(words) == 1 and text[1:].islower() and text.endswith(("s", "y")) and f" {text}" not in document:
        text = text.lower()
        words = [text]
    spelt = spelling(text, document, common) if document else ""
    return Forms((), (), (spelt,)) if spelt else _noun_phrase(words, title, technical, common, document)


def _is_place(heading: str, title: str, text: str) -> bool:
    """Return whether a heading names a place by itself, as its document writes "in Ghana" and "in the Netherlands"."""
    if heading.lower() in title.lower() or not all(word[:1].isupper() for word in heading.split() if word not in SMALL):
        return False
    bare = heading.removeprefix("The ")
    if bare in _WITH_ARTICLE:
        return True
    found = _IN.finditer(text)
    return any(
        text.startswith(bare, match.end()) and not text[match.end() + len(bare) :].lstrip()[:1].isupper()
        and not text[match.end() + len(bare) :][:1].isalnum()
        for match in found
    )  # fmt: skip


def _of_place(heading: str, sort: str, text: str) -> Forms:
    """Ask for the topic in a place, as that is what the section tells."""
    bare = heading.removeprefix("The ")
    place = f"the {bare}" if bare in _WITH_ARTICLE or f" the {bare}" in text else bare
    if sort == "person":
        return Forms((f"What about {{p}} time in {place}?", f"What did {{t}} do in {place}?"))
    if sort == "event":
        return Forms((f"What about {place}?", f"What happened in {place}?"))
    return Forms((f"What about {{o}} in {place}?", f"How about {place}?"))


def spelling(heading: str, text: str, common: Container[str]) -> str:
    """Return how ``text`` writes the heading in mid-sentence, with its article; empty if it does not."""
    lowered = heading[0].lower() + heading[1:]
    # "the direct" may be part of "the direct vote".
    if f"the {lowered}" in text and (" " in heading or article(lowered, text) == "the"):
        return f"the {lowered}"
    at = text.find(heading, 2)
    if at < 2 or (heading.partition(" ")[0].lower() in common and heading[1:].islower()):
        return ""
    if text[at - 1] != " " or text[at - 2] in ".!?:" or text[at + len(heading) : at + len(heading) + 1].isalnum():
        return ""
    return f"the {heading}" if text[at - 4 : at].lower() == "the " and not heading.startswith("The ") else heading


def is_code(heading: str, technical: bool) -> bool:
    """Return whether a heading names something in code; in technical documentation a capital inside it is enough."""
    return bool((_CODE if technical else _ANY_CODE).search(heading)) and (
        " " not in heading.strip() or "::operator" in heading
    )


def _noun_phrase(words: list[str], title: str, technical: bool, common: Container[str], text: str) -> Forms | None:
    if words[0] in ("A", "An") and len(words) > 1:
        words = ["The", *words[1:]]
    if len(words) == 1 and _OF_A_PEOPLE.fullmatch(words[0]) and words[0].lower() not in common:
        thing = bare_title(title).lower()
        if all(word in common for word in thing.split()):  # "Japanese" in "Abacus" is the Japanese abacus
            return Forms((), (), (f"the {words[0]} {thing}",))
    if words[0] == "The" and len(words) > 2 and text.find(f" {' '.join(words[1:])}") >= 0:
        return Forms((), (), (f"the {' '.join(words[1:])}",))
    lowered = mid_sentence(words, common)
    if lowered[0] != words[0][0] and f" {lowered.split()[0]}" not in text and _inside(words[0], text):
        lowered = words[0][0] + lowered[1:]
    first = lowered.split()[0]
    if len(words) == 1 and lowered.islower():
        stands = article(lowered, text)
        if not stands and lowered.endswith(_ADJECTIVAL):
            return None
        if stands is None and f"the {lowered} " in text:
            return None  # it only says which, as in "the direct vote"
    if any(_is_finite(word, following) for word, following in pairwise(words[1:])):
        return None
    if first.endswith("ing") and len(words) > 1 and technical and first in common:
        return Forms(
            (f"What does {lowered} involve?", f"How do I go about {lowered}?"),
            (f"what {lowered} involves",),
            (lowered,),
        )
    if lowered in _WITH_ARTICLE:
        return Forms((), (), (f"the {lowered}",))
    if " ".join(words).casefold().removeprefix("the ") == title.casefold():
        return Forms((), (), ("{T}",))
    parts = lowered.split(" ")
    end = next((number for number, word in enumerate(parts) if word in SMALL and number), len(parts))
    head = parts[end - 1]
    if head.lower() in _WITH_THE_HEADS:
        return Forms((), (), (lowered if first in ("the", "a", "an") else f"the {lowered}",))
    several = head.endswith("s") and not head.endswith(("ss", "us", "is", "ics"))
    attribute = len(parts) - end == 0 and not several and (head in _ATTRIBUTES or _OWNABLE.search(head) is not None)
    if first in ("the", "a", "an") or lowered[0].isupper() or "'s" in first or "’s" in first:
        if (
            lowered[0].isupper()
            and end == len(parts) > 1
            and head in common
            and not several
            and not attribute
            and "'" not in first
            and "’" not in first
            and not head.endswith(_MASS)
        ):
            return Forms((), (), (f"the {lowered}",))
        owned = attribute and head[0].islower() and first not in SMALL and len(parts) > 1 and "'" not in lowered
        return Forms((), (), ("{p} " + lowered,) if owned else (lowered,))
    takes = article(lowered, text) if text else None
    if takes is None and end == len(parts) > 1 and head not in _ATTRIBUTES and article(head, text) == "":
        takes = ""
    if takes is not None:
        return Forms((), (), (f"the {lowered}" if takes else lowered,))
    if first.endswith("ing") and parts[1:2] == ["of"]:
        return Forms((), (), (f"the {lowered}",))
    if first in _ORDINALS or (not several and "of" in parts and " and " not in lowered and not first.endswith("ing")):
        return Forms((), (), (f"the {lowered}",))
    if first.endswith("ing") or " and " in lowered or "," in lowered or any(map(str.isdigit, lowered)):
        return Forms((), (), (lowered,))
    if end < len(parts) and parts[end] in ("with", "to") and _OWNABLE.search(head):
        return Forms((), (), ("{p} " + lowered,))
    if several or ("of" not in parts and any(word in SMALL for word in parts)):
        return Forms((), (), (lowered,))
    if attribute and len(parts) <= 2 and not any(part in title.lower() for part in parts if len(part) > 3):
        return Forms((), (), ("{p} " + lowered, f"the {lowered}"))
    return Forms((), (), (lowered if head.endswith(_MASS) else f"the {lowered}",))


def _inside(word: str, text: str) -> bool:
    """Return whether a text has a word with its capital inside a sentence."""
    at = text.find(f" {word}", 1)
    return at > 0 and (text[at - 1].islower() or text[at - 1] == ",")


def _is_finite(word: str, following: str) -> bool:
    """Return whether a word of a heading is surely a verb: "Hard plastic replaces wax"."""
    readings = verbs().get(word, ()) if word.endswith("s") else ()
    if following in ("a", "an", "the"):
        return bool(readings)
    return bool(readings) and following not in PREPOSITIONS and following not in SMALL and following.islower()
