"""Makes texts: name, keywords of the schema, what it belongs to -> a function of a scene that returns a text.

What a name, a format or a description tells is read once, when a schema is prepared; writing a text is then a look-up.
Every text fits the length and the pattern of its schema.
"""

import re
from email.utils import format_datetime
from random import Random
from typing import Any

from lemnos.steps.tools.examples.adjust import slugs
from lemnos.steps.tools.examples.example_values import is_identifier, words_of
from lemnos.steps.tools.examples.pattern import is_meant, matching_text
from lemnos.steps.tools.examples.people_and_places import FULL_NAMES, PERSON, PLACE
from lemnos.steps.tools.examples.prose import arn_in, hint_of
from lemnos.steps.tools.examples.resource_names import filled, template_in, template_of_pattern
from lemnos.steps.tools.examples.value_tables import FORMATS
from lemnos.steps.tools.schemas.flatten import ImpossibleError
from lemnos.steps.tools.schemas.validation import compiled
from lemnos.steps.tools.world.values.drawn import (
    LINKS,
    PICTURES,
    address_of,
    drawn_of,
    ip4,
    ip6,
    is_program,
    mac,
    of_owner,
)
from lemnos.steps.tools.world.values.facts.codes import code_of, examples_of, like, uuid
from lemnos.steps.tools.world.values.facts.persons import full_name, person_text, role_of
from lemnos.steps.tools.world.values.facts.places import codes_of_place, state_of
from lemnos.steps.tools.world.values.filler import Filler, Text
from lemnos.steps.tools.world.values.labels import kind_of, pair
from lemnos.steps.tools.world.values.labels.names import PLACE_NOUNS
from lemnos.steps.tools.world.values.labels.prose import sentences_of
from lemnos.steps.tools.world.values.moments import instant, is_moment, moment_of, spellings
from lemnos.steps.tools.world.values.numbers import amount_of
from lemnos.steps.tools.world.values.scene import Scene, is_own_person, slug
from lemnos.steps.tools.world.values.seeds import pick
from lemnos.steps.tools.world.values.tables import (
    CODES,
    FALLBACK,
    MONEY,
    NUMBERS,
    PLACE_CODE,
    PLACE_CODES,
    PROSE,
    TEXTS,
)

_TIMES = frozenset(("date-time", "datetime", "google-datetime", "iso8601", "timestamp"))
_LABELS = frozenset("name title label displayname headline subject caption".split())
_HEADINGS = frozenset("title subject headline caption".split())
"""Labels that no person has."""
_HANDLES = frozenset("slug handle alias permalink username login nickname".split())
_GENERIC = frozenset("id uuid guid value text string data object".split())
_MADE = frozenset(
    "certificate cert credential setting preference option config configuration variable parameter toggle flag feature "
    "link route interface pool connection proxy tunnel vpc export import dump backup archive".split()
)
"""Things of which a text says something else than their name."""
_QUALIFIERS = frozenset(
    "display full common short official my meta seo original html plain default localized friendly pretty ascii long "
    "public preferred legal browser page heading sort sortable".split()
)
"""Words before ``name`` and ``title`` with which it is still the name of the entity."""
_REGIONS = frozenset(("state", "province", "county"))
_LOCATED = frozenset(
    "email phone city country street latitude longitude lat lng zip zipcode postcode postal province locale "
    "timezone".split()
)
"""Words of what no example may tell, because it belongs to the place or the person of the entity."""
_NOWHERE = frozenset("ip mac web wallet host server network url".split())
_OWNED = PLACE_NOUNS | frozenset("phone telephone mobile cell fax".split())
"""Nouns of objects of which no example tells, because they belong to one entity."""
_FILES = frozenset(
    "file document attachment upload asset image photo picture artifact blob folder directory annotation diff diffstat "
    "patch commit inline tree snippet finding new old".split()
)
"""Nouns whose path is that of a file."""
_PREPOSITIONS = ("on", "in", "of", "at", "inside", "within")
_HEADS = frozenset("path country city state province address language currency reason email phone url host ip".split())
"""Words that say what a text is before a preposition: ``pathInContainer``."""
_BOOLEAN = re.compile(
    r"\W*(?:(?:when|if|should be|must be) )?set (?:this )?to (?:either )?\W*true\b|\W*(?:either )?true\W+or\W+false\b",
    re.IGNORECASE,
)
"""How descriptions of texts begin that hold a boolean."""
_GLUED = re.compile(r"(\w{3,})(name|title|code|url|email|phone|address|type|status|number|count)")
_YES = frozenset("active enabled verified valid visible".split())
"""Last words of the names of texts that answer yes or no."""
_NO_LABELS = frozenset("file host domain user first last middle full given family class field column".split())
"""Words before ``name`` that make the name of something else than an entity."""
SEGMENTS = {
    "project": "harbor-shop", "location": "europe-west1", "region": "europe-west1", "zone": "europe-west1-b",
    "organization": "123456789012", "folder": "987654321098",
}  # fmt: skip


def text_of(name: str, flat: dict[str, Any], owner: tuple[str, ...], *, about_person: bool) -> Text:
    """Return what writes the texts of a field.

    Args:
        name: Name of the field.
        flat: Its schema, flattened.
        owner: Words of the object that has the field.
        about_person: Whether the object holds the names or the address of a person.
    """
    plain_text = _plain_text(name, flat, owner, about_person=about_person)
    is_filler = isinstance(plain_text, Filler)
    least, most, pattern = flat.get("minLength", 0), flat.get("maxLength", 10_000), flat.get("pattern")
    if not least and most >= 200 and pattern is None:
        return plain_text
    if not isinstance(pattern, str):
        said = words_of(name)

        def fit(scene: Scene) -> str:
            text = plain_text(scene)
            if len(text) > most:
                text = next((each for each in codes_of_place(said, scene) if least <= len(each) <= most), text)
            return fitting(text, least, most, scene.random)

        return Filler(fit) if is_filler else fit
    expression = compiled(pattern)
    if expression is None:
        raise ImpossibleError(f"the pattern {pattern} cannot be compiled")
    is_time = is_moment(name) or flat.get("format") in (*_TIMES, "date", "time")
    template = template_of_pattern(pattern)
    words = words_of(name)

    def matching(scene: Scene) -> str:
        text = filled(template, lambda word: segment(word, scene)) if template else plain_text(scene)
        for each in (
            text,
            *codes_of_place(words, scene),
            *(spellings(moment_of(name)(scene)) if is_time else slugs(text)),
        ):
            if least <= len(each) <= most and expression.fullmatch(each):
                return each
        made = matching_text(pattern, scene.random, least, most)
        if made is None:
            if least <= len(text) <= most and is_meant(text, pattern):
                return text
            raise ImpossibleError(f"no text was found that matches {pattern}")
        return made

    return matching


def fitting(text: str, least: int, most: int, random: Random) -> str:
    """Return a text within the bounds of its length, cut between words or lengthened by digits.

    Raises:
        ImpossibleError: The bounds exclude each other, or ask for an immense text.
    """
    if least > most or least > 5_000:
        raise ImpossibleError("no text is as long as its bounds ask")
    if len(text) > most:
        cut = text[:most]
        text = cut.rpartition(" ")[0] or cut if " " in cut and len(cut) > 12 else cut.rstrip(" -_.") or cut
    if len(text) < least:
        text = f"{text}{'-' if text else ''}{random.getrandbits(4 * least):0{least}x}"[:least]
    return text


def segment(word: str, scene: Scene) -> str:
    """Return a segment of a resource name for the placeholder ``word``."""
    last = word.rpartition("_")[2]
    if last in SEGMENTS:
        return SEGMENTS[last]
    return slug(pair(f"{scene.random.getrandbits(32)}", scene.number)) if kind_of((last,)) != "person" else "me"


def _plain_text(name: str, flat: dict[str, Any], owner: tuple[str, ...], *, about_person: bool) -> Text:
    words = _joined(words_of(name))
    description = str(flat.get("description", ""))
    form = str(flat.get("format", "")).lower()
    if (known := _of_form(form, name, owner)) is not None:
        return known
    if (template := template_in(description)) is not None:
        return lambda scene: filled(template, lambda word: segment(word, scene))
    named = _by_name(name, words, owner, about_person=about_person)
    example = examples_of(flat, name, description)
    if not example and _BOOLEAN.match(description):
        return lambda scene: pick(scene.random, ("true", "false"))
    is_own = _is_own(words) or not _OWNED.isdisjoint(owner[-1:])
    if example and not (named is not None and is_own):
        return like(example, name, description)
    if named is not None:
        return named
    hint = hint_of(description)
    match hint if hint not in ("date", "time") or words[-1:] not in (("id",), ("key",), ("ref",)) else "":
        case "uuid":
            return uuid
        case "date":
            moment = moment_of(name)
            return lambda scene: instant(moment(scene))[:10]
        case "time":
            moment = moment_of(name)
            return lambda scene: instant(moment(scene))
        case "arn" if (arn := arn_in(description)) is not None:
            return lambda _scene: arn
        case "country_code" | "currency_code" | "language_code" as code:
            index = PLACE[code]
            return lambda scene: str(scene.place[index])
        case _:
            pass
    if is_identifier(name, description):
        return code_of(words, owner)
    if len(words) > 1 and words[-1] in _LABELS:
        noun = words[:-1]
        return _named(noun)
    if kind_of(words) and words[-1] not in _GENERIC and words[-1] not in _MADE:
        return lambda scene: scene.inner(words).label
    return Filler(lambda scene: pick(scene.random, FALLBACK))


def _named(noun: tuple[str, ...]) -> Text:
    """Return what writes the name of something beside the entity; it is a filler if such things have no names."""
    name: Text = lambda scene: scene.inner(noun).label  # noqa: E731
    return name if kind_of(noun) else Filler(name)


def _joined(words: tuple[str, ...]) -> tuple[str, ...]:
    """Return the words of a name with those joined that its spelling has cut: ``EMailAddress``, ``IPv4Address``."""
    if words[:2] == ("e", "mail"):
        return ("email", *words[2:])
    if words[-2:] == ("web", "site"):
        return (*words[:-2], "website")
    if words[:2] == ("i", "pv") and len(words) > 2:
        return (f"ipv{words[2]}", *words[3:])
    return words


def _is_own(words: tuple[str, ...]) -> bool:
    """Return whether a field tells of its entity what no example may tell for all: its name, a person, a time."""
    return bool(words) and (
        words[-1] in _LABELS | _HANDLES | PROSE
        or is_own_person(words)
        or bool({*words} & _LOCATED)
        or (words[-1] == "address" and {*words}.isdisjoint(_NOWHERE))
        or is_moment("_".join(words))
        or "_".join(words) in PERSON
        or "_".join(words) in PLACE
        or "_".join(words[-2:]) in {*MONEY, "resource_type"}
    )


def _of_form(form: str, name: str, owner: tuple[str, ...]) -> Text | None:
    if form in _TIMES:
        moment = moment_of(name)
        return lambda scene: instant(moment(scene))
    match form:
        case "date" | "full-date":
            moment = moment_of(name)
            return lambda scene: instant(moment(scene))[:10]
        case "time" | "partial-time":
            moment = moment_of(name)
            return lambda scene: instant(moment(scene))[11:19] + ("Z" if form == "time" else "")
        case "uuid" | "guid":
            return uuid
        case "email" | "idn-email":
            return person_text(words_of(name), owner, 2)
        case "uri" | "url" | "iri" | "uri-reference":
            return address_of(name, owner)
        case "int64" | "uint64" | "int32" | "uint32":
            amount = amount_of(name, {"type": "integer"})
            return lambda scene: str(amount(scene))
        case "byte" | "base64" | "binary":
            return lambda _scene: "SGVsbG8sIHdvcmxkIQ=="
        case "password":
            return None
        case "ipv4" | "ip":
            return ip4
        case "ipv6":
            return ip6
        case "mac" | "mac-address" | "macaddress":
            return mac
        case "date-time-rfc1123" | "date-time-rfc-2822" | "date-time-rfc2822":
            moment = moment_of(name)
            return lambda scene: format_datetime(moment(scene), usegmt=form.endswith("1123"))
        case "unix-time" | "unixtime":
            moment = moment_of(name)
            return lambda scene: str(int(moment(scene).timestamp()))
        case known if known in FORMATS:
            values = FORMATS[known]
            return lambda scene: pick(scene.random, values)
        case _:
            return None


def _by_name(name: str, words: tuple[str, ...], owner: tuple[str, ...], *, about_person: bool) -> Text | None:
    if not words:
        return None
    if is_moment(name):
        moment = moment_of(name)
        cut = 10 if words[-1] in ("date", "day", "birthday", "dob") or words[-1].endswith("date") else None
        return lambda scene: instant(moment(scene))[:cut]
    if words[-1] == "by" and len(words) > 1 and words[-2].endswith("ed"):
        return lambda scene: scene.other_person(words[-2:-1]).login
    if words[-1] in ("1", "2") and len(words) > 1 and {"street", "address", "line"} & {*words}:
        words = (*words[:-1], "line", "2") if words[-1] == "2" else words[:-1] if words[-2] != "line" else words
    if words in (("first", "address"), ("second", "address"), ("secondary", "address")):
        words = ("street",) if words[0] == "first" else ("line", "2")
    head = next((at for at in range(1, len(words) - 1) if words[at] in _PREPOSITIONS), 0)
    if head and words[head - 1] in _HEADS:
        words = words[:head]
    last = words[-1]
    if (special := of_owner(words, owner)) is not None:
        return special
    if words[0] in ("link", "url") and len(words) > 1 and last not in ("key", "slug", "type", "name", "text", "title"):
        return address_of(name, owner)
    is_known = any(last in known for known in (TEXTS, PLACE, PERSON, FULL_NAMES, _HANDLES))
    if len(words) == 1 and name.islower() and not is_known and (glued := _GLUED.fullmatch(last)) is not None:
        return _by_name("_".join(glued.groups()), glued.groups(), owner, about_person=about_person)
    if "email" in words and last in ("to", "from", "cc", "bcc"):
        return person_text((last, "email"), owner, 2)
    if len(words) == 1 and last in ("start", "end", "begin", "starts", "ends"):
        moment = moment_of(name)
        return lambda scene: instant(moment(scene))
    if last in ("name", "code") and _REGIONS.intersection(words[:-1]) and len(owner) < 3:
        return state_of if last == "name" else lambda scene: str(scene.place[10])
    if last == "path" and len(words) == 1 and not _FILES.intersection(owner):
        return lambda scene: f"/{slug(scene.label)}"
    for start in range(max(0, len(words) - 3), len(words)):
        key = "_".join(words[start:])
        if key in FULL_NAMES or (key == "name" and start and is_own_person(words[:start])):
            return full_name(words, owner)
        if key in ("fax", "fax_number", "mobile", "cell", "cell_phone", "home_phone", "work_phone"):
            return person_text(words, owner, 4)
        if key == "currency" and kind_of(owner) != "currency":
            return lambda scene: str(scene.place[8])
        if key in ("county", "region_name"):
            return lambda scene: str(scene.place[10])
        if key in PERSON:
            if about_person and (words == ("user", "name") or not role_of(words, owner)):
                words, owner = ("login",) if words == ("user", "name") else words, ()  # not of a vendor: of someone
            return person_text(words, owner, PERSON[key])
        if key in PLACE and (key not in ("long",) or start == 0):
            index = PLACE[key]
            return lambda scene: str(scene.place[index])
        if key in PLACE_CODE:
            code = PLACE_CODE[key]
            return lambda scene: PLACE_CODES.get(str(scene.place[0]), ("",) * 6)[code]
        if key in ("iso_alpha_2", "alpha_2"):
            return lambda scene: str(scene.place[2])
        if key in TEXTS and not (key == "object" and start):
            return drawn_of(TEXTS[key], words, owner)
        if key in ("country",):
            return lambda scene: str(scene.place[1])
        if key in ("address", "full_address", "formatted_address", "location") and last != "email":
            return lambda scene: f"{scene.place[7]}, {scene.place[5]} {scene.place[0]}"
    if last == "filename" or words[-2:] == ("file", "name"):
        return lambda scene: scene.file
    if last in LINKS or (last in PICTURES and kind_of(owner) != "image"):
        return address_of(name, owner)
    if words == ("title",) and about_person:
        return lambda scene: pick(scene.random, TEXTS["job_title"])
    if last in _LABELS and (len(words) == 1 or _QUALIFIERS.issuperset(words[:-1])):
        if last not in _HEADINGS and (about_person or is_own_person(owner)):
            return full_name(words, owner)
        return lambda scene: scene.label
    if last in _HANDLES:
        if last in ("username", "login", "nickname") or about_person:
            return person_text(words, owner, 3)
        return lambda scene: slug(scene.label)
    if last in PROSE:
        sentences = sentences_of(last, owner)
        return lambda scene: pick(scene.random, sentences)
    if is_own_person(words) and last not in ("profile", "individual") and not is_program(last, owner):
        return full_name((*words, "name"), owner)
    if last in CODES:
        return code_of(words, owner)
    if "_".join(words[-2:]) in MONEY or last in MONEY or last in NUMBERS:
        amount = amount_of(name, {"type": "number"})
        return lambda scene: _written(amount(scene))
    if len(words) > 1 and last in _LABELS and words[-2] not in _NO_LABELS:
        noun = words[:-1]
        if noun == owner[-len(noun) :]:
            return lambda scene: scene.label
        return _named(noun)
    if last in _YES and len(words) < 3:
        return lambda _scene: "true"
    return None


def _written(number: float) -> str:
    return str(number) if isinstance(number, int) else f"{number:.2f}"
