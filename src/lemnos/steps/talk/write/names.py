"""A topic's title → the words that people use for it in the middle of a sentence.

"Suez Canal" becomes "the Suez Canal" and then "the canal", "Edmund Hillary" becomes "Hillary", "Sextant" becomes
"sextants", "Compiler Error C2065" becomes "compiler error C2065". Whether a title takes an article, a plural or a
small letter is read off the document's own text: the form found there is the form used. Costs about 20 µs for a
topic. It gives up irregular plurals, and calls nobody "he" or "she" unless the text does.
"""

import re
from collections.abc import Container, Sequence
from typing import Literal, NamedTuple

from lemnos.steps.talk.language.word_classes import OCCUPATION, PREPOSITIONS
from lemnos.steps.talk.write.articles import SMALL, mid_sentence
from lemnos.steps.talk.write.articles import article as article_of
from lemnos.steps.talk.write.articles import plural as plural_of
from lemnos.steps.talk.write.base import Topic

Sort = Literal[
    "person", "place", "living", "event", "work", "group", "error", "option", "code", "task", "guide", "thing"
]


class Name(NamedTuple):
    """How to speak of a topic."""

    full: str
    short: str
    plural: bool
    sort: Sort
    bare: str
    """Without an article, for "… in Egypt": ``Suez Canal``."""


_SORT_WORDS: tuple[tuple[Sort, str], ...] = (
        ("place", "city town country state river lake island islands mountain village capital region province county "
                  "continent sea ocean desert municipality borough district republic kingdom empire caliphate "
                  "sultanate dynasty civilization civilisation peninsula territory "
                  "archipelago planet moon bridge building castle palace volcano nation canal park suburb"),
        ("living", "species genus bird fish mammal plant tree reptile insect animal dog breed dinosaur family "
                   "subspecies shrub herb fungus amphibian rodent whale cat order penguin parrot lizard frog spider "
                   "shark bear monkey ape antelope squirrel seal dolphin beetle butterfly bacterium primate marsupial"),
        ("event", "war battle hurricane revolution storm earthquake attack siege cyclone disaster election massacre "
                  "rebellion crisis famine treaty conference epidemic tournament championship eruption campaign"),
        ("work", "novel film album song book poem play opera series game painting symphony musical sitcom newspaper "
                 "magazine ballet comic trilogy epic novella story tale satire manga anime sitcom"),
        ("group", "company organization organisation university club team band party corporation college school union "
                  "agency airline army association society order church religion museum"),
)  # fmt: skip
_SORTS: dict[str, Sort] = {word: sort for sort, words in _SORT_WORDS for word in words.split()}
KIND_WORDS = frozenset(_SORTS)
"""Nouns that stand for a topic of their sort: "the country", "the company"."""
_REFERENCE_HEADINGS = frozenset(
    "remarks|syntax|parameters|requirements|example|prerequisites|return value|to correct this error".split("|")
)
_PARENTHETICAL = re.compile(r"\s*\([^()]*\)")
_PREDICATE = re.compile(r"\b(is|are|was|were) (?:an?|the|one of the|any of|the name of an?) ([^.;]{3,120})")
_CLAUSE = re.compile(r"[,;:]|\b(?:that|which|who|whose|where|when|as|used|held|holding|caused|fought)\b")
"""Where the noun that a topic is said to be has surely been named."""
_ERROR = re.compile(r"(?i)\b(?:errors?|warnings?)\b.*\b[A-Z]{0,4}\d{2,}")
_SUFFIX = re.compile(
    r"^(?P<name>\S.*?) (?P<noun>(?:(?:static |function |member |data |macro |COM |compiler |C\+\+ )*)"
    r"(?:class|function|functions|structure|struct|namespace|operator|operators|keyword|enumeration|enum|method|macro"
    r"|macros|interface|attribute|pragma|property|template|union|type|header|statement|specifier|algorithm"
    r"|directive|constants|concept|object|modifier|event|callback))$",
    re.IGNORECASE,
)
_IDENTIFIER = re.compile(r"^[@#]?[\w:~<>.*&=!+/%^|\[\]()$-]+$")
_CODE_SHAPE = re.compile(r"_|::|<\w|^\W|[a-z][A-Z]|^[A-Z]{2,}[a-z]+[A-Z]|\(\)|^operator\b|\d[a-z]")
_IMPERATIVES = frozenset(
    "Create Add Set Use Build Install Configure Enable Import Export Define Write Deploy Debug Port Migrate Generate "
    "Convert Manage Troubleshoot Diagnose Improve Optimize Optimise Avoid Choose Connect Customize Customise Develop "
    "Disable Download Edit Ensure Explore Fix Get Implement Include Integrate Invoke Learn Link Make Modify Move "
    "Navigate Obtain Open Organize Perform Prepare Protect Publish Reduce Remove Rename Replace Resolve Retrieve "
    "Reuse Run Select Specify Start Switch Uninstall Understand Unlock Update Upgrade Verify View Work".split()
)
"""First words of titles of instructions."""
_LIVED = re.compile(r"^[^.]{3,90}\((?:[^()]{0,60}\b)?(?:born\b|\d{3,4}\)? ?[–—-]|[A-Z][a-z]+ \d{1,2}, \d{4} ?[–—-])")
_GERUND = re.compile(r"^[A-Z][a-z]+ing\b")
_OBJECT = re.compile(r"^\S+ (?:[A-Z]|an?\b|the\b|and\b|with\b|to\b|in\b|for\b|from\b|of\b)")
_ROMAN = re.compile(r"^[IVX]+$")
_PARTICLES = frozenset("van von de da di du la le der den del bin ibn al".split())
_LOWER_WORDS = re.compile(r"\b[A-Z][a-z]+(?:-[A-Z][a-z]+)*\b")


def name_of(topic: Topic, common: Container[str]) -> Name:
    """Return how to speak of ``topic``; ``common`` are the words that are no names."""
    title = " ".join(topic.title.replace("`", "").replace("**", "").split()) or "this topic"
    base = _PARENTHETICAL.sub("", title).strip(" ,:") or title
    base = base.removeprefix("Introduction to ").removeprefix("Overview of ") or title
    return _technical(base, common) or _common(topic, _before_comma(base, topic), common)


def _before_comma(base: str, topic: Topic) -> str:
    """Return "Atlanta" for "Atlanta, Georgia" where the document itself says no more."""
    first, comma, rest = base.partition(", ")
    if not comma or " and " in first or not (rest[0].isupper() or rest[0].isdigit()):
        return base
    if rest[0].isdigit():
        return first  # "Arthur Wellesley, 1st Duke of Wellington"
    said = sum(segment.text.count(first) - segment.text.count(base) for segment in topic.segments[:10])
    return first if said > _SAID else base


def _technical(base: str, common: Container[str]) -> Name | None:
    if _ERROR.search(base):
        lowered = _LOWER_WORDS.sub(lambda match: match.group().lower(), base)
        plural = bool(re.search(r"\b(?:errors|warnings)\b", lowered))
        return Name(lowered, lowered, plural, "error", lowered)
    if base[0] == "<" and base[-1] == ">" and len(base) > 2:
        return Name(f"the {base[1:-1]} header", f"the {base[1:-1]} header", False, "code", base[1:-1])
    lead, colon, rest = base.partition(": ")
    if colon and rest and lead.lower() in ("how to", "walkthrough", "tutorial", "quickstart"):
        text = rest if _CODE_SHAPE.search(rest.split()[0]) else mid_sentence(rest.split(), common)
        if lead.lower() == "how to" and text[0].islower() and text.split()[0] in common:
            verb, _, what = text.partition(" ")
            gerund = f"{_gerund(verb)} {what}".strip()
            return Name(gerund, gerund, False, "task", text)
        return Name(text, text, False, "guide", text)
    if base.startswith("/") and len(base) > 1:
        option = base.split(",")[0].split()[0]
        return Name(f"the {option} option", option, False, "option", option)
    suffix = _SUFFIX.match(base)
    if (
        suffix
        and suffix["name"].count(" ") < 2
        and (
            _CODE_SHAPE.search(suffix["name"])
            or (" " not in suffix["name"] and suffix["name"][1:2].isupper() and not suffix["name"].isupper())
            or suffix["name"].islower()
            or (suffix["noun"][0].isupper() and " " not in suffix["name"] and suffix["noun"] != "Union")
        )
    ):
        noun = suffix["noun"]
        noun = noun if noun.startswith(("COM", "C++")) else noun.lower()
        first = suffix["name"].split(", ")[0]
        return Name(f"the {first} {noun}", first, noun.endswith("s") and noun != "class", "code", first)
    parts = base.split(", ")
    first = parts[0]
    if all(" " not in part and _IDENTIFIER.match(part) for part in parts) and (
        any(map(_CODE_SHAPE.search, parts)) or (first[0].islower() and first.isascii())
    ):
        return Name(first, first, False, "code", first)
    verb, _, what = base.partition(" ")
    if verb in _IMPERATIVES and " " in what:
        text = mid_sentence(what.split(), common)
        return Name(f"{_gerund(verb.lower())} {text}", f"{_gerund(verb.lower())} {text}", False, "task", base)
    if _GERUND.match(base) and base.split()[0].lower() in common and _OBJECT.match(base):
        text = mid_sentence(base.split(), common)
        return Name(text, text, False, "guide", text)
    return None


def _is_gendered(texts: Sequence[str]) -> bool:
    """Return whether at least three of a document's first paragraphs speak of one man or of one woman."""
    paragraphs = (set(text.lower().split()) for text in texts[:6])
    return sum(words.isdisjoint(("he", "his")) != words.isdisjoint(("she", "her")) for words in paragraphs) > 2


_WITH_THE = frozenset(
    "Empire Revolution Kingdom Dynasty Republic Union Canal Sea Ocean River Islands Mountains Alps War Age Era Wars"
    " Party Church Alliance League Crisis Rebellion Uprising Expedition Library Museum Orchestra Peninsula Gulf".split()
)
_EVENT_NAMES = frozenset(
    "War Wars Battle Revolution Crisis Rebellion Uprising Expedition Siege Massacre Famine".split()
)
"""Last words of names of events, whatever place the first sentence names."""
_TONGUES = frozenset("language languages alphabet script dialect dialects".split())
"""Behind a name these take the article: "the Hebrew language"."""
_SAID = 2
"""Uses of a title's first part alone after which it may stand for the title."""
_DOUBLED = frozenset("get set put run stop map debug embed plan cut trap begin swap plug".split())


_AFTER_HEAD = SMALL | PREPOSITIONS
"""Words behind the head of a name: "Guide" in "Guide to the Galaxy"."""
_SEVERAL = frozenset("languages peoples Awards Islands Games Mountains Forces Alps Andes macros constants".split())
"""Last words of names that are plural whatever the document says."""
_REGIONS = frozenset("region people peoples civilization civilisation era period Ages".split())


def _of_something(words: list[str], common: Container[str]) -> bool:
    """Return whether a title is "Declaration of …": a common noun before "of", which takes the article."""
    head = words[words.index("of") - 1] if "of" in words[1:] else ""
    return len(head) > 3 and head.lower() in common


def _gerund(verb: str) -> str:
    if verb in _DOUBLED:
        return verb + verb[-1] + "ing"
    if verb.endswith("e") and not verb.endswith(("ee", "ye", "oe")):
        return verb[:-1] + "ing"
    return verb if verb.endswith("ing") else verb + "ing"


def _common(topic: Topic, base: str, common: Container[str]) -> Name:
    texts = [segment.text for segment in topic.segments[:10]]
    sample = " " + " ".join(texts)
    lead = texts[0][:400] if texts else ""
    at = lead.find(base)
    predicate = _PREDICATE.search(_PARENTHETICAL.sub("", lead[at + len(base) if at >= 0 else 0 :]))
    sort: Sort = "thing"
    plural = False
    if predicate is not None and predicate.start() < 160:
        words = predicate[2]
        first = next((word for word in words.replace(",", " ").split()[:4] if word in _SORTS), "")
        if (
            first in _SORTS
            and first not in ("order", "party", "state")
            and _SORTS[first] != "living"
            and " born " not in lead[:160]
        ):
            sort = _SORTS[first]
        elif OCCUPATION.match(words) or (" born " in lead[:160] and predicate[1] in ("is", "was")):
            sort = "person"
        else:
            main = _CLAUSE.split(words, maxsplit=1)[0]
            sort = next((_SORTS[word] for word in main.split()[:9] if word in _SORTS), sort)
        plural = predicate[1] in ("are", "were") and 0 <= at < 40
    lived = _LIVED.search(lead) is not None
    head = base.split()[-1]
    if sort in ("place", "thing") and " " in base and head in _EVENT_NAMES:
        sort = "event"
    if sort == "thing" and lived and _SORTS.get(head.lower()) == "event":
        sort = "event"  # "The Revolutionary War (1775–1783)"
    elif sort == "thing" and lived and " " in base and base[-1].islower() and head[0].isupper():
        sort = "person"
    elif sort in ("place", "group", "work") and lived and _is_gendered(texts):
        sort = "person"  # "Abbas I of Persia … was Shah of Iran", "… was a Soviet film editor"
    if sort == "thing":
        kind = _SORTS.get(base.split()[0].lower(), "thing")
        sort = kind if kind == "event" else sort
        names_only = not any(word.lower() in common or word in _PARTICLES for word in base.split())
        if sort == "thing" and names_only and _is_gendered(texts):
            sort = "person"
    if sort == "thing" and any(
        segment.section and segment.section[-1].lower() in _REFERENCE_HEADINGS for segment in topic.segments[:6]
    ):
        sort = "guide"
    plural = plural or (sort == "guide" and " and " in base)
    if sort == "person" and (base.endswith("ism") or sample.count(f" {base.lower()}") > 1):
        sort = "thing"  # "An astronomer is a scientist" is about no one person
    if sort == "person" and base[:1].isupper() and " the " not in base[:5]:
        return Name(base, _surname(base, sample), False, "person", base)
    return _noun(base, sample, lead, at, plural, sort, common)


_OTHER_WORDS = frozenset(
    ("He", "She", "It", "They", "We", "You", "I", "Me", "Him", "Her", "His", "Who", "An", "So", "To", "No", "Do")
)
"""Names that a sentence would take for another word."""


def _surname(base: str, sample: str) -> str:
    words = base.split(" of ")[0].split(",")[0].split()
    if len(words) < 2:
        return base if " of " not in base else words[0]
    if _ROMAN.match(words[-1]):
        short = " ".join(words)
    elif words[-1] in ("Jr.", "Sr.", "Jr", "Sr"):
        short = words[-2]
    else:
        particle = next((n for n, word in enumerate(words) if n and word in _PARTICLES), len(words) - 1)
        short = " ".join(words[particle:])
    if " the " in f" {base}":
        short = words[0]
    if short in _OTHER_WORDS:
        return base  # "Zheng He"
    return short if sample.count(f" {short}") > sample.count(f" {words[0]} ") / 3 and f" {short}" in sample else base


def _noun(base: str, sample: str, lead: str, at: int, plural: bool, sort: Sort, words_in_use: Container[str]) -> Name:
    lowered = base[0].lower() + base[1:]
    # A word that is common elsewhere may be a name here: a place ("Mercury"), or one that keeps its capital inside
    # a sentence ("the Mini").
    capitals = sum(before[-1:].islower() or before[-1:] == "," for before in sample.split(f" {base}")[:-1])
    smalls = sample.count(f" {lowered}")
    common = (
        base[0].isupper()
        and (base[1:2].islower() or base[1:2] == "-")
        and (
            smalls > capitals
            or (
                not capitals
                and base.isascii()
                and (sort != "place" or " " in base)
                and all(word.islower() and word in words_in_use for word in lowered.split())
            )
        )
    )
    words = base.split()
    if not common and len(words) > 1 and all(w.lower() in words_in_use for w in words) and base not in sample:
        common, lowered = True, base.lower()
    tongue = words[-1] in _TONGUES and len(words) > 1 and f" a {lowered}" not in f" {lead}".lower()
    if tongue or not common:
        plural = plural or f"{base} are" in lead or f"{base} were" in lead or words[-1] in _SEVERAL
        if len(words) == 1 and not base.endswith("s") and sample.count(f" {base}s") > sample.count(f" {base} "):
            return Name(f"{base}s", f"{base}s", True, sort, f"{base}s")  # a document on Finns, titled "Finn"
        named = sample.count(f" {base}")
        article = sample.count(f" the {base}") + sample.count(f" The {base}")
        if (
            tongue
            or (len(words) > 1 and (words[-1] in _REGIONS or (sort == "living" and not base.endswith("s"))))
            or (" of " in base and sort != "work" and _of_something(words, words_in_use))
            or (lead.startswith(f"The {base} ") and lead[len(base) + 5 : len(base) + 6].islower() and sort != "work")
            or (
                len(words) > 1
                and (
                    (words[-1] in _WITH_THE and (named < 4 or article))
                    or (words[1] == "of" and words[0].lower() in words_in_use)
                    or (words[-1].islower() and article_of(base, sample) in ("the", "a"))
                )
            )
        ):
            full = f"the {base.removeprefix('The ')}"
        elif base.startswith(("The ", "A ", "An ")) or not article or article * 2 < named:
            full = "the " + base[4:] if base.startswith("The ") and sort != "work" else base
        else:
            full = f"the {base}"
        plural = plural or (
            full.startswith("the ") and len(words) > 1 and words[-1].endswith("s") and f"{base} are" in sample
        )
        end = next((at for at, word in enumerate(words) if at > 1 and word in _AFTER_HEAD), len(words))
        head = words[end - 1].lower()
        short = full
        initials = (
            re.match(r"\s*\(([A-Z]{2,6})\)", lead[at + len(base) : at + len(base) + 12]) if 0 <= at < 60 else None
        )
        if initials and len(words) > 1:
            short = f"the {initials[1]}" if f" the {initials[1]}" in sample else initials[1]
        elif len(words) > 1 and full.startswith("the ") and any(f" the {head}{end}" in sample for end in " .,"):
            short = f"the {head}"
        return Name(full, short, plural, sort, base)
    several = plural_of(lowered)
    last = words[-1]
    if plural or (
        lowered.endswith("s")
        and (f"{base} are" in lead or f"{lowered} are" in lead or (sort == "guide" and last[:-1] in words_in_use))
    ):
        said = several if not lowered.endswith("s") and f"{several[1:]} " in sample else lowered
        return Name(said, said, True, sort, said)
    if " of " in base and sort != "work" and _of_something(words, words_in_use):
        said = f"the {lowered.removeprefix('the ')}"
        return Name(said, said, False, sort, lowered)
    takes = article_of(lowered, sample)
    if takes is None and (
        _opens_with_one(lowered, lead) or (len(words) > 1 and article_of(words[-1].lower(), sample) == "a")
    ):
        takes = "a"  # "A water mill uses …"; a document on canal locks that says "a lock"
    many = sample.count(f" {several}") + sample.count(f" {several[0].upper()}{several[1:]} ")
    if many and (takes == "a" or many * 2 > sample.count(f" {lowered}") - many):
        return Name(several, several, True, sort, several)
    opens = lead[at - 4 : at].lower() if at >= 4 else ""
    if takes == "a" or (takes != "" and opens == "the ") or opens[2:] == "a " or opens[1:] == "an ":
        return Name(f"the {lowered}", f"the {lowered}", False, sort, lowered)
    return Name(f"the {lowered}" if takes else lowered, f"the {lowered}" if takes else lowered, False, sort, lowered)


def _opens_with_one(lowered: str, lead: str) -> bool:
    """Return whether a document begins with one of what it is about: "A water mill uses the weight of water"."""
    return lead[:4].lower().startswith(("a ", "an ")) and lead.partition(" ")[2].startswith(f"{lowered} ")


def possessive(noun: str) -> str:
    """Return the possessive: ``Hillary's``, ``the lions'``."""
    return noun + ("’" if "’" in noun else "'") + ("" if noun.endswith("s") else "s")
