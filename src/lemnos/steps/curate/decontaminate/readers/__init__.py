"""Benchmarks to items, in the formats in which they are published.

    path ──▶ base (files to rows) ──▶ read (which format) ──▶ agents | conversations | fields | prose ──▶ Item

``base.py``
    Files of all kinds to rows; texts, calls and signatures in JSON values.
``fields.py``
    Multiple choice, mathematics, code, reading, and any JSONL, by the names of fields.
``conversations.py``
    CoQA, SQuAD, iKAT, CAsT, MTRAG, MT-Bench, MT-Eval, chat messages.
``agents.py``
    BFCL, API-Bank, AgentBench, tau-bench, lists of tools.
``prose.py``
    Benchmarks without a secret: BLiMP, copying tasks, plain text.
``read.py``
    Recognises the format of a row and reads it.
"""
