"""The step ``curate``: records of finished runs and documents → those worth keeping, each drop with its reason.

    inputs ──▶ records ──▶ judge: each rule ──▶ findings ─┬─▶ consolidate ──▶ documents, dialogues, trajectories, …
                  └──────▶ duplicates ──────▶ findings ───┘                   verdicts, evidence, rejected

``settings.py``, ``step.py``
    The settings, and the stages in their order.
``base.py``
    What rules are handed and hand back: ``Candidate``, ``Finding``, ``Rule``, ``Rewriter``.
``candidates.py``
    Any record as a ``Candidate``.
``rules.py``
    The table of rules, and how they are loaded.
``store.py``
    Records and findings between the stages.
``judge.py``
    Inputs → records, and what each rule finds in them.
``filter/``
    A learned quality filter, and what ``lemnos filter`` does: labels, training, scores.
``heuristics/``
    Damage, loops, and the rules of Gopher, C4 and FineWeb.
``secrets/``
    Personal data and secrets masked.
``decontaminate/``
    Items of benchmarks.
``duplicates/``
    Copies and near copies, over the whole corpus.
``consolidate.py``
    Drops, masks and writes.
``explain.py``, ``beside.py``
    The story of one record, and two texts side by side.
``statistics.py``, ``card.py``
    The report and the card.
"""
