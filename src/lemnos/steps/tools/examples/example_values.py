"""Choose values that are plausible in every API, by the name of a parameter, its format and its description.

A value that the description gives comes first. Otherwise there is a value only where the name or the description
determines how it looks: ``None`` means that nothing is known, and nothing is made up. People and places are consistent:
``city``, ``country`` and ``lat`` of one call belong to the same city. No name, number or address belongs to a real
person: domains are ``example.com`` and similar ones, and telephone numbers come from the ranges reserved for fiction.
"""

import re
from functools import lru_cache
from random import Random

from lemnos.steps.tools.examples.amazon import arn_for
from lemnos.steps.tools.examples.people_and_places import FULL_NAMES, PEOPLE, PERSON, PLACE, PLACES
from lemnos.steps.tools.examples.prose import arn_in, given_in, hint_of, number_in
from lemnos.steps.tools.examples.special_values import CREDENTIALS, SEGMENTS, UNITS, VOCABULARIES
from lemnos.steps.tools.examples.value_tables import FORMATS, NUMBERS, STRINGS

_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_IDS = frozenset("id ids uuid guid identifier identifiers".split())
_ID_AT_END = re.compile(r"(?!paid|valid|invalid|android|hybrid|solid|fluid|rapid|grid|covid|prepaid|liquid)(.{3,})id")
_IS_ID = re.compile(r"\A(?:the |an? |this |unique )*(?:\w+ ){0,2}(?:ids?|identifiers?|uuid|guid)\b", re.IGNORECASE)
"""The beginning of a description of an id."""
_OWN_FORM = re.compile(
    r"prefix|(?:start|begin)s? with|\bformat\b|\bform\b|pattern|characters?\b|letters?\b|\bslug\b|\bname\b|e-?mail|"
    r"\burl\b|\bhash\b|comma|separated|\blist\b|\bcode\b|\bkey\b|\bSID\b|encoded|\*",
    re.IGNORECASE,
)
"""What the description of an id says that does not look like any id."""
_WHOLE_NUMBER = re.compile(r"\bint(?:eger|32|64)?\b|\bnumeric\b|\bnumber\b|\bdigits?\b", re.IGNORECASE)
_OTHER_DATE = re.compile(r"format|\bMM\b|DD/|timestamp|unix|epoch|second|relative|\bago\b|range", re.IGNORECASE)
_EPOCH = re.compile(r"\bepoch\b|\bunix[ -]?time|\bPOSIX time|seconds since", re.IGNORECASE)
_UNIT = re.compile(r"(milli|micro|nano)[ -]?seconds?|\bms\b", re.IGNORECASE)
_MULTIPLE = {"milli": 1_000, "micro": 1_000_000, "nano": 1_000_000_000}
_CLOUD = re.compile(r"\bAWS\b|\bcloud\b|data ?cent|amazon", re.IGNORECASE)
_MICROSOFT = re.compile(r"(?:windows\.net|azure|microsoft\w*)\.\w+$|\.azure\.")
_GOOGLE = {"project_id": "project", "project": "project", "zone": "zone", "location": "location",
           "location_id": "location", "projects_id": "project", "locations_id": "location"}  # fmt: skip
"""Name of a parameter of Google's APIs → the segment of resource names that it takes."""
_CHOSEN = re.compile(
    r"\b(?:you|clients?|callers?|users?) (?:(?:can|may|must|should) )?(?:assign|choose|pick|specify|define)\b|"
    r"\bto (?:use for|assign)\b|final component|"
    r"\b(?:user|customer|client|caller)[- ](?:specified|defined|assigned|provided|supplied|chosen|generated)",
    re.IGNORECASE,
)
"""What the description of an id says that the caller makes up."""
_GUIDS = (
    "subscriptionid",
    "tenantid",
    "objectid",
    "applicationid",
    "appid",
    "clientid",
    "principalid",
    "groupid",
    "userid",
)
"""Ends of names of ids that are GUIDs in the APIs of Microsoft."""
_NAMES = frozenset("name title displayname label".split())
_QUALIFIERS = frozenset("unique friendly custom new full short given desired preferred assigned chosen own".split())
"""Words of a name that do not say what the value belongs to."""
_CODED = {"country": "country_code", "currency": "currency_code", "language": "language_code",
          "lang": "language_code", "locale": "language_code"}  # fmt: skip
"""Last word of a name whose values are names or codes → the kind of the code."""
_ADDRESSES = frozenset(
    "webhook callback link page image img photo avatar thumbnail picture logo video audio url uri website homepage "
    "site repo repository branch domain ticker".split()
)
"""Words for things that have an address or a name, but also an id."""
_PAGES = frozenset("url uri link".split())
_PARTICULAR = re.compile(
    r"\b(?:ur[li]s?|links?|address) (?:of|for|to) (?:the |an? |your |this )?(?:[\w'-]+ ){0,2}"
    r"(?:products?|videos?|tweets?|posts?|profiles?|playlists?|channels?|songs?|tracks?|repositor(?:y|ies)|listings?|jobs?|compan(?:y|ies)|recipes?|"
    r"propert(?:y|ies)|hotels?|restaurants?|resources?|items?|objects?|accounts?|records?|entit(?:y|ies)|servers?)\b",
    re.IGNORECASE,
)
"""What says that an address is that of a particular thing, which no made-up page is."""
_SECRET_WORDS = frozenset("password passwd pwd pass passphrase secret token key pin passcode".split())


@lru_cache(maxsize=65_536)
def words_of(name: str) -> tuple[str, ...]:
    """Return the words of which a parameter's name consists, in lower case.

    >>> words_of("userEmail"), words_of("per_page"), words_of("X-Request-ID")
    (('user', 'email'), ('per', 'page'), ('x', 'request', 'id'))
    """
    return tuple(word.lower() for word in _WORDS.findall(name))


@lru_cache(maxsize=65_536)
def normalised(name: str) -> str:
    """Return the name without case and separators: ``pet_id`` and ``petId`` are one."""
    return "".join(words_of(name)) or name.lower()


def is_identifier(name: str, description: str) -> bool:
    """Return whether a parameter takes an id, by its name or the beginning of its description."""
    words = words_of(name)
    if not words:
        return False
    if words[-1] in _IDS or words[0] == "id" or (_ID_AT_END.fullmatch(words[-1]) is not None and "/" not in name):
        return True
    return _IS_ID.match(description[:120]) is not None


def _is_id_of(words: tuple[str, ...]) -> bool:
    """Return whether the name of an id ends with the thing that the id is of: ``idWebhook``."""
    return words[-1] not in _IDS and (words[0] == "id" or not _ADDRESSES.isdisjoint(words))


class ExampleValues:
    """Chooses plausible values for one call.

    Args:
        random: Decides every choice.
        host: Host of the API; empty if it is unknown.
    """

    def __init__(self, random: Random, host: str = "") -> None:
        self._host = host
        self.noun = ""
        """Singular of what the names that a caller gives belong to; empty if it is unknown."""
        self.names_resource = True
        """Whether a name is that of a resource that the caller has or makes, not of something that it looks for."""
        self.has_numeric_ids = False
        """Whether ids of which nothing else is known are whole numbers."""
        self.random = random
        self._place = PLACES[self._below(len(PLACES))]
        self._person = PEOPLE[self._below(len(PEOPLE))]
        self._segments: dict[str, str] = {}

    def _below(self, count: int) -> int:
        return int(self.random.random() * count)

    def _pick(self, values: tuple[str, ...]) -> str:
        return values[self._below(len(values))]

    def _hex(self, digits: int) -> str:
        return f"{self.random.getrandbits(4 * digits):0{digits}x}"

    def _uuid(self) -> str:
        h = self._hex(32)
        return f"{h[:8]}-{h[8:12]}-4{h[13:16]}-a{h[17:20]}-{h[20:]}"

    def _date(self) -> str:
        return f"2024-{1 + self._below(12):02}-{1 + self._below(28):02}"

    def _time(self) -> str:
        return f"{self._date()}T{self._below(24):02}:{self._below(60):02}:00Z"

    def formatted(self, form: str, name: str, description: str) -> str | None:
        """Return a value in a string format of JSON Schema, or in an informal one of OpenAPI; None if it is unknown."""
        match form.lower():
            case "uuid" | "guid":
                return self._uuid()
            case "date-time" | "datetime" | "google-datetime" | "iso8601" | "timestamp":
                return self._time()
            case "date":
                return self._date()
            case "uri" | "url":
                address = self._by_name(name, description) or ""
                return address if "://" in address else None
            case "email" | "idn-email":
                return self._person[2]
            case "int64" | "uint64" | "int32" | "uint32":
                number = self.number(name, description, whole=True)
                return None if number is None else str(number)
            case "binary" | "file":
                return None  # the content of a file
            case known if known in FORMATS:
                return self._pick(FORMATS[known])
            case _:
                return self.string(name, description)

    def segment(self, name: str) -> str:
        """Return a segment of a resource name, the same one for the same ``name``."""
        if name not in self._segments:
            known = SEGMENTS.get(name) or SEGMENTS.get(name.rpartition("_")[2])
            self._segments[name] = self._pick(known) if known else f"my-{name.replace('_', '-')}"
        return self._segments[name]

    def arn(self, name: str, text: str) -> str | None:
        """Return an Amazon Resource Name for a parameter such as ``RoleArn``; None if it takes none, or any."""
        words = words_of(name)
        if not words or words[-1] not in ("arn", "arns"):
            return None
        return arn_in(text) or arn_for(words, text if "arn:" in text else "", self._host, self._hex(8))

    def identifier(self, name: str, description: str) -> str | None:
        """Return an id; None if the description indicates that ids have a form of their own."""
        match hint_of(description):
            case "uuid":
                return self._uuid()
            case "arn" | "email":
                return None
            case _:
                pass
        words = words_of(name)
        if words and words[-1] in ("uuid", "guid"):
            return self._uuid()
        if words and words[-1] in ("id", "identifier") and _CHOSEN.search(description):
            called = "-".join(word for word in words[:-1] if word not in _QUALIFIERS) or self.noun
            return f"my-{called}" if called else None
        if "amazonaws" in self._host and "account ID" in description:
            return STRINGS["aws_account_id"][0]
        if _MICROSOFT.search(self._host) and name.lower().endswith(_GUIDS):
            return self._uuid()
        has_own_form = _OWN_FORM.search(description[:300]) is not None
        if _WHOLE_NUMBER.search(description[:200]) or (self.has_numeric_ids and not has_own_form):
            return str(10_000 + self._below(90_000))
        return None  # Only the API knows how its ids look.

    def string(self, name: str, description: str) -> str | None:
        """Return a string for the parameter ``name``; None if nothing is known of it."""
        if (given := given_in(description)) is not None:
            return given
        words = words_of(name)
        if (secret := CREDENTIALS.get("_".join(words))) is not None:
            return secret
        if not words or _SECRET_WORDS.intersection(words[-1:]) or words[0] in ("is", "has"):
            return None
        takes_id = is_identifier(name, description)
        if not (takes_id and _is_id_of(words)) and (usual := self._by_name(name, description)):
            return usual
        if takes_id:
            return self.identifier(name, description)
        match hint_of(description):
            case None:
                pass
            case "arn":
                return arn_in(description) or (None if words[-1] in _NAMES else self.arn(f"{name}_arn", description))
            case "date":
                return self._date()
            case "time":
                return self._time()
            case kind:
                return self._of_kind(kind)
        if words[-1] == "date" and not _OTHER_DATE.search(description):
            return self._date()
        return self._own_name(words, description)

    def _own_name(self, words: tuple[str, ...], description: str) -> str | None:
        """Return the name that a caller gives to a resource: ``my-cluster``; None for other parameters."""
        last = "displayname" if words[-2:] == ("display", "name") else words[-1]
        if last not in _NAMES or not self.names_resource:
            return None
        before = words[:-2] if last == "displayname" else words[:-1]
        before = tuple(word for word in before if word not in _QUALIFIERS)
        noun = "-".join(before) or self.noun
        told = words_of(description)
        if not before and len(told) > 1 and not any(word.startswith(noun.rpartition("-")[2]) for word in told):
            return None  # the name of something else
        if not noun or VOCABULARIES.intersection(noun.split("-")) or len(noun) > 30:
            return None
        return f"my-{noun}" if last == "name" else f"My {noun.replace('-', ' ')}"

    def _by_name(self, name: str, description: str) -> str | None:
        words = words_of(name)
        for start in range(max(0, len(words) - 3), len(words)):
            key = "_".join(words[start:])
            if key == "region" and (
                "googleapis" in self._host or "amazonaws" in self._host or _CLOUD.search(description)
            ):
                return self._of_kind("cloud_region" if "googleapis" in self._host else "aws_region")
            if not start and key in _GOOGLE and "googleapis" in self._host:
                return self.segment(_GOOGLE[key])
            if key == "account_id" and "amazonaws" not in self._host:
                continue
            if key in _CODED:
                return self._of_kind(_CODED[key]) if hint_of(description) == _CODED[key] else None
            if words[-1] in _PAGES and _PARTICULAR.search(description):
                return None
            if key in STRINGS or key in PLACE or key in PERSON or key in FULL_NAMES:
                return self._of_kind(key)
        return self.arn(name, description)

    def _of_kind(self, key: str) -> str | None:
        if key in PLACE:
            return str(self._place[PLACE[key]])
        if key in FULL_NAMES:
            return f"{self._person[0]} {self._person[1]}"
        if key in PERSON:
            return self._person[PERSON[key]]
        if key == "uuid":
            return self._uuid()
        value = self._pick(STRINGS[key]) if key in STRINGS else None
        return self._uuid() if value == "<uuid>" else value

    def number(self, name: str, description: str, *, whole: bool) -> int | float | None:
        """Return a number for the parameter ``name``; None if nothing is known of it."""
        if description and _EPOCH.search(description):
            unit = _UNIT.search(description)
            multiple = _MULTIPLE.get((unit[1] or "milli").lower(), 1) if unit else 1
            return (1_710_000_000 + self._below(20_000_000)) * multiple
        if (given := number_in(description)) is not None:
            return int(given) if whole else given
        words = words_of(name)
        if len(words) > 1 and (unit_of := UNITS.get(words[-1])) is not None:
            return int(unit_of[self._below(len(unit_of))])
        for start in range(max(0, len(words) - 3), len(words) if words[:1] != ("id",) else 0):
            key = "_".join(words[start:])
            if key in PLACE and isinstance(value := self._place[PLACE[key]], float):
                return int(value) if whole else value
            if key in NUMBERS:
                number = NUMBERS[key][self._below(len(NUMBERS[key]))]
                return int(number) if whole else number
        return 10_000 + self._below(90_000) if whole and is_identifier(name, description) else None
