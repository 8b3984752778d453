"""Masks personal data and secrets in records that are kept, and never drops one.

    documents ──▶ prepare: where something private stands ──▶ rule: Document, Dialogue with evidence that still fits
    other records ──────────────────────────────────────────▶ rule: the same record with placeholders

``settings.py``
    What is masked, and what finds keys.
``prepare.py``
    The stage ``private``: what stands where in the documents, before any dialogue about them is rewritten.
``rule.py``
    The rewriter. What is found, and the records, are of ``lemnos.text.private``, which ``trajectories`` shares.
"""
