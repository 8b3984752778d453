"""Answers requests with a model of ``transformers`` that is loaded into this process.

    Request ──▶ TransformersBackend ──▶ batch of like lengths ──▶ Generator ──▶ Reply
                                                                     │
                                                             Draw: one token per row

``backend.py``
    Implements ``Backend``: collects requests into batches and runs them in a thread of their own.
``generation.py``
    Loads the model, encodes prompts and generates a batch.
``sampling.py``
    Draws tokens so that an answer does not depend on the other requests in its batch.
"""
