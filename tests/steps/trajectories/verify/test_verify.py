"""Level 2, and what verification writes into a trajectory."""

import json
import random
from pathlib import Path
from typing import Any

import msgspec
import pytest

from lemnos.errors import RunError
from lemnos.records import Check, Message, OfferedTool, Rejected, ToolCall, Trajectory, Verification
from lemnos.records.messages import Role
from lemnos.sources.trajectories.base import refused
from lemnos.steps.trajectories.verify.registry import Registry
from lemnos.steps.trajectories.verify.summary import Summary
from lemnos.steps.trajectories.verify.verify import load_verifier, verify, verify_file
from tests.steps.trajectories.verify.chats import FERRY, call, chat, checks, tool, trajectory, verified
from tests.steps.trajectories.verify.runs import made, tools_run

KOS = {"harbour": "Kos"}


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Registry:
    narrow = {**FERRY, "properties": {**FERRY["properties"], "passengers": {"type": "integer", "maximum": 9}}}
    return Registry(
        tools_run(tmp_path_factory.mktemp("runs") / "apis", made("book_ferry", narrow, provider="boats", kind="mcp"))
    )


@pytest.mark.parametrize(
    ("arguments", "check", "sentence"),
    [
        ({}, "required_present", '"harbour" is a required property'),
        ({**KOS, "passengers": "2"}, "types_agree", 'at /passengers: "2" is not of type "integer"'),
        ({**KOS, "class": "raft"}, "enums_agree", 'at /class: "raft" is not one of "deck" or "cabin"'),
        ({**KOS, "passengers": 0}, "bounds_agree", "at /passengers: 0 is less than the minimum of 1"),
        (
            {**KOS, "pets": 1},
            "no_invented_parameters",
            "Additional properties are not allowed ('pets' was unexpected)",
        ),
    ],
)
def test_a_call_that_does_not_agree_with_its_schema_fails_a_check_that_says_where(
    arguments: dict[str, Any], check: str, sentence: str
) -> None:
    result = verified(chat(call(arguments)))
    assert checks(result) == {check: f"call_1 of book_ferry: {sentence}"}
    assert result.verification.level == 1


def test_a_call_that_agrees_reaches_level_2() -> None:
    result = verified(chat(call({"harbour": "Kos", "passengers": 2, "class": "deck"})))
    assert (checks(result), result.verification.level) == ({}, 2)


def test_one_call_may_fail_several_checks_and_only_the_first_sentences_are_told() -> None:
    result = verified(chat(*(call({"passengers": f"{number}", "class": "raft"}) for number in range(5))))
    told = checks(result)
    assert set(told) == {"required_present", "types_agree", "enums_agree"}
    assert told["types_agree"].startswith('call_1 of book_ferry: at /passengers: "0" is not')
    assert told["types_agree"].endswith("; and 2 more")


def test_a_conversation_without_calls_has_nothing_wrong_with_its_calls() -> None:
    record = {"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello."}]}
    assert verified({**record, "tools": [tool()]}).verification.level == 2


@pytest.mark.parametrize(
    ("outputs", "level"), [(("Yes.", "Yes."), 1), (("You roll 3.", "You roll 5."), 2)], ids=["same", "different"]
)
def test_the_same_call_twice_in_one_message_is_wrong_unless_its_outputs_differ(
    outputs: tuple[str, str], level: int
) -> None:
    first, again = call({"harbour": "Kos", "class": "deck"}), call({"class": "deck", "harbour": "Kos"})
    result = verified(chat(first, again, outputs=outputs))
    assert result.verification.level == level
    assert checks(result) == ({} if level == 2 else {"no_repeated_calls": "call_2 of book_ferry repeats call_1"})


def test_the_same_call_in_another_message_is_polling() -> None:
    record = chat(call(KOS))
    asked, called, output, answer = record["messages"]
    again = [
        {**called, "tool_calls": [{**called["tool_calls"][0], "id": "b"}]},
        {**output, "tool_call_id": "b"},
    ]
    assert verified({**record, "messages": [asked, called, output, *again, answer]}).verification.level == 2


def test_a_repeated_call_that_nobody_ran_is_wrong() -> None:
    record = chat(call(KOS), call(KOS))
    unrun = trajectory({**record, "messages": record["messages"][:2]}, ends_in_call=True)
    assert set(checks(verify(unrun))) == {"no_repeated_calls"}


def test_a_tool_that_is_not_offered_fails_at_level_2() -> None:
    result = verified(chat(call({}, "book_train")))
    assert checks(result) == {"tools_are_offered": "'book_train' is not among the tools that are offered"}
    assert result.verification.level == 1
    renamed = msgspec.structs.replace(trajectory(chat(call(KOS))), tools=())
    assert set(checks(verify(renamed))) == {"tools_are_offered"}


def test_a_tool_that_is_offered_without_a_schema_is_offered() -> None:
    bare = {"type": "function", "function": {"name": "ping", "description": "Pings."}}
    for tools in ([bare], [bare, tool()], [tool(), bare], [{"type": "function", "function": {"name": "ping"}}, tool()]):
        result = verified(chat(call({}, "ping"), tools=tools))
        assert checks(result) == {}
        assert checks(result, "unknown")["names_resolve"] == "ping has no schema"
        assert set(checks(verified(chat(call({}, "pong"), tools=tools)))) == {"tools_are_offered"}


def test_a_tool_that_an_output_told_of_is_no_failure_and_cannot_be_compared() -> None:
    record = chat(call({"harbour": "Kos"}), outputs=("Use book_train for trains.",))
    asked, called, output, answer = record["messages"]
    found = [
        {"role": "assistant", "tool_calls": [call({"to": "Rome"}, "book_train", "t")]},
        {"role": "tool", "tool_call_id": "t", "content": "Booked."},
    ]
    result = verified({**record, "messages": [asked, called, output, *found, answer]})
    assert checks(result) == {}
    assert checks(result, "unknown")["names_resolve"] == "book_train has no schema"
    assert result.verification.level == 1


def test_tools_without_schemas_reach_level_1_and_nothing_fails() -> None:
    result = verified(chat(call(KOS), tools=[]))
    assert checks(result) == {}
    assert result.verification.level == 1
    assert set(checks(result, "unknown")) == {
        "schemas_are_readable", "names_resolve", "required_present", "no_invented_parameters", "types_agree",
        "enums_agree", "bounds_agree", "formats_agree",
    }  # fmt: skip


def test_a_schema_that_cannot_be_read_is_unknown() -> None:
    broken = {**tool(), "function": {**tool()["function"], "parameters": {"type": "string"}}}
    result = verified(chat(call(KOS), tools=[broken]))
    assert checks(result) == {}
    assert "schemas_are_readable" in checks(result, "unknown")
    assert result.verification.level == 1


def test_rules_that_converted_a_schema_are_told_in_a_check_that_passes() -> None:
    loose = '{"type":"dict","properties":{"harbour":{"type":"str"}}}'
    stated = trajectory(chat(call(KOS), tools=[tool()]))
    as_seen = tuple(msgspec.structs.replace(offered, parameters=loose) for offered in stated.tools)
    result = verify(msgspec.structs.replace(stated, tools=as_seen))
    (readable,) = [check for check in result.verification.checks if check.name == "schemas_are_readable"]
    assert readable == Check("schemas_are_readable", 2, "pass", "converted by type_name, type_of_parameters")
    assert result.verification.level == 2


def test_calls_are_compared_with_the_registered_tool_too(registry: Registry) -> None:
    result = verified(chat(call({"harbour": "Kos", "passengers": 12})), registry)
    assert checks(result) == {
        "bounds_agree": "call_1 of book_ferry: at /passengers: 12 is greater than the maximum of 9, as registered"
    }
    (registered,) = registry.named("book_ferry")
    assert [offered.id for offered in result.tools] == [registered.id]
    assert result.called == (registered.id,)


def test_the_registry_has_the_schema_that_a_log_does_not_state(registry: Registry) -> None:
    right = verified(chat(call(KOS, "mcp__boats__book_ferry"), tools=[]), registry)
    assert right.verification.level == 2
    wrong = verified(chat(call({"ship": "Argo"}, "mcp__boats__book_ferry"), tools=[]), registry)
    assert set(checks(wrong)) == {"required_present", "no_invented_parameters"}


def test_a_tool_that_the_registry_does_not_have_is_compared_with_what_was_offered(registry: Registry) -> None:
    other = tool("book_train", {"type": "object", "properties": {"to": {"type": "string"}}})
    result = verified(chat(call({"to": "Rome"}, "book_train"), tools=[other]), registry)
    assert (result.verification.level, result.called, result.tools[0].id) == (2, (), "")


def test_verifying_again_gives_the_same_and_leaves_no_id_of_another_registry(registry: Registry) -> None:
    first = verified(chat(call(KOS)), registry)
    assert verify(first, registry) == first
    without = verify(first)
    assert (without.called, without.tools[0].id) == ((), "")
    assert without == verified(chat(call(KOS)))


def test_an_empty_trajectory_is_level_0() -> None:
    empty = msgspec.structs.replace(trajectory(chat(call(KOS))), messages=())
    assert verify(empty).verification.level == 0
    assert trajectory(chat(call(KOS))).verification == Verification()


class Given:
    def __init__(self, *items: Trajectory | Rejected) -> None:
        self.items = items

    def read(self) -> Any:
        yield from self.items


def test_a_file_is_verified_in_order_and_counted(registry: Registry) -> None:
    shards = [
        Given(trajectory(chat(call(KOS))), refused("no_user", "nobody asks", "f:2")),
        Given(trajectory(chat(call({}), call(KOS, "row"), tools=[tool()]))),
    ]
    summary = Summary()
    found = list(verify_file(shards, registry, summary))
    assert [item.rule if isinstance(item, Rejected) else item.verification.level for item in found] == [2, "no_user", 1]
    plain = summary.plain()
    assert {name: plain[name] for name in ("records", "trajectories", "refused", "levels", "failed")} == {
        "records": 3,
        "trajectories": 2,
        "refused": {"no_user": 1},
        "levels": {"1": 1, "2": 1},
        "failed": {"required_present": 1, "tools_are_offered": 1},
    }
    assert (summary.calls, plain["calls_per_tool"]) == (3, {"book_ferry": 2, "row": 1})
    assert (summary.registered_calls, summary.observed_calls) == (2, 1)
    assert plain["licences"] == {"unknown": 2}
    assert plain["details"]["no_user"] == ["f:2: nobody asks"]


def test_counts_of_parts_add_up(registry: Registry) -> None:
    items: list[Trajectory | Rejected] = [
        trajectory(chat(call(KOS))),
        refused("no_user", "nobody asks", "f:2"),
        trajectory(chat(call({}))),
    ]
    whole, first, second = Summary(), Summary(), Summary()
    list(verify_file([Given(*items)], registry, whole))
    list(verify_file([Given(*items[:1])], registry, first))
    list(verify_file([Given(*items[1:])], registry, second))
    first.merge(second)
    assert first.plain() == whole.plain()


def test_a_verified_trajectory_is_one_that_a_run_can_hold(tmp_path: Path) -> None:
    from lemnos.store.run_folder import RunFolder

    run = RunFolder(tmp_path)
    result = verified(chat(call({"harbour": 3})))
    run.write_records("trajectories", 0, Trajectory, [result])
    (read,) = run.read_records("trajectories")
    assert msgspec.convert(read, Trajectory) == result


def test_a_worker_reads_the_registry_once(tmp_path: Path) -> None:
    path = str(tools_run(tmp_path / "apis", made("book_ferry", FERRY)))
    check = load_verifier(path)
    assert check(trajectory(chat(call(KOS)))).called != ()
    (tmp_path / "apis" / "manifest.json").unlink()
    assert load_verifier(path)(trajectory(chat(call(KOS)))).called != ()
    assert load_verifier("")(trajectory(chat(call(KOS)))).called == ()
    with pytest.raises(RunError):
        load_verifier(str(tmp_path / "nothing"))


TEXTS = (
    "", "{", "[]", "null", "{}", '{"a":1}', '{"a":"\\ud800"}', '{"a":1e999}', '{"a":NaN}', "\ud800",
    '{"a":' + "[" * 400 + "]" * 400 + "}", '{"a":' + "[" * 3000 + "]" * 3000 + "}",
)  # fmt: skip
KEYWORDS = (
    "type properties required items enum anyOf allOf oneOf $ref $defs additionalProperties patternProperties pattern "
    "format minimum maxLength nullable if then not const description prefixItems dependentRequired propertyNames a"
).split()
ODD: tuple[Any, ...] = (None, True, -1, 2**70, 1.5, "", "object", "string", "dict", "#/$defs/a", "(", [], {})


def drawn(chance: random.Random, depth: int) -> Any:
    draw = chance.random()
    if depth == 0 or draw < 0.4:
        return chance.choice(ODD)
    if draw < 0.6:
        return [drawn(chance, depth - 1) for _ in range(chance.randint(0, 3))]
    return {chance.choice(KEYWORDS): drawn(chance, depth - 1) for _ in range(chance.randint(0, 4))}


@pytest.mark.parametrize("seed", range(3))
def test_whatever_a_trajectory_holds_each_check_has_an_outcome(seed: int, registry: Registry) -> None:
    chance = random.Random(seed)
    names = ("a", "book_ferry", "boats.book_ferry", "__", "", "\n", "x.y", "\ud800")
    sound = trajectory(chat(call(KOS)))
    for _ in range(400):
        messages = []
        for _ in range(chance.randint(0, 5)):
            calls = tuple(
                ToolCall(chance.choice(("call_1", "call_2", "")), chance.choice(names), chance.choice(TEXTS))
                for _ in range(chance.choice((0, 0, 1, 3)))
            )
            role: Role = chance.choice(("system", "user", "assistant", "tool"))
            messages.append(Message(role, chance.choice(TEXTS), calls, chance.choice(("call_1", ""))))
        tools = []
        for _ in range(chance.randint(0, 3)):
            schema = {
                "type": "object",
                "properties": {"a": drawn(chance, 3)},
                chance.choice(KEYWORDS): drawn(chance, 2),
            }
            text = chance.choice(TEXTS) if chance.random() < 0.2 else json.dumps(schema)
            tools.append(OfferedTool(chance.choice(names), "", text, origin=chance.choice(("stated", "observed"))))
        odd = msgspec.structs.replace(
            sound,
            messages=tuple(messages),
            tools=tuple(tools),
            ending=chance.choice(("answer", "call", "observation")),
        )
        result = verify(odd, chance.choice((None, registry)))
        assert [check.level for check in result.verification.checks] == [1] * 5 + [2] * 10


@pytest.mark.parametrize("text", ['{"a":"\\ud800"}', '{"a":' + "[" * 400 + "]" * 400 + "}"])
def test_arguments_that_the_validator_cannot_read_are_unknown(text: str) -> None:
    parameters = {"type": "object", "properties": {"a": {"type": "integer"}}}
    result = verified(chat(call(text), tools=[tool(parameters=parameters)]))
    assert (checks(result), result.verification.level) == ({}, 1)
    assert "types_agree" in checks(result, "unknown")
