"""Lets values that say where something is suit a tool: chains and networks, addresses of pages, paths, places.

Each rule takes what is given for an argument, and returns the value that suits, None, or ``UNDECIDED``.
"""

import re
from collections.abc import Mapping
from typing import Any

from lemnos.steps.tools.examples.example_values import words_of
from lemnos.steps.tools.task.functions.subject import ON_CHAIN, QUERIED, UNDECIDED, Given, Rule
from lemnos.steps.tools.task.functions.vocabulary import BY_LAST_WORD, EXTENSIONS, MEDIA, STATES
from lemnos.steps.tools.task.functions.whereabouts import ADDRESSES, PACKAGES, REGIONS_OF, SOCIAL
from lemnos.steps.tools.world.values.labels.names import REGIONS

_OTHER_CHAINS = frozenset(
    "solana stellar sui aptos bitcoin tron cosmos ton polkadot cardano algorand starknet xrp ripple hedera flow "
    "icp tezos".split()
)
"""Chains whose addresses are not written as those of Ethereum are."""
_HASHED = frozenset("hash tx txid transaction block signature digest".split())
"""Words of arguments that hold hashes rather than addresses."""
_NETWORKS = frozenset("network chain blockchain".split())
_SOCIAL = frozenset("social twitter instagram linkedin tiktok facebook hook hooks influencer".split())
_ASIDE = frozenset("hook webhook callback notify notification redirect return success cancel proxy thumbnail".split())
"""Words before ``url`` of addresses that say nothing of what a wish is about."""
_HOOKED = frozenset("webhook webhooks hook hooks callback redirect proxy subscribe subscription thumbnail".split())
_CLOUDS = frozenset("cloud aws gcp azure deploy lambda s3 ec2 hosting kubernetes cluster bucket serverless".split())
"""Words of tools of which the regions are those of clouds."""
_RUN = frozenset("droplet vpc vm vnet subnet".split())
"""What runs in clouds alone."""
_FOLDER = re.compile(r"^(?![^.]*\bfiles?\b)[^.]*\b(?:directory|folder)\b", re.IGNORECASE)
"""A description of a path to a folder, rather than to a file."""
_OF_FILE = re.compile(r"\bfile\b|\bfiles\b(?! (?:in|under|within)\b)", re.IGNORECASE)
_FOLDERS = frozenset("directory folder dir".split())
_IN_FOLDER = re.compile(r"\b(?:directory|directories|folder|folders)\b|\bfiles (?:in|under|within)\b", re.IGNORECASE)
_NO_FILES = frozenset("firestore firebase xpath jsonpath registry mqtt topic".split())
"""Words of tools of which the paths are none of files."""
_FILED = frozenset(
    "file files document documents text content filesystem directory folder note notes upload download attachment path "
    "read write media".split()
)
"""Words of tools that take any file."""
_SITES = frozenset("domain fqdn hostname host site website email url ip subdomain zone server".split())
_IMAGED = frozenset("docker container containers trivy kubernetes registry podman".split())
"""Words of tools of which the images are of machines."""
_WARNING = frozenset("weather alert alerts".split())
_MOBILE = frozenset("simulator simulators emulator ios android xcode mobile adb phone".split())
_CODE = frozenset("docs documentation package packages dependency code import version library context7".split())
_MAILED = frozenset("email emails mail gmail outlook smtp".split())
_IN_STREETS = frozenset("geocode maps map street property delivery coordinates".split())


def _of_other_chain(given: Given) -> Any:
    other = given.speaks_of(_OTHER_CHAINS)
    if isinstance(given.value, str) and given.value.startswith("0x") and not given.is_stated:
        own = _own_address(given)
        if other or own:
            return own
    values = given.value if isinstance(given.value, list) else [given.value]
    mailed = any(isinstance(each, str) and "@" in each for each in values)
    return None if mailed and (other or given.speaks_of(ON_CHAIN)) and "email" not in given.words else UNDECIDED


def _own_address(given: Given) -> str | None:
    """Return an address on the chain of which a tool speaks; None for a hash, or if it speaks of none."""
    word = next((word for word in given.ordered if word in ADDRESSES), "")
    key = next((name for name in given.words if name in _HASHED), "")
    return given.pick(ADDRESSES[word]) if word and not key else None


def _network(given: Given) -> Any:
    if given.last not in _NETWORKS or given.value not in BY_LAST_WORD["network"] or given.is_stated:
        return UNDECIDED
    if given.speaks_of(ON_CHAIN):
        return UNDECIDED
    return given.pick(SOCIAL) if given.speaks_of(_SOCIAL) else None


def _address_aside(given: Given) -> Any:
    aside = given.last in ("url", "uri", "link") and not _ASIDE.isdisjoint(given.words)
    return None if aside and _HOOKED.isdisjoint(given.tool_words) else UNDECIDED


def _image(given: Given) -> Any:
    called = given.last == "image" or given.words[-2:] == ("image", "name")
    imaged = called and isinstance(given.value, str) and given.speaks_of(_IMAGED) and not given.is_stated
    return given.pick(("nginx:1.27", "python:3.12-slim", "redis:7")) if imaged else UNDECIDED


def _collection(given: Given) -> Any:
    collected = given.words == ("collection",) and isinstance(given.value, str)
    return None if collected and not given.speaks_of(QUERIED) else UNDECIDED


def _device(given: Given) -> Any:
    held = given.words in (("device",), ("device", "name")) and given.speaks_of(_MOBILE) and not given.is_stated
    return given.pick(("iPhone 16", "Pixel 8", "iPad Air")) if held and isinstance(given.value, str) else UNDECIDED


def _region(given: Given) -> Any:
    """Clouds call their regions otherwise than people call theirs, each in its own way."""
    if given.last not in ("region", "location", "zone") or not isinstance(given.value, str) or given.is_stated:
        return UNDECIDED
    known = frozenset((*given.ordered, *words_of(given.operation.tool.provider.lower())))
    cloud = next((word for word in REGIONS_OF if word in known), "")
    if cloud:
        return given.pick(REGIONS_OF[cloud]) if given.last != "zone" else UNDECIDED
    return given.pick(REGIONS[:6]) if given.speaks_of(_CLOUDS) or _RUN.intersection(given.nouns) else UNDECIDED


_CODED = re.compile(r"\bISO[ -]?3166|alpha-?2|\b(?:two|2)[ -](?:letter|char)|\bcountry codes?\b", re.IGNORECASE)
_AIRPORT = re.compile(r"\bIATA\b|\bairport codes?\b", re.IGNORECASE)


def _code(given: Given) -> Any:
    """The code of a country or of an airport, where a description asks for one."""
    if not isinstance(given.value, str) or given.is_stated:
        return UNDECIDED
    if given.value in BY_LAST_WORD["country"] and _CODED.search(given.description):
        return given.pick(BY_LAST_WORD["country_code"])
    flown = given.value in BY_LAST_WORD["city"] and _AIRPORT.search(given.description)
    return given.pick(BY_LAST_WORD["airport"]) if flown else UNDECIDED


def _address(given: Given) -> Any:
    if given.value is not None or given.last != "address":
        return UNDECIDED
    if given.speaks_of(_OTHER_CHAINS) or _own_address(given):
        return _own_address(given)
    if given.speaks_of(ON_CHAIN):
        return given.pick(BY_LAST_WORD["wallet"])
    return given.pick(BY_LAST_WORD["street_address"]) if given.speaks_of(_IN_STREETS) else None


def _state(given: Given) -> Any:
    bare = given.value is None and given.words == ("state",)
    return given.pick(STATES) if bare and not _WARNING.isdisjoint(given.tool_words) else UNDECIDED


def _to(given: Given) -> Any:
    mailed = given.value is None and given.words == ("to",) and given.speaks_of(_MAILED)
    return given.pick(BY_LAST_WORD["email"]) if mailed else UNDECIDED


def _hash(given: Given) -> Any:
    filed = given.last == "hash" and given.value.startswith("0x") and not given.speaks_of(ON_CHAIN)
    return (
        given.value.removeprefix("0x") if filed and not {"tx", "transaction", "block"} & {*given.words} else UNDECIDED
    )


def _folder(given: Given) -> Any:
    first = given.operation.tool.description[:80]
    listed = _IN_FOLDER.search(first) and ("list" in given.tool_words[:2] or not _OF_FILE.search(first))
    told = listed or _FOLDER.search(given.description)
    if not (told or _FOLDERS.intersection(given.nouns)) or not re.fullmatch(r"/[\w./-]+\.\w{2,4}", given.value):
        return UNDECIDED
    return given.pick(BY_LAST_WORD["folder"])


def _file(given: Given) -> Any:
    if not re.fullmatch(r"/?[\w./-]+\.\w{2,4}", given.value) or given.last in _SITES:
        return UNDECIDED
    if given.speaks_of(_NO_FILES):
        return None
    tool = given.operation.tool
    about = words_of(f"{given.name} {tool.api} {given.operation.name} {tool.description[:80]}")
    extension = next((EXTENSIONS[word] for word in about if word in EXTENSIONS), "")
    if extension:
        known = MEDIA.get(extension)
        return f"{given.pick(known) if known else given.value.rpartition('.')[0]}.{extension}"
    return None if _FILED.isdisjoint(about[len(given.words) :]) else given.value


def _package(given: Given) -> Any:
    if given.last not in ("package", "packages", "library", "module", "dependency"):
        return UNDECIDED
    known: Mapping[str, tuple[str, ...]] = PACKAGES
    word = next((word for word in given.ordered if word in known), "")
    if not word and given.last in ("library", "module") and not given.speaks_of(_CODE):
        return None  # books, parts of a design
    return given.pick(known[word]) if word else given.value


ON_NETWORKS: tuple[Rule, ...] = (_of_other_chain, _network, _address_aside)
"""Rules for chains, networks and addresses that are beside the point."""
ON_MACHINES: tuple[Rule, ...] = (_image, _collection, _device)
"""Rules for what runs or is kept on machines."""
ON_LAND: tuple[Rule, ...] = (_region, _code, _address, _state, _to)
"""Rules for places and addresses."""
WHERE: tuple[Rule, ...] = (_hash, _folder, _file, _package)
"""Rules for strings that say where something is, or what is kept there."""
