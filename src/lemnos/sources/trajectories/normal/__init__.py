"""The normal form of trajectories: what is repaired and recorded, and what is refused.

    Draft ─▶ assemble ─▶ ends ─▶ normalise ─▶ Trajectory | Rejected

``assemble.py``
    Events become messages: neighbours of one speaker merged, outputs put behind the calls that they answer.
``ends.py``
    What stands before the first user message and after the last answer.
``text.py``
    Content of parts, with marks for images and files; JSON text of arguments.
``observed.py``
    The tools offered; those that the source does not describe are inferred from their calls.
``normalise.py``
    The whole way, and the tables of repairs and refusals.
"""
