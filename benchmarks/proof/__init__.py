"""The proof: does dialogue data teach a model to use its context, without hurting prose?

    documents ──▶ talk ──▶ arms.py ──▶ pack ──▶ runs.py: train, evaluate ──▶ analysis.py ──▶ results.json, results.md

``design.py``
    The design: arms, sizes, learning rates, seeds, claims. Read from a file beside this one.
``arms.py``
    Dialogues and documents → the records of each arm; the split into what the base, the arms and the tests read.
``items.py``
    Held-out dialogues and prose, and CoQA → the files that ``lemnos evaluate`` scores.
``runs.py``
    Which runs there are, which are done, and how one is made. Resumable.
``analysis.py``
    Scores of items → differences of arms with intervals, and the ladder of claims.

``PROTOCOL.md`` is the protocol, written before the runs. ``python benchmarks/prove.py`` runs it.
"""
