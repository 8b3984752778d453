"""Tells why a call may fail for good: an operation, what is asked of it -> reasons, each with words for the user.

    a service       the service is down, the quota is used up, the key is not valid, the rights are missing
    a browser       the page does not load, the browser is not running
    a database      nobody answers at its address, the user may not read it
    a local file    permission is denied, the disk does not answer

What runs where the user is has neither quotas nor API keys. What needs nothing but its arguments (the time, an echo)
can only take too long. A search of what is public finds something for any common words.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from lemnos.steps.tools.examples.example_values import normalised, words_of
from lemnos.steps.tools.naming.nouns import singular
from lemnos.steps.tools.task.functions.given import keys_of
from lemnos.steps.tools.task.functions.make import Asked
from lemnos.steps.tools.task.functions.nouns import argument_words
from lemnos.steps.tools.task.operation import ApiOperation
from lemnos.steps.tools.world.failures import FaultKind
from lemnos.steps.tools.world.results.sought import SOUGHT
from lemnos.steps.tools.world.results.undescribed import read_noun
from lemnos.steps.tools.world.values.labels.domains import domains_of


class Reason(NamedTuple):
    """Why a call fails."""

    kind: FaultKind
    message: str
    """What the failure says."""
    words: str
    """The same for the user, as a clause."""
    retry_after: int = 0
    """Seconds."""
    after: tuple[str, ...] = ()
    """What may be done about it; what is said of its kind if empty."""


_SERVICE = (
    Reason("outage", "the service is unavailable", "the service isn't available right now"),
    Reason("outage", "could not connect to the upstream service", "the service behind it can't be reached"),
    Reason("outage", "the service is down for maintenance", "the service is down for maintenance"),
    Reason("outage", "the service is overloaded, try again later", "the service is overloaded"),
    Reason("timeout", "the request timed out", "the request timed out"),
    Reason("timeout", "no answer within 30 seconds", "there was no answer within 30 seconds"),
    Reason("quota", "too many requests, try again in 15 minutes", "there were too many requests, and it can only be "
            "tried again in 15 minutes", 900),
    Reason("quota", "the limit of requests for today is reached", "today's limit of requests is reached"),
    Reason("quota", "the monthly quota is used up", "the monthly quota is used up"),
)  # fmt: skip
"""Failures of any service, whatever is asked of it."""
ACCESS = (
    Reason("credentials", "no API key is configured", "no API key is set up"),
    Reason("credentials", "the API key is not valid", "the API key isn't valid"),
    Reason("credentials", "the access token has expired", "the access token has expired"),
    Reason("credentials", "authentication is required", "someone has to sign in first"),
)
"""Failures of who calls; none of a service that has answered already."""
_RIGHTS = (
    Reason("permission", "you do not have permission to do this", "I don't have permission for that"),
    Reason("permission", "this needs administrator rights", "it needs administrator rights"),
    Reason("permission", "insufficient permissions", "the permissions that I have don't cover that"),
)
_ONCE_IT_RUNS = ("I can try again once it is running.", "Could you check that it is running?", "")
_ALLOWED = ("Could you check the permissions?", "I can try again once that is allowed.", "")
_TIMED_OUT = Reason("timeout", "the operation timed out", "it timed out")
_DENIED = Reason("permission", "permission denied", "permission is denied", after=_ALLOWED)
_LOCAL: tuple[tuple[frozenset[str], frozenset[str], tuple[Reason, ...]], ...] = tuple(
    (frozenset(words.partition("/")[0].split()), frozenset(words.partition("/")[2].split()), (_TIMED_OUT, *reasons))
    for words, reasons in (
        ("git", (
            Reason("outage", "another git process holds index.lock", "another git process holds the lock of the index"),
            Reason("outage", "could not read from the repository", "the repository can't be read", after=(
                "Could you check that it is there?", "")))),
        ("simulator emulator adb xcode appium", (
            Reason("outage", "the device is not connected", "the device isn't connected", after=(
                "Could you check the connection?", "I can try again once it is connected.", "")),
            Reason("outage", "no simulator is booted", "no simulator is booted", after=_ONCE_IT_RUNS))),
        ("browser playwright puppeteer chromium selenium stagehand / tab navigate screenshot webpage", (
            Reason("outage", "the browser is not running", "the browser isn't running", after=_ONCE_IT_RUNS),
            Reason("timeout", "the page did not load in time", "the page didn't load in time"))),
        ("mysql postgres postgresql sqlite mongo mongodb redis sql mssql duckdb oracle", (
            Reason("outage", "could not connect to the database", "there is no connection to the database", after=(
                "Could you check that it is running?", "I can try again once it can be reached.", "")),
            Reason("permission", "access denied for this user", "the user of the database may not do that"))),
        ("revit figma blender unity godot photoshop excel powerpoint obsidian qgis freecad drawio applescript unreal "
         "sketchup rhino matlab anki aftereffects effect ida ghidra gdb debugger ableton premiere illustrator "
         "lightroom davinci", (
            Reason("outage", "the application is not running", "the application isn't running", after=_ONCE_IT_RUNS),
            Reason("outage", "the application does not answer", "the application doesn't answer"))),
        ("vite webpack devserver localhost", (
            Reason("outage", "the development server is not running", "the development server isn't running",
                   after=_ONCE_IT_RUNS),)),
        ("cpu ram shell terminal clipboard tmux macos docker / disk system desktop window windows screen process port "
         "battery hardware local kernel gpu ssh container env environment app application", (
            _DENIED, Reason("outage", "the process is not running", "the process behind it isn't running",
                            after=_ONCE_IT_RUNS))),
    )
)  # fmt: skip
"""Words of tools that work where the user is, words that tell so unless a service is named, why these fail."""
_FILES = frozenset("file filepath folder directory path notebook workspace repo git log config document".split())
_AT_HAND = frozenset("browsing terminal simulators creation forensics monitoring".split())
"""Domains of what runs where the user is."""
_NEEDS_NOTHING = frozenset(
    "time timezone thought uuid dice greeting date clock datetime timestamp current local relative day today now utc "
    "unix system iana zone format".split()
)
"""Words of what is told without any service or file."""
_ALONE = frozenset("echo think greet ping hello say roll sleep wait add subtract".split())
_ON_DISK = re.compile(
    r"\b(?:(?:current|working|local) (?:directory|folder|files?|disk)|file ?system|on disk|localhost|"
    r"on (?:this|your|the (?:local|host)) (?:machine|computer)|local (?:config\w*|machine|cache|git))\b",
    re.IGNORECASE,
)
_PUBLIC = re.compile(
    r"\b(?:web|internet|online|google|bing|wikipedia|papers?|articles?|news|academic|literature|publications?|studies|"
    r"preprints?|videos?|songs?|tracks?|music|movies|films|books|repositories|posts|tweets|images|photos|packages|"
    r"jobs|products|trials|datasets?|recipes|places|restaurants|documentation|docs|code|knowledge)\b",
    re.IGNORECASE,
)
"""What there is so much of that common words find some."""
_TELLING = frozenset("id ids uuid key name slug path url email username code isbn doi domain address".split())
"""Last words of arguments that tell which thing is meant, of which there may be none."""


def reasons_after_answers(*, rights: bool) -> tuple[Reason, ...]:
    """Return why a call may fail of a service that has answered others.

    Args:
        rights: Whether who calls may lack the rights for it.
    """
    return (*_SERVICE, *_RIGHTS * 2) if rights else _SERVICE


def reasons_of(operation: ApiOperation, asked: Asked) -> Iterator[Reason]:
    """Yield why a call of a function may fail.

    Args:
        operation: The function.
        asked: What is asked of it.
    """
    local = (_TIMED_OUT,) if _is_alone(operation) else _local(operation)
    if not local:
        yield from (*_SERVICE, *ACCESS)
        if not asked.wish.reads:
            yield from _RIGHTS
    yield from local
    if asked.wish.reads:
        yield from _of_values(operation, asked)


def _local(operation: ApiOperation) -> tuple[Reason, ...]:
    """Return why a function fails that works where the user is; empty for a service."""
    tool = operation.tool
    own = {singular(word) for word in words_of(f"{tool.name} {tool.api} {tool.provider}")}
    domains = domains_of(tool, operation.compiled.api.domains)
    at_hand = not domains or domains[0] in _AT_HAND
    for words, weak, reasons in _LOCAL:
        if not own.isdisjoint(words | weak if at_hand else words):
            return reasons
    told = own | {singular(word) for name in operation.properties for word in words_of(name)}
    files = (at_hand and "monitoring" not in domains and not told.isdisjoint(_FILES)) or _ON_DISK.search(
        tool.description[:300]
    ) is not None
    return (_TIMED_OUT, _DENIED) if files else ()


def _is_alone(operation: ApiOperation) -> bool:
    """Return whether a function needs nothing but its arguments, so that it can only take too long."""
    words = words_of(operation.tool.name)
    noun = {singular(word) for word in read_noun(operation.tool)}
    return (bool(noun) and noun <= _NEEDS_NOTHING) or (bool(words) and words[0] in _ALONE)


def _of_values(operation: ApiOperation, asked: Asked) -> Iterator[Reason]:
    """Yield that nothing is found for a value that was sent."""
    tool, keys = operation.tool, keys_of(operation)
    for name, value in asked.arguments.items():
        saved = words_of(name)[0] in ("output", "save", "destination", "dest", "target")
        if not isinstance(value, str | int) or isinstance(value, bool) or name in keys or saved:
            continue
        if str(value) in tool.description or str(value) in tool.parameters:
            continue  # the description says that there is one
        if normalised(name) in SOUGHT:
            if not _PUBLIC.search(f"{' '.join(words_of(tool.name))} {tool.description[:200]} {tool.api}"):
                yield from (Reason("nothing", "", f'nothing was found for "{value}"'),) * 8
        elif words_of(name)[-1] in _TELLING:
            words = argument_words(name)
            words = f"{words[:-1]}" if words.endswith("IDs") else words
            known = words.split(" ")[0].lower() in asked.request.lower()
            what = f"{words if known else words.rpartition(' ')[2]} {value}"
            yield from (Reason("missing", f"nothing found for the {what}", f"nothing was found for the {what}"),) * 4
