"""Reasons of refusals are text that a file can hold."""

import msgspec

from lemnos.records import Rejected
from lemnos.sources.trajectories.draft import Draft, Event
from lemnos.sources.trajectories.normal.normalise import normalise


def test_a_reason_that_quotes_half_a_character_can_be_written() -> None:
    events = [Event("user", "?"), Event("tool", "4", call_id="a\ud800b"), Event("assistant", "!")]
    found = normalise(Draft(form="f", events=events, source="s", record="\udfff"))
    assert isinstance(found, Rejected)
    assert found.reason == "an output answers the call a�b, which the conversation does not hold"
    assert msgspec.json.decode(msgspec.json.encode(found), type=Rejected) == found
