"""Calls of registered functions in Python code → trajectories: the context, the call, the result where it is stated.

    files ─▶ source ─┬─▶ module ──┐
                     └─▶ notebook ┴─▶ walk ─▶ steps ─▶ Draft ─▶ Trajectory | Rejected
                                       ▲        ▲
                     tools ─▶ names ───┘        └─ results

``source.py``
    Files and folders in shards.
``module.py``
    A module: its code by function, and the sessions in its docstrings.
``notebook.py``
    A notebook: its cells with their outputs.
``walk.py``
    The calls, in the order in which the code runs.
``names.py``
    What names are bound to: imports, aliases, instances, partials, literals.
``tools.py``
    The Python functions of a run of tools, by dotted path; arguments bound to their parameters.
``results.py``
    Results that assertions state.
``steps.py``
    Requests, calls and results as conversations.
"""
