"""Metrics of items to figures with intervals, and checkpoints compared.

``bootstrap.py``
    Weighted means and areas with intervals, resampled by cluster.
``results.py``
    The stage: records to ``results.json``.
"""
