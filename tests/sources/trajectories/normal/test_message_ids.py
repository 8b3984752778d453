"""Messages that the source tells apart by their ids stay apart, once the first one calls."""

from lemnos.records import Rejected, Trajectory
from lemnos.sources.trajectories.draft import Draft, DraftCall, Event
from lemnos.sources.trajectories.normal.normalise import normalise

ASKED = Event("user", "Go.")


def calling(identifier: str, message_id: str) -> Event:
    return Event("assistant", calls=[DraftCall("ls", {}, identifier)], message_id=message_id)


def made(*events: Event) -> Trajectory | Rejected:
    return normalise(Draft(form="some", events=[ASKED, *events], source="f:1"))


def test_a_message_with_another_id_does_not_hide_that_a_call_has_no_output() -> None:
    found = made(calling("a", "1"), Event("assistant", "Done.", message_id="2"))
    assert isinstance(found, Rejected)
    assert found.rule == "unanswered_call"


def test_outputs_that_come_after_a_message_with_another_id_find_their_calls() -> None:
    outputs = [Event("tool", "A", call_id="a"), Event("tool", "B", call_id="b")]
    found = made(calling("a", "1"), calling("b", "2"), *outputs, Event("assistant", "Done."))
    assert isinstance(found, Trajectory)
    assert [message.role for message in found.messages] == [
        "user",
        "assistant",
        "tool",
        "assistant",
        "tool",
        "assistant",
    ]
    assert [message.content for message in found.messages if message.role == "tool"] == ["A", "B"]


def test_words_before_a_call_with_another_id_are_one_message() -> None:
    found = made(Event("assistant", "I look.", message_id="1"), calling("a", "2"), Event("tool", "A"))
    assert isinstance(found, Trajectory)
    assert len(found.messages) == 3
