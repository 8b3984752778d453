"""Logs of agents at work."""

from lemnos.sources.trajectories.base import Form

FORMS: tuple[Form, ...] = ()
"""The more special ones first."""
