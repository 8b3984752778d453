"""Measure worlds on a finished run of tools: what operations mean, whether results conform, what sequences hold.

    python benchmarks/worlds.py RUN [--half even|odd|all] [--most N] [--show N] [--states N]

Providers are halved by the sha256 of their names, so that rules can be developed on one half and measured on the other.
For each API a spec and a world are made, and:

- each operation is called twice: with its required arguments, and with all of them; arguments are made by the schema,
  ids are those of entities that exist. Results are checked against the schema of the description with a validator that
  the engine does not use. A status of 500 or more counts as a failure of the world.
- for each resource that can be created, a sequence: create (again with other values if a unique one is taken), get
  (shows what was sent), list (shows the key), update (get shows the change), delete (get is 404, the list no longer
  shows the key), as far as there are such operations.

Prints shares, faults with examples, and CPU time. With --states, prints the state and the calls of so many worlds.
Exit status 1: a result does not conform, or fewer than 95% of the steps of sequences hold.
"""

import argparse
import hashlib
import json
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import lemnos
from lemnos.records import Tool
from lemnos.steps.tools.examples.example_values import normalised
from lemnos.steps.tools.schemas.flatten import ImpossibleError, types
from lemnos.steps.tools.schemas.validation import conforms
from lemnos.steps.tools.world.base import Observation, Parent
from lemnos.steps.tools.world.compiled import CompiledOperation, CompiledSpec
from lemnos.steps.tools.world.engine import LocalWorld
from lemnos.steps.tools.world.failures import status_for_missing
from lemnos.steps.tools.world.make import apis_of
from lemnos.steps.tools.world.semantics.shapes import at, flat_of, items_of, properties_of
from lemnos.steps.tools.world.spec import world_spec
from lemnos.steps.tools.world.state import Row
from lemnos.steps.tools.world.values.make import sample

LEAST_HOLDING = 0.95
WORLDS = 20
"""Worlds of each API that are made to measure what one costs."""
RETRIES = 4
"""How often a caller who meets a conflict tries again with other values."""
PAGES = 30
"""Pages of a list that are read in search of a key."""


def in_half(provider: str, half: str) -> bool:
    """Return whether a provider belongs to a half of all."""
    if half == "all":
        return True
    return (int(hashlib.sha256(provider.encode()).hexdigest(), 16) % 2 == 0) == (half == "even")


def drawn(folder: Path) -> Iterator[str]:
    """Yield the names of descriptions below a folder of providers: of the odd half, one for each provider.

    The order is by chance, and always the same.
    """
    seen: set[str] = set()
    names = [path.relative_to(folder).as_posix() for path in folder.rglob("*.yaml")]
    for name in sorted(names, key=lambda each: hashlib.sha256(f"speed {each}".encode()).hexdigest()):
        provider = name.partition("/")[0]
        if provider not in seen and in_half(provider, "odd"):
            seen.add(provider)
            yield name


def as_argument(key: str, schema: Any, root: Any) -> Any:
    """Return a key in the type of an argument."""
    kinds = types(flat_of(schema, root))
    if "array" in kinds and "string" not in kinds:
        return [as_argument(key, items_of(schema, root), root)]
    if kinds and "string" not in kinds and key.lstrip("-").isdecimal():
        return int(key)
    return key


def named_by(world: LocalWorld, parent: Parent, key: str) -> str:
    """Return what an argument takes of an entity above: its key, or the value of another of its fields."""
    rows = world.store.find(parent.resource, key) if parent.by else []
    return str(rows[0].body.get(parent.by, key)) if rows else key


def arguments_of(
    compiled: CompiledOperation, world: LocalWorld, row: Row | None, *, least: bool, attempt: int = 0
) -> dict[str, Any]:
    """Return arguments that the schema allows and that name entities that exist: ``row``, or the first ones."""
    root, operation = compiled.parameters.schema, compiled.operation
    seed = f"{operation.name}{row.number if row else ''}{least}{attempt or ''}"
    made: dict[str, Any] = sample(root, root, seed, "arguments", owner=compiled.noun, least=least)
    properties = properties_of(root, root)
    for place in compiled.tool.places:
        if place.place in ("query", "form") and made.get(place.name) == []:  # a request has no form for it
            items = items_of(properties[place.name], root)
            made[place.name] = [sample(items, root, seed, place.name, owner=compiled.noun)]
    scope = dict(row.scope) if row else {}
    for parent in reversed(operation.parents):
        if parent.resource not in scope and (
            above := [
                each for each in world.store.rows(parent.resource)
                if all(scope.get(name, key) == key for name, key in each.scope.items())
            ]
        ):  # fmt: skip
            scope = {**above[0].scope, parent.resource: above[0].key, **scope}
    for parent in operation.parents:
        if parent.resource in scope:
            schema = properties.get(parent.argument, True)
            made[parent.argument] = as_argument(named_by(world, parent, scope[parent.resource]), schema, root)
    if operation.key and row is not None:
        made[operation.key] = as_argument(row.key, properties.get(operation.key, True), root)
    if least is False and operation.paging is not None:
        for name in (operation.paging.cursor, operation.paging.offset, operation.paging.page):
            made.pop(name, None)
    return made


def own_row(compiled: CompiledOperation, world: LocalWorld) -> Row | None:
    """Return an entity on which an operation can act."""
    rows = world.store.rows(compiled.operation.claim.resource) if compiled.operation.claim.resource else []
    return rows[0] if rows else None


class Figures:
    """What is counted over all APIs."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.verbs: Counter[str] = Counter()
        self.statuses: Counter[str] = Counter()
        self.steps: dict[str, list[int]] = defaultdict(lambda: [0, 0])
        self.faults: dict[str, list[str]] = defaultdict(list)
        self.seconds: dict[str, float] = defaultdict(float)

    def add(self, other: "Figures") -> None:
        """Add the steps, faults and counts of another."""
        self.counts.update(other.counts)
        for name, (held, of) in other.steps.items():
            self.steps[name] = [self.steps[name][0] + held, self.steps[name][1] + of]
        for name, faults in other.faults.items():
            self.faults[name] += faults

    def step(self, name: str, holds: bool, told: str) -> bool:
        """Count a step of a sequence."""
        self.steps[name][0] += holds
        self.steps[name][1] += 1
        if not holds:
            self.faults[f"sequence: {name}"].append(told)
        return holds


def checked(world: LocalWorld, compiled: CompiledOperation, arguments: dict[str, Any], figures: Figures) -> Observation:
    """Call an operation, and count whether the result conforms."""
    begin = time.process_time()
    observation = world.call(compiled.operation.name, arguments)
    figures.seconds["calls"] += time.process_time() - begin
    figures.counts["calls"] += 1
    told = f"{compiled.api.spec.provider} {compiled.operation.name} {json.dumps(arguments)[:200]}"
    if observation.status >= 500:
        figures.faults["failure of the world"].append(f"{told}: {json.dumps(observation.body)[:200]}")
    elif not observation.failed and compiled.result is not None and observation.body is not None:
        schema = compiled.result.schema
        if not conforms(observation.body, schema, schema):
            figures.faults["does not conform"].append(f"{told}: {json.dumps(observation.body)[:300]}")
    return observation


def call_all(compiled_spec: CompiledSpec, figures: Figures) -> None:
    """Call each operation of an API in a world that is as it was at its start."""
    begin = time.process_time()
    worlds = [LocalWorld(compiled_spec, f"calls {number}") for number in range(WORLDS)]
    figures.seconds["worlds"] += time.process_time() - begin
    figures.counts["worlds"] += WORLDS
    world = worlds[0]
    for compiled in compiled_spec.operations.values():
        for least in (True, False):
            world.reset()
            try:
                arguments = arguments_of(compiled, world, own_row(compiled, world), least=least)
            except ImpossibleError:
                figures.counts["no arguments"] += 1
                continue
            observation = checked(world, compiled, arguments, figures)
            verb = compiled.operation.claim.verb
            figures.statuses[f"{verb} {observation.status // 100}xx"] += 1
            if observation.failed and observation.status < 500 and (verb, observation.status) != ("action", 409):
                body = json.dumps(observation.body)[:200]
                figures.faults[f"{verb} refused"].append(
                    f"{compiled_spec.spec.provider} {compiled.operation.name} {json.dumps(arguments)[:200]}: {body}"
                )


def shows_key(body: Any, key: str) -> bool:
    """Return whether a key stands anywhere in a result."""
    if isinstance(body, dict):
        return any(shows_key(each, key) for each in body.values())
    if isinstance(body, list):
        return any(shows_key(each, key) for each in body)
    return str(body) == key


def pages(world: LocalWorld, compiled: CompiledOperation, row: Row, figures: Figures) -> Iterator[Any]:
    """Yield the pages of the list in which an entity stands; filters that are required ask for what it has."""
    arguments = arguments_of(compiled, world, row, least=True)
    shown = {argument: row.body.get(field) for argument, field in compiled.operation.filters}
    arguments |= {name: value for name, value in shown.items() if name in arguments and value is not None}
    paging = compiled.operation.paging
    for number in range(PAGES):
        observation = checked(world, compiled, arguments, figures)
        yield observation.body if not observation.failed else None
        if observation.failed or paging is None:
            return
        following = observation.body
        for part in paging.next_field.split("/")[1:]:
            following = following.get(part) if isinstance(following, dict) else None
        if paging.cursor and following not in (None, ""):
            arguments[paging.cursor] = following.rpartition("=")[2] if "=" in str(following) else following
        elif paging.page:
            arguments[paging.page] = number + 2
        elif paging.offset:
            limit = arguments.get(paging.limit)
            arguments[paging.offset] = (number + 1) * (limit if isinstance(limit, int) else 20)
        else:
            return


def lists_key(compiled: CompiledOperation) -> bool:
    """Return whether the items of a list show the key of their entity."""
    if compiled.result is None or compiled.resource is None:
        return True
    root = compiled.result.schema
    items = items_of(at(root, compiled.operation.items, root), root)
    shown = {normalised(name) for name in properties_of(items, root)}
    return normalised(compiled.resource.key) in shown or not shown


def sent_scalars(compiled: CompiledOperation, arguments: dict[str, Any]) -> dict[str, Any]:
    """Return the fields that a call sets to texts and numbers."""
    sent: dict[str, Any] = {}
    for argument, field in compiled.operation.fields:
        value = arguments.get(argument)
        if not field and isinstance(value, dict):
            sent |= value
        elif field and argument in arguments:
            sent[field] = value
    resource = compiled.resource
    hidden = {resource.key, *resource.read_only} if resource else set()
    held = compiled.api.computed(resource.name).held if resource else ()
    hidden |= {each.path[0] for each in held if each.kind == "count"}  # the world counts what lies below an entity
    return {name: each for name, each in sent.items() if isinstance(each, str | int) and name not in hidden}


def agrees(body: Any, pointer: str, sent: dict[str, Any]) -> bool:
    """Return whether a result shows no other value where it shows a field that was sent."""
    for part in pointer.split("/")[1:]:
        body = body.get(part.replace("~1", "/").replace("~0", "~")) if isinstance(body, dict) else None
    if not isinstance(body, dict):
        return True
    return all(
        str(body[name]).lower() == str(each).lower()
        for name, each in sent.items()
        if isinstance(body.get(name), str | int)
    )


def sequence(compiled_spec: CompiledSpec, resource: str, figures: Figures, world: LocalWorld) -> None:
    """Create, get, list, update and delete an entity of a resource, as far as there are operations for that."""
    own = [each for each in compiled_spec.operations.values() if each.operation.claim.resource == resource]
    by_verb: dict[str, CompiledOperation] = {}
    for each in sorted(own, key=lambda each: len(each.operation.parents)):
        by_verb.setdefault(each.operation.claim.verb, each)
    create = by_verb.get("create")
    if create is None or not {"get", "list", "update", "replace", "delete"} & by_verb.keys():
        return
    figures.counts["sequences"] += 1
    name = f"{compiled_spec.spec.provider} {create.operation.name}"
    try:
        arguments = arguments_of(create, world, None, least=False)
    except ImpossibleError:
        figures.counts["no arguments"] += 1
        return
    before = {row.number for row in world.store.rows(resource)}
    observation = checked(world, create, arguments, figures)
    for number in range(RETRIES):
        if observation.status != 409 and "already" not in json.dumps(observation.body):
            break
        figures.counts["conflicts"] += 1
        arguments = arguments_of(create, world, None, least=False, attempt=number + 1)
        observation = checked(world, create, arguments, figures)
    added = [row for row in world.store.rows(resource) if row.number not in before]
    count = len(arguments[create.several]) if create.several in arguments else 1
    holds = not observation.failed and len(added) == count
    if not figures.step("create", holds, f"{name} {observation}"[:400]) or not added:
        return
    row, get, listed = added[0], by_verb.get("get"), by_verb.get("list")
    if get is not None and get.operation.key:
        got = checked(world, get, arguments_of(get, world, row, least=True), figures)
        holds = not got.failed and agrees(got.body, get.operation.items, sent_scalars(create, arguments))
        figures.step("get after create", holds, f"{name} {arguments} {got}"[:600])
    listed = listed if listed is not None and lists_key(listed) else None
    if listed is not None:
        found = any(shows_key(page, row.key) for page in pages(world, listed, row, figures))
        figures.step("list after create", found, f"{name} {row.key} {row.scope} {listed.operation.name}"[:400])
    change = by_verb.get("update") or by_verb.get("replace")
    if change is not None:
        changed = arguments_of(change, world, row, least=False)
        done = checked(world, change, changed, figures)
        for number in range(RETRIES):
            if not done.failed or "already" not in json.dumps(done.body):
                break
            figures.counts["conflicts"] += 1
            changed = arguments_of(change, world, row, least=False, attempt=number + 1)
            done = checked(world, change, changed, figures)
        holds = not done.failed
        if holds and get is not None and get.operation.key:
            got = checked(world, get, arguments_of(get, world, row, least=True), figures)
            holds = not got.failed and agrees(got.body, get.operation.items, sent_scalars(change, changed))
            done = got
        figures.step("update", holds, f"{name} {change.operation.name} {changed} {done}"[:600])
    delete = by_verb.get("delete")
    if delete is not None and (delete.operation.key or compiled_spec.is_singleton(resource)):
        gone = checked(world, delete, arguments_of(delete, world, row, least=True), figures)
        figures.step("delete", not gone.failed, f"{name} {delete.operation.name} {gone}"[:400])
        if not gone.failed and get is not None and get.operation.key:
            got = checked(world, get, arguments_of(get, world, row, least=True), figures)
            figures.step(
                "get after delete fails",
                got.status == status_for_missing(get.tool, get.operation.key),
                f"{name} {got}"[:400],
            )
        if not gone.failed and listed is not None:
            found = any(shows_key(page, row.key) for page in pages(world, listed, row, figures))
            figures.step("list after delete", not found, f"{name} {row.key}")


def show_state(compiled_spec: CompiledSpec) -> None:
    """Print the entities and some calls of a world."""
    world = LocalWorld(compiled_spec, "shown")
    print(f"\n=== {compiled_spec.spec.provider} {compiled_spec.spec.api}")
    for name, rows in list(world.state().items())[:6]:
        resource = compiled_spec.resources[name]
        print(
            f"--- {name} (key {resource.key}, label {resource.label}, states {[each for each, _ in resource.states]})"
        )
        for row in rows[:3]:
            print("   ", json.dumps(row, ensure_ascii=False)[:900])
    for compiled in list(compiled_spec.operations.values())[:12]:
        arguments = arguments_of(compiled, world, own_row(compiled, world), least=False)
        observation = world.call(compiled.operation.name, arguments)
        claim = compiled.operation.claim
        print(f">>> [{claim.verb} {claim.resource}] {compiled.operation.name} {json.dumps(arguments)[:400]}")
        print(f"<<< {observation.status} {json.dumps(observation.body, ensure_ascii=False)[:700]}")


def main() -> int:
    """Measure the worlds of a run."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("run", type=Path)
    parser.add_argument("--half", choices=("even", "odd", "all"), default="even")
    parser.add_argument("--most", type=int, default=0, help="only so many APIs, spread over all")
    parser.add_argument("--show", type=int, default=5, help="examples of each fault")
    parser.add_argument("--states", type=int, default=0, help="worlds whose state and calls are printed")
    options = parser.parse_args()
    run: Any = lemnos.open_run(options.run)
    tools: list[Tool] = [tool for tool in run.tools if in_half(tool.provider, options.half)]
    apis = list(apis_of(tools).values())
    if options.states:
        apis = list({members[0].provider: members for members in apis}.values())
        apis = apis[:: max(1, len(apis) // options.states)][: options.states]
    if options.most:
        apis = apis[:: max(1, len(apis) // options.most)][: options.most]
    figures = Figures()
    for members in apis:
        begin = time.process_time()
        spec = world_spec(members)
        figures.seconds["specs"] += time.process_time() - begin
        figures.counts["specs"] += 1
        figures.counts["resources"] += len(spec.resources)
        figures.verbs.update(operation.claim.verb for operation in spec.operations)
        compiled = CompiledSpec(spec, members)
        if options.states:
            show_state(compiled)
            continue
        call_all(compiled, figures)
        for resource in compiled.resources:
            sequence(compiled, resource, figures, LocalWorld(compiled, "sequence"))
    total = sum(figures.verbs.values())
    print(f"APIs {len(apis)}, operations {total}, resources {figures.counts['resources']}")
    print("verbs", {verb: f"{count / total:.1%}" for verb, count in figures.verbs.most_common()})
    print("statuses", dict(sorted(figures.statuses.items())))
    print("counts", dict(figures.counts))
    print("sequences", {name: f"{held}/{of} = {held / of:.2%}" for name, (held, of) in figures.steps.items()})
    for name, faults in sorted(figures.faults.items()):
        print(f"\n{name}: {len(faults)}")
        for fault in faults[:: max(1, len(faults) // max(1, options.show))][: options.show]:
            print("   ", fault)
    for what in ("specs", "worlds", "calls"):
        if figures.seconds[what]:
            each = figures.counts[what] / figures.seconds[what]
            print(f"{what} per CPU second: {each:,.0f} ({figures.counts[what]:,} in {figures.seconds[what]:.1f} s)")
    held, of = (sum(each) for each in zip(*figures.steps.values(), strict=True)) if figures.steps else (0, 0)
    print(f"steps of sequences that hold: {held}/{of} = {held / max(of, 1):.2%}")
    return int(bool(figures.faults.get("does not conform")) or (of > 0 and held < LEAST_HOLDING * of))


if __name__ == "__main__":
    sys.exit(main())
