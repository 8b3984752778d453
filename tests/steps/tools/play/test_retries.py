"""Calls that failed for a moment are made again, unless what they do would be done twice."""

import pytest

from lemnos.steps.tools.play.player import _may_pass
from lemnos.steps.tools.task.base import GoldCall, Purpose
from lemnos.steps.tools.world.base import Observation


@pytest.mark.parametrize(
    ("status", "purpose", "verb", "again"),
    [
        (504, "do", "get the tides", True),
        (504, "do", "update the lamp with the ID 7", True),
        (504, "do", "send the message to Ada", False),
        (504, "do", "create a berth called North", False),
        (504, "create", "", False),
        (503, "create", "", True),
        (404, "get", "", False),
    ],
)
def test_what_may_have_been_done_is_not_done_twice(status: int, purpose: Purpose, verb: str, *, again: bool) -> None:
    call = GoldCall(tool="t", arguments="{}", stage=0, purpose=purpose, noun="lamp", plural="lamps", verb=verb)
    assert _may_pass(Observation(status, {"message": "no answer"}), call) == again
