"""What a model is asked for: other words, a play, a verdict. The model is a script or a function."""

import json
from collections.abc import Callable
from functools import partial
from random import Random

import msgspec
import pytest

from lemnos.llm.identity import AskedModel
from lemnos.llm.prompts import packaged
from lemnos.llm.request import Answer, Answers, Request, Unanswered
from lemnos.records import Trajectory
from lemnos.steps.tools.ladder.replay import open_world
from lemnos.steps.tools.play.asked.base import Asked
from lemnos.steps.tools.play.asked.judge import judge_request
from lemnos.steps.tools.play.asked.paraphrase import kept_values, paraphrase_request, paraphrased, problem_of
from lemnos.steps.tools.play.asked.player import ModelPlayer, StrayError
from lemnos.steps.tools.play.asked.protocol import Move, move_of
from lemnos.steps.tools.play.offers import offered_tools
from lemnos.steps.tools.play.record import played
from lemnos.steps.tools.play.settings import KindSettings
from lemnos.steps.tools.task.api import Api
from lemnos.steps.tools.task.base import Task
from lemnos.steps.tools.task.schedule import tasks_of
from tests.steps.tools.task.apis import shop_api

MODEL = AskedModel("scripted", packaged())


@pytest.fixture(scope="module")
def api() -> Api:
    return shop_api()


@pytest.fixture(scope="module")
def tasks(api: Api) -> list[Task]:
    weights = dict.fromkeys(msgspec.structs.asdict(KindSettings()), 0.0) | {"plain": 1.0}
    return [task for task in tasks_of(api, "5", 24, weights, 40) if len(task.calls) > 1]


def play(api: Api, task: Task, asked: Asked) -> Trajectory:
    return played(task, api, (), thoughts=0, renamed=0, masked=0, most=20, asked=asked)[1]


def until(function: Callable[[Answers], object], model: Callable[[Request], str]) -> object:
    """Return what a function returns once a model has answered all that it asks."""
    known: dict[str, Answer] = {}
    for _ in range(40):
        try:
            return function(Answers(known))
        except Unanswered as waiting:
            known |= {request.key: Answer(model(request)) for request in waiting.requests}
    raise AssertionError("asks without end")


def gold(task: Task, answer: str) -> Callable[[Request], str]:
    """Return a model that makes the calls of a task one by one and then says ``answer``."""

    def model(request: Request) -> str:
        made = sum(message.role == "assistant" for message in request.messages)
        if made == len(task.calls):
            return json.dumps({"answer": answer})
        call = task.calls[made]
        return "```json\n" + json.dumps({"tool": call.tool, "arguments": json.loads(call.arguments)}) + "\n```"

    return model


def _played(api: Api, task: Task, answers: Answers) -> object:
    return play(api, task, Asked(MODEL, answers, plays=True))


def test_a_model_that_does_the_task_reaches_level_4(api: Api, tasks: list[Task]) -> None:
    for task in tasks[:6]:
        answer = f"Done: {', '.join(task.values)}." if task.values else "Done."
        made = until(
            partial(_played, api, task),
            gold(task, answer),
        )
        assert isinstance(made, Trajectory)
        assert made.origin.model == "scripted"
        problems = [check for check in made.verification.checks if check.outcome != "pass"]
        assert {check.name for check in problems} <= {"answers_derive"}, problems
        assert made.verification.level >= 3


def test_a_model_that_does_nothing_is_below_level_4(api: Api, tasks: list[Task]) -> None:
    made = until(
        lambda answers: play(api, tasks[0], Asked(MODEL, answers, plays=True)), lambda _: '{"answer": "All done."}'
    )
    assert isinstance(made, Trajectory)
    assert made.verification.level == 3


@pytest.mark.parametrize("answer", ["I would rather talk.", '{"tool": 3}', '{"answer": ""}', ""])
def test_an_answer_that_is_no_move_ends_the_play(api: Api, tasks: list[Task], answer: str) -> None:
    with pytest.raises(StrayError, match="neither a call nor words"):
        until(lambda answers: play(api, tasks[0], Asked(MODEL, answers, plays=True)), lambda _: answer)


def test_moves_are_bounded(api: Api, tasks: list[Task]) -> None:
    task = tasks[0]
    tools = offered_tools(task, api, (), Random(0), 9)

    def run(answers: Answers) -> object:
        return ModelPlayer(task, open_world(task, api.compiled), tools, MODEL, answers, 3).play()

    with pytest.raises(StrayError, match="after 3 moves"):
        until(run, lambda _: '{"tool": "listOrders", "arguments": {}}')


def test_moves_are_read() -> None:
    assert move_of(Answer('{"thought": "So.", "tool": "a", "arguments": {"b": 1}}')) == Move(
        (("a", {"b": 1}),), "", "So."
    )
    assert move_of(Answer('{"calls": [{"tool": "a"}, {"tool": "b", "arguments": {}}]}')).calls == (("a", {}), ("b", {}))
    assert move_of(Answer('Well. {"answer": " Yes. "}')).answer == "Yes."
    assert move_of(Answer("", "failed")) == Move()


def test_the_player_sees_no_call_of_the_task(tasks: list[Task], api: Api) -> None:
    task = tasks[0]
    with pytest.raises(Unanswered) as waiting:
        play(api, task, Asked(MODEL, Answers(), plays=True))
    [request] = waiting.value.requests
    assert request.messages[-1].content == task.turns[0].says
    assert task.calls[-1].arguments not in request.messages[0].content


def test_other_words_are_taken_if_every_value_survives(tasks: list[Task]) -> None:
    for task in tasks:
        kept = list(dict.fromkeys(kept_values(task)))
        said = f"when you can: {' and '.join(kept)}, thank you so much"
        new, problem = paraphrased(
            task, MODEL, Answers({paraphrase_request(task, MODEL).key: Answer(json.dumps({"request": said}))})
        )
        assert problem == ""
        assert new.turns[0].says == said
        assert new.id != task.id
        assert new.calls == task.calls


def test_other_words_are_refused_with_the_reason(tasks: list[Task]) -> None:
    task = next(task for task in tasks if any(len(value) > 3 for value in kept_values(task)))
    kept = " ".join(dict.fromkeys(kept_values(task)))
    assert problem_of(task, task.turns[0].says) == "the same words"
    assert problem_of(task, "please do it") == "a value is lost"
    assert problem_of(task, f"please do it {kept} by 2031") == "a value is added"
    assert problem_of(task, f"{kept} " + "really " * 400) == "too long, or a gap where a name should stand"
    assert paraphrased(task, MODEL, Answers({paraphrase_request(task, MODEL).key: Answer("no")})) == (
        task, "no request in the answer",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("verdict", "level", "outcome"),
    [
        ('{"fault": "", "verdict": "good"}', 5, "pass"),
        ('{"fault": "Nobody asks this.", "verdict": "bad"}', 4, "fail"),
        ("Good!", 4, "unknown"),
    ],
)
def test_a_verdict_is_a_check_of_level_5(api: Api, tasks: list[Task], verdict: str, level: int, outcome: str) -> None:
    made = until(lambda answers: play(api, tasks[0], Asked(MODEL, answers, judges=True)), lambda _: verdict)
    assert isinstance(made, Trajectory)
    last = made.verification.checks[-1]
    assert (last.name, last.level, last.outcome) == ("judged", 5, outcome)
    assert made.verification.level == level
    shown = judge_request(made, MODEL).messages[-1].content
    assert made.messages[0].content in shown
    assert made.messages[-1].content in shown
