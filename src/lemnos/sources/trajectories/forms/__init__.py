"""The forms in which people keep trajectories, in three packages; each lists its own in ``FORMS``.

``chat/``
    Lists of messages: OpenAI chat and Responses, sharegpt and its kin, data sets of function calls.
``sessions/``
    Logs of agents at work: coding agents, evaluation logs, traces.
``runs/``
    Benchmarks and data sets with a format of their own.
"""
