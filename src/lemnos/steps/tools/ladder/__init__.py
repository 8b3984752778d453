"""Checks what a conversation did in a world: levels 3 and 4, each check by name.

    Task, messages ──▶ replay ──▶ executed (level 3), fulfilled (level 4) ──▶ Check

Modules, in the order in which data flows:

    replay      a conversation executed again in a fresh world
    evidence    values of a text, and whether what stands before it holds them
    executed    level 3: same world, same observations, same state
    fulfilled   level 4: the task is done, nothing else is, and nothing is made up
    verify      all checks of a trajectory
    runs        the trajectories of a finished run, verified again
"""
