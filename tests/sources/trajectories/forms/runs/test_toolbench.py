"""ToolBench: answer files of chains and searches, records for ToolEval."""

import json
from typing import Any

from lemnos.records import Rejected, Trajectory
from lemnos.sources.trajectories.forms.runs.toolbench import FORM
from tests.sources.trajectories.forms.runs.reading import lines, outcomes, trajectory

TOOLS = [
    {"name": "weather", "description": "Weather", "parameters": {"type": "object", "properties": {}}},
    {"name": "Finish", "description": "End", "parameters": {"type": "object", "properties": {}}},
]
FINAL = '{"return_type": "give_answer", "final_answer": "Rain."}'
GIVEN_UP = '{"return_type": "give_up_and_restart"}'
RUN = ["user: Weather?", 'assistant: (I ask.) weather{"city":"Oslo"}', "tool: rain", "assistant: Rain."]


def node(kind: str, text: str, output: str | None = None) -> dict[str, Any]:
    return {"node_type": kind, "description": text, **({} if output is None else {"observation": output})}


def called(city: str, output: str) -> list[dict[str, Any]]:
    return [node("Action", "weather"), node("Action Input", f'{{"city": "{city}"}}', output)]


def ended(text: str) -> list[dict[str, Any]]:
    return [node("Action", "Finish"), node("Action Input", text, "ended")]


def tree(*branches: list[dict[str, Any]]) -> dict[str, Any]:
    """Return a search that tries branches from its root."""

    def nested(nodes: list[dict[str, Any]]) -> dict[str, Any]:
        return {**nodes[0], "children": [nested(nodes[1:])] if nodes[1:] else []}

    return {"tree": {**node("Action Input", ""), "children": [nested(branch) for branch in branches]}}


def answer(final: str = FINAL, **how: Any) -> dict[str, Any]:
    generation = {"query": "Weather?", "function": TOOLS, "final_answer": final, "train_messages": [], "chain": []}
    return {"win": bool(final), "answer_generation": generation, **how}


def nested(*messages: dict[str, str]) -> list[dict[str, Any]]:
    return [{**messages[0], "next": nested(*messages[1:])}] if messages else []


def record(*messages: dict[str, str], final: str = FINAL) -> dict[str, Any]:
    details = nested({"role": "system", "message": ""}, {"role": "user", "message": "Weather?"}, *messages)
    told = {"method": "CoT@1", "total_steps": "1", "final_answer": final, "answer_details": details}
    return {"query": "Weather?", "available_tools": TOOLS, "answer": told}


def made(name: str, arguments: str, response: str) -> dict[str, str]:
    return {"role": "tool", "message": json.dumps({"name": name, "arguments": arguments, "response": response})}


CHAIN = [node("Thought", "I ask."), *called("Oslo", "rain"), *ended(FINAL)]


def test_a_chain_ends_in_the_answer_that_finish_gives() -> None:
    read = trajectory(FORM, answer(trys=[{"chain": CHAIN}]))
    assert lines(read) == RUN
    assert [tool.name for tool in read.tools] == ["weather", "Finish"]
    assert (read.outcome.success, read.repaired) == (True, ("final_call_to_answer",))


def test_of_a_search_the_branch_with_the_final_answer_is_taken() -> None:
    read = trajectory(
        FORM, answer(tree=tree(called("Moss", "sun"), CHAIN, [*called("Bergen", "fog"), *ended(GIVEN_UP)]))
    )
    assert lines(read) == RUN


def test_of_a_search_without_an_answer_the_last_branch_is_taken() -> None:
    read = trajectory(FORM, answer("", tree=tree(called("Moss", "sun"), [*called("Oslo", "fog"), *ended(GIVEN_UP)])))
    assert lines(read) == [
        "user: Weather?",
        'assistant: weather{"city":"Oslo"}',
        "tool: fog",
        'assistant: Finish{"return_type":"give_up_and_restart"}',
        "tool: ended",
    ]
    assert (read.outcome.success, read.ending, read.repaired) == (False, "observation", ())


def test_a_record_for_tooleval_is_the_same_conversation() -> None:
    asked = {"role": "assistant", "message": "I ask."}
    value = {"7": record(asked, made("weather", '{"city": "Oslo"}', "rain"), made("Finish", FINAL, "ended"))}
    read = trajectory(FORM, value)
    assert lines(read) == RUN
    assert (read.id, read.origin.record) == (trajectory(FORM, answer(trys=[{"chain": CHAIN}])).id, "7")
    assert trajectory(FORM, value["7"]).messages == read.messages


def test_messages_of_tools_may_be_literals_of_python() -> None:
    message = repr({"name": "weather", "arguments": '{"city": "Oslo"}', "response": "it's rain"})
    read = trajectory(FORM, record({"role": "tool", "message": message}, final=""))
    assert lines(read)[1:] == ['assistant: weather{"city":"Oslo"}', "tool: it's rain"]


def test_a_thought_at_the_end_is_what_the_model_says() -> None:
    read = trajectory(FORM, answer("", trys=[{"chain": [*called("Oslo", "rain"), node("Thought", "It rains.")]}]))
    assert lines(read)[-1] == "assistant: It rains."


def test_a_thought_to_which_no_action_belongs_is_what_the_model_says() -> None:
    chain = [node("Thought", "Which day do you mean?"), node("Thought", "Today, I take it."), *called("Oslo", "rain")]
    read = trajectory(FORM, answer("", trys=[{"chain": chain}]))
    assert lines(read)[1] == 'assistant: (Today, I take it.) Which day do you mean? weather{"city":"Oslo"}'


def test_a_call_whose_text_is_cut_off_costs_its_record_alone() -> None:
    whole = record(made("weather", "{}", "rain"), final="")
    cut, kept = outcomes(FORM, {"1": record({"role": "tool", "message": "{'name': 'weather', 'argum"}), "2": whole})
    assert isinstance(cut, Rejected)
    assert (cut.rule, cut.source, cut.record) == ("broken_record", "runs.json:1#/1", "1")
    assert "cut off" in cut.reason
    assert isinstance(kept, Trajectory)


def test_a_search_as_deep_as_python_recurses_is_read_or_refused() -> None:
    deep: dict[str, Any] = node("Thought", "end")
    for _ in range(900):
        deep = {**node("Thought", "x"), "children": [deep]}
    (refused,) = outcomes_or_error(answer("", tree={"tree": deep}))
    assert "broken" in refused


def outcomes_or_error(value: Any) -> list[str]:
    try:
        return [str(outcome) for outcome in outcomes(FORM, value)]
    except ValueError as error:
        return [str(error)]
