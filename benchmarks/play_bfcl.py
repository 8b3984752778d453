"""Checks exported calls with the AST checker of the Berkeley Function-Calling Leaderboard.

    python benchmarks/play_bfcl.py FOLDER        (an export of ``lemnos trajectories export --form bfcl``)
    python benchmarks/play_bfcl.py --own         (the leaderboard's own answers, each first value)

Runs in an environment of its own with ``bfcl-eval``, without lemnos. The table of models, which the checker reads for
the name of one alone, is replaced by an empty one, so that clients of models need not be installed.
"""

import json
import sys
import types
from collections import Counter
from pathlib import Path
from typing import Any

CATEGORIES = ("simple_python", "multiple", "parallel", "parallel_multiple")
OWN = (*CATEGORIES, "live_simple", "live_multiple", "live_parallel", "live_parallel_multiple")


def checker() -> Any:
    """Return the checker and the language to pass to it."""
    table = types.ModuleType("bfcl_eval.constants.model_config")

    class Model:
        underscore_to_dot = False

    class Models(dict[str, Model]):
        def __missing__(self, key: str) -> Model:
            return Model()

    table.MODEL_CONFIG_MAPPING = Models()  # type: ignore[attr-defined]
    sys.modules[table.__name__] = table
    from bfcl_eval.constants.enums import Language
    from bfcl_eval.eval_checker.ast_eval.ast_checker import ast_checker

    return ast_checker, Language.PYTHON


def rows(path: Path) -> list[dict[str, Any]]:
    """Return the rows of a file of lines."""
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def first_values(answer: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the calls that an answer describes, with the first value of each argument; optional ones left out."""
    return [
        {name: {key: plain(values[0]) for key, values in given.items() if values and values[0] != ""}}
        for call in answer
        for name, given in call.items()
    ]


def plain(value: Any) -> Any:
    """Return a value of an answer as a call has it."""
    if isinstance(value, dict):
        return {
            key: plain(each[0]) if isinstance(each, list) and each else each
            for key, each in value.items()
            if not (isinstance(each, list) and each and each[0] == "")
        }
    return [plain(each) if isinstance(each, dict) else each for each in value] if isinstance(value, list) else value


def main(arguments: list[str]) -> None:
    """Print how many items pass, by category, and why others fail."""
    check, language = checker()
    own = arguments == ["--own"]
    if own:
        import bfcl_eval

        folder = Path(bfcl_eval.__file__).parent / "data"
    else:
        folder = Path(arguments[0])
    passed: Counter[str] = Counter()
    tried: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    for category in OWN if own else CATEGORIES:
        answers = {row["id"]: row["ground_truth"] for row in rows(folder / f"possible_answer/BFCL_v4_{category}.json")}
        made = {row["id"]: row["result"] for row in rows(folder / f"result/BFCL_v4_{category}_result.json")}
        for row in rows(folder / f"BFCL_v4_{category}.json"):
            answer = answers[row["id"]]
            if own:
                calls = first_values(answer)
            else:
                calls = [{name: json.loads(text) for name, text in call.items()} for call in made[row["id"]]]
            tried[category] += 1
            try:
                found = check(row["function"], calls, answer, language, category, "none")
            except Exception as error:  # the checker raises on types that it does not know
                found = {"valid": False, "error_type": f"raises {type(error).__name__}: {error}"}
            passed[category] += bool(found["valid"])
            if not found["valid"]:
                reasons[found["error_type"]] += 1
                if sum(reasons.values()) <= 5:
                    print(row["id"], found)
    for category, count in tried.items():
        print(f"{category:18} {passed[category]:7,} of {count:7,}")
    print(f"{'all':18} {passed.total():7,} of {tried.total():7,}  {dict(reasons)}")


if __name__ == "__main__":
    main(sys.argv[1:])
