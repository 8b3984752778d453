"""Draws what tables describe in ``<…>``: what to draw, a field and its owner -> a function that writes such texts."""

from lemnos.steps.tools.examples.example_values import words_of
from lemnos.steps.tools.world.values.filler import Filler, Text
from lemnos.steps.tools.world.values.labels import kind_of
from lemnos.steps.tools.world.values.scene import Scene, plain, slug
from lemnos.steps.tools.world.values.seeds import pick
from lemnos.steps.tools.world.values.tables import (
    ARN_SERVICES,
    CATEGORIES,
    CONTACTS,
    CURRENCIES,
    EVENT_VERBS,
    IMAGES,
    LISTENING,
    PROGRAMMED,
    SIZED,
    STATUSES,
    TEXTS,
    USUAL_STATUSES,
)

LINKS = frozenset("url uri href link endpoint website homepage permalink webhook callback".split())
"""Last words of the names of fields that hold addresses of pages."""
PICTURES = frozenset("image avatar picture photo logo icon thumbnail thumb banner cover poster".split())
"""Last words of the names of fields that hold addresses of pictures."""


_CODE = frozenset(
    "repository repo gist snippet script package artifact function lambda runtime module library submission".split()
)
"""Nouns of what is written in a language of programs."""
_NAMED_IN_FULL = frozenset("repository repo gist package module image".split())
"""Nouns whose full name begins with that of their owner."""
_ZONES = frozenset(("domain", "dns_zone", "hosted_zone"))
_RULES = frozenset(
    "rule policy alert alarm trigger filter query automation workflow segment action step permission branch".split()
)
"""Nouns of which a condition says when they hold."""
_CHAINS = frozenset("wallet contract ethereum eth bitcoin crypto token blockchain erc20".split())
"""Words before ``address`` that tell of one on a chain of blocks."""
_RUNNING = frozenset("container pod deployment workload daemonset statefulset".split())
"""Nouns of what runs an image."""
_TIMED = frozenset("schedule scheduler cron cronjob timer".split())


def of_owner(words: tuple[str, ...], owner: tuple[str, ...]) -> Text | None:
    """Return what writes a field that says something else of things of some kinds than of all others."""
    of = owner[-1] if owner else ""
    match words:
        case ("language",) if of in _CODE:
            return lambda scene: pick(scene.random, PROGRAMMED)
        case ("full", "name") | ("fullname",) if of in _NAMED_IN_FULL:
            return lambda scene: f"{scene.person.login}/{slug(scene.label)}"
        case ("domain",) | ("domain", "name") | ("fqdn",) if kind_of(owner) in _ZONES:
            return lambda scene: scene.label
        case ("image",) | ("image", "name") if of in _RUNNING:
            return lambda scene: pick(scene.random, IMAGES)
        case ("expression",) if not _TIMED.isdisjoint(owner):
            return lambda scene: pick(scene.random, TEXTS["cron"])
        case ("prefix",) if "branch" in owner or "branching" in owner:
            return lambda scene: pick(scene.random, ("feature/", "bugfix/", "release/"))
        case ("condition",) if _RULES.isdisjoint(owner):
            return lambda scene: pick(scene.random, ("new", "used", "good"))
        case (*before, "address") if not _CHAINS.isdisjoint(before):
            return lambda scene: f"0x{scene.random.getrandbits(160):040x}"
        case _:
            return None


def address_of(name: str, owner: tuple[str, ...]) -> Text:
    """Return what writes the addresses of a field."""
    words = words_of(name)
    picture = next((word for word in words if word in PICTURES), "")
    if picture or {"video", "audio"} & {*words}:
        ending = "mp4" if "video" in words else "mp3" if "audio" in words else "png"
        return lambda scene: f"https://cdn.example.com/{picture or ending}/{scene.random.getrandbits(32):08x}.{ending}"
    if {"website", "homepage", "blog"} & {*words}:
        return lambda scene: f"https://www.{plain(scene.label) or 'site'}.example.com"
    if {"webhook", "callback", "redirect", "notify", "hook"} & {*words}:
        return lambda scene: f"https://app.example.com/hooks/{slug(scene.label) or 'events'}"
    collection = slug(" ".join([word for word in words if word not in LINKS] or owner)) or "items"
    return lambda scene: f"https://example.com/{collection}/{scene.random.getrandbits(32):08x}"


def drawn_of(values: tuple[str, ...], words: tuple[str, ...], owner: tuple[str, ...]) -> Text:
    """Return what writes one of the texts of a table.

    Args:
        values: The texts, or one in angles that says what to draw.
        words: Words of the name of the field.
        owner: Words of the object that has it.
    """
    drawn = values[0] if len(values) == 1 else ""
    match drawn:
        case "<hex64>" | "<hex40>" | "<hex32>" | "<hex16>":
            digits = int(drawn[4:-1])
            return lambda scene: f"{scene.random.getrandbits(4 * digits):0{digits}x}"
        case "<digits13>" | "<digits9>" | "<digits6>" | "<digits4>":
            count = int(drawn[7:-1])
            return lambda scene: f"{10 ** (count - 1) + int(scene.random.random() * 9 * 10 ** (count - 1))}"
        case "<secret>":
            return lambda scene: f"tok_{scene.random.getrandbits(64):016x}"
        case "<sku>":
            return lambda scene: (
                f"{(slug(scene.label) or 'item')[:3].upper()}-{10000 + int(scene.random.random() * 90000)}"
            )
        case "<serial>":
            return lambda scene: f"SN{scene.random.getrandbits(36):09X}"
        case "<reference>":
            stem = (owner[-1][:3].upper() if owner else "REF").ljust(3, "X")
            return lambda scene: f"{stem}-{10000 + int(scene.random.random() * 90000)}"
        case "<place>":
            return lambda scene: str(scene.place[5])
        case "<url>":
            return address_of("url", owner)
        case "<noun>":
            noun = "_".join(owner) or "object"
            return lambda _scene: noun
        case "<type>":
            if owner and owner[-1] in CONTACTS:
                return lambda scene: pick(scene.random, ("work", "home", "other"))
            kind = "_".join(owner) or "object"
            return Filler(lambda _scene: kind)
        case "<category>":
            given = next((CATEGORIES[word] for word in reversed(owner) if word in CATEGORIES), ())
            return (lambda scene: pick(scene.random, given)) if given else Filler(lambda _scene: "General")
        case "<status>":
            known = STATUSES.get(owner[-1] if owner else "", USUAL_STATUSES)
            return lambda scene: pick(scene.random, known)
        case "<size>":
            if SIZED.isdisjoint(owner):
                return Filler(lambda scene: str(1024 * (1 + int(scene.random.random() * 900))))
            return lambda scene: pick(scene.random, ("small", "medium", "large"))
        case "<symbol>":
            if not {"currency", "money", "price"}.isdisjoint(owner):
                return lambda scene: CURRENCIES[scene.currency][1]
            stock = not {"stock", "quote", "company", "share", "security", "instrument", "trade"}.isdisjoint(owner)
            symbols: Text = lambda scene: pick(scene.random, ("AAPL", "MSFT", "SIE"))  # noqa: E731
            return symbols if stock else Filler(symbols)
        case "<event>":
            if LISTENING.isdisjoint(owner):
                return lambda scene: scene.inner(("event",)).label
            thing = next((word for word in owner if word not in LISTENING), "item")
            return lambda scene: f"{thing}.{pick(scene.random, EVENT_VERBS)}"
        case "<ssh>":
            return lambda scene: f"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI{scene.random.getrandbits(168):042x}"
        case "<arn>":
            return _resource_name(words, owner)
        case _:
            return lambda scene: pick(scene.random, values)


def _resource_name(words: tuple[str, ...], owner: tuple[str, ...]) -> Text:
    """Return what writes the ARN of an entity, or of what the words before ``arn`` name."""
    before = words[:-1]
    noun = (before or owner or ("resource",))[-1]
    service = ARN_SERVICES.get(noun, "".join(owner[:1]) or noun)
    region = "" if service in ("iam", "s3") else "us-east-1"

    def text(scene: Scene) -> str:
        label = scene.inner(before).label if before and before != owner[-len(before) :] else scene.label
        return f"arn:aws:{service}:{region}:123456789012:{noun}/{slug(label)}"

    return text
