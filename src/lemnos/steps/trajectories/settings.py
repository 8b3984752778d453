"""All settings of ``trajectories``, and those of one input."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta


class TrajectoriesSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How logs of agents become trajectories in the normal form."""

    tools: str = ""
    """A finished run of `tools`, with whose registry the calls are compared for level 2; empty to compare them with the
    tools that each log states, which is level 2 as well, of what the log says of itself."""
    private: Literal["mask", "keep"] = "mask"
    """Whether home folders, e-mail addresses, names beside them and keys are replaced by placeholders."""
    non_commercial: Literal["leave_out", "keep"] = "leave_out"
    """Whether records under a licence that forbids commercial use are kept; left out, they are rejected and counted."""


class TrajectoryInput(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Logs of agents or data sets of tool use to read."""

    path: str
    """A file, folder or archive; JSON, JSON lines or Parquet, whatever it is called."""
    code: str = ""
    """A finished run of `tools` with Python functions: the input is then Python code, notebooks and texts with
    sessions, and calls of functions of that run become trajectories. Empty for logs."""
    licence: str = ""
    """Licence of records that do not state their own. SPDX expression."""
    shard_bytes: Annotated[int, Meta(ge=1)] = 4_000_000
    """Bytes of a large file that a worker reads at once; it needs some ten times as much memory."""
    max_record_bytes: Annotated[int, Meta(ge=1)] = 256_000_000
    """Size of the largest record, and of the largest file that is one record; larger ones are rejected."""
