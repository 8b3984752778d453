"""Draws what tables describe in ``<…>``: what to draw, a field and its owner -> a function that writes such texts."""

from lemnos.steps.tools.examples.example_values import words_of
from lemnos.steps.tools.naming.nouns import singular
from lemnos.steps.tools.naming.things import kind_of as thing_of
from lemnos.steps.tools.world.agreement.forms import TYPES
from lemnos.steps.tools.world.values.facts.official import OFFICIAL
from lemnos.steps.tools.world.values.facts.persons import gender_of, home_of, salutation_of
from lemnos.steps.tools.world.values.facts.places import LANGUAGES, locale_of, told_of_place
from lemnos.steps.tools.world.values.filler import Filler, Text
from lemnos.steps.tools.world.values.labels import kind_of
from lemnos.steps.tools.world.values.labels.statuses import STATUSES, TOLD_STATUSES, USUAL_STATUSES
from lemnos.steps.tools.world.values.scene import Scene, plain, slug
from lemnos.steps.tools.world.values.seeds import pick
from lemnos.steps.tools.world.values.tables import (
    ARN_SERVICES,
    CAPTIONS,
    CATEGORIES,
    CONTACTS,
    CURRENCIES,
    EVENT_VERBS,
    IMAGES,
    LISTENING,
    PROGRAMMED,
    RUNNING_SYSTEMS,
    SIZED,
    SYSTEMS,
    TEXTS,
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
_IN_MEMORY = frozenset("function memory base instruction symbol pointer offset code segment breakpoint".split())
"""Words before ``address`` that tell of one in the memory of a machine."""
_IP = frozenset("ip ipv ipv4 ipv6 ip4 ip6".split())
"""Words of addresses of the internet protocol."""
_ON_NETWORKS = frozenset("interface nic network subnet gateway".split())
"""Nouns of what has such an address."""
_HARDWARE = frozenset("mac hardware hw ethernet".split())
_MAIL = frozenset("email mailbox sender recipient inbox inbound bounce reply forwarding bcc cc".split())
_RUNNING = frozenset("container pod deployment workload daemonset statefulset".split())
"""Nouns of what runs an image."""
_PHONES = frozenset("phone telephone mobile cell fax".split())
_OF_LINKS = frozenset("name title text label rel relation type method media id key slug description".split())
"""Last words of what a link tells beside an address."""
_TIMED = frozenset("schedule scheduler cron cronjob timer".split())

_PROGRAMS = frozenset("driver manager agent operator worker player editor actor writer director".split())
"""Nouns of people that name programs in machines."""
_STORED = frozenset(
    "ipam volume network plugin storage disk drive log logger database graph filesystem build image".split()
)
"""Nouns of parts of machines that programs serve."""


def of_owner(words: tuple[str, ...], owner: tuple[str, ...]) -> Text | None:
    """Return what writes a field that says something else of things of some kinds than of all others."""
    of = owner[-1] if owner else ""
    if (written := _written_as(words, owner)) is not None:
        return written
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
        case ("brand" | "network" | "scheme",) if "card" in owner:
            return lambda scene: pick(scene.random, ("visa", "mastercard"))
        case (*_, "id", "or", "name"):
            return lambda scene: scene.label
        case ("is" | "has" | "can", _, *_):
            return lambda scene: pick(scene.random, ("true", "false"))
        case ("number" | "value",) if not _PHONES.isdisjoint(owner):
            return lambda scene: scene.person.telephone
        case ("certificate" | "cert" | "ca" | "ssl" | "tls", *rest, "file" | "path"):
            return lambda _scene: "/etc/ssl/server.key" if "key" in rest else "/etc/ssl/server.pem"
        case ("resource", "type") if owner:
            kind = "user" if of == "by" or kind_of(owner) == "person" else "_".join(owner)
            return lambda _scene: kind
        case ("zone",) if kind_of(owner) in _ZONES:
            return lambda scene: scene.label
        case (*before, "origin" | "origins") if {"allowed", "cors"} & {*before, *owner}:
            return lambda _scene: "https://app.example.com"
        case (*_, last) if of == "link" and last not in _OF_LINKS:
            return address_of("_".join(words), ())
        case ("cpu", "request" | "limit"):
            return lambda scene: pick(scene.random, ("100m", "250m", "500m", "1"))
        case ("memory", "request" | "limit"):
            return lambda scene: pick(scene.random, ("128Mi", "256Mi", "512Mi", "1Gi"))
        case ("prefix",) if "branch" in owner or "branching" in owner:
            return lambda scene: pick(scene.random, ("feature/", "bugfix/", "release/"))
        case ("condition",) if _RULES.isdisjoint(owner):
            return lambda scene: pick(scene.random, ("new", "used", "good"))
        case (*before, "address") if not _IN_MEMORY.isdisjoint(before):
            return lambda scene: f"0x{0x400000 + int(scene.random.random() * 0x40000) * 16:08x}"
        case (*before, "address") if not _CHAINS.isdisjoint(before):
            return _on_chain
        case ("address",) if owner:
            return _address_within(owner)
        case (*before, "address") if {*before} & {"inbound", "bounce", "forwarding"} or before[:1] == ["reply"]:
            return lambda scene: scene.person.email
        case ("location",) if kind_of(owner) == "person":
            return home_of
        case ("caption",) if of in PICTURES:
            return lambda scene: pick(scene.random, CAPTIONS)
        case ("os",) | ("operating", "system") | ("os", "name") if of in RUNNING_SYSTEMS:
            return lambda scene: pick(scene.random, SYSTEMS)
        case ("driver",) if is_program("driver", owner):
            return lambda scene: pick(scene.random, ("local", "overlay2", "bridge") if owner else ("local",))
        case _ if is_ip(words):
            return ip6 if version_of((*words, *owner)) == 6 else ip4
        case (*before, "address") if _kind_of_address(tuple(before)) in _HARDWARE:
            return mac
        case _ if (version := version_told(words, owner)) is not None:
            return lambda _scene: str(version)
        case _:
            return None


def _written_as(words: tuple[str, ...], owner: tuple[str, ...]) -> Text | None:
    """Return what writes how dates and sums of money are written."""
    about = {*words, *owner}
    match words:
        case ("symbol", "native") | (*_, "currency", "symbol"):
            return lambda scene: CURRENCIES.get(scene.currency, ("", scene.currency))[1]
        case ("iso", "code") if "currency" in owner:
            return lambda scene: scene.currency
        case ("decimal", "separator"):
            return lambda _scene: "."
        case ("group" | "grouping" | "thousand" | "thousands", "separator"):
            return lambda _scene: ","
        case ("example", "format") if about & {"currency", "money", "number"}:
            return lambda _scene: "1,234.56"
        case (*_, "format") if "date" in about:
            return lambda scene: pick(scene.random, ("YYYY-MM-DD", "DD.MM.YYYY"))
        case (*_, "format") if "time" in about:
            return lambda _scene: "HH:mm"
        case _:
            return None


def is_program(noun: str, owner: tuple[str, ...]) -> bool:
    """Return whether a noun of people names a part of a machine: the driver of a volume."""
    return noun in _PROGRAMS and (
        not _STORED.isdisjoint(owner[-1:]) or thing_of(" ".join(owner)) in ("machine", "device")
    )


def is_ip(words: tuple[str, ...]) -> bool:
    """Return whether words name an address of the internet protocol, or what holds one.

    >>> is_ip(("primary", "ip", "6")), is_ip(("ipv", "4", "address")), is_ip(("shipping",))
    (True, True, False)
    """
    return _kind_of_address(words) in _IP


def version_told(words: tuple[str, ...], owner: tuple[str, ...]) -> int | None:
    """Return the version of the internet protocol that a field of an owner tells; None if it tells something else.

    >>> version_told(("family",), ("primary", "ip", "6")), version_told(("family",), ("customer",))
    (6, None)
    """
    if words[-1:] not in (("family",), ("version",)):
        return None
    about = words[:-1] or owner
    return version_of((*about, *owner)) if is_ip(about) else None


def version_of(words: tuple[str, ...]) -> int:
    """Return the version of the internet protocol that words name; 4 if they name none."""
    return 6 if {"6", "v6", "ipv6", "ip6"} & {*words} else 4


def _kind_of_address(words: tuple[str, ...]) -> str:
    """Return the word that says what kind of address words name: the last one that is no number."""
    if "pv" in words:  # what the spelling IPv6 leaves
        words = tuple(word for word in words if word != "i")
        words = tuple("ip" if word == "pv" else word for word in words)
    kept = [word for word in words if not word.isdecimal() and word not in ("address", "addresses", "v4", "v6")]
    return singular(kept[-1]) if kept else ""


def _address_within(owner: tuple[str, ...]) -> Text | None:
    """Return what writes the ``address`` of an object, where that is none of a place."""
    match _kind_of_address(owner):
        case word if word in _IP or word in _ON_NETWORKS:
            return ip6 if version_of(owner) == 6 else ip4
        case word if word in _HARDWARE:
            return mac
        case word if word in _MAIL:
            return lambda scene: scene.person.email
        case word if word in _CHAINS - {"contract", "token"}:
            return _on_chain
        case _:
            return None


def _on_chain(scene: Scene) -> str:
    return f"0x{scene.random.getrandbits(160):040x}"


def ip4(scene: Scene) -> str:
    """Return an address of version 4, of those reserved for documentation (RFC 5737)."""
    network = pick(scene.random, ("192.0.2", "198.51.100", "203.0.113"))
    return f"{network}.{1 + int(scene.random.random() * 254)}"


def ip6(scene: Scene) -> str:
    """Return an address of version 6, of those reserved for documentation (RFC 3849)."""
    return f"2001:db8::{1 + int(scene.random.random() * 0xFFFE):x}:{1 + int(scene.random.random() * 0xFFFE):x}"


def mac(scene: Scene) -> str:
    """Return the address of a network card that is administered locally."""
    return ":".join(("02", *(f"{each:02x}" for each in scene.random.getrandbits(40).to_bytes(5, "big"))))


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
        case "<gender>":
            return gender_of
        case "<salutation>":
            return salutation_of
        case _ if drawn in OFFICIAL:
            return OFFICIAL[drawn]
        case "<host>":
            return _host_of(owner)
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
        case "<path>" if owner[-1:] in (("folder",), ("directory",)):
            return lambda scene: f"{pick(scene.random, ('reports', 'exports', 'shared'))}/{slug(scene.label)}"
        case "<path>":
            return lambda scene: f"{pick(scene.random, ('reports', 'exports', 'shared'))}/{scene.file}"
        case "<media>":
            return lambda scene: TYPES.get(scene.file.rpartition(".")[2].lower(), "application/pdf")
        case "<extension>":
            return lambda scene: scene.file.rpartition(".")[2].lower()
        case "<unit>":
            units: Text = lambda scene: pick(scene.random, ("pieces", "boxes", "pairs"))  # noqa: E731
            return Filler(units) if SIZED.isdisjoint(owner) else units
        case "<locale>":
            return locale_of
        case "<language>" if told_of_place(words, owner):
            return lambda scene: LANGUAGES[str(scene.place[9])]
        case "<language>":
            return lambda scene: pick(scene.random, ("English", "Portuguese", "German", "Japanese"))
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
            about = (*owner[-1:], *words[-2:-1])[-1:]  # the state of the payment, not of what is paid
            known = (
                TOLD_STATUSES.get("".join(words[-2:-1]))
                or STATUSES.get("".join(about))
                or STATUSES.get(owner[-1] if owner else "", USUAL_STATUSES)
            )
            return lambda scene: pick(scene.random, known)
        case "<size>":
            if SIZED.isdisjoint(owner):
                return Filler(lambda scene: str(1024 * (1 + int(scene.random.random() * 900))))
            return lambda scene: pick(scene.random, ("small", "medium", "large"))
        case "<symbol>":
            if not {"currency", "money", "price"}.isdisjoint(owner):
                return lambda scene: CURRENCIES[scene.currency][1]
            stock = not {"stock", "quote", "company", "share", "security", "instrument", "trade"}.isdisjoint(owner)
            if kind_of(owner) == "company":
                return lambda scene: (plain(scene.label) or "main")[:4].upper()
            symbols: Text = lambda scene: pick(scene.random, ("AAPL", "MSFT", "SIE"))  # noqa: E731
            return symbols if stock else Filler(symbols)
        case "<event>":
            if LISTENING.isdisjoint(owner):
                return lambda scene: scene.inner(("event",)).label
            thing = next((word for word in owner if word not in LISTENING), "item")
            return lambda scene: f"{thing}.{pick(scene.random, EVENT_VERBS)}"
        case "<ip>":
            return ip6 if version_of((*words, *owner)) == 6 else ip4
        case "<mac>":
            return mac
        case "<ssh>":
            return lambda scene: f"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI{scene.random.getrandbits(168):042x}"
        case "<arn>":
            return _resource_name(words, owner)
        case _:
            return lambda scene: pick(scene.random, values)


def _host_of(owner: tuple[str, ...]) -> Text:
    """Return what writes the names of hosts: those of machines are called like these, others by what they do."""
    if not RUNNING_SYSTEMS.isdisjoint(owner[-1:]):
        return lambda scene: f"{slug(scene.label) or 'app'}.example.com"
    hosts = ("app", "db", "mail", "files", "web", "cache")
    return lambda scene: f"{pick(scene.random, hosts)}-{1 + int(scene.random.random() * 9)}.example.com"


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
