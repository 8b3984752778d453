"""Draws what a person gives a function: an argument -> a value that they have at hand, or None.

An example or a choice that the description states comes first; then what people know by heart (``task.values``); then
what they copy from where it stands: ids, paths, addresses of pages. Code, queries in a language, and values with parts
are nothing that one says in a sentence.
"""

import re
from collections.abc import Mapping
from random import Random
from typing import Any

import msgspec

from lemnos.steps.tools.examples.example_values import normalised, words_of
from lemnos.steps.tools.naming.noun_phrases import plural_of
from lemnos.steps.tools.naming.nouns import singular
from lemnos.steps.tools.schemas.flatten import types
from lemnos.steps.tools.task.functions.options import stated_options
from lemnos.steps.tools.task.functions.vocabulary import AMOUNTS, BY_LAST_WORD, CHAINS, EXTENSIONS
from lemnos.steps.tools.task.values import name_in, value_of
from lemnos.steps.tools.world.values.labels import kind_of, label_of
from lemnos.steps.tools.world.values.scene import slug
from lemnos.steps.tools.world.values.seeds import pick

_EXAMPLE = re.compile(
    r"(?:\be\.g\.,?|\beg\.|\bfor example,?|\bexamples?:|\bsuch as|\blike)\s*"
    r"(?:[\"'`“‘]([^\"'`”’]{1,60})[\"'`”’]|([A-Za-z0-9][\w./:@-]*\w)(?=[,;).\]]|$|\s(?:or|and|for|to|in)\b|\s\())",
    re.IGNORECASE,
)
_CODE = re.compile(
    r"\b(sql|graphql|cypher|regex|regular expression|javascript|python|xpath|jql|cql|promql|base64|yaml|json|xml|html|"
    r"soql|kql|spl|dsl|template|markup|mermaid|svg|hex|binary)\b",
    re.IGNORECASE,
)
_UNSAID = frozenset(
    "code sql script expression expr schema json xml html yaml base64 data payload config configuration options params "
    "parameters args arguments headers body template filter filters state schema properties metadata context variables "
    "settings callback cursor session sessionid connection connectionstring statement formula css svg image_data "
    "pattern update updates patch changes edits move moves xpath selector abi bytecode calldata blob thought branchid "
    "cookie cookies request req kwargs".split()
)
_CODED = re.compile(r"[\"'(]?\b[a-z]{2}(?:-[A-Z]{2})?\b[\"']?(?:,| or |/) ?[\"']?[a-z]{2}(?:-[A-Z]{2})?\b")
"""Codes of languages among which one is chosen."""
_DATED = re.compile(r"\b(?:date|time|day|timestamp|ISO|since)\b", re.IGNORECASE)
_DULL = frozenset(
    "to the a an in on of for is be this that your you it and or string none null true false default any all "
    "other unknown undefined example".split()
)
_ON_CHAIN = re.compile(r"wallet|contract|token|chain|0x|ethereum|bitcoin|account", re.IGNORECASE)
_DATES = frozenset("date time day valid start end period".split())
_DONE = re.compile(r"(?:ed|made|sent|given|written|owned|led)$")
"""Words before *to* and *by* that make persons of them: assigned to, created by."""
_SWITCHES = frozenset("include includes including is has should enable enabled disable allow exclude".split())
"""First words of arguments that switch something on."""
_OPENING = frozenset("with show use return hide only".split())
"""First words of switches, where details follow."""
_FREE = frozenset(
    "path file filename url uri link id content text body message description query q search keyword prompt title name "
    "date time address comment note term symbol ticker code input".split()
)
"""Last words of arguments of which a description lists kinds, rather than values to choose."""
_DETAILS = frozenset("details detail description descriptions metadata content comments notes summary".split())
_SHORT = frozenset("id ip to of in on by at x y q pr tv vm no up is my db tx as or do ad".split())
_WORDS_SOUGHT = (("topic",), ("theme",), ("query",), ("phrase",), ("keyword",), ("search",))
"""Words before ``name`` of things that have names of their own: a theme is called otherwise than a topic."""
_PAGES = frozenset("page site website web target base source start the new original full feed long".split())
"""Words before ``url`` that do not say what stands there."""
_IN_STREETS = frozenset("street home billing shipping delivery mailing postal property office business".split())
_CLASSES = frozenset(
    "artifact type kind class category field node object entity template resource tool function action shape archetype "
    "tensor variable layer widget effect preset".split()
)
"""Words before ``name`` that speak of what only the program knows by name."""
_GLUED = re.compile(r"(?!(?:user|app|node|page|post|team|file|chat|video|order|group|item)id)[a-z]{1,4}id")
"""Keys of which the name says nothing: ``ifid``."""
_POINTS = frozenset(
    "position positions coordinates location rotation scale size bounds point vector color bbox".split()
)
"""Last words of arguments whose numbers go together."""
_RUNNING = frozenset("cluster server instance service pod container node".split())
_OF_RUNNING = frozenset("source target docker kubernetes k8s ecs linux game web app aws remote database db".split())
"""Words before them that leave them what they are."""
_FILED = EXTENSIONS.keys() | frozenset(
    "file dir directory folder local remote full absolute relative input output source src dest destination target "
    "save base root project repo repository workspace download upload doc document media data log db database config "
    "key work working export import storage vault package app original new old base64 note book cover template".split()
)
"""Words before ``path`` of what lies among files."""
_LONGEST = 80
_MOST_CHOICES = 60


def given_value(name: str, flat: Mapping[str, Any], random: Random, person: int = 0) -> Any:
    """Return a value that a person gives for an argument; None if there is none that is said in a sentence.

    Args:
        name: Name of the argument.
        flat: Its schema, flattened.
        random: Decides.
        person: Which person is meant; all arguments of a call are of the same.
    """
    words = before_or(words_of(name))
    if words[-1:] == ("name",) and words[-2:-1] in _WORDS_SOUGHT:
        return None
    if "wait" in words and words[-1] == "until":
        return None
    if words[-1] == "path" and len(words) > 1 and words[-2] not in _FILED:
        return None  # of a menu, of an object
    texted = tuple(words) == ("body",) and "string" in types(dict(flat))
    if (
        not words
        or ((words[-1] in _UNSAID or normalised(name) in _UNSAID) and not texted)
        or not all(map(_is_word, words))
    ):
        return None
    if (choices := _choices(flat)) is not None:
        return pick(random, choices) if choices else None
    kinds = types(dict(flat))
    said = str(flat.get("description", ""))
    if "object" in kinds and "string" not in kinds:
        return None
    if _CODE.search(said.split(". ")[0]) or _CODE.search(" ".join(words)):
        return None
    if not _says_what(words, said, kinds):
        return None
    if words[-1] in ("to", "by") and _DONE.search(words[-2] if len(words) > 1 else ""):
        return _person(said, random, person) if "string" in kinds or not kinds else None
    if (
        words[-1] in ("to", "from")
        and _DATES.isdisjoint(words)
        and not _DATED.search(f"{said} {flat.get('format', '')}")
    ):
        return None  # of a letter, a place, a wallet
    if "array" in kinds and "string" not in kinds:
        return _several(name, flat, random, person)
    if words[-1] in ("language", "lang", "locale") and _CODED.search(said):
        return None  # a person says Portuguese
    options = [] if words[-1] in _FREE or singular(words[-1]) != words[-1] else stated_options(flat)
    if options and not stated_values(flat):
        return pick(random, options)
    for value in stated_values(flat):
        if isinstance(value, str) and value.startswith(("I ", "I'")):
            continue  # what is asked, rather than what is sought
        if words[-1] in ("url", "uri", "link") and not re.search(r"[:.]", str(value)):
            continue
        if "string" in kinds or not kinds:
            return value if isinstance(value, str) else None
        if isinstance(value, int | float) and not isinstance(value, bool):
            return value
    if "boolean" in kinds and "string" not in kinds:
        return None
    if words[-1] == "address" and _ON_CHAIN.search(" ".join(words[:-1])):
        return str(pick(random, BY_LAST_WORD["wallet"]))
    if words[-1] == "address" and (len(words) == 1 or words[-2] not in _IN_STREETS | {"email", "ip", "mail"}):
        return None
    if "comma" in said.lower() and "string" in kinds and words[-1] != singular(words[-1]):
        several = _several(name, {"items": {"type": "string"}}, random, person)
        return ",".join(map(str, several)) if several else None
    own = ("_".join(words[-2:]) in BY_LAST_WORD and len(words) > 1) or words[-1] in ("position", "comment", "reply")
    own = own or (words[-1] in ("url", "link", "uri") and len(words) > 1 and words[-2] not in _PAGES)
    made = None if own else value_of(name, flat, "", random, person)
    if made is not None:
        return made
    if "string" in kinds or not kinds:
        text = _text(words, flat, random, person)
        return text if text is not None and name_in(text, flat) == text else None
    return _number(words, flat, random, whole="number" not in kinds)


def _says_what(words: tuple[str, ...], said: str, kinds: tuple[str, ...]) -> bool:
    """Return whether a text is what an argument takes, rather than the state of a switch."""
    if len(words) < 2 or "string" not in kinds:
        return True
    if words[0] in _OPENING:
        return words[-1] not in _DETAILS
    return words[0] not in _SWITCHES or bool(re.search(r"comma|\blist\b", said))


def _person(said: str, random: Random, person: int) -> Any:
    """Return a person in the form that a description asks for; None if that is an id."""
    if re.search(r"\b(?:id|uuid|gid)s?\b", said, re.IGNORECASE):
        return None
    return value_of("email" if "mail" in said.lower() else "contact_name", {"type": "string"}, "", random, person)


def before_or(words: tuple[str, ...]) -> tuple[str, ...]:
    """Return the words of the first of two things that a name offers: an ID or URL.

    >>> before_or(("email", "or", "code"))
    ('email',)
    """
    return words[: words.index("or", 1)] if "or" in words[1:] else words


def _is_word(word: str) -> bool:
    """Return whether a word of a name is one that people say, rather than an abbreviation."""
    if _GLUED.fullmatch(word) and word not in (
        "paid",
        "grid",
        "said",
        "void",
        "guid",
        "uuid",
        "appid",
        "bid",
        "pmid",
        "pid",
        "uid",
        "cid",
    ):
        return False
    return len(word) > 2 or word.isdecimal() or word in _SHORT


def stated_values(flat: Mapping[str, Any]) -> list[Any]:
    """Return the values that a schema gives as examples of an argument, in its fields or in its description.

    >>> stated_values({"type": "string", "description": "Stock ticker (e.g. 'AAPL', 'MSFT')"})
    ['AAPL']
    """
    kinds = types(dict(flat))
    found: list[Any] = []
    examples = flat.get("examples")
    if isinstance(examples, list):
        found += examples
    for match in _EXAMPLE.finditer(str(flat.get("description", ""))[:600]):
        text = (match[1] or match[2]).strip()
        if match[2] and match[0].lower().startswith("like") and text.isalpha() and text.islower():
            continue  # syntax like markdown
        if "string" in kinds or not kinds:
            found.append(text)
        else:
            try:
                found.append(msgspec.json.decode(text))
            except msgspec.DecodeError:
                continue
    return [each for each in found if _is_sayable(each)]


def _is_sayable(value: Any) -> bool:
    if isinstance(value, int | float):
        return not isinstance(value, bool)
    return (
        isinstance(value, str)
        and 0 < len(value) <= _LONGEST
        and value.isascii()
        and value.lower() not in _DULL
        and not re.search(r"[<>{}\[\]\n\"`|]|\.\.\.|\bYOUR|^(?:user|you|your|my|the|a|an|in|how|this)$|xxx", value)
        and any(map(str.isalnum, value))
    )


def _choices(flat: Mapping[str, Any]) -> list[Any] | None:
    """Return the choices that a person may name; None if the argument has none to choose from."""
    values = flat.get("enum")
    if not isinstance(values, list):
        return None
    if len(values) > _MOST_CHOICES:
        return []
    return [value for value in values if isinstance(value, str) and _is_sayable(value)]


def _several(name: str, flat: Mapping[str, Any], random: Random, person: int) -> list[Any] | None:
    items = flat.get("items")
    if not isinstance(items, dict) or (words_of(name)[-1] in _POINTS and "string" not in types(items)):
        return None
    *front, last = words_of(name)
    one = "_".join((*front, singular(last)))
    found: list[Any] = []
    for number in range(max(2, int(flat.get("minItems", 0) or 0))):
        value = given_value(one, items, random, person if last in ("ids", "keys") else person + number)
        if value is None or isinstance(value, list):
            return None
        if value not in found:
            found.append(value)
    return found[: flat.get("maxItems", 9)]


def _text(words: list[str] | tuple[str, ...], flat: Mapping[str, Any], random: Random, person: int) -> str | None:
    if words[-1] == "address":
        return str(pick(random, BY_LAST_WORD["wallet"])) if _ON_CHAIN.search(str(flat.get("description", ""))) else None
    if words[-1] in ("name", "title") and len(words) > 1 and words[-2] in _CLASSES:
        return None
    if words[-1] in ("name", "title") and kind_of(tuple(words[:-1])) and "_".join(words[-2:]) not in BY_LAST_WORD:
        return label_of(tuple(words[:-1]), f"{random.random()}", 0)
    if words[-1] in ("url", "link", "uri") and len(words) > 1 and "_".join(words[-2:]) not in BY_LAST_WORD:
        return _address(words[-2], random)
    if words[-1] == "slug" and len(words) > 1:
        return _slug_of(singular(words[-2]), random)
    kind = words[-2:-1] if words[-1] in ("name", "title", "label") else []
    own = "_".join((*words[-2:-1], "id" if words[-1] == "ids" else words[-1]))
    for key in (own, *kind, words[-1]):
        if key == words[-1] and key in _RUNNING and len(words) > 1 and words[-2] not in _OF_RUNNING:
            return None  # a search service is none that runs on a machine
        if key in BY_LAST_WORD and (len(words) < 2 or key not in ("name", "title", "label")):
            made = pick(random, BY_LAST_WORD[key])
            break
    else:
        if (
            words[-1] in ("id", "ids", "uuid", "gid", "key", "ref", "identifier", "hash", "sha")
            or words[-1][-2:] == "id"
        ):
            made = _copied(words, flat, random, person)
        else:
            return None
    if words[-1] == "index" and len(words) > 1:
        made = str(1 + int(random.random() * 5))  # which of several in a row
    longest, shortest = flat.get("maxLength"), flat.get("minLength", 0)
    if (isinstance(longest, int) and len(made) > longest) or (isinstance(shortest, int) and len(made) < shortest):
        return None
    return str(made)


def _slug_of(noun: str, random: Random) -> str | None:
    """Return the slug of a thing: of an app, a user; None if nothing is known of how such things are called."""
    known = BY_LAST_WORD.get(noun, ())
    if known and all(re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", each) for each in known):
        return str(pick(random, known))
    kind = kind_of((noun,))
    return slug(label_of((noun,), f"{random.random()}", 0)) if kind else None


def _address(noun: str, random: Random) -> str:
    """Return the address of a page on a thing: ``https://example.com/videos/harbor-street``."""
    slug = pick(random, BY_LAST_WORD["slug"])
    if noun in _PAGES or not noun.isalpha() or len(noun) < 3:
        return str(pick(random, BY_LAST_WORD["url"]))
    ending = f".{EXTENSIONS[noun]}" if noun in EXTENSIONS else ""
    return f"https://example.com/{plural_of(singular(noun))}/{slug}{ending}"


def _copied(words: list[str] | tuple[str, ...], flat: Mapping[str, Any], random: Random, person: int) -> str:
    """Return an id as people copy it: a number, a short code, or a UUID where one is asked for.

    All those of a call have the same form.
    """
    front = words[:-1]
    if (
        words[-1] in ("uuid", "guid")
        or flat.get("format") == "uuid"
        or "uuid" in str(flat.get("description", "")).lower()
    ):
        text = "".join("0123456789abcdef"[int(random.random() * 16)] for _ in range(32))
        return f"{text[:8]}-{text[8:12]}-4{text[13:16]}-a{text[17:20]}-{text[20:]}"
    if front and front[-1] in ("chain", "network", "blockchain"):
        return str(pick(random, CHAINS))
    digits = "".join("0123456789"[int(random.random() * 10)] for _ in range(4))
    number = f"{1 + int(random.random() * 9)}{digits}"
    prefix = front[-1][:3].upper() if front and front[-1].isalpha() and len(front[-1]) > 2 else ""
    return f"{prefix}-{number}" if prefix and person % 3 == 0 else number


def _number(words: list[str] | tuple[str, ...], flat: Mapping[str, Any], random: Random, *, whole: bool) -> Any:
    if tuple(words[-2:]) in (("chain", "id"), ("network", "id")):
        return pick(random, CHAINS)
    for key in ("_".join(words[-2:]), words[-1]):
        if key not in AMOUNTS:
            continue
        low, high = AMOUNTS[key]
        if flat.get("minimum", low) > high or flat.get("maximum", high) < low:
            low, high = flat.get("minimum", 1), flat.get("maximum", flat.get("minimum", 1) + 9)
        low, high = max(low, flat.get("minimum", low)), min(high, flat.get("maximum", high))
        if low > high:
            return None
        value = low + random.random() * (high - low)
        return int(value) if whole or isinstance(AMOUNTS[key][0], int) else round(value, 2)
    if words[-1] in ("id", "gid", "pid", "identifier") or words[-1][-2:] == "id":
        return 1000 + int(random.random() * 90_000)
    default = flat.get("default")
    return default if isinstance(default, int | float) and not isinstance(default, bool) and default else None
