"""Measure `lemnos evaluate`: agreement with other tools, gains of a model, CPU seconds.

    python benchmarks/evaluate.py agree BFCL_FOLDER BFCL_EVAL [--mutations N]
    python benchmarks/evaluate.py gains CHECKPOINT SUITE=PATH [SUITE=PATH …] [--items N] [--dtype TYPE]

`agree` compares the match of calls with the checker of `bfcl-eval` on right answers and on mutated ones. BFCL_EVAL is a
folder that holds its package unpacked (`pip download --no-deps bfcl-eval`; `unzip`); the clients of vendors that it
imports are not needed. `gains` prints what the true history saves on N items of each suite, and what it costs.
"""

import argparse
import copy
import json
import random
import sys
import time
import types
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from lemnos.records import Rejected
from lemnos.steps.evaluate.calls.alter import right_calls, written
from lemnos.steps.evaluate.calls.match import match
from lemnos.steps.evaluate.calls.parse import calls_of_output
from lemnos.steps.evaluate.suites.functions import function_items
from lemnos.steps.evaluate.suites.items import Item

_TEXTS = ("", "Oslo", "new york", "New-York", "3", "true", "2024-05-01", "a b", "x")


def peer(folder: str) -> Callable[[Item, Any], bool | None]:
    """Return the checker of `bfcl-eval`: whether calls are right; None where it raises."""
    sys.path.insert(0, folder)
    table = types.ModuleType("bfcl_eval.constants.model_config")
    entry = type("Entry", (), {"underscore_to_dot": False})
    vars(table)["MODEL_CONFIG_MAPPING"] = {"any": entry}
    sys.modules[table.__name__] = table
    from bfcl_eval.constants.enums import Language
    from bfcl_eval.eval_checker.ast_eval.ast_checker import ast_checker

    def check(item: Item, calls: Any) -> bool | None:
        try:
            arguments = copy.deepcopy((list(item.functions), calls, list(item.answers)))
            return bool(ast_checker(*arguments, Language.PYTHON, item.category, "any")["valid"])
        except (KeyError, TypeError, AttributeError, IndexError):
            return None

    return check


def mutated(calls: Any, item: Item, drawn: random.Random) -> Any:
    """Return calls with one to three changes drawn at random; many are still right."""
    calls = copy.deepcopy(calls)
    for _ in range(drawn.randint(1, 3)):
        change = drawn.randrange(10)
        if change == 0 and calls:
            calls.pop(drawn.randrange(len(calls)))
        elif change == 1 and calls:
            calls.append(copy.deepcopy(drawn.choice(calls)))
        elif change == 2:
            drawn.shuffle(calls)
        elif calls:
            call = drawn.choice(calls)
            if not call:
                continue
            name = drawn.choice(list(call))
            arguments = call[name]
            if change == 3:
                call[str(drawn.choice(item.functions)["name"])] = call.pop(name)
            elif change == 4 and arguments:
                arguments.pop(drawn.choice(list(arguments)))
            elif change == 5:
                properties = item.functions[0]["parameters"]["properties"]
                arguments[drawn.choice([*properties, "unknown"])] = another(None, item, drawn)
            elif arguments:
                key = drawn.choice(list(arguments))
                arguments[key] = another(arguments[key], item, drawn)
    return calls


def another(value: Any, item: Item, drawn: random.Random) -> Any:
    """Return a value near another one: another spelling, another type, another right value, or any."""
    rights = [one for answer in item.answers for held in answer.values() for values in held.values() for one in values]
    match drawn.randrange(7), value:
        case 0, str():
            return drawn.choice((value.upper(), value.replace(" ", "-"), value + ".", value.replace("'", '"')))
        case 1, int() | float():
            return drawn.choice((float(value), int(value), value + 1, str(value), bool(value), -value))
        case 2, list():
            return drawn.choice(
                (value[::-1], value[:-1], tuple(value), [*value, *value[:1]], [str(one) for one in value])
            )
        case 3, dict() if value:
            key = drawn.choice(list(value))
            return {name: held for name, held in value.items() if name != key} | drawn.choice(({}, {key: 1}, {"z": 2}))
        case 4, list() if value:
            place = drawn.randrange(len(value))
            return [another(held, item, drawn) if number == place else held for number, held in enumerate(value)]
        case 5, _:
            return drawn.choice((None, True, 0, 1, 2.5, [], {}, [1], ["a"], [{}], *_TEXTS))
        case _:
            return copy.deepcopy(drawn.choice(rights)) if rights else ""


def agree(arguments: argparse.Namespace) -> None:
    """Print on how many answers both checkers agree, and every answer on which they do not."""
    check = peer(arguments.peer)
    items = [found for found in function_items(arguments.data, 0) if not isinstance(found, Rejected)]
    items = [item for item in items if item.answers]
    drawn = random.Random(0)
    counts = {"gold": 0, "mutated": 0, "right": 0, "raises": 0, "differ": 0, "text": 0}
    for item in items:
        gold = right_calls(item.functions, item.answers)
        counts["gold"] += 1
        ours = match(item.category, item.functions, gold, item.answers).right
        if not ours or check(item, gold) is not True:
            counts["differ"] += 1
            print("gold", item.id, ours, check(item, gold), gold)
        counts["text"] += calls_of_output(written(gold), item.functions) == gold
    while counts["mutated"] < arguments.mutations:
        item = drawn.choice(items)
        calls = mutated(right_calls(item.functions, item.answers), item, drawn)
        theirs = check(item, calls)
        if theirs is None:
            counts["raises"] += 1
            continue
        counts["mutated"] += 1
        counts["right"] += theirs
        verdict = match(item.category, item.functions, calls, item.answers)
        if verdict.right != theirs:
            counts["differ"] += 1
            print("mutated", item.id, "ours", verdict, "theirs", theirs, json.dumps(calls, default=str))
    print(f"{len(items)} items with answers: {counts}")


def gains(arguments: argparse.Namespace) -> None:
    """Print the gains of a checkpoint over a wrong history and over none, and the CPU seconds."""
    import tempfile

    import lemnos

    for suite in arguments.suites:
        name, _, path = suite.partition("=")
        with tempfile.TemporaryDirectory() as folder:
            start = time.process_time()
            run = lemnos.evaluate(
                arguments.checkpoint,
                out=f"{folder}/run",
                suites={name: path},
                limit=arguments.items,
                dtype=arguments.dtype,
                workers=1,
                progress=False,
            )
            spent = time.process_time() - start
            results = json.loads((Path(run.path) / "results.json").read_text())
        for figure in shown(results["figures"]):
            print(
                f"{name}: {figure['metric']} {figure['value']} ({figure['low']} to {figure['high']}), "
                f"{figure['items']} items"
            )
        (model,) = results["checkpoints"].values()
        print(f"{name}: {spent:.0f} CPU seconds, {model['tokens']:,} tokens, {model['computed']:,} computed")


def shown(figures: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield the figures of whole suites."""
    yield from (figure for figure in figures if not figure["stratum"])


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(required=True)
    one = commands.add_parser("agree")
    one.add_argument("data")
    one.add_argument("peer")
    one.add_argument("--mutations", type=int, default=5000)
    one.set_defaults(run=agree)
    two = commands.add_parser("gains")
    two.add_argument("checkpoint")
    two.add_argument("suites", nargs="+")
    two.add_argument("--items", type=int, default=40)
    two.add_argument("--dtype", default="auto")
    two.set_defaults(run=gains)
    arguments = parser.parse_args()
    arguments.run(arguments)


if __name__ == "__main__":
    main()
