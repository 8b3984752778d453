"""Lets values suit the things of which a tool speaks: an argument, its value, a tool -> a value that suits, or None.

The path of an image ends as images do, a person is called as people are, and programs are sought by what they do.
"""

import re
from collections.abc import Mapping
from random import Random
from typing import Any

from lemnos.steps.tools.examples.example_values import normalised, words_of
from lemnos.steps.tools.naming.nouns import singular
from lemnos.steps.tools.naming.things import is_other
from lemnos.steps.tools.task.functions.values import stated_values
from lemnos.steps.tools.task.functions.vocabulary import (
    BY_LAST_WORD,
    EXTENSIONS,
    MEDIA,
    PACKAGES,
    PEOPLE_SOUGHT,
    PICTURED,
    SITES,
    STATES,
    SUBJECTS,
    TOPICS,
    WRITTEN_FOR,
)
from lemnos.steps.tools.task.operation import ApiOperation
from lemnos.steps.tools.world.results.sought import SOUGHT
from lemnos.steps.tools.world.results.undescribed import NAMED
from lemnos.steps.tools.world.values.labels import kind_of, label_of
from lemnos.steps.tools.world.values.labels.names import GIVEN, REGIONS
from lemnos.steps.tools.world.values.seeds import pick

MAKING = frozenset("create add write make post schedule book draft start open send insert append record log".split())
"""Verbs of wishes for something new."""
_FILED = frozenset(
    "file files document documents text content filesystem directory folder note notes upload download attachment path "
    "read write media".split()
)
"""Words of tools that take any file."""
READING = frozenset("get list search find show read fetch query view check".split())
CONTENT = frozenset(("content", "text", "body", "message"))
"""Arguments that hold what is written, and no key."""
CRYPTO = frozenset("crypto cryptocurrency coin coins token blockchain bitcoin binance coingecko coinmarketcap".split())
_ANYTHING = frozenset(
    "web news google bing internet wikipedia wiki research youtube video videos article articles blog tweet tweets "
    "twitter post posts reddit question questions answer topic topics story stories perplexity tavily exa brave "
    "duckduckgo "
    "trend trends group groups channel channels community website websites page".split()
)
"""Words of tools that seek anything."""
_SITES_OF_ONE_KIND = frozenset(
    "hugging huggingface github gitlab npm pypi pubmed arxiv biorxiv medrxiv spotify jira notion confluence linear "
    "slack gmail pubchem ticketmaster eventbrite airbnb amazon".split()
)
"""Words of tools that work on things of one kind alone."""
ON_CHAIN = CRYPTO | frozenset(
    "wallet contract ethereum solana nft erc20 starknet evm chain onchain web3 eth sol etherscan balance".split()
)
_SITES = frozenset("domain fqdn hostname host site website email url ip subdomain zone server".split())
_MAILED = frozenset("email emails mail gmail outlook smtp".split())
VERBS = frozenset("get list search create update delete add find send set remove".split())
_PLAIN = frozenset("my new current active open user team project workspace public private custom".split())
"""Words beside a noun that leave its things what they are."""
_QUERIED = frozenset(
    "database databases db clickhouse sql mysql postgres postgresql sqlite bigquery snowflake warehouse mongodb table "
    "tables prometheus influxdb graph neo4j redis dataset".split()
)
"""Words of what is queried in a language of its own."""
_OTHER_DAYS = re.compile(r"(?<!YYYY[-/])\b(?:MM[-/]DD|DD[-/.]MM|YYYYMMDD|YYYY-MM)\b(?!-DD)")
"""Forms of days other than the usual one."""
_PROSE = frozenset(
    "post message messages note notes comment comments document doc page email mail draft tweet article story memory "
    "reply chat sms text speech tts voice journal entry block announcement review feedback prompt status update "
    "notification letter blog paragraph slide card issue ticket description whatsapp telegram slack discord clipboard "
    "type keyboard thread answer question bio caption broadcast feed cast skeet toot weibo file".split()
)
"""Words of tools that take what people write."""
_SEEN = frozenset("image images picture photo video animation art drawing illustration logo scene".split())
"""Words of tools that make what is seen."""
_IMAGED = frozenset("docker container containers trivy kubernetes registry podman".split())
"""Words of tools of which the images are of machines."""
_FORMED = frozenset("export convert download report file files document chart image save render generate print".split())
"""Words of tools of which the result has a form that a person may name."""
_FOLDER = re.compile(r"^(?![^.]*\bfiles?\b)[^.]*\b(?:directory|folder)\b", re.IGNORECASE)
"""A description of a path to a folder, rather than to a file."""
_IN_FOLDER = re.compile(r"\b(?:directory|directories|folder|folders)\b", re.IGNORECASE)
_OTHER_CHAINS = frozenset(
    "solana stellar sui aptos bitcoin tron cosmos ton polkadot cardano algorand starknet xrp ripple hedera flow "
    "icp tezos".split()
)
"""Chains whose addresses are not written as those of Ethereum are."""
_CLOUDS = frozenset("cloud aws gcp azure deploy lambda s3 ec2 hosting kubernetes cluster bucket serverless".split())
"""Words of tools of which the regions are those of clouds."""
_LINKED = frozenset("png mp4 mp3 pdf".split())
"""How names of files end that people have the address of."""
_SPORTS: Mapping[str, tuple[str, ...]] = {
    word: names
    for words, names in (
        ("baseball mlb", ("Yankees", "Dodgers")), ("nba basketball", ("Lakers", "Celtics")),
        ("nfl", ("Packers", "Bears")), ("nhl hockey", ("Bruins", "Oilers")),
        ("soccer football league premier bundesliga", ("Barcelona", "Liverpool")),
    )
    for word in words.split()
}  # fmt: skip
"""Word of a tool's own texts → teams that play it."""


def suited(name: str, value: Any, operation: ApiOperation, random: Random) -> Any:
    """Return a value that suits the things of which the tool speaks; None if none is known.

    The path of an image ends as images do, a person is called as people are, and programs are sought by what they do.
    """
    words = words_of(operation.name)
    nouns = [singular(word) for word in words]
    if isinstance(value, str) and value.startswith("0x") and not _OTHER_CHAINS.isdisjoint(words_about(operation)):
        return None
    told = f"{operation.properties[name].get('description', '')} {operation.tool.description[:400]}"
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value) and _OTHER_DAYS.search(told):
        return None
    if isinstance(value, str) and re.search(r"\bwithout\b[^.]{0,20}\bextension", told):
        value = re.sub(r"\.\w{2,4}$", "", value)
    if words_of(name)[-1] in ("text", "label") and not {"click", "tap", "press", "hover"}.isdisjoint(words):
        return pick(random, ("Sign in", "Next", "Save changes", "Add to cart", "Show more"))
    if words_of(name)[-1] == "message" and isinstance(value, str) and not {"commit", "git", "merge"}.isdisjoint(words):
        return label_of(("commit",), f"{random.random()}", 0)
    if (
        words_of(name)[-1] in CONTENT - {"message"}
        and isinstance(value, str)
        and value not in stated_values(operation.properties[name])
    ):
        own = {*words_of(f"{operation.name} {name if words_of(name)[-1:] != words_of(name) else ''}")}
        told_first = {*words_of(operation.tool.description[:60])} - {"text", "type", "file", "block", "status"}
        if _PROSE.isdisjoint(own | told_first):
            return None
    if words_of(name)[-1] == "image" and isinstance(value, str) and not _IMAGED.isdisjoint(words_about(operation)):
        return pick(random, ("nginx:1.27", "python:3.12-slim", "redis:7"))
    if words_of(name) == ("collection",) and isinstance(value, str) and _QUERIED.isdisjoint(words_about(operation)):
        return None
    if words_of(name)[-1] in ("description", "prompt") and not _SEEN.isdisjoint(words) and "update" not in words:
        return pick(random, PICTURED)
    if (
        words_of(name)[-1:] in NAMED
        and len(words_of(name)) > 1
        and is_other(words_of(name)[-2], words_about(operation))
    ):
        return None
    if words_of(name)[-1] == "region" and isinstance(value, str) and not _CLOUDS.isdisjoint(words_about(operation)):
        return pick(random, REGIONS[:6])
    if words_of(name)[-1] == "team" and not _SPORTS.keys().isdisjoint(words_about(operation)):
        return pick(random, next(_SPORTS[word] for word in words_about(operation) if word in _SPORTS))
    if words_of(name)[-1] == "prompt" and value not in stated_values(operation.properties[name]):
        return pick(random, WRITTEN_FOR if _SEEN.isdisjoint(words_about(operation)) else PICTURED)
    if words_of(name)[-1] == "format" and "enum" not in operation.properties[name] and _FORMED.isdisjoint(words):
        return None
    if value is None and words_of(name)[-1] == "address":
        return _address(operation, random)
    if value is None and words_of(name) == ("state",) and not {"weather", "alert", "alerts"}.isdisjoint(words):
        return pick(random, STATES)
    if words_of(name)[-1] == "title" and not {"wikipedia", "wiki", "article"}.isdisjoint(words_about(operation)):
        return value if value is None or not MAKING.isdisjoint(words[:3]) else pick(random, SUBJECTS)
    if value is None and words_of(name) == ("to",) and not _MAILED.isdisjoint(words_about(operation)):
        return pick(random, BY_LAST_WORD["email"])
    if not isinstance(value, str) or value in stated_values(operation.properties[name]):
        return value
    if value.startswith("https://example.") and words_of(name) in (("url",), ("link",), ("uri",)):
        shape = next((EXTENSIONS[noun] for noun in reversed(nouns) if EXTENSIONS.get(noun) in _LINKED), "")
        if shape:
            return f"https://example.com/files/garden-tour.{shape}"
    if value.startswith("https://example.") and words_of(name)[-1] in ("url", "link", "uri"):
        return pick(random, next((SITES[word] for word in words_about(operation) if word in SITES), (value,)))
    told_where = _FOLDER.search(str(operation.properties[name].get("description", "")))
    if re.fullmatch(r"/[\w./-]+\.\w{2,4}", value) and (
        told_where
        or not {"directory", "folder", "dir"}.isdisjoint(nouns)
        or ("list" in words[:2] and _IN_FOLDER.search(operation.tool.description[:80]))
    ):
        return pick(random, BY_LAST_WORD["folder"])
    if re.fullmatch(r"/?[\w./-]+\.\w{2,4}", value) and words_of(name)[-1] not in _SITES:
        about = words_of(f"{name} {operation.tool.api} {operation.name} {operation.tool.description[:80]}")
        extension = next((EXTENSIONS[word] for word in about if word in EXTENSIONS), "")
        if extension:
            known = MEDIA.get(extension)
            return f"{pick(random, known) if known else value.rpartition('.')[0]}.{extension}"
        return None if _FILED.isdisjoint(about[len(words_of(name)) :]) else value
    if words_of(name)[-1] in ("package", "packages", "library", "module", "dependency"):
        known = next((PACKAGES[word] for word in words_about(operation) if word in PACKAGES), ())
        return pick(random, known) if known else value
    if (
        normalised(name) in SOUGHT
        or words_of(name)[-1] in ("query", "keyword", "keywords")
        or (words_of(name)[0] == "search" and words_of(name)[-1] in ("text", "string", "phrase", "value"))
    ):
        return _topic(operation, value, random)
    if words_of(name)[-1] in ("symbol", "ticker") and not CRYPTO.isdisjoint(words_about(operation)):
        return pick(random, BY_LAST_WORD["coin"])
    if words_of(name) == ("summary",) and (kind := kind_of((nouns[-1],))) in ("event", "issue", "task", "ticket"):
        return label_of((kind,), f"{random.random()}", 0)
    if words_of(name) == ("name",) and "ens" in words:
        return pick(random, ("marta.eth", "quill-studio.eth", "norda.eth"))
    if words_of(name) in NAMED:
        kind = next((noun for noun in reversed(nouns) if kind_of((noun,))), "")
        if kind and (is_other(kind, words) or (MAKING.isdisjoint(words[:3]) and not _is_thing(words, operation))):
            return None  # a pokemon card is no task
        if kind:
            label = label_of((kind,), f"{random.random()}", 0)
            return value if "." in label and words_of(name) == ("title",) else label
        made = pick(random, GIVEN) if words_of(name) == ("name",) else value
        return made if not MAKING.isdisjoint(words[:3]) else None
    return value


def _is_thing(words: tuple[str, ...], operation: ApiOperation) -> bool:
    """Return whether the things of which a name speaks are what their last word says: no *pokemon card*."""
    nouns = [word for word in words if word not in VERBS | READING | {"by", "name", "details", "info", "all"}]
    at = next((at for at in range(len(nouns) - 1, -1, -1) if kind_of((singular(nouns[at]),))), 0)
    known = words_of(f"{operation.tool.api} {operation.tool.provider}")
    return all(word in known or kind_of((singular(word),)) or word in _PLAIN for word in nouns[:at])


def words_about(operation: ApiOperation) -> list[str]:
    """Return the words of what a tool works on: those of its own name first, then of its texts."""
    tool = operation.tool
    return [*reversed(words_of(operation.name)), *words_of(tool.description[:80]), *words_of(tool.api)]


def _address(operation: ApiOperation, random: Random) -> str | None:
    """Return an address as the tool means it, of a wallet or in a street; None if that is not plain."""
    about = words_about(operation)
    if not ON_CHAIN.isdisjoint(about):
        return str(pick(random, BY_LAST_WORD["wallet"]))
    street = not {"geocode", "maps", "map", "street", "property", "delivery", "coordinates"}.isdisjoint(about)
    return str(pick(random, BY_LAST_WORD["street_address"])) if street else None


def _topic(operation: ApiOperation, value: str, random: Random) -> str | None:
    """Return what a person seeks with a tool: people by their names, programs by what they do, songs by their mood.

    None if nothing is known of what the tool works on.
    """
    if words_of(operation.name)[0] in ("query", "execute", "run") and not _QUERIED.isdisjoint(words_about(operation)):
        return None
    if words_of(operation.name)[-1] in PEOPLE_SOUGHT:
        return label_of(("person",), f"{random.random()}", 0)
    for word in sorted(words_about(operation), key=lambda word: word not in _SITES_OF_ONE_KIND):
        for words, values in TOPICS:
            if word in words:
                return str(pick(random, values))
    return value if not _ANYTHING.isdisjoint(words_about(operation)) else None
