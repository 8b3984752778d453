"""Brings logs of agents and data sets of tool use into one normal form, checked against the tools that they call.

    logs ──▶ sources/trajectories ──▶ read ─ mask ─ verify ──▶ Trajectory ──▶ lemnos.exports

The step, like every other:

    settings      all settings of the step, and those of one input
    step          its one stage: trajectories
    statistics    figures to the statistics of the report
    card          its part of the dataset card

The flow:

    read          a shard of an input to records and figures; personal data and secrets to placeholders
    verify        level 1, well-formed, and level 2, calls that agree with their tools
"""
