"""Plays tasks in worlds, and keeps the conversations with the proof of what was executed.

    tools ──▶ worlds ──▶ tasks ──▶ player ──▶ ladder ──▶ Trajectory

Modules, in the order in which data flows:

    settings       all settings of ``play``
    offers         a task to the tools offered
    observations   what a call returned, as text
    thoughts       what stands before a call to why it is made
    accepted       what a service does after its answer, to what a user is told
    done           what was done, to what a user is told
    answers        what calls returned to what a user is told
    player         the offline player
    asked          what a model is asked for: other words, a play, a verdict
    bad_players    players that must fail
    record         a played task to a trajectory with its checks
    worlds         the stage: tools of some APIs to tasks and trajectories
    statistics     figures of shards to the statistics of a run
    card           the dataset card
    step           the step
"""
