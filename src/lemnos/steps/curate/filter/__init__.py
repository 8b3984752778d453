"""A learned quality filter: labelled texts → a small text classifier → a score for each record.

    records ──▶ label: a model grades them ──▶ Labelled ──▶ folds ─▶ train ──▶ model folder: curve, audit, classifiers
    given texts and labels ────────────────────┘                                  │
    records ──▶ rule ◀────────────────────────────────────────────────────────────┘ ──▶ Finding with a score

``settings.py``
    The settings of the rule, and those of training.
``labels.py``
    Labels and texts from files, folders and runs.
``label.py``
    Records → labels by a model, through ``lemnos.llm``.
``line.py``
    Text → the line of words that the classifier reads.
``folds.py``
    Labelled texts → parts that share no source.
``train.py``
    Labelled texts → a model folder.
``curve.py``
    Scores of texts that were held out → precision and recall by threshold.
``picture.py``
    The curve as a picture.
``audit.py``
    The same scores → a page of texts for a person to read.
``model.py``
    The model folder, and scores by it.
``scores.py``
    Scores among the findings of the rules before.
``rule.py``
    The rule.
"""
