"""Makes ids and other codes: the examples of a schema, or the name of a field -> a function that writes such texts."""

import re
from collections.abc import Callable
from random import Random
from typing import Any

from lemnos.steps.tools.examples.example_values import is_identifier, words_of
from lemnos.steps.tools.examples.prose import given_in
from lemnos.steps.tools.world.values.filler import stands_for
from lemnos.steps.tools.world.values.labels.names import CODES_OF
from lemnos.steps.tools.world.values.moments import instant, moment_of
from lemnos.steps.tools.world.values.scene import Scene, slug
from lemnos.steps.tools.world.values.seeds import pick
from lemnos.steps.tools.world.values.tables import CODES, KNOWN_CODES

_CODE = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|[0-9a-f]{16,}|(?=(?:\D*\d){3})[A-Za-z0-9_]{12,}")
"""An example that means nothing to people."""
_PREFIX = re.compile(r"([A-Za-z]{1,8}[_-])(?=[A-Za-z0-9_-]{4,}$)")
_NUMBERED = re.compile(r"(?:\d{1,3}\.){3}\d{1,3}")
"""An address of a machine."""
_ISO = re.compile(r"\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]00:?00)?)?")
"""A date, with or without the time of day in UTC."""
_NUMBER = re.compile(r"\+\d[\d ().-]{6,18}\d|\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4}")
"""A telephone number."""
_WEB = re.compile(r"https?://[^/\s]+/\S")
_LONGEST_EXAMPLE = 300


def examples_of(flat: dict[str, Any], name: str, description: str) -> tuple[str, ...]:
    """Return the examples that the schema of a field gives, without those that only stand for one."""
    given = flat.get("examples", [])
    texts = [each for each in (given if isinstance(given, list) else [given]) if isinstance(each, str)]
    default = flat.get("default")
    if not texts and isinstance(default, str) and default not in ("None", "null"):
        texts = [default]
    if not texts and (said := given_in(description)) is not None:
        texts = [said]
    return tuple(
        each
        for each in texts
        if each and len(each) <= _LONGEST_EXAMPLE and not set(each) & set("{}<>") and not stands_for(each, name)
    )


def like(examples: tuple[str, ...], name: str, description: str) -> Callable[[Scene], str]:
    """Return what writes texts like ``examples``: ids get other digits, all else stays as it is."""
    if all(map(_NUMBERED.fullmatch, examples)):
        return lambda scene: f"203.0.113.{1 + int(scene.random.random() * 253)}"
    if all(map(_WEB.match, examples)) and len({*examples}) == 1:
        return lambda scene: _beside(examples[0], scene)
    if all(map(_ISO.fullmatch, examples)):
        moment = moment_of(name)
        return lambda scene: f"{instant(moment(scene))[: min(len(examples[0]), 19)]}{examples[0][19:]}"
    if all(map(_NUMBER.fullmatch, examples)):
        return lambda scene: _redialled(pick(scene.random, examples), scene)
    is_code = is_identifier(name, description) or (words_of(name) or ("",))[-1] in CODES
    if not is_code and not all(_CODE.fullmatch(each) for each in examples):
        return lambda scene: pick(scene.random, examples)

    def changed(scene: Scene) -> str:
        example = pick(scene.random, examples)
        return alike(example, scene.random) if sum(map(str.isdigit, example)) >= 2 else example

    return changed


def _redialled(number: str, scene: Scene) -> str:
    """Return a telephone number with other digits at its end."""
    left = 4
    made = []
    for letter in reversed(number):
        is_drawn = letter.isdecimal() and left > 0
        left -= is_drawn
        made.append(str(int(scene.random.random() * 10)) if is_drawn else letter)
    return "".join(reversed(made))


def _beside(address: str, scene: Scene) -> str:
    """Return an address beside the one of an example: its last segment names the entity of the scene."""
    whole, mark, _ = address.partition("?")
    before, _, last = whole.rpartition("/")
    if not last or before.endswith("/") or mark:
        return address
    stem, dot, ending = last.rpartition(".")
    if not dot:
        stem, ending = last, ""
    if any(map(str.isdigit, stem)):
        return f"{before}/{alike(stem, scene.random)}{dot}{ending}"
    return f"{before}/{slug(scene.label) or stem}{dot}{ending}" if scene.noun else address


def alike(text: str, random: Random, *, letters: bool = False) -> str:
    """Return a text of the same form: a digit for a digit, a letter for a letter in codes, all else as it is.

    Args:
        text: An example.
        random: Decides every choice.
        letters: Whether letters change in any text, and not only in one that seems to be a code.
    """
    if _NUMBERED.fullmatch(text):
        return ".".join(["10", *(str(1 + int(random.random() * 253)) for _ in range(3))])
    prefix = found[1] if (found := _PREFIX.match(text)) else ""
    rest = text[len(prefix) :]
    is_hex = len(rest) > 6 and re.fullmatch(r"[0-9a-f-]+", rest) is not None
    is_code = letters or is_hex or sum(map(str.isdigit, rest)) * 4 >= len(rest)
    made = []
    for letter in rest:
        if letter.isdecimal():
            made.append("0123456789abcdef"[int(random.random() * (16 if is_hex and not rest.isdecimal() else 10))])
        elif is_code and letter.isascii() and letter.isalpha():
            drawn = pick(random, "abcdef" if is_hex else "abcdefghijklmnopqrstuvwxyz")
            made.append(drawn.upper() if letter.isupper() else drawn)
        else:
            made.append(letter)
    return prefix + "".join(made)


def uuid(scene: Scene) -> str:
    """Return a UUID of version 4."""
    h = f"{scene.random.getrandbits(128):032x}"
    return f"{h[:8]}-{h[8:12]}-4{h[13:16]}-a{h[17:20]}-{h[20:]}"


def code_of(words: tuple[str, ...], owner: tuple[str, ...]) -> Callable[[Scene], str]:
    """Return what writes the codes of a field: a stem of the noun that it identifies, and hexadecimal digits.

    A ``code`` of what has codes that people know, as countries and languages do, is one of these.
    """
    noun = tuple(word for word in words[:-1] if word != "iso") or owner
    if words[-1:] == ("code",) and noun and noun[-1] in KNOWN_CODES:
        given = KNOWN_CODES[noun[-1]]
        if noun[-1] == "currency":
            return lambda scene: scene.currency
        if noun == owner and noun[-1] in CODES_OF:
            own = CODES_OF[noun[-1]]
            return lambda scene: (
                own.get(scene.label) or (str(scene.place[2]) if noun[-1] == "country" else pick(scene.random, given))
            )
        return lambda scene: pick(scene.random, given)
    if words[-1:] in (("uuid",), ("guid",)):
        return uuid
    stem = "".join(word[:3] for word in (words[:-1] or owner)[-1:])
    return lambda scene: (
        f"{stem}_{scene.random.getrandbits(32):08x}" if stem else f"{scene.random.getrandbits(48):012x}"
    )
