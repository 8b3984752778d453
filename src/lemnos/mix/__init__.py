"""Which ratio: sources → ``Mixture``; tables of runs → laws → the best mixture.

``mixture.py``
    A tree of sources with weights, caps on repetition and stages, and how it divides a budget.
``table.py``
    CSV, JSON lines and Parquet as rows of text.
``columns.py``
    Which columns of a table hold ratios and which hold metrics.
``runs.py``
    Tables of training runs.
``laws/``
    How a loss depends on the mixture.
``fit.py``
    Laws fitted to runs, their errors on held-out mixtures, the choice among them, resamples.
``optimum.py``
    The mixture with the least predicted loss, its interval, and whether it is to be trusted.
``plan.py``
    Which mixtures to run.
``plots.py``
    Pictures of fits.
``report.py``
    ``fit.json`` and the pictures, in a folder.
"""
