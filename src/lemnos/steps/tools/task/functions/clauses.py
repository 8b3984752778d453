"""Makes the rest of a wish from a sentence of a description: what follows its verb -> a phrase that a person says.

``for a specific Hex project.`` ─▶ ``for the Hex project with the ID {project_id}``: phrases that speak of an argument
become the place of its value, words that only a programmer needs are cut off, and *your* is *my*. Limitation: English
only.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple

from lemnos.steps.tools.examples.example_values import normalised
from lemnos.steps.tools.naming.noun_phrases import with_article
from lemnos.steps.tools.naming.nouns import is_plural, singular
from lemnos.steps.tools.naming.things import kind_of
from lemnos.steps.tools.task.functions.awkward import (
    ARTICLES,
    MASS,
    PREPOSITIONS,
    in_small_letters,
    is_awkward,
    plainer,
)
from lemnos.steps.tools.task.functions.nouns import KEY_WORDS, argument_words, said_of
from lemnos.steps.tools.world.results.sought import SOUGHT

_NEXT = rf"(?=$|,|\s(?:{'|'.join(PREPOSITIONS)}|and|using|via|through|that|which|including|so)\b)"
"""What may stand behind a noun phrase."""
_HOW = re.compile(
    r"\s+(?:via|using|through|perfect|ideal|suitable|designed|useful|"
    r"so|when|if|based|including|such|like(?! counts?\b)|by (?:[a-z]+ly )?[a-z]+ing|"
    r"as(?! (?:an? )?(?:complete|done|read|unread|"
    r"spam|favou?rite|resolved|paid|sent|seen|draft))|without|otherwise|"
    r"(?:before|after)(?! (?:the |regular |normal )*(?:market|trading|business|office|hours)\b)|because|since|unless|"
    r"while|whether|ordered|sorted|grouped|supporting|optionally|along|together|plus|returning|allowing|making|instead|"
    r"rather|even|at once|in bulk|in batch(?:es)?|in (?:an?|one) (?:single )?(?:request|call|operation|batch)|"
    r"directly|programmatically|and returns?|for (?:use|further|given|reference|analysis|debugging|reporting|"
    r"planning|context|testing|verification|inspection|display|processing|later|future|summarization|troubleshooting|"
    r"comparison|visualization|reuse|better|easy|easier|quick|efficient|immediate)\b|"
    r"for (?:[a-z-]+ ){1,3}(?:decisions|purposes|workflows|insights|use cases)\b|"
    r"(?:with|from|by|on|in|of|for|against|to) "
    r"(?:the )?(?:(?!(?-i:with|from|by|on|in|of|for|against|to) )[\w.&-]+ ){0,8}"
    r"(?:API|APIs|SDK|tool|endpoint|MCP|CLI|REST)\b|"
    r"to (?:review|manage|explore|optimize|compare|verify|validate|prepare|debug|diagnose|inform|guide|learn|inspect|"
    r"avoid|reduce|prevent|troubleshoot|evaluate|assess|decide|plan|"
    r"get|generate|help|use|allow|enable|be|understand|make|determine|identify|see|retrieve|find|check|support|"
    r"ensure|provide|create|gain|discover|perform|assist|improve|track|monitor)|"
    r"with (?:an optional|optional|filters?|its|their|all|more|detailed|efficient|"
    r"full|advanced|configurable|various|the following|the given|specified|a specified|a given)|"
    r"with (?:built-in|automatic|custom|smart|intelligent|robust|proper|enhanced|improved|better|error|security|"
    r"(?!compatible|available|capable)[a-z]+(?:able|ible)|descriptions|details)\b|"
    r"with (?:[\w-]+ ){0,3}(?:validation|handling|fallback|context)\b|"
    r"with (?:[\w-]+ ){0,3}(?:filtering|sorting|support|options|pagination|metadata|parameters|settings|formatting|"
    r"capabilities|filters|criteria|limits?|controls?))\b.*$",
    re.IGNORECASE,
)
"""From here on a sentence says how, or what for."""
_RELATIVE = re.compile(r" (?:where|that|which|who|whose) ")
_OPEN = re.compile(r" (?:by [a-z]+(?:(?:,| and| or) [a-z]+)*|(?:that|who|which|where) \w+)$")
"""Ends of phrases that do not say which ones."""
_BARE = re.compile(r"\b(for|from|in|on|of|to|about) ([a-z]+[a-rt-z])(?=$| (?:by|in|from|with|for|on|to)\b)")
"""One thing without an article: ``from board``."""
_IN_ONE = re.compile(r" (from|in|on|to) (board|workbook|worksheet|spreadsheet|presentation|notebook|repository)(?=$| )")
"""One thing that a file or a page is, without an article."""
_DONE_BY = re.compile(r"\b(?:written|made|[a-z]+ed) $")
_BY_ONE = re.compile(r"\b(?:using|via|through|based on) (?:an?|the|its|their|one)\b(?! \w* ?API)")
"""How, by something that an argument tells."""
_BY = re.compile(
    r"(?: (?:split|grouped|broken down|categori[sz]ed|separated|organi[sz]ed|identified))?"
    r" by (?:an?|the|their|its|your|any)?\s*(?:\w+ ){0,2}\w*(?:names?|keywords?|titles?|queries|query|text|content|"
    r"topic|ids?|url|"
    r"criteria|address|symbols?|code|phrase|term|terms|keys?|path|slug|number|state|date|type)(?: (?:or|and) "
    r"(?:\w+ ?){1,3})?"
    r"(?=$| (?:in|on|from|at|within) )|"
    r" (?:containing|matching|for|with|using) (?:an?|the)?\s*(?:search[ _])?(?:text|query|queries|keywords?|terms?|"
    r"string|phrase|"
    r"criteria|topic)$|"
    r" (?:for|by|at|of|from|with|in) (?:an?|the|its)?\s*(?:geographic )?(?:location |city )?(?:latitude|longitude|lat|"
    r"coordinates)(?:(?: and| or|,) (?:longitude|long?|lng|latitude))?(?: coordinates| pair)?$",
    re.IGNORECASE,
)
_WHICH = re.compile(
    r"\s+(?:by|found|where|which|that|filtered|given|provided|specified|containing|matching|whose|who|available|"
    r"(?:for|in|from|on) (?:which|whom))\b.*$",
    re.IGNORECASE,
)
"""From here on a sentence says which ones."""
_LAST_CUT = re.compile(
    r"(?<!access)\s+(?:with|and|or|to|for|in|on|from|of|at|into|by|about|per|the|a|an|is|are|how|what|that|"
    r"where|which|within|against|"
    r"have|has|more|"
    r"found|accessible|simultaneously|successfully|automatically|"
    r"permanently|completely|immediately|manually|recursively|"
    r"optional|currently)$",
    re.IGNORECASE,
)
_SECOND = re.compile(
    r"\s(?:and|or|and then|then) [a-z]+ (?:the|an?|its|their|his|all|it|to|from|into|my|any|new|details)\b.*$|"
    r"\s(?:and|or) (?:returns?|gets?|retrieves?|fetch|display|show|retrieves|displays|shows|gets|fetches|"
    r"updates|creates|sends|saves|stores|"
    r"provides|deletes|"
    r"adds|lists|sets|removes|clears|opens|generates|manages?)\b(?! (?:about|on|of|for|from)\b).*$"
)
"""A second thing that a tool does."""
_ABOUT = re.compile(
    r"^(?:(?:all|the|an?|some|more|any) )?(?:current )?(?:info|information|metadata|details?) "
    r"(?:about|on|for|of|regarding) ",
    re.IGNORECASE,
)
_POINTING = re.compile(
    r"\b(?:(?:the|an?|some|any|one) )?(?:(?:given|specified|specific|provided|particular|selected|supplied|requested|"
    r"desired|chosen|certain|individual)\s+)+(?!(?:for|to|from|in|of|by)\b)",
    re.IGNORECASE,
)
"""Words that point at what an argument tells."""
_DULL = re.compile(
    r"(?<!as )\b(?:(?:detailed|comprehensive|actual|real(?! estate| time| world| name)|structured|concise|short-form|"
    r"single|quickly|"
    r"simply|full|complete|basic|additional|relevant|"
    r"(?:single|one|1) (?:or|and/or) (?:more|multiple|many|several)|authenticated|existing|paginated|valuable|powerful|"
    r"simplified|in-depth|advanced|formatted|valid|helpful|publicly accessible|publicly available|"
    r"(?:currently |pre-?)?configured|meaningful|human-readable|well-formatted|ready-to-use|unique|entire|custom|raw|"
    r"new and|one or (?:more|multiple|many|several)|multiple|various|available|live|optional|real-time|"
    r"up-to-date|extensive|accurate|essential|rich|high-quality|different)\s+)+",
    re.IGNORECASE,
)
_THINGS = frozenset(
    "building listing drawing recording setting mapping meeting booking offering posting string ring warning finding "
    "filing hearing opening process class address access business".split()
) - {"access"}
"""Nouns of single things that end as those of masses do."""
_IN_FORMS = re.compile(
    r" (?:in|as) (?:Markdown|JSON|CSV|HTML|YAML|XML|plain text|table) (?:format|form)\b|"
    r" (?:in|as|into) (?:(?:various|different|multiple|several|many|any|the|a|an|its|all|supported) )+"
    r"(?:output )?(?:formats?|forms|languages|styles|sizes|resolutions|modes|ways)\b",
    re.IGNORECASE,
)
"""In what forms something may come, of which the user says none."""
_TRAILING = re.compile(
    r" (?:with (?:an? |the )?(?:[\w-]+ ){0,3}(?:paths?|file paths?|credentials)$|"
    r"with (?:[\w-]+ )?(?:functionality|functionalities|features|options|capabilities|support|parameters|properties)|"
    r"containing (?:\d|the )[^{}]*)$",
    re.IGNORECASE,
)
"""What a description says of a thing, and a person does not."""
_USER = (
    r"(?:(?:the |an? )?(?:(?:currently|current|authenticated|authori[sz]ed|logged[- ]in|calling|connected)[ -]?)+user|"
    r"\byou|the user)"
)
_OF_USER = re.compile(
    rf"(?:,? (?:(?:which|that) (?:are|is) )?(?:accessible|available|visible|belonging|owned|assigned|associated)"
    rf"(?: (?:to|by|for|with))? {_USER}(?: account)?|\s(?:for|of|by|about|on) {_USER}(?: account)?(?!'))\b"
    r"(?!'| has| have| is)",
    re.IGNORECASE,
)
_USER_HAS = re.compile(rf"(?:(?:that|which) )?{_USER} (?:has|have)\b", re.IGNORECASE)
_DEFINITE = frozenset("current latest next previous last overall total remaining full".split())
"""First words of phrases on the one that there is at a time."""
_COUNTED = frozenset("days hours minutes seconds weeks months years limit count number n top size page".split())
"""Last words of arguments that hold how many, which nobody says after their noun."""
_IN = frozenset("region country city category state location area".split())
_NEW = frozenset(("create", "add", "send", "write", "make", "post", "schedule", "book", "draft", "start", "insert"))
_ON_THINGS = _NEW | frozenset("get update edit delete remove set read rename copy clone list fetch show view".split())
"""Verbs of which the object comes next."""
_LISTING = frozenset("retrieve return obtain access list get show view display fetch check".split())
_SEARCHED = frozenset("search query browse".split())
_LONGEST, _MOST_WORDS = 110, 12


class Rest(NamedTuple):
    """What follows the verb of a wish."""

    text: str
    """The phrase; empty if a person would not say it."""
    is_all: bool
    """Whether nothing was cut off or put in that says which things are meant."""


def rest_of(text: str, verb: str, spoken: Mapping[str, str], *, from_name: bool = False) -> Rest:
    """Return what follows a verb, as a person says it.

    Args:
        text: What follows it in the description.
        verb: The verb in its base form.
        spoken: Argument → what it is called, in lower case.
        from_name: Whether the text was made of a name, so that all its capitals are those of names.
    """
    text = text if from_name else in_small_letters(_without_heading(text))
    mine = bool(_OF_USER.search(f" {text}"))
    text = _USER_HAS.sub("I have", _OF_USER.sub("", f" {text}").strip())
    text = re.sub(r"(?<! a)(?<! the)(?<! any)(?<! for)(?<! of) given (?:an?|the|its|their|one or more)\b.*$", "", text)
    text = re.sub(r"\b(?:single|one|1) (?:or|and|and/or) (?:more|multiple|many|several) ", "", text)
    text = re.sub(r" identified (?=with|by)", " ", text)
    if verb in ("update", "edit", "modify", "change"):
        text = re.sub(r"'s (?:properties|details|information|metadata|attributes)(?=$| )", "", text)
    text = plainer(text, verb)
    text = _IN_ONE.sub(r" \1 a \2", text)
    text = re.sub(r"(\ba \w+) or [a-z]+$", r"\1", text)  # a task or project
    text = re.sub(r"^of\s+", "", text)  # list of orders
    text = re.sub(r"^(?:through|across|over) (?=\w)", "", text) if verb in _SEARCHED else text
    text = re.sub(r"^(?:or|and|/)\s+\w+\s+(?=\w)", "", text)  # create or update an order
    text = re.sub(r"\b([A-Za-z]{3,})/[A-Za-z]+\b", r"\1", text)  # a question/card
    text = re.sub(r"^(?:back|out)\s+(?=\w)", "", text)
    text = re.sub(r"\s+or (?:an?|the|all|any) .*$|\s+or sub\w+", "", text)  # a page or an element
    text = re.sub(r"\byour(?: (?:current|own|personal))?\b", "my", text, flags=re.IGNORECASE)
    text = " ".join(_articled(_POINTING.sub(lambda found: _pointed(text[found.end() :]), text)).split())
    text = _BARE.sub(lambda found: found[0] if not kind_of(found[2]) else f"{found[1]} a {found[2]}", text)
    text = _SECOND.sub("", f"{_articled(text)} ").strip()
    if text.lower().startswith(("which ", "how ", "whether ", "what ", "if ", "that ", "when ", "where ")):
        return Rest("", is_all=False)
    shorter = _HOW.sub("", f" {text}", count=1).strip()
    if verb in _ON_THINGS and text.split(" ")[0].lower() in PREPOSITIONS:
        return Rest("", is_all=False)  # create from a repository, and nothing of what
    if verb == "take" and not re.search(r"\b(?:screenshot|snapshot|photo|picture|note|backup)s?\b", shorter):
        return Rest("", is_all=False)
    if verb == "mark" and " as " not in shorter:
        return Rest("", is_all=False)
    rest, is_said = "", not _BY_ONE.search(left := text[len(shorter) :])
    is_said = is_said and not left.strip().startswith(("of ", "for "))
    text, is_all = shorter, True
    for whole, words in ((True, spoken), (True, {}), (False, {})):
        placed, used = _placed(text, words)
        if used:
            placed = placed[: placed.rfind("}") + 1]
        if not whole:
            placed = _WHICH.sub("", f" {placed}", count=1)
            is_all = f" {text}" == placed
        rest = _tidied(_details(placed.strip()), verb, is_all=is_all, mine=mine)
        broken = _RELATIVE.search(rest) and not rest.endswith(placed.split(" ")[-1])
        if rest and len(rest) <= _LONGEST and not is_awkward(rest) and not broken:
            break
    else:
        return Rest("", is_all=False)
    if rest.rpartition(" ")[2] in ("to", "from", "of", "for", "with", "by", "at", "into"):
        return Rest("", is_all=False)
    rest = f"to {rest}" if verb == "reply" and not rest.startswith("to ") else rest
    is_said = is_said and not _OPEN.search(rest)
    told = text.partition(" ")[0].lower() in _DEFINITE | {"the", "recent"}
    named = not rest.startswith("the ") or told or is_plural(head_of(rest))
    return Rest(rest, is_all and named and is_said)


def _pointed(text: str) -> str:
    """Return the article of a thing that an argument tells: none for several."""
    joints = "|".join(PREPOSITIONS)
    phrase = re.split(rf"\s(?:{joints}|and|or|using|via|that)\b|[.,]", text, maxsplit=1)[0]
    return "" if is_plural(phrase.split(" ")[-1].lower()) else "a "


def _without_heading(text: str) -> str:
    """Return a text that is written as a heading (``Deal Types By Pipeline``) in small letters."""
    words = text.split(" ")
    if len(words) < 2 or not all(word[:1].isupper() and word[1:].islower() for word in words if len(word) > 3):
        return text
    ends = (at for at, word in enumerate(words) if word.lower() in ("in", "from", "on", "for"))
    end = next(ends, len(words))
    return " ".join(word.lower() if word[1:].islower() and at < end else word for at, word in enumerate(words))


def head_of(phrase: str) -> str:
    """Return the last word of a noun phrase before what is said of it.

    >>> head_of("the tides of a harbour"), head_of("a note {title}"), head_of("the maps stored in a chest")
    ('tides', 'note', 'maps')
    """
    words = phrase.split(" ")
    end = next(
        (at for at, word in enumerate(words) if at and (word.lower() in PREPOSITIONS or "{" in word)), len(words)
    )
    done = end > 1 and words[end - 1].endswith("ed") and is_plural(words[end - 2].lower())
    return words[end - 1 - done].lower()


def _details(text: str) -> str:
    """Return a text without adjectives that say nothing, and with ``the details of`` for ``information about``."""
    text = _articled(_DULL.sub("", f"{_TRAILING.sub('', _IN_FORMS.sub('', text))} ").strip())
    return _ABOUT.sub("the details of ", text)


def _articled(text: str) -> str:
    """Return a text whose indefinite articles suit what follows."""
    return re.sub(r"\ban? (\w+)", lambda found: with_article(found[1]), text)


def _placed(text: str, spoken: Mapping[str, str]) -> tuple[str, bool]:
    """Return a text with places where it speaks of arguments, the longest names first."""
    used = False
    joints = "|".join(PREPOSITIONS)
    for name in sorted(spoken, key=lambda each: (-len(spoken[each]), each)):
        said = spoken[name]
        words = said.split(" ")
        bare = " ".join(words[:-1]) if words[-1] in KEY_WORDS and len(words) > 1 else said
        kinds = sorted({said, bare}, key=len, reverse=True)
        thing = "|".join(map(re.escape, kinds))
        if said in ("latitude", "longitude") or words[-1] in _COUNTED or normalised(name) in SOUGHT:
            continue
        own = words[-1] in KEY_WORDS and (
            len(words) == 1 or singular(words[-2]) in map(singular, text.lower().split(" "))
        )
        for number, phrase in enumerate((
            rf"\b(by) (?:an?|the|its|their)?\s*()({re.escape(words[-1])}){_NEXT}" if own else "(?!)",
            rf"\b({joints}) (?:(?:an?|the|its|their|one|any|another)\s+)?((?:(?!"
            rf"(?:{joints}|and|or|an?|the|all)\b)[\w-]+\s)"
            rf"{{0,2}}?)({thing})( (?:ids?|names?|symbol|code|number|key|address|url|path|slug))?{_NEXT}",
        )):  # fmt: skip
            found = re.search(phrase, text, re.IGNORECASE)
            if found is None:
                continue
            joint = found[1].lower()
            if number == 0:
                by = _DONE_BY.search(text[: found.start()]) and words[-1] in ("name", "username")
                place = f"by {{{name}}}" if by else f"with the {said_of(words[-1])} {{{name}}}"
            else:
                noun = _DULL.sub("", found[2]) + (bare if words[-1] in KEY_WORDS else said)
                noun += found[4] if (found[4] or "").strip() in ("symbol", "code", "number", "address") else ""
                done = joint != "by" or _DONE_BY.search(text[: found.start() + 1])
                place = f"{joint if done else 'for'} {said_of(noun, words[-1], name)}"
                if joint == "by" and _DONE_BY.search(text[: found.start()]):
                    place = f"by {{{name}}}"
                elif joint == "by" and words[-1] == "id" and words[-2:-1] == [singular(head_of(text))]:
                    place = f"with the ID {{{name}}}"
                elif joint == "by" and found[3].lower() == said and (len(words) < 2 or words[-1] != "id"):
                    place = f"{'in' if words[-1] in _IN else 'with'} the {argument_words(name)} {{{name}}}"
            text = f"{text[: found.start()]}{place}{text[found.end() :]}"
            used = True
            break
    return text, used


def _tidied(text: str, verb: str, *, is_all: bool, mine: bool) -> str:
    while (shorter := _BY.sub("", _LAST_CUT.sub("", text)).strip(" ,;:")) != text:
        text = shorter
    words = text.split(" ")
    if not text or words[0] in ("or", "and") or len(words) > _MOST_WORDS + 4 * text.count("{"):
        return ""
    if re.match(r"(?:today|yesterday|tomorrow)'s\b", words[-1 if len(words) < 2 else words[0] in ("a", "an", "the")]):
        return " ".join(words[words[0] in ("a", "an", "the") :])
    if words[0].lower() in ARTICLES:
        if len(words) < 2:
            return ""
        if mine and words[0].lower() == "all":
            return " ".join(("all", "my", *words[1:]))
        if words[0].lower() in ("a", "an"):
            return with_article(" ".join(words[1:]))
        return " ".join((words[0].lower(), *words[1:]))
    head = next((index for index, word in enumerate(words) if word.lower() in PREPOSITIONS or "{" in word), len(words))
    if head == 0:
        return " ".join(words)
    if mine:
        return " ".join(("my", *words))
    noun = words[head - 1].lower()
    if is_plural(noun) and words[0].endswith(("'s", "s'")):
        return with_article(" ".join(words))
    if is_plural(noun):
        known = verb in _LISTING and is_all and words[0][:1].islower()
        return " ".join(("the", *words) if known else words)
    definite = words[0].lower() in _DEFINITE or words[head : head + 1] == ["of"]
    if definite and head < 5 and verb not in _NEW:
        return " ".join(("the", *words))
    bare = noun.endswith(("ing", "ics", "ss", "ly", "ness")) and not kind_of(noun) and noun not in _THINGS
    if noun in MASS or bare or head > 4:
        return " ".join(words)
    if verb in _SEARCHED and all(word[:1].isupper() and not word.isupper() for word in words[:head]):
        return " ".join(words)  # search Google Scholar
    return with_article(" ".join(words)) if verb in _NEW else " ".join(("the", *words))
