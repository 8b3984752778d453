"""Reads what the name, the method and the path of a tool say of it: ``Tool`` → ``Plan``."""

import re

import msgspec

from lemnos.records import Tool
from lemnos.steps.tools.edges.names import GENERIC
from lemnos.steps.tools.edges.paths import PathPlan, plan_of
from lemnos.steps.tools.examples.example_values import words_of
from lemnos.steps.tools.naming.nouns import phrase_of

CREATING = frozenset("create add new insert register post make submit put start launch run allocate import".split())
LISTING = frozenset("list search find query browse lookup getall discover enumerate".split())
READING = frozenset("get read fetch retrieve show describe view load".split())
DELETING = frozenset("delete remove destroy del drop erase terminate purge".split())
_VERBS = CREATING | LISTING | READING | DELETING | frozenset("update edit modify patch set change replace".split())
_LEADS_OFF = frozenset("by for of in on from with to via and or using".split())
_FILLING = frozenset("a an the my your all one multiple batch bulk".split())


class Plan(msgspec.Struct, frozen=True):
    """What is known of a tool without its schemas."""

    path: PathPlan | None
    """None for tools that are not HTTP operations."""
    verb: str
    """The first verb in its name; empty for none."""
    noun: tuple[str, ...]
    """What the verb is about: ``("pull", "request")`` of ``list_pull_requests``."""
    is_creating: bool
    is_making: bool
    """Whether it creates at an address that the caller chooses."""
    is_deleting: bool
    is_listing: bool


def plan_of_tool(tool: Tool) -> Plan:
    """Return what the name, the method and the path of a tool say."""
    words = [word for word in words_of(tool.name) if not word.isdigit()]
    if len(words) > 1 and words[0] == tool.method.lower() and words[1] in _VERBS:
        words.pop(0)
    at = next((i for i, word in enumerate(words) if word in _VERBS), -1)
    verb = words[at] if at >= 0 else ""
    noun: list[str] = []
    for word in words[at + 1 :] if at >= 0 else ():
        if word in _LEADS_OFF:
            break
        if word not in _FILLING:
            noun.append(word)
    if at > 0 and not noun:  # repos_list
        noun = words[:at]
    path = plan_of(tool.path) if tool.kind == "http" and tool.path.startswith("/") else None
    is_rpc = path is None or "#" in tool.path or not (path.below or path.resource)
    return Plan(
        path,
        verb,
        phrase_of("_".join(noun)),
        is_creating=verb in CREATING or (tool.method == "POST" and not is_rpc and path is not None and not path.last),
        is_making=tool.method in ("POST", "PUT") and verb == "create" and words[at + 1 : at + 2] != ["or"],
        is_deleting=tool.method == "DELETE" or (tool.method != "GET" and verb in DELETING),
        is_listing=verb in LISTING or (tool.method == "GET" and path is not None and not path.last),
    )


_VERSION = re.compile(r"v\d+\w*")


def resource_of_name(tool: Tool, plan: PathPlan, argument: str) -> tuple[str, ...]:
    """Return the resource whose name a path that is one argument holds, as the name of the operation tells it.

    Names such as ``library.shelves.books.list`` tell the resources from the outermost to that of the operation.
    """
    parts = [part for part in re.split(r"[._]", tool.name) if part]
    nouns = [part for part in parts[1:-1] if not _VERSION.fullmatch(part)]
    if plan.last != argument and not plan.template.startswith("/{}"):
        literals = [each for each in plan.template.split("/") if each and each != "{}"]
        after = phrase_of(literals[-1]) if literals else ()
        if nouns and after == phrase_of(nouns[-1]):
            nouns = nouns[:-1]
    phrase = phrase_of(nouns[-1]) if nouns else ()
    return () if len(phrase) == 1 and phrase[0] in GENERIC - {"parent"} else phrase
