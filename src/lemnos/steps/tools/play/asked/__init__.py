"""Asks a model: to put a request in other words, to play a task, to judge a conversation. Off by default.

    Task ──▶ paraphrase ──▶ ModelPlayer or OfflinePlayer ──▶ ladder ──▶ judge ──▶ Trajectory

Every answer passes the checks that our own words pass: what a paraphrase must hold, the ladder for what a model played.
What fails is left out with its reason. Modules, in the order in which data flows:

    base         the model, its answers, and what it is asked for
    paraphrase   a task to one whose request a model has worded
    protocol     a conversation to a request for the next step, and its answer to a call or to words
    player       a task played by a model, call by call
    judge        a conversation to a check of level 5
"""
