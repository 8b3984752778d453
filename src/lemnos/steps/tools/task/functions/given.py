"""Gives a function its arguments: an operation -> a value for each that is needed, and for some that are not.

An entity whose key a call needs is one that the world has, whose key the user has before them. The rest is what people
say, and suits the things of which the tool speaks.
"""

import re
from collections.abc import Mapping
from random import Random
from typing import Any

from lemnos.steps.tools.examples.example_values import normalised, words_of
from lemnos.steps.tools.naming.nouns import singular
from lemnos.steps.tools.naming.things import is_other
from lemnos.steps.tools.task.arguments import as_type
from lemnos.steps.tools.task.finding.known import values_by
from lemnos.steps.tools.task.functions.values import given_value, stated_values
from lemnos.steps.tools.task.functions.vocabulary import (
    BY_LAST_WORD,
    COORDINATES,
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
from lemnos.steps.tools.task.functions.whole import TWICE, scopes_of
from lemnos.steps.tools.task.make import Draft
from lemnos.steps.tools.task.operation import CONTROL, ApiOperation
from lemnos.steps.tools.task.wording import is_hidden
from lemnos.steps.tools.world.engine import LocalWorld
from lemnos.steps.tools.world.results.sought import SOUGHT
from lemnos.steps.tools.world.results.undescribed import NAMED
from lemnos.steps.tools.world.values.labels import kind_of, label_of
from lemnos.steps.tools.world.values.names import GIVEN
from lemnos.steps.tools.world.values.scene import slug
from lemnos.steps.tools.world.values.seeds import pick

MAKING = frozenset("create add write make post schedule book draft start open send insert append record log".split())
"""Verbs of wishes for something new."""
_CALLED = frozenset("name title subject text content message".split())
"""Last words of arguments without which nobody makes something."""
_TOLD = frozenset(
    "status state priority date start end due since until city country region tags tag labels assignee "
    "currency "
    "timezone year month symbol ticker query topic author company quantity keyword size category genre league sport "
    "chain".split()
)
"""Last words of arguments that people give of their own accord."""
_WRITTEN = frozenset(
    "description notes note content message text comment body subject title name summary email address phone "
    "color".split()
)
"""Those that they give only for what they make or change."""
_TEXTS = frozenset("post message note comment document page file email draft tweet article story memory reply".split())
"""What has content that people write."""
_CHANGED = frozenset("url content domain name value color path position".split())
"""Last words of what people change."""
_FILED = frozenset(
    "file files document documents text content filesystem directory folder note notes upload download attachment path "
    "read write media".split()
)
"""Words of tools that take any file."""
_POINTING = frozenset("index position number".split())
"""Last words of what tells the one that is changed."""
_READING = frozenset("get list search find show read fetch query view check".split())
_IDS = frozenset(("id", "uuid", "gid"))
_KEYS = frozenset("id uuid gid key name number slug code".split())
_CONTENT = frozenset(("content", "text", "body", "message"))
"""Arguments that hold what is written, and no key."""
_SHAPING = frozenset(
    "max min sort order include exclude filter raw exact has is response output return page cursor next".split()
)
"""First words of arguments that shape a result."""
_CRYPTO = frozenset("crypto cryptocurrency coin coins token blockchain bitcoin binance coingecko coinmarketcap".split())
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
_ON_CHAIN = _CRYPTO | frozenset(
    "wallet contract ethereum solana nft erc20 starknet evm chain onchain web3 eth sol etherscan balance".split()
)
_SITES = frozenset("domain fqdn hostname host site website email url ip subdomain zone server".split())
_MAILED = frozenset("email emails mail gmail outlook smtp".split())
_SEEKING = frozenset("search find look lookup query browse".split())
_OWN = frozenset("provider source model debug depth type mode".split())
_VERBS = frozenset("get list search create update delete add find send set remove".split())
_PLAIN = frozenset("my new current active open user team project workspace public private custom".split())
"""Words beside a noun that leave its things what they are."""
_PERSONS = 1000


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
_BODIES = frozenset("body content text message".split())
_WRITTEN_ON = (
    "{}: this is a first draft, comments are welcome.",
    "{}: here is what we know so far.",
    "{}: please read this before Friday.",
    "{}: more will follow next week.",
)
"""What is written below a title."""


def given_to(draft: Draft, operation: ApiOperation) -> tuple[dict[str, Any], bool] | None:
    """Return the arguments of a call, and whether keys of entities are among them; None if one has no value."""
    arguments: dict[str, Any] = {}
    pasted = False
    person = int(draft.random.random() * _PERSONS)
    keys = keys_of(operation)
    makes = not MAKING.isdisjoint(words_of(operation.name)[:3])
    named = words_of(operation.name)
    own = (singular(named[-1]), "id") if "create" in named and not {"to", "from", "for"} & {*named} else ()
    if "id" in operation.required and any(
        words_of(name)[-1:] == ("id",) and words_of(name)[-2:-1] == named[-1:] for name in operation.required
    ):
        return None  # two keys of one thing
    made = {singular(word) for word in named if "create" in named and not {"to", "from", "for"} & {*named}}
    if makes and any(
        normalised(name) in _IDS
        or tuple(words_of(name)) == own
        or (words_of(name)[-1] == "id" and words_of(name)[:-1] == (singular(_last_noun(named)),) and made)
        for name in operation.required
    ):
        return None  # whose, or of what, nobody knows before it is made
    for name in operation.required:
        flat = operation.properties[name]
        if name in keys and named[0] in ("put", "insert") and words_of(name)[-1] not in _KEYS:
            return None  # what is put is not known before
        if name in keys and normalised(name) not in _CONTENT and isinstance(draft.world, LocalWorld):
            held = list(values_by(draft.world, keys[name], operation.by(name)).values())
            value = as_type(pick(draft.random, held), flat) if held else None
            pasted = True
        else:
            value = value_for(name, operation, draft.random, person)
        if value is None or value == "" or value in arguments.values():
            return None
        arguments[name] = value
    wanted = 1 if not arguments or draft.random.random() < 0.3 else 0
    if not TWICE.isdisjoint(words_of(operation.name)):
        wanted = max(wanted, 1)
    for name in scopes_of(operation, arguments):
        if words_of(name)[0] in _VERBS:
            continue  # the name of a tool, for an argument
        value = value_for(name, operation, draft.random, person)
        if value is not None and name not in keys and value not in arguments.values():
            arguments[name] = value
    left = [name for name in operation.properties if name not in arguments and _is_optional(name, operation)]
    nouns = {singular(word) for word in words_of(operation.name)}
    called = [
        name
        for name in left
        if makes and words_of(name)[-1] in _CALLED and (words_of(name)[-1] != "content" or not nouns.isdisjoint(_TEXTS))
    ]
    left = [name for name in left if words_of(name)[-1] != "content" or name in called]
    wanted = max(wanted, len(called[:1]))
    while left and wanted > 0:
        name = called.pop(0) if called else left[int(draft.random.random() * len(left))]
        left.remove(name)
        value = value_for(name, operation, draft.random, person)
        if value is not None and name not in keys and value not in arguments.values():
            arguments[name] = value
            wanted -= 1
    _in_order(arguments)
    _agree(arguments, draft.random)
    if not operation.compiled.parameters.allows(arguments):
        return None
    return {name: arguments[name] for name in operation.properties if name in arguments}, pasted


def _last_noun(named: tuple[str, ...]) -> str:
    """Return the last word of the name of a tool that is no verb."""
    return next((word for word in reversed(named) if word not in _VERBS), "")


def value_for(name: str, operation: ApiOperation, random: Random, person: int = 0) -> Any:
    """Return a value that a person gives for an argument of a tool, and that suits it; None if there is none."""
    return _suited(name, given_value(name, operation.properties[name], random, person), operation, random)


def _in_order(arguments: dict[str, Any]) -> None:
    """Swap a start and an end that stand the wrong way round."""
    first = next((name for name in arguments if words_of(name)[0] in ("start", "from", "since", "begin")), "")
    last = next((name for name in arguments if words_of(name)[0] in ("end", "to", "until")), "")
    if first and last and type(arguments[first]) is type(arguments[last]) and words_of(first)[1:] == words_of(last)[1:]:
        arguments[first], arguments[last] = sorted((arguments[first], arguments[last]))


def _agree(arguments: dict[str, Any], random: Random) -> None:
    """Let the slug and the text of something be those of its title, and its label its name."""
    if isinstance(arguments.get("name"), str) and isinstance(arguments.get("label"), str):
        arguments["label"] = arguments["name"]
    north = next((name for name in arguments if words_of(name)[-1] in ("latitude", "lat")), "")
    east = next((name for name in arguments if words_of(name)[-1] in ("longitude", "lon", "lng", "long")), "")
    if north and east:
        for name, value in zip((north, east), pick(random, COORDINATES), strict=True):
            arguments[name] = type(arguments[name])(value) if isinstance(arguments[name], str | float) else value
    prose = any(normalised(name) in _CONTENT and " " in str(value) for name, value in arguments.items())
    for name, value in arguments.items():
        if prose and isinstance(value, str) and re.fullmatch(r"/[\w/.-]+\.(?:csv|json|xlsx|py|js|png)", value):
            arguments[name] = pick(random, ("/srv/files/plan.txt", "/home/tom/notes/agenda.md"))
    title = next((arguments[name] for name in arguments if words_of(name)[-1] in ("title", "subject")), None)
    if not isinstance(title, str):
        return
    for name, value in arguments.items():
        if words_of(name)[-1] == "slug":
            arguments[name] = slug(title)
        elif words_of(name)[-1] in _BODIES and isinstance(value, str) and " " in value:
            arguments[name] = pick(random, _WRITTEN_ON).format(title)


def _suited(name: str, value: Any, operation: ApiOperation, random: Random) -> Any:
    """Return a value that suits the things of which the tool speaks; None if none is known.

    The path of an image ends as images do, a person is called as people are, and programs are sought by what they do.
    """
    words = words_of(operation.name)
    nouns = [singular(word) for word in words]
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
        words_of(name)[-1] in _CONTENT - {"message"}
        and isinstance(value, str)
        and value not in stated_values(operation.properties[name])
    ):
        about = {*words_of(f"{operation.name} {name if words_of(name)[-1:] != words_of(name) else ''}")}
        told_first = {*words_of(operation.tool.description[:60])} - {"text", "type", "file", "block", "status"}
        if _PROSE.isdisjoint(about | told_first):
            return None
    if words_of(name)[-1] == "image" and isinstance(value, str) and not _IMAGED.isdisjoint(_about(operation)):
        return pick(random, ("nginx:1.27", "python:3.12-slim", "redis:7"))
    if words_of(name) == ("collection",) and isinstance(value, str) and _QUERIED.isdisjoint(_about(operation)):
        return None
    if words_of(name)[-1] in ("description", "prompt") and not _SEEN.isdisjoint(words) and "update" not in words:
        return pick(random, PICTURED)
    if words_of(name)[-1] == "team" and not _SPORTS.keys().isdisjoint(_about(operation)):
        return pick(random, next(_SPORTS[word] for word in _about(operation) if word in _SPORTS))
    if words_of(name)[-1] == "prompt" and value is None:
        return pick(random, WRITTEN_FOR if _SEEN.isdisjoint(_about(operation)) else PICTURED)
    if words_of(name)[-1] == "format" and "enum" not in operation.properties[name] and _FORMED.isdisjoint(words):
        return None
    if value is None and words_of(name)[-1] == "address":
        return _address(operation, random)
    if value is None and words_of(name) == ("state",) and not {"weather", "alert", "alerts"}.isdisjoint(words):
        return pick(random, STATES)
    if words_of(name)[-1] == "title" and not {"wikipedia", "wiki", "article"}.isdisjoint(_about(operation)):
        return value if value is None or not MAKING.isdisjoint(words[:3]) else pick(random, SUBJECTS)
    if value is None and words_of(name) == ("to",) and not _MAILED.isdisjoint(_about(operation)):
        return pick(random, BY_LAST_WORD["email"])
    if not isinstance(value, str) or value in stated_values(operation.properties[name]):
        return value
    if value.startswith("https://example.") and words_of(name)[-1] in ("url", "link", "uri"):
        return pick(random, next((SITES[word] for word in _about(operation) if word in SITES), (value,)))
    if re.fullmatch(r"/[\w./-]+\.\w{2,4}", value) and not {"directory", "folder", "dir"}.isdisjoint(nouns):
        return pick(random, BY_LAST_WORD["folder"])
    if re.fullmatch(r"/?[\w./-]+\.\w{2,4}", value) and words_of(name)[-1] not in _SITES:
        about = words_of(f"{name} {operation.tool.api} {operation.name} {operation.tool.description[:80]}")
        extension = next((EXTENSIONS[word] for word in about if word in EXTENSIONS), "")
        if extension:
            known = MEDIA.get(extension)
            return f"{pick(random, known) if known else value.rpartition('.')[0]}.{extension}"
        return None if _FILED.isdisjoint(about[len(words_of(name)) :]) else value
    if words_of(name)[-1] in ("package", "packages", "library", "module", "dependency"):
        known = next((PACKAGES[word] for word in _about(operation) if word in PACKAGES), ())
        return pick(random, known) if known else value
    if (
        normalised(name) in SOUGHT
        or words_of(name)[-1] in ("query", "keyword", "keywords")
        or (words_of(name)[0] == "search" and words_of(name)[-1] in ("text", "string", "phrase", "value"))
    ):
        return _topic(operation, value, random)
    if words_of(name)[-1] in ("symbol", "ticker") and not _CRYPTO.isdisjoint(_about(operation)):
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
    nouns = [word for word in words if word not in _VERBS | _READING | {"by", "name", "details", "info", "all"}]
    at = next((at for at in range(len(nouns) - 1, -1, -1) if kind_of((singular(nouns[at]),))), 0)
    known = words_of(f"{operation.tool.api} {operation.tool.provider}")
    return all(word in known or kind_of((singular(word),)) or word in _PLAIN for word in nouns[:at])


def _about(operation: ApiOperation) -> list[str]:
    """Return the words of what a tool works on: those of its own name first, then of its texts."""
    tool = operation.tool
    return [*reversed(words_of(operation.name)), *words_of(tool.description[:80]), *words_of(tool.api)]


def _address(operation: ApiOperation, random: Random) -> str | None:
    """Return an address as the tool means it, of a wallet or in a street; None if that is not plain."""
    about = _about(operation)
    if not _ON_CHAIN.isdisjoint(about):
        return str(pick(random, BY_LAST_WORD["wallet"]))
    street = not {"geocode", "maps", "map", "street", "property", "delivery", "coordinates"}.isdisjoint(about)
    return str(pick(random, BY_LAST_WORD["street_address"])) if street else None


def _topic(operation: ApiOperation, value: str, random: Random) -> str | None:
    """Return what a person seeks with a tool: people by their names, programs by what they do, songs by their mood.

    None if nothing is known of what the tool works on.
    """
    if words_of(operation.name)[0] in ("query", "execute", "run") and not _QUERIED.isdisjoint(_about(operation)):
        return None
    if words_of(operation.name)[-1] in PEOPLE_SOUGHT:
        return label_of(("person",), f"{random.random()}", 0)
    for word in sorted(_about(operation), key=lambda word: word not in _SITES_OF_ONE_KIND):
        for words, values in TOPICS:
            if word in words:
                return str(pick(random, values))
    return value if not _ANYTHING.isdisjoint(_about(operation)) else None


def keys_of(operation: ApiOperation) -> Mapping[str, str]:
    """Return the arguments that are keys of entities of the world → the resource."""
    if operation.verb == "opaque":
        return {}
    claimed = operation.compiled.operation
    keys = {parent.argument: parent.resource for parent in claimed.parents}
    if claimed.key and operation.verb != "create":
        keys[claimed.key] = claimed.claim.resource
    return keys


def _is_optional(name: str, operation: ApiOperation) -> bool:
    """Return whether a person may give an argument that can be left out, of their own accord."""
    words = words_of(name)
    own = {*words_of(operation.name)}
    if not words or len(words) > 3 or normalised(name) in CONTROL | _OWN or words[0] in _SHAPING or is_hidden(name):
        return False
    if words[-1] in ("tag", "tags") and (len(words) > 1 or not _ON_CHAIN.isdisjoint(_about(operation))):
        return False  # of a block, of a version
    if words[-1] in ("since", "until", "start", "end", "due") and "enum" in operation.properties[name]:
        return False
    if own.issuperset(words) and not {*words}.isdisjoint(_VERBS):
        return False  # the name of a tool, for an argument
    if normalised(name) in SOUGHT and _SEEKING.isdisjoint(own):
        return False
    changes = not TWICE.isdisjoint(own)
    reads = not _READING.isdisjoint(own)
    return (
        words[-1] in _TOLD or (changes and words[-1] in _CHANGED) or (not reads and words[-1] in _POINTING | _WRITTEN)
    )
