"""The face of Lemnos in Python: run a step, run a recipe, read the records of a run.

    inputs ──▶ steps.talk, steps.tools, steps.run ──▶ runs.Run ──▶ records.Records ──▶ Arrow, pandas, polars, datasets

    sources    records in memory as an input
    steps      a step or a recipe as a function call
    runs       a finished run: records, report, card, evidence
    records    records of one type, read lazily: iterate, filter, convert

Import the names from ``lemnos`` itself.
"""
