"""The forms in which people keep trajectories, in three packages, each of which lists its own in
``FORMS``, and a module.

``chat/``
    Lists of messages: OpenAI chat and Responses, sharegpt and its kin, data sets of function calls.
``sessions/``
    Logs of agents at work: coding agents, evaluation logs, traces.
``runs/``
    Benchmarks and data sets with a format of their own.
``exports.py``
    What Lemnos itself exported.
"""
