"""Reads logs of agents and data sets of tool use into ``Trajectory`` and ``Rejected`` items.

    file ─▶ values ─▶ recognise ─▶ forms/ ─▶ Draft ─▶ normal/ ─▶ Trajectory | Rejected

``draft.py``
    ``Draft`` and ``Event``: what a record of the source holds, before the normal form.
``base.py``
    ``Form``: how a form is recognised and read.
``source.py``
    An input in shards: files, ranges of large files, row groups.
``values.py``
    Files and ranges to JSON values.
``recognise.py``
    The form that a value is of.
``read.py``
    Values to drafts by their forms, and drafts to trajectories.
``exported.py``, ``carried.py``
    What an export of ours carries beside its form's own keys; how an import takes it back.
``forms/``
    The forms: ``chat/`` (lists of messages), ``sessions/`` (logs of coding agents and traces), ``runs/`` (benchmarks
    and data sets with a format of their own).
``normal/``
    The normal form: what is repaired, and what is refused.
"""
