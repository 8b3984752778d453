"""Benchmarks and data sets with a format of their own."""

from lemnos.sources.trajectories.base import Form

FORMS: tuple[Form, ...] = ()
"""The more special ones first."""
