"""An output that was lost in the source is told apart from a log that was cut off."""

import pytest

from lemnos.records import Rejected, Trajectory
from lemnos.sources.trajectories.draft import Draft, DraftCall, Event
from lemnos.sources.trajectories.normal.normalise import normalise

ASKED = [Event("user", "Hi"), Event("assistant", "Yes?"), Event("user", "Find it.")]


def called(*ids: str, message_id: str = "") -> Event:
    return Event("assistant", calls=[DraftCall("find", {"id": id}, id) for id in ids], message_id=message_id)


def normalised(*events: Event, ends_in_call: bool = False) -> Trajectory | Rejected:
    return normalise(Draft(form="made", events=[*ASKED, *events], source="f:1", ends_in_call=ends_in_call))


@pytest.mark.parametrize(
    "events",
    [
        pytest.param([called("a"), Event("assistant", "It is here.")], id="the only output"),
        pytest.param(
            [called("a", "b"), Event("tool", "1", call_id="a"), Event("assistant", "It is here.")], id="one of two"
        ),
        pytest.param(
            [called("a", message_id="m1"), Event("assistant", "It is here.", message_id="m2")],
            id="another message id",
        ),
    ],
)
def test_an_answer_behind_a_call_without_output_shows_that_the_output_was_lost(events: list[Event]) -> None:
    result = normalised(*events)
    assert isinstance(result, Rejected)
    assert result.rule == "unanswered_call"


@pytest.mark.parametrize(
    "events",
    [
        pytest.param([called("a")], id="nothing follows"),
        pytest.param(
            [called("a", message_id="m"), Event("assistant", "Wait.", message_id="m")], id="words of the same message"
        ),
        pytest.param([called("a"), Event("assistant", "", reasoning="It may be long.")], id="a thought follows"),
    ],
)
def test_a_log_that_is_cut_off_at_a_call_is_cut_before_it(events: list[Event]) -> None:
    result = normalised(*events)
    assert isinstance(result, Trajectory)
    assert [message.content for message in result.messages] == ["Hi", "Yes?"]
    assert "cut_unanswered_call" in result.repaired


def test_an_output_that_comes_behind_the_words_belongs_to_its_call() -> None:
    result = normalised(
        called("a"), Event("assistant", "Looking."), Event("tool", "1", call_id="a"), Event("assistant", "Here.")
    )
    assert isinstance(result, Trajectory)
    assert [message.role for message in result.messages[2:]] == ["user", "assistant", "tool", "assistant"]
    assert result.messages[3].content == "Looking."


def test_words_behind_a_call_that_the_record_asks_for_are_its_words() -> None:
    result = normalised(called("a"), Event("assistant", "Done."), ends_in_call=True)
    assert isinstance(result, Trajectory)
    assert result.ending == "call"
