"""Runs the shards of a stage on worker processes, and skips those that are finished.

    tasks, a function ──▶ run_stage ──▶ Engine.map ──▶ function(task) in a worker ──▶ figures of all shards
                             │                                                            │
                          Progress ◀─────────────────── finished shards ◀─────────────────┘

``stage.py``
    Runs a stage: gives unfinished shards to an engine and collects the figures of all.
``memory.py``
    Gives memory that a shard has used back to the system.
``base.py``
    The ``Engine`` protocol.
``local.py``
    The engine in use: a pool of processes on one machine.
``interrupt.py``
    Makes Ctrl-C stop what runs for long, even where Python drops the exception.
``progress.py``
    The ``Progress`` protocol, by which a stage reports how far it is.
``progress_display.py``
    Implements ``Progress`` for the terminal: a live bar, or plain lines.
"""
