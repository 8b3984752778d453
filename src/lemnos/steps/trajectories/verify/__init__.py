"""Checks of trajectories: level 1, well-formed; level 2, calls agree with the schemas of their tools.

    Trajectory ─▶ well_formed (level 1) ─▶ agreement (level 2) ─▶ Trajectory with verification, tool ids and called
                                              ▲
    schema of a tool ─▶ closing ─▶ contract ──┤
    run of tools ─▶ registry ─────────────────┘

``well_formed.py``
    The conversation is valid, every call has its output, names and arguments can be read.
``agreement.py``
    Names, parameters, types and enums of calls against the tools as offered and as registered.
``contract.py``
    A schema, as people write it, compiled for quick validation; its errors sorted by check.
``closing.py``
    A schema that also forbids the parameters which it does not name.
``cache.py``
    What is compiled and resolved, kept within bounds.
``registry.py``
    The tools of a finished run, found by name and schema.
``verify.py``
    Both levels of one trajectory; every trajectory of a file.
``summary.py``
    Counts over many trajectories.
``told.py``
    These counts in words.
"""

from lemnos.steps.trajectories.verify.verify import load_verifier, verify, verify_file

__all__ = ["load_verifier", "verify", "verify_file"]
