"""Finds the edges of one API: tools → ``Edge`` items, an output of one operation for a parameter of another.

Each argument that takes a key is looked up in an index of the entities in all results: by the collection below which it
stands, by the schema and the property that name its resource, and by the fields that refer to it. Arguments that say
the same share one look-up of at most ``MOST_SOURCES`` tools, so the cost grows with the tools and not with their pairs.
"""

from collections.abc import Iterable, Iterator

import msgspec

from lemnos.records import Tool
from lemnos.steps.tools.edges.arguments import Argument, arguments_of, is_of_call, is_own_part
from lemnos.steps.tools.edges.base import Edge
from lemnos.steps.tools.edges.confidence import Rule, edge_of
from lemnos.steps.tools.edges.index import TELLS_ID, Index, Known, Words
from lemnos.steps.tools.edges.keys import Likeness, fits, fits_form, key_in, same_template
from lemnos.steps.tools.edges.names import GENERIC, glued
from lemnos.steps.tools.edges.operations import Plan, plan_of_tool, resource_of_name
from lemnos.steps.tools.edges.own_fields import own_fields
from lemnos.steps.tools.edges.pages import next_pages
from lemnos.steps.tools.edges.paths import is_scoped, of_all_owners, without_version
from lemnos.steps.tools.edges.results import Field
from lemnos.steps.tools.edges.siblings import Kind, Siblings
from lemnos.steps.tools.edges.stated import stated_edges
from lemnos.steps.tools.naming.nouns import IDS, KEYS, LABELS, phrase_of, split_key

MOST_SOURCES = 100
"""The most tools that feed one argument; those that list or create come first."""

_PASSWORDS = frozenset(("token", "url", "uri", "password", "secret", "index"))
"""Words of names that stand for other values in other calls."""

_Source = tuple[int, str, Rule]
"""Position of a tool, pointer in its result, and why."""


class _Wanted(msgspec.Struct, frozen=True):
    """What an argument takes."""

    name: str
    resource: Words
    key: str
    collection: str
    is_exact: bool
    """Whether only a field of the same name is meant, because the name tells another resource than the path."""
    types: frozenset[str]
    hint: str
    is_below: bool = False
    """Whether the argument stands below the collection, in the path."""
    is_tail: bool = False
    is_path_name: bool = False
    is_same: bool = False
    """Whether a field of the same name is meant, in whatever entity."""
    form: str = ""
    """The format that the schema of the argument states; empty for none."""
    kinds: frozenset[Kind] = frozenset()
    """Of which kinds of the resource the target speaks, if there are several; empty if it does not say."""


def edges(tools: Iterable[Tool], *, read_links: bool = True) -> list[Edge]:
    """Return the edges between the tools of one API, in the order of the targets.

    Args:
        tools: The tools of one API and version. An edge between the same tools is given once for each parameter.
        read_links: Whether links that the description states are edges; otherwise they are found, if at all, as others.
    """
    several = list(tools)
    plans = [plan_of_tool(tool) for tool in several]
    finder = _Finder(several, plans)
    found: dict[tuple[str, str, str], Edge] = {}
    for edge in stated_edges(several) if read_links else ():
        found.setdefault((edge.source, edge.target, edge.parameter), edge)
    for edge in finder.edges():
        found.setdefault((edge.source, edge.target, edge.parameter), edge)
    order = {tool.id: position for position, tool in enumerate(several)}
    return sorted(found.values(), key=lambda edge: (order[edge.target], edge.parameter, order[edge.source]))


class _Finder:
    def __init__(self, tools: list[Tool], plans: list[Plan]) -> None:
        self._tools = tools
        self._plans = plans
        self._index = Index(tools, plans)
        self._siblings = Siblings(plans)
        self._sources: dict[_Wanted, list[_Source]] = {}
        self._creators: dict[str, list[int]] = {}
        self._nouns: dict[Words, list[int]] = {}
        for position, (tool, plan) in enumerate(zip(tools, plans, strict=True)):
            if plan.path is not None and tool.method == "POST" and not plan.path.last and _has_location(tool):
                self._creators.setdefault(plan.path.template, []).append(position)
            if plan.noun and not tool.result and tool.kind != "http" and (plan.is_listing or plan.is_creating):
                self._nouns.setdefault(plan.noun, []).append(position)

    def edges(self) -> Iterator[Edge]:
        for position, (tool, plan) in enumerate(zip(self._tools, self._plans, strict=True)):
            for argument in arguments_of(tool, plan.path):
                for source, output, rule in self._fed(position, plan, argument):
                    if source != position:
                        yield edge_of(self._tools[source], output, tool, argument.parameter, rule)
            for source, output, parameter in own_fields(tool, plan, self._index):
                if source != position:
                    yield edge_of(self._tools[source], output, tool, parameter, "field")
            for output, parameter in next_pages(tool, self._index.by_tool[position]):
                yield edge_of(tool, output, tool, parameter, "page")

    def _fed(self, position: int, plan: Plan, argument: Argument) -> Iterator[_Source]:
        tool = self._tools[position]
        for wanted in self._wanted(tool, plan, argument):
            kinds = self._siblings.said_by(position, wanted.resource)
            yield from self._found(msgspec.structs.replace(wanted, kinds=kinds) if kinds else wanted)
        chosen = self._is_chosen(plan, argument, argument.resource, argument.key)
        if not chosen and self._is_telling(argument):
            wanted = _Wanted(argument.name, (), "", "", False, argument.types, "", is_same=True, form=argument.format)
            kinds = self._siblings.said_by(position, self._index.canonical(argument.resource))
            yield from self._found(msgspec.structs.replace(wanted, resource=argument.resource, kinds=kinds))
        if argument.below is not None and argument.below.is_named:
            for source in self._creators.get(argument.below.collection, ()):
                yield source, "$response.header.Location", "location"
        if tool.kind != "http":
            yield from self._by_noun(plan, argument)

    def _found(self, wanted: _Wanted) -> list[_Source]:
        if wanted not in self._sources:
            self._sources[wanted] = list(self._look_up(wanted))
        return self._sources[wanted]

    def _is_telling(self, argument: Argument) -> bool:
        """Return whether the name of an argument tells by itself what it takes, so that a field of that name holds it.

        That is so of the name of a resource with an id, unless there are several kinds of that resource, and of other
        names in a path that not every API has; not of a name that stands for entities of several resources.
        """
        if argument.depth or argument.is_path_name or self._is_shared(argument):
            return False
        resource, key = argument.resource, argument.key
        if not key and argument.name.islower():
            resource, key = glued(argument.name)
        if resource and key in IDS:
            if len(resource) == 1 and resource[0] in GENERIC:
                return False
            tops = [each for each in self._index.items.get(self._index.canonical(resource), ()) if not is_scoped(each)]
            return len({without_version(each) for each in tops}) <= 1
        words = set(phrase_of(argument.name))
        return argument.place == "path" and len(words - GENERIC - KEYS - _PASSWORDS) > 0

    def _is_shared(self, argument: Argument) -> bool:
        """Return whether the name of an argument stands for entities of several resources, and names none of them."""
        index = self._index
        is_named = bool(argument.key) and index.canonical(argument.resource) in index.items
        if is_named or len(index.standing[phrase_of(argument.name)]) < 2:
            return False
        is_one = len(argument.resource) == 1 and argument.key in IDS
        return not (is_one and index.shortens(argument.name, argument.resource[0]))

    def _wanted(self, tool: Tool, plan: Plan, argument: Argument) -> Iterator[_Wanted]:
        below, resource, key = argument.below, argument.resource, argument.key
        base = _Wanted(argument.name, resource, key, "", False, argument.types, _hint(argument), form=argument.format)
        replace = msgspec.structs.replace
        if argument.is_path_name and plan.path is not None:
            held = argument.template_resource or resource_of_name(tool, plan.path, argument.name)
            if held:
                yield replace(base, resource=held, hint=argument.text[:600], is_path_name=True)
            return
        if below is not None:
            if self._is_chosen(plan, argument, resource, key):
                return
            if below.is_named:
                base = replace(base, is_below=True)
                yield replace(base, resource=below.resource, collection=below.collection)
                resource = self._index.canonical(resource)
                if resource not in ((), below.resource) and resource[-1] not in GENERIC:
                    yield replace(base, resource=resource, collection=below.collection)
                return
            yield replace(base, resource=below.resource, collection=below.collection, is_exact=True)
            resource = self._index.canonical(resource)
            is_known = resource in self._index.items or resource in self._index.by_schema
            is_alone = key in IDS and below.collection not in self._index.by_collection
            if not is_known and not (is_alone and not self._is_shared(argument)):
                return
        if not resource:
            if key in IDS and not plan.is_creating and not (plan.path is not None and plan.path.last):
                held = plan.path.resource if plan.path is not None and plan.path.resource else plan.noun
                held = self._index.canonical(held)
                if held and (held[-1] not in GENERIC or held in self._index.items):
                    yield replace(base, resource=held, collection=self._only(held))
            return
        resource = self._index.canonical(resource)
        is_generic = len(resource) == 1 and resource[0] in GENERIC
        if resource not in self._index.items and (is_generic or self._is_shared(argument)):
            return
        if not key:
            if argument.place == "path" or not TELLS_ID.search(argument.text[:120]):
                return
            key = "id"
        if self._is_chosen(plan, argument, resource, key):
            return
        known = resource in self._index.items
        tail = self._index.without_role(resource)
        if key in LABELS and (not known or (argument.place in ("body", "form") and _is_rest(plan))):
            return
        if argument.depth and tail != resource and (argument.is_held or not tail):
            return
        yield replace(base, resource=resource, key=key, collection=self._only(resource))
        if tail and not known and key in IDS:
            yield replace(base, resource=tail, key=key, collection=self._only(tail), is_tail=True)

    def _is_chosen(self, plan: Plan, argument: Argument, resource: Words, key: str) -> bool:
        """Return whether the caller makes the value up: the key of what the call creates or changes."""
        if is_of_call(argument, plan) and resource not in self._index.items:
            return True
        if argument.depth and is_own_part(argument, plan):
            return True
        if argument.place == "path" or argument.depth:
            if plan.path is None or argument.below is None or argument.name != plan.path.last:
                return False
            return plan.is_making and plan.noun[-1:] == argument.below.resource[-1:]
        own = plan.path.resource if plan.path is not None and plan.path.resource else plan.noun
        if plan.path is not None and plan.path.last and argument.place in ("body", "form"):
            below = plan.path.below.get(plan.path.last)
            own = below.resource if below is not None else own
            return own[-1:] == resource[-1:]
        is_below = plan.path is not None and is_scoped(plan.path.template) and key in IDS
        if is_below and any(not is_scoped(each) for each in self._index.items.get(resource, ())):
            return False  # What has a collection of its own is not created under another entity but attached to it.
        return plan.is_creating and own[-1:] == resource[-1:]

    def _only(self, resource: Words) -> str:
        """Return the collection of a resource; empty if several are equally likely."""
        collections = self._index.items.get(resource, ())
        if len(collections) == 1:
            return collections[0]
        ordered = sorted(collections, key=lambda each: (each.count("/"), each))
        if len(ordered) > 1 and ordered[0].count("/") < ordered[1].count("/"):
            return ordered[0]
        return ""

    def _look_up(self, wanted: _Wanted) -> Iterator[_Source]:
        taken: set[int] = set()
        for position, pointer, rule in self._all_sources(wanted):
            if position not in taken and not (rule != "collection" and self._is_sibling(position, wanted)):
                taken.add(position)
                yield position, pointer, "tail" if wanted.is_tail else rule
                if len(taken) == MOST_SOURCES:
                    return

    def _is_sibling(self, source: int, wanted: _Wanted) -> bool:
        """Return whether a tool speaks of another kind of the resource than the argument."""
        if not wanted.kinds:
            return False
        given = self._siblings.said_by(source, self._index.canonical(wanted.resource))
        return bool(given) and not given & wanted.kinds

    def _all_sources(self, wanted: _Wanted) -> Iterator[_Source]:
        index, resource = self._index, wanted.resource
        if wanted.is_same:
            for known, field in index.named.get(phrase_of(wanted.name), ()):
                if field.is_many and split_key(field.name)[1] not in IDS:
                    continue
                if not fits_form(field, wanted.types, wanted.form):
                    continue
                if fits(field, wanted.types) or field.types == {"string"}:
                    yield known.entity.tool, field.pointer, "same_name"
            return
        if wanted.is_path_name:
            for known in (*index.by_schema.get(resource, ()), *index.by_holder.get(resource, ())):
                field = known.fields.get(("name",))
                if field is not None and "string" in field.types and same_template(field.text, wanted.hint):
                    yield known.entity.tool, field.pointer, "path_name"
            return
        for known in (*index.by_collection.get(wanted.collection, ()), *self._of_all_owners(wanted)):
            found = self._key_in(known, wanted)
            if found is not None and (found[1] == "same" or not wanted.is_exact):
                if _is_loose(found[1]) and not wanted.is_below:
                    continue
                yield known.entity.tool, found[0].pointer, _rule(found[1], "collection")
        if wanted.is_exact:
            return
        schemas = index.schemas.get(wanted.collection, set())
        rivals = [each for each in index.items.get(resource, ()) if each != wanted.collection and is_scoped(each)]
        is_clear = not rivals or all(index.schemas.get(each, set()) <= schemas for each in rivals)
        is_top = wanted.collection != "" and (
            not is_scoped(wanted.collection) or wanted.collection == self._only(resource)
        )
        for schema in sorted(schemas):
            if len(index.owners[schema]) == 1:
                for known in index.by_definition[schema]:
                    found = self._key_in(known, wanted)
                    if (
                        found is not None
                        and not self._is_rival(known, wanted)
                        and wanted.is_below >= _is_loose(found[1])
                    ):
                        yield known.entity.tool, found[0].pointer, _rule(found[1], "schema")
        for known in index.by_schema.get(resource, ()):
            if known.entity.schema in schemas or is_clear or is_top:
                found = self._key_in(known, wanted)
                if found is not None and not self._is_rival(known, wanted) and not _is_loose(found[1]):
                    yield known.entity.tool, found[0].pointer, "schema"
        if not (is_clear or is_top):
            return
        key = wanted.key or "id"
        if key in IDS:
            for known in index.by_holder.get(resource, ()):
                found = self._key_in(known, msgspec.structs.replace(wanted, key=key))
                if found is not None and found[1] not in ("synonym", "mistyped"):
                    yield known.entity.tool, found[0].pointer, "holder"
        for known, field in index.foreign.get((resource, key), ()):
            if index.collections.get(known.collection) == resource and self._is_rival(known, wanted):
                continue
            if fits(field, wanted.types, wanted.form):
                yield known.entity.tool, field.pointer, "foreign"
        for known, field in index.roles.get((resource, key), ()):
            if fits(field, wanted.types, wanted.form):
                yield known.entity.tool, field.pointer, "tail"

    def _of_all_owners(self, wanted: _Wanted) -> Iterator[Known]:
        """Yield what lists or creates in ``/apps``, for the last part of a key of several: ``/apps/{owner}/{app}``."""
        whole = of_all_owners(wanted.collection) if wanted.is_below else ""
        named = self._index.canonical(split_key(wanted.name)[0])
        if whole and named and named[0] != "new" and wanted.resource[-len(named) :] == named:
            for known in self._index.by_collection.get(whole, ()):
                path = self._plans[known.entity.tool].path
                if path is not None and path.template == whole:
                    yield known

    def _key_in(self, known: Known, wanted: _Wanted) -> tuple[Field, Likeness] | None:
        is_other = len(wanted.resource) > 1 and wanted.resource[-1:] in self._index.items
        return key_in(
            known.fields,
            wanted.name,
            wanted.resource,
            wanted.key,
            wanted.types,
            wanted.form,
            wanted.hint,
            is_last_word_other=is_other,
        )

    def _is_rival(self, known: Known, wanted: _Wanted) -> bool:
        """Return whether an entity lies under another parent than those that are wanted."""
        one, other = known.collection, wanted.collection
        if not one or not other or without_version(one) == without_version(other):
            return False
        if is_scoped(one) != is_scoped(other):
            return False
        return is_scoped(one) or known.entity.schema not in self._index.schemas[other]

    def _by_noun(self, plan: Plan, argument: Argument) -> Iterator[_Source]:
        """Yield tools whose names say that they return what an argument identifies, where no result is described."""
        resource, key = argument.resource, argument.key
        if not resource and key in IDS and not plan.is_creating and not plan.is_listing:
            resource = plan.noun
        if not resource or argument.depth:
            return
        if not key and resource[-1] not in GENERIC and not TELLS_ID.search(argument.text[:160]):
            key = "" if resource in self._nouns else key
        if self._is_chosen(plan, argument, resource, key):
            return
        for source in self._nouns.get(resource, ())[:MOST_SOURCES]:
            yield source, "", "tool_name"


def _has_location(tool: Tool) -> bool:
    """Return whether a response of success has the address of what the call made."""
    return any(
        header.name.lower() == "location"
        for response in tool.responses
        if response.code[:1] in ("2", "3")
        for header in response.headers
    )


def _is_rest(plan: Plan) -> bool:
    """Return whether the path of a tool names entities, so that names in its body are what it sets."""
    return plan.path is not None and bool(plan.path.below or plan.is_creating)


def _is_loose(likeness: Likeness) -> bool:
    """Return whether a field is taken for a key only because it belongs to the collection of the argument."""
    return likeness in ("synonym", "mistyped")


def _rule(likeness: Likeness, otherwise: Rule) -> Rule:
    return likeness if likeness == "synonym" or likeness == "mistyped" else otherwise


def _hint(argument: Argument) -> str:
    """Return the key that the description of an argument without one names."""
    if argument.key:
        return ""
    text = argument.text[:160].lower()
    words = set(text.replace("/", " ").replace(",", " ").replace(".", " ").replace("`", " ").split())
    if words & {"id", "identifier", "uuid", "guid", "ids"}:
        return "id"
    for key in ("slug", "name", "number", "code", "key"):
        if key in words:
            return key
    return ""
