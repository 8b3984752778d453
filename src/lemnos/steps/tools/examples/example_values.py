"""Choose values that a person would give, by the name of a parameter, its format and the examples in its description.

The tables cover the most common parameter names of real APIs. People and places are consistent: ``city``, ``country``,
``lat`` and ``lon`` of one call belong to the same city. No name, number or address belongs to a real person: domains
are ``example.com`` and similar ones, and telephone numbers come from the ranges reserved for fiction.
"""

import contextlib
import math
import re
from functools import lru_cache
from random import Random

from lemnos.steps.tools.examples.people_and_places import FULL_NAMES, PEOPLE, PERSON, PLACE, PLACES
from lemnos.steps.tools.examples.special_values import AMOUNTS, CREDENTIALS, PROSE_KINDS, SEGMENTS, UNITS, VOCABULARIES
from lemnos.steps.tools.examples.value_tables import FORMATS, NUMBERS, STRINGS

_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_QUOTED = re.compile(
    r"(?:e\.\s?g\.|[Ff]or (?:example|instance)|[Ss]uch as|[Ee]xamples?(?: value)?s?(?: is| are)?|\b[Ee]x|[Ll]ike|"
    r"(?:[Aa]llowed|[Pp]ossible|[Vv]alid|[Ss]upported) (?:values?|options?)(?: are| is)?|[Oo]ne of|[Cc]an be|[Ee]ither|"
    r"[Oo]ptions(?: are)?|[Dd]efault(?: is|s to)?|[Aa]ccepts)"
    r"[,:]?\s*(?:[-*]\s+)?(?:\"([^\"\n]{1,60})\"|'([^'\n]{1,60})'|`([^`\n]{1,60})`|“([^”\n]{1,60})”|\*\*?([\w-]{2,60})\*)"
)
"""A value that a description gives in quotes."""
_QUOTES = ('"', "'", "`", "“", "*")
_UNQUOTED = re.compile(
    r"(?:\be\.\s?g\.|\beg\.|\([Ee]xample\b|\b[Ee]xamples?(?: value)?:|[Ff]or (?:example|instance)[,:]|"
    r"\((?:such as|like)|\([Dd]efault(?: is|s to)?)[,:]?\s*"
    r"((?!https?:)\w[\w./:@+#%-]{0,50}(?: [A-Z\d][\w./:@+-]{0,30}){0,3}|https?://[^\s,;)\"'<>]{3,80})"
    r"(?=\s*(?:[,;)\n]|$)|\.(?:\s|$))"
)
"""A value that a description gives without quotes: one word, or several that begin with capitals."""
_NO_EXAMPLE = re.compile(
    r"[YyMmDdHhSsTZ:./ -]{5,}|(?:https?|www|none|null|the|an?|if|when|for|to|in|on|by|use|using|with|this|that|your|it|"
    r"see|etc|not|and|or|only|all|any|from|of|as|is|are|optional|required|empty|string|true|false|x{2,}.*|\d+)",
    re.IGNORECASE,
)
"""Text in the position of an example that is not one: a date template, the beginning of a sentence."""
_PHRASE = re.compile(r"\((?:e\.\s?g\.|for example|such as|like)[,:]?\s*([A-Za-z][^,()\"'`;:/\n]{2,40})[,)]")
"""The first of several examples that a description gives in parentheses."""
TEMPLATE = re.compile(r"\{\{?[\w .$-]+\}?\}|<[\w .-]+>|\$\{[\w.]+\}|\[[\w ]+\]")
"""A placeholder that the caller replaces by a value."""
_HOLDER = re.compile(r"\{\w[^{}]*\}|<[\w -]+>|\[[A-Z_]{3,}\]")
"""A placeholder within a value that a description gives."""
_MEASURES = frozenset("max min maximum minimum total num count".split())
_ASKING = frozenset("is has can should enable enabled disable disabled include".split())
_NUMBER = re.compile(r"\((?:e\.g\.?|[Ee]xample|for example)[,:]?\s*(-?\d+(?:\.\d+)?)[,) %]")
_NO_VALUES = frozenset(("None", "null", "undefined", "nil", "NULL", "NaN"))
_DATE_HINT = re.compile(r"YYYY-MM-DD(T| HH)?", re.IGNORECASE)
_CODE_HINTS = (
    (re.compile(r"ISO[ -]?3166|two-letter country|country code|alpha-2", re.IGNORECASE), "country_code"),
    (re.compile(r"ISO[ -]?4217|currency code", re.IGNORECASE), "currency"),
    (re.compile(r"ISO[ -]?639|language code|BCP[ -]?47", re.IGNORECASE), "language"),
    (re.compile(r"\bUUID\b|\bGUID\b"), "uuid"),
    (re.compile(r"ISO[ -]?8601|RFC[ -]?3339", re.IGNORECASE), "datetime"),
    (re.compile(r"\bbase[- ]?64\b", re.IGNORECASE), "base_64"),
    (re.compile(r"\(ARN\)|\bARN of\b"), "arn"),
    (re.compile(r"comma[- ]separated|comma[- ]delimited", re.IGNORECASE), "comma_list"),
)
_OPAQUE = frozenset(
    (
        "id ids key token secret hash uid guid gid sid cid pid ref reference code number no cursor signature identifier"
    ).split()
)
_CLOUD = re.compile(r"\bAWS\b|\bcloud\b|data ?cent|amazon", re.IGNORECASE)
_COMPOUND = (
    (re.compile(r".{2,}ur[il]$"), "url"),
    (re.compile(r".{3,}(?<!up)(?<!man)date$"), "date"),
    (re.compile(r".{2,}e?mail$"), "email"),
    (re.compile(r".{3,}path$"), "path"),
)
"""Endings of names that join two words in lower case, and the kind of value that they indicate."""
_ID_AT_END = re.compile(r"(?!paid|valid|invalid|android|hybrid|solid|fluid|rapid|grid|covid|prepaid|liquid)(.{3,})id")
_PROGRAM = re.compile(r"\b(?:source|python|javascript|program|snippet|execut\w*|script|compil\w*|run)\b", re.IGNORECASE)
_ARN_RESOURCE = re.compile(r"(?:\{12\}|\*|\+|\)|\}):([a-z][a-z-]{2,40})[/:]")
"""The type of resource in a regular expression for an ARN."""
_AWS_HOST = re.compile(r"(?:[\w-]+\.)*?([a-z][\w-]*)(?:\.([a-z]{2}-[a-z]+-\d))?\.amazonaws\.com$")
_PROSE_DEFAULT = re.compile(
    r"\bdefault(?:s| value)?(?: value)?(?: is| to| of|:|=)*\s*[`'\"]?(-?\d+(?:\.\d+)?)\b(?![\d.,]*\s*(?:[a-zA-Z%]|-\d))"
    r"|\bdefault(?:s| value)?(?: value)?(?: is| to| of|:|=)*\s*[`'\"]?(-?\d+(?:\.\d+)?)(?=[`'\"]?(?:\.?\s*$|[.,;)] ))",
    re.IGNORECASE,
)
"""A number that a description gives as the default."""
_EPOCH = re.compile(r"\bepoch\b|\bunix[ -]?time|\bPOSIX time|seconds since", re.IGNORECASE)
_UNIT = re.compile(r"(milli|micro|nano)[ -]?seconds?|\bms\b", re.IGNORECASE)
_MULTIPLE = {"milli": 1_000, "micro": 1_000_000, "nano": 1_000_000_000}
_CURSOR = re.compile(
    r"pagina(?:tion|ted)|page token|continuation|\bcursor\b|next page|previous (?:response|call)", re.IGNORECASE
)
_SECRET_WORDS = frozenset("password passwd pwd pass passphrase secret token key pin passcode".split())
_ARN_SERVICE = re.compile(r":([a-z][a-z0-9-]{1,30}):")
_ARN_OF = {
    "role": "iam", "user": "iam", "policy": "iam", "instance_profile": "iam", "bucket": "s3", "topic": "sns",
    "queue": "sqs", "function": "lambda", "lambda": "lambda", "kms_key": "kms", "key": "kms",
    "secret": "secretsmanager",
    "certificate": "acm", "stream": "kinesis", "delivery_stream": "firehose", "log_group": "logs",
    "load_balancer": "elasticloadbalancing", "target_group": "elasticloadbalancing", "state_machine": "states",
    "user_pool": "cognito-idp", "event_bus": "events", "rule": "events", "file_system": "elasticfilesystem",
    "db_cluster": "rds", "db_instance": "rds", "repository": "ecr", "project_version": "rekognition",
    "model": "sagemaker", "workgroup": "athena", "table": "dynamodb", "task_definition": "ecs",
}  # fmt: skip
"""Resource of AWS → the service in its ARN."""
_GLOBAL = frozenset(("iam", "s3"))


@lru_cache(maxsize=65_536)
def words_of(name: str) -> tuple[str, ...]:
    """Return the words of which a parameter's name consists, in lower case.

    >>> words_of("userEmail"), words_of("per_page"), words_of("X-Request-ID")
    (('user', 'email'), ('per', 'page'), ('x', 'request', 'id'))
    """
    return tuple(word.lower() for word in _WORDS.findall(name))


def normalised(name: str) -> str:
    """Return the name without case and separators: ``pet_id`` and ``petId`` are one."""
    return "".join(words_of(name)) or name.lower()


@lru_cache(maxsize=8192)
def _quoted(description: str) -> str | None:
    if not any(quote in description for quote in _QUOTES):
        return None
    match = _QUOTED.search(description)
    value = next(filter(None, match.groups()), None) if match else None
    return None if value in _NO_VALUES or (value is not None and _HOLDER.search(value)) else value


@lru_cache(maxsize=8192)
def _given(description: str) -> str | None:
    if (quoted := _quoted(description)) is not None:
        return quoted
    if "xample" not in description and "." not in description:
        return quoted
    unquoted = _UNQUOTED.search(description)
    if unquoted and not _NO_EXAMPLE.fullmatch(unquoted[1].partition(" ")[0]):
        return unquoted[1].rstrip(".")
    phrase = _PHRASE.search(description)
    return phrase[1].strip() if phrase and not _NO_EXAMPLE.fullmatch(phrase[1].partition(" ")[0]) else None


@lru_cache(maxsize=8192)
def _hint(description: str) -> str | None:
    """Return the kind of value that a description indicates, if any: ``date``, ``time`` (date with time), ``uuid`` …"""
    if not description:
        return None
    if date := _DATE_HINT.search(description):
        return "time" if date[1] else "date"
    return next((kind for hint, kind in _CODE_HINTS if hint.search(description[:300])), None)


_CODED = frozenset("locale language currency timezone".split())
"""Things whose ids are codes."""
_SHARES = frozenset("probability confidence likelihood".split())
"""Words of a name whose value lies between 0 and 1."""


class ExampleValues:
    """Chooses plausible values for one call.

    Args:
        random: Decides every choice.
        host: Host of the API; empty if it is unknown.
    """

    def __init__(self, random: Random, host: str = "") -> None:
        self._host = host
        self.random = random
        self._place = PLACES[self._below(len(PLACES))]
        self._person = PEOPLE[self._below(len(PEOPLE))]
        self._segments: dict[str, str] = {}
        self.guesses = 0
        """Values so far that nothing but the name of the parameter speaks for, and that not well."""

    def _below(self, count: int) -> int:
        return int(self.random.random() * count)

    def _pick(self, values: tuple[str, ...]) -> str:
        return values[self._below(len(values))]

    def _hex(self, digits: int) -> str:
        return f"{self.random.getrandbits(4 * digits):0{digits}x}"

    def formatted(self, form: str, name: str) -> str | None:
        """Return a value in a string format of JSON Schema, or in an informal one of OpenAPI; None if it is unknown."""
        match form.lower():
            case "uuid" | "guid":
                h = self._hex(32)
                return f"{h[:8]}-{h[8:12]}-4{h[13:16]}-a{h[17:20]}-{h[20:]}"
            case "date-time" | "datetime" | "google-datetime" | "iso8601" | "timestamp":
                return f"{self._date()}T{self._below(24):02}:{self._below(60):02}:00Z"
            case "date":
                return self._date()
            case "uri" | "url" | "iri":
                address = self._by_name(name, "") or ""
                return address if "://" in address else f"https://example.com/{'-'.join(words_of(name)) or 'page'}"
            case "password" if not _SECRET_WORDS.intersection(words_of(name)):
                return None  # Amazon's descriptions use the format for any text that is kept out of logs.
            case "email" | "idn-email":
                return self._person[2]
            case known if known in FORMATS:
                return self._pick(FORMATS[known])
            case _:
                return None

    def _date(self) -> str:
        return f"{2023 + self._below(3)}-{1 + self._below(12):02}-{1 + self._below(28):02}"

    def quoted(self, description: str) -> str | None:
        """Return the quoted value that a description gives as an example; None if it gives none."""
        return _quoted(description[:600])

    def given(self, description: str) -> str | None:
        """Return the value that a description gives as an example, with or without quotes; None if it gives none."""
        return _given(description[:600])

    def segment(self, name: str) -> str:
        """Return a segment of a resource name, the same one for the same ``name``."""
        if name not in self._segments:
            known = SEGMENTS.get(name) or SEGMENTS.get(name.rpartition("_")[2])
            value = self._pick(known) if known else f"{name.replace('_', '-')}-{1 + self._below(40)}"
            self._segments[name] = value
        return self._segments[name]

    def arn(self, name: str, pattern: str = "") -> str | None:
        """Return the Amazon Resource Name for a parameter such as ``RoleArn``; None for parameters that take no ARN.

        Args:
            name: Name of the parameter.
            pattern: Regular expression that the value must match, if known; it often names the service.
        """
        words = words_of(name)
        if not words or words[-1] not in ("arn", "arns"):
            return None
        kind = next(
            ("_".join(words[start:-1]) for start in range(len(words) - 1) if "_".join(words[start:-1]) in _ARN_OF), ""
        )
        named = _ARN_SERVICE.search(pattern)
        cloud = _AWS_HOST.match(self._host)
        service = named[1] if named and named[1] != "aws" else _ARN_OF.get(kind, cloud[1] if cloud else "service")
        typed = _ARN_RESOURCE.findall(pattern)
        resource = typed[-1] if typed else "-".join(words[:-1]) or "resource"
        if service in _GLOBAL:
            path = "media-archive" if service == "s3" else f"{resource.rpartition('-')[2]}/reader"
            return f"arn:aws:{service}::{'' if service == 's3' else '123456789012'}:{path}"
        region = (cloud[2] if cloud else None) or "eu-west-1"
        return f"arn:aws:{service}:{region}:123456789012:{resource}/{self._hex(8)}"

    def string(self, name: str, description: str) -> str:
        """Return a string for the parameter ``name``; never the name of its type."""
        if (given := self.given(description)) is not None:
            return given
        if (secret := CREDENTIALS.get("_".join(words_of(name)))) is not None:
            return secret
        if "egular expression" in description[:200]:
            return self._pick(STRINGS["regex"])
        if (words_of(name) or ("",))[-1] in AMOUNTS:
            return str(self.number(name, "", whole=True))
        if description and _CURSOR.search(description[:200]):
            return self._hex(16)
        asks = words_of(name)[:1] in (("is",), ("has",))
        if not asks and (usual := self._by_name(name, description)):
            return usual
        match _hint(description):
            case None:
                pass
            case "arn":
                return self.arn(f"{name}_arn") or name
            case "date" | "time" as precision:
                return self._date() + ("T09:30:00Z" if precision == "time" else "")
            case kind:
                return self._of_kind(kind)
        words = words_of(name) or ("item",)
        if words[0] in ("is", "has") and len(words) > 1:
            return "true"
        if words[0] == "id" and len(words) > 1:
            words = (*words[1:], "id")
        if (joined := _ID_AT_END.fullmatch(words[-1])) is not None:
            words = (*words[:-1], joined[1], "id")
        if words[-1] == "id" and len(words) > 1 and words[-2] in _CODED:
            return self._of_kind(words[-2])
        if words[-1] in _OPAQUE:
            stem = "".join([word[:3] for word in words[:-1] if word not in ("id", "or")][-2:])
            return f"{stem}_{self._hex(8)}" if stem else self._hex(12)
        kind = next((kind for said, kind in PROSE_KINDS if said.search(description[:120])), "") if description else ""
        if kind == "id":
            return f"{words[-1][:3]}_{self._hex(8)}"
        if kind:
            return self._of_kind(kind)
        self.guesses += 1
        return f"{'-'.join(words[-3:])}-{1 + self._below(40)}"

    def _by_name(self, name: str, description: str) -> str | None:
        words = words_of(name)
        for start in range(max(0, len(words) - 3), len(words)):
            key = "_".join(words[start:])
            if key == "key" and (len(words) > 1 or "bject key" in description):
                return None if len(words) > 1 else self._pick(STRINGS["object_key"])
            if key == "code" and _PROGRAM.search(description):
                return self._pick(STRINGS["snippet"])
            if key == "region":
                return self._of_kind(self._region_kind(description))
            if key in VOCABULARIES:
                self.guesses += 1
            if key in STRINGS or key in PLACE or key in PERSON or key in FULL_NAMES:
                return self._of_kind(key)
        if arn := self.arn(name, description if "arn:" in description else ""):
            return arn
        if len(words) > 1 and any(map(str.isdigit, words)):
            return self._by_name("_".join(word for word in words if not word.isdigit()), description)
        if len(words) > 1 and words[0] in ("email", "phone", "url", "country", "city", "date"):
            return self._of_kind(words[0])
        if len(words) > 1 and words[-1] in ("at", "on") and words[-2].endswith("ed"):
            return self._of_kind("datetime")
        for ending, kind in _COMPOUND if words and words[-1] not in ("update",) else ():
            if ending.fullmatch(words[-1]):
                return self._of_kind(kind)
        return None

    def _region_kind(self, description: str) -> str:
        if "googleapis" in self._host:
            return "cloud_region"
        return "aws_region" if "amazonaws" in self._host or _CLOUD.search(description) else "region_name"

    def _of_kind(self, key: str) -> str:
        if key in PLACE:
            return str(self._place[PLACE[key]])
        if key in FULL_NAMES:
            return f"{self._person[0]} {self._person[1]}"
        if key in PERSON:
            return self._person[PERSON[key]]
        if key == "uuid":
            return self.formatted("uuid", "") or ""
        if key == "datetime":
            return self.formatted("date-time", "") or ""
        value = self._pick(STRINGS[key])
        return (
            self._date()
            if value == "<date>"
            else (self.formatted("date-time", "") or "")
            if value == "<time>"
            else value
        )

    def anything(self, name: str, description: str) -> str | int | float | bool:
        """Return a value for a parameter of unknown type; its own name, as a variable, if nothing better is known."""
        if (given := self.given(description)) is not None:
            return given
        words = words_of(name)
        if words and words[0] in _ASKING:
            return True
        if words and (words[0] in _MEASURES or (words[-1] in NUMBERS and words[-1] not in STRINGS)):
            return self.number(name, description, whole=True)
        return self._by_name(name, description) or name

    def numbers(self) -> list[float]:
        """Return a short list of numbers, for parameters that take any kind of array."""
        return [1 + self._below(9), 1 + self._below(9), (1 + self._below(40)) / 2]

    def number(self, name: str, description: str, *, whole: bool) -> int | float:
        """Return a number for the parameter ``name``."""
        if description and (given := _NUMBER.search(description[:600])):
            return int(float(given[1])) if whole else float(given[1])
        if description and _EPOCH.search(description):
            unit = _UNIT.search(description)
            multiple = _MULTIPLE.get((unit[1] or "milli").lower(), 1) if unit else 1
            return (1_700_000_000 + self._below(60_000_000)) * multiple
        if "efault" in description and (usual := _PROSE_DEFAULT.search(description[:600])):
            usual_number = float(usual[1] or usual[2])
            if usual_number:
                return int(usual_number) if whole else usual_number
        words = words_of(name)
        if not _SHARES.isdisjoint(words) and not whole:
            return NUMBERS["probability"][self._below(3)]
        if words and (unit_of := UNITS.get(words[-1])) is not None and len(words) > 1:
            return int(unit_of[self._below(len(unit_of))])
        for start in range(max(0, len(words) - 3), len(words)):
            key = "_".join(words[start:])
            if key in PLACE and isinstance(value := self._place[PLACE[key]], float):
                return int(value) if whole else value
            if key in NUMBERS:
                values = NUMBERS[key]
                number = values[self._below(len(values))]
                return int(number) if whole else number
        if (quoted := self.quoted(description)) is not None:
            with contextlib.suppress(ValueError):
                number = int(quoted) if whole else float(quoted)
                if math.isfinite(number):  # JSON has no `nan` and no `inf`
                    return number
        if words and words[-1] in _OPAQUE:
            return 1000 + self._below(90_000)
        self.guesses += 1
        return 1 + self._below(12) if whole else (1 + self._below(40)) / 2
