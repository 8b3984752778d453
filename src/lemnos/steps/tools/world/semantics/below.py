"""Finds what operations without a meaning lie below: drafts, operations -> the arguments that name known entities.

Nothing is known of ``POST /orgs/{org}/reports/run`` but that an organisation must be there: ``/orgs/{org}`` is where
others get, change or delete one. Only resources that some operation shows count, because callers must be able to find
their entities.
"""

from collections.abc import Iterable

from lemnos.steps.tools.world.base import Operation, Parent
from lemnos.steps.tools.world.semantics.claims import Draft
from lemnos.steps.tools.world.semantics.paths import segments_of

Address = tuple[str, ...]
"""Segments of a path up to a parameter, each parameter as ``{}``."""

_SHOWING = ("get", "list", "search", "create")
_KEYED = ("get", "update", "replace", "delete")


def addresses_of(drafts: Iterable[Draft], operations: dict[str, Operation]) -> dict[Address, str]:
    """Return where the entities of the resources of an API lie.

    Args:
        drafts: The drafts of all tools.
        operations: Id of a tool → what it means, for those that mean something.
    """
    shown = {each.claim.resource for each in operations.values() if each.claim.verb in _SHOWING}
    found: dict[Address, str] = {}
    for draft in drafts:
        if (operation := operations.get(draft.tool.id)) is None or not draft.tool.method:
            continue
        named = [(parent.argument, parent.resource) for parent in operation.parents]
        if operation.claim.verb not in ("create", "list", "search"):
            named.append((operation.key, operation.claim.resource))
        ends = ends_of(draft)
        for argument, resource in named:
            if argument in ends and resource in shown:
                found.setdefault(ends[argument], resource)
    return found


def parents_of(draft: Draft, addresses: dict[Address, str]) -> tuple[Parent, ...]:
    """Return the arguments of an operation that name entities at known addresses, outermost first."""
    if not draft.tool.method:
        return ()
    return tuple(Parent(argument, addresses[end]) for argument, end in ends_of(draft).items() if end in addresses)


def keyed_at(named: Iterable[tuple[Draft, str]]) -> dict[Address, str]:
    """Return where the entities of resources are read, changed and deleted, each by its key.

    An address at which entities of several resources lie tells none of them, nor does one without a literal segment,
    as that of whole resource names.

    Args:
        named: Drafts, each with the resource that it is about.
    """
    found: dict[Address, set[str]] = {}
    for draft, resource in named:
        end = ends_of(draft).get(draft.key, ()) if draft.verb in _KEYED else ()
        if any(segment != "{}" for segment in end):
            found.setdefault(end, set()).add(resource)
    return {end: resources.pop() for end, resources in found.items() if len(resources) == 1}


def ends_of(draft: Draft) -> dict[str, Address]:
    """Return the path up to each parameter, by the argument that it takes."""
    arguments = {draft.wires[name]: name for name, place in draft.places.items() if place == "path"}
    ends: dict[str, Address] = {}
    address: list[str] = []
    for segment in segments_of(draft.tool.path):
        is_parameter = segment.startswith("{") and segment.endswith("}")
        address.append("{}" if is_parameter else segment)
        if is_parameter and segment[1:-1] in arguments:
            ends[arguments[segment[1:-1]]] = tuple(address)
    return ends
