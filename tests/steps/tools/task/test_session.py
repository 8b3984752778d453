"""Sessions: later turns need what earlier ones said, and what they refer to is what they mean."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from random import Random
from typing import Any

import msgspec
import pytest

from lemnos.records import Message, Trajectory
from lemnos.steps.tools.ladder.replay import gold_changes, open_world
from lemnos.steps.tools.ladder.verify import checked
from lemnos.steps.tools.play.bad_players import forgetful
from lemnos.steps.tools.play.record import played
from lemnos.steps.tools.play.settings import KindSettings
from lemnos.steps.tools.task.api import Api
from lemnos.steps.tools.task.base import Task, Turn
from lemnos.steps.tools.task.kinds.session import lists, phrases, reading
from lemnos.steps.tools.task.kinds.session.conversation import Session
from lemnos.steps.tools.task.kinds.session.make import session
from lemnos.steps.tools.task.kinds.session.words import Ref
from lemnos.steps.tools.task.listings import at
from lemnos.steps.tools.task.make import Draft
from lemnos.steps.tools.task.schedule import tasks_of
from lemnos.steps.tools.world.spec import world_spec
from tests.steps.tools.task.apis import board_api, board_tools, shop_api
from tests.steps.tools.world.apis import NUMBER, TEXT, http

ONLY = dict.fromkeys(msgspec.structs.asdict(KindSettings()), 0.0) | {"session": 1.0}
ORDINALS = ("first", "second", "third", "fourth", "fifth")
Played = list[tuple[Task, Trajectory]]


@pytest.fixture(scope="module")
def api() -> Api:
    return board_api()


@pytest.fixture(scope="module")
def made(api: Api) -> Played:
    tasks = tasks_of(api, "3", 50, ONLY, 60)
    return [played(task, api, (), thoughts=0.7, renamed=0.0, masked=0.0, most=10) for task in tasks]


def by_turn(messages: Sequence[Message]) -> list[list[Message]]:
    turns: list[list[Message]] = []
    for message in messages:
        if message.role == "user":
            turns.append([])
        if turns:
            turns[-1].append(message)
    return turns


def text(messages: Sequence[Message]) -> str:
    return "\n".join(message.content for message in messages)


def failed(api: Api, task: Task, trajectory: Trajectory, messages: Sequence[Message]) -> set[str]:
    changed = msgspec.structs.replace(trajectory, messages=tuple(messages))
    return {check.name for check in checked(changed, task, api.compiled) if check.outcome != "pass"}


def test_sessions_reach_level_four_and_are_long(made: Played) -> None:
    assert len(made) >= 40
    assert {trajectory.verification.level for _, trajectory in made} == {4}
    for task, _ in made:
        assert 4 <= len(task.calls) <= 22
        assert sum(bool(turn.refers) for turn in task.turns) >= 2
    assert max(len(task.turns) for task, _ in made) >= 8


def test_the_last_wish_of_some_sessions_fails_for_good_and_changes_nothing(api: Api) -> None:
    tasks = [task for task in tasks_of(api, "3", 120, ONLY, 60) if task.lasting]
    assert len(tasks) >= 4
    for task in tasks:
        fault = task.lasting[0]
        number, turn = next((number, each) for number, each in enumerate(task.turns) if each.reply == "failed")
        assert len(task.turns) - number <= 2
        assert task.calls[-1].tool == fault.tool
        assert turn.calls == (len(task.calls) - 1,)
        assert fault.at == sum(call.tool == fault.tool for call in task.calls)
        assert fault.kind != "permission" or fault.at == 1
        before = msgspec.structs.replace(task, calls=task.calls[:-1], faults=())
        assert gold_changes(before, api.compiled) == gold_changes(task, api.compiled)
        made, trajectory = played(task, api, (), thoughts=0.7, renamed=0.0, masked=0.0, most=10)
        assert trajectory.verification.level == 4
        last = [m for m in trajectory.messages if m.role == "tool"][-1]
        assert '"status":' in last.content
        answer = by_turn(trajectory.messages)[number][-1].content
        claimed = [
            msgspec.structs.replace(m, content="Done.") if m.content == answer else m for m in trajectory.messages
        ]
        assert failed(api, made, trajectory, claimed) == {"failure_told"}
    says = {task.turns[-1].says for task in tasks if task.turns[-1].reply == "talk"}
    assert says


def test_sessions_refer_back_in_many_ways(made: Played) -> None:
    kinds = {turn.refers for task, _ in made for turn in task.turns} - {""}
    assert {"pronoun", "position", "earlier", "name", "same", "again", "gone", "undo", "fact"} <= kinds
    referring = (phrases.ITS, phrases.OF, phrases.AND, phrases.SAME, phrases.AGAIN, phrases.GONE, phrases.UNDO)
    assert sum(map(len, referring)) >= 100
    assert max(turn.back for task, _ in made for turn in task.turns) >= 4


def test_that_one_is_the_only_one_of_which_a_turn_spoke_gone_or_not(api: Api) -> None:
    def unnamed(*, spoken: bool, gone: int) -> int:
        """Return how many of 40 leads back to a project do without its name, by what became of another."""
        count = 0
        for number in range(40):
            session = Session(Draft(api, f"s{number}", "w"))
            assert session.draft.reach(api.operations["listProjects"]) == 0
            session.note(0)
            one, other = list(session.memory)[:2]
            one.subject, other.subject, other.gone = True, spoken, gone
            session.draft.turns += [Turn("", (), "talk", "")] * 4
            leads = [ref.lead for ref in session.references(one) if ref.kind == "earlier"]
            count += sum(one.name not in lead for lead in leads)
        return count

    assert unnamed(spoken=False, gone=-1) >= 4
    assert unnamed(spoken=True, gone=-1) == unnamed(spoken=True, gone=2) == 0


def test_the_second_one_is_the_second(made: Played) -> None:
    checked_ = 0
    for task, trajectory in made:
        turns = by_turn(trajectory.messages)
        for number, turn in enumerate(task.turns):
            word = re.search(r"\b(first|second|third|fourth|fifth|last)\b", turn.says)
            if turn.refers != "position" or word is None:
                continue
            answer = text(turns[number - turn.back][-1:])
            names = re.split(r", | and | or ", answer.rpartition(": ")[2].rpartition(" are ")[2].rstrip(".?"))
            if len(names) < 2:
                names = re.split(r", | and ", answer.partition(" are now ")[2].rstrip("."))
            index = -1 if word[1] == "last" else ORDINALS.index(word[1])
            assert names[index].removeprefix("now ") == turn.about.strip('"'), (answer, turn)
            checked_ += 1
    assert checked_ >= 5


def test_turns_back_lead_to_what_is_referred_to(made: Played) -> None:
    for task, trajectory in made:
        turns = by_turn(trajectory.messages)
        for number, turn in enumerate(task.turns):
            if not turn.refers or not turn.about:
                continue
            assert 1 <= turn.back <= number
            name = turn.about.strip('"').rpartition(" ")[0] or turn.about
            assert name.split(" (")[0].lower() in text(turns[number - turn.back]).lower(), turn


def test_trajectories_say_where_they_refer_back(made: Played) -> None:
    for task, trajectory in made:
        found = [(each.kind, each.turns) for each in trajectory.references]
        assert found == [(turn.refers, turn.back) for turn in task.turns if turn.refers]
        assert all(trajectory.messages[each.message].role == "user" for each in trajectory.references)


def test_no_call_is_repeated_unless_something_changed(made: Played) -> None:
    for task, _ in made:
        seen: set[tuple[str, str]] = set()
        for call in task.calls:
            key = (call.tool, call.arguments)
            assert key not in seen, task.calls
            seen.add(key)
            if call.purpose in ("create", "update", "delete", "action"):
                seen.clear()


def test_nothing_is_done_with_what_was_deleted(made: Played) -> None:
    for task, _ in made:
        gone: set[str] = set()
        for turn in task.turns:
            for number in turn.calls:
                call = task.calls[number]
                if call.purpose in ("create", "update", "delete", "action"):
                    assert call.arguments not in gone or call.purpose == "create"
                if call.purpose == "delete":
                    gone.add(call.arguments)


def test_what_was_told_is_repeated_without_a_call(made: Played) -> None:
    told = [(task, number, turn) for task, _ in made for number, turn in enumerate(task.turns) if turn.refers == "fact"]
    assert told
    for task, number, turn in told:
        assert turn.calls == ()
        earlier = task.turns[number - turn.back]
        assert set(turn.values) & {*earlier.values}


def test_a_change_is_taken_back_to_what_was_there(made: Played, api: Api) -> None:
    undone = 0
    for task, _ in made:
        world = open_world(msgspec.structs.replace(task, faults=()), api.compiled)
        bodies = [world.call(call.tool, msgspec.json.decode(call.arguments)).body for call in task.calls]
        for turn in task.turns:
            for number in turn.calls if turn.refers == "undo" else ():
                for origin in task.calls[number].origins:
                    if origin.pointer:
                        value = msgspec.json.decode(task.calls[number].arguments)[origin.argument]
                        assert str(at(bodies[origin.call], origin.pointer)) == str(value)
                        undone += 1
    assert undone


def test_whoever_forgets_an_earlier_turn_fails(made: Played, api: Api) -> None:
    mistaken = 0
    for task, trajectory in made[:20]:
        messages = forgetful(task, open_world(task, api.compiled), api, Random(0))
        mistaken += any(message.tool_calls for message in messages)
        assert failed(api, task, trajectory, messages)
    assert mistaken >= 5


def test_every_answer_has_to_hold_what_was_asked(made: Played, api: Api) -> None:
    task, trajectory = next(each for each in made if each[0].turns[1].values and not each[0].faults)
    messages = list(trajectory.messages)
    last = [number for number, message in enumerate(messages) if message.role == "user"][2] - 1
    messages[last] = msgspec.structs.replace(messages[last], content="That's done.")
    assert failed(api, task, trajectory, messages) == {"answer_holds"}


def test_a_list_that_changed_has_to_be_called_again(made: Played, api: Api) -> None:
    for task, trajectory in made:
        number = next((n for n, turn in enumerate(task.turns) if turn.refers == "again"), -1)
        if number < 0 or task.faults:
            continue
        turn = by_turn(trajectory.messages)[number]
        kept = [each for each in trajectory.messages if each not in turn[1:-1]]
        assert "calls_made" in failed(api, task, trajectory, kept)
        return
    pytest.fail("no list is asked for again")


def test_what_lies_below_is_asked_for_by_its_parent() -> None:
    shop = shop_api()
    tasks = list(tasks_of(shop, "0", 20, ONLY, 60))
    assert tasks
    assert all(
        played(task, shop, (), thoughts=0, renamed=0, masked=0, most=10)[1].verification.level == 4 for task in tasks
    )


def test_the_number_of_wishes_is_limited(api: Api) -> None:
    short = list(tasks_of(api, "0", 40, ONLY, 60, 4))
    assert short
    assert all(sum(turn.reply != "talk" or bool(turn.values) for turn in task.turns) <= 5 for task in short)


def test_nobody_says_the_same_or_wants_the_same_again(made: Played) -> None:
    for task, _ in made:
        says = [turn.says for turn in task.turns]
        assert len(set(says)) == len(says), says
        undone = [turn for turn in task.turns if turn.refers == "undo"]
        assert len(undone) <= 2  # a change, and something new
        renamed = [call for call in task.calls if call.purpose == "update" and "name" in dict(call.said)]
        assert len(renamed) <= 1 + bool(undone)
        asked = Counter(field for call in task.calls if call.purpose == "get" for field in call.fields[:2])
        assert all(count <= 4 for count in asked.values()), asked
        acted = Counter((call.label, call.verb) for call in task.calls if call.purpose == "action")
        assert all(count == 1 for count in acted.values()), acted


def test_a_session_looks_changes_and_checks(made: Played) -> None:
    after = Counter(
        two.refers == "again"
        for task, _ in made
        for one, two in pairwise(task.turns)
        if any(task.calls[number].purpose in ("create", "update", "delete") for number in one.calls)
    )
    assert after[True] > 0.15 * after.total(), after


def test_it_is_asked_once_whether_something_is_gone_and_once_for_a_reminder(api: Api) -> None:
    tasks = list(tasks_of(api, "1", 300, ONLY, 400, wishes=16))
    for kind in ("gone", "fact"):
        assert max(sum(turn.refers == kind for turn in task.turns) for task in tasks) == 1


def test_what_an_action_may_have_changed_is_not_told_from_before(api: Api) -> None:
    tools = [
        msgspec.structs.replace(each, result="") if each.name == "archiveProject" else each
        for each in api.tools
        if each.name != "getProject"
    ]
    quiet = Api(world_spec(tools), tools)
    archive = quiet.operations["archiveProject"]
    begun = 0
    for seed in range(400):
        task = session(Draft(quiet, f"a{seed}", "w"), archive)
        if task is None or task.calls[0].purpose not in ("find", "action"):
            continue
        done = next((number for number, call in enumerate(task.calls) if call.purpose == "action"), None)
        if done is None or task.turns[0].calls[-1:] != (done,):
            continue
        begun += 1
        label = task.calls[done].label
        for turn in task.turns[1:]:
            if any(task.calls[number].purpose in ("get", "update", "list") for number in turn.calls):
                break
            assert not (turn.reply == "talk" and label in turn.about and "status" in turn.words)
    assert begun


def test_what_lies_below_is_asked_for_of_two_things_at_most() -> None:
    form = {"type": "object", "properties": {"id": NUMBER, "name": TEXT}, "required": ["id", "name"]}
    below: dict[str, Any] = {"id": ("path", NUMBER)}
    tools = [
        *board_tools(),
        http("listForms", "GET", "/projects/{id}/forms", below, {"type": "array", "items": form},
             description="List the forms of a project.", provider="board.example", api="Board"),
    ]  # fmt: skip
    made = Session(Draft(Api(world_spec(tools), tools), "b", "w"))
    assert reading.wish(made, made.api.operations["listProjects"])
    projects = list(made.memory)
    asked = [lists.below(made, each, Ref("name", "project", f"the project {each.name}")) for each in projects]
    assert len(projects) > 3
    assert sum(asked) == 2
