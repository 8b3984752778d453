"""Writes what a call returned as the text of a tool message: ``Observation`` -> JSON text."""

import msgspec

from lemnos.steps.tools.world.base import Observation


def observation_text(observation: Observation) -> str:
    """Return the body of a success as JSON; a failure, or a success without a body, with its status and headers."""
    if not observation.failed and observation.body is not None:
        return msgspec.json.encode(observation.body).decode()
    whole: dict[str, object] = {"status": observation.status}
    if observation.headers:
        whole["headers"] = dict(observation.headers)
    if observation.body is not None:
        whole["body"] = observation.body
    return msgspec.json.encode(whole).decode()
