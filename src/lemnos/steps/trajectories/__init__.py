"""The step ``trajectories``: logs of agents to verified trajectories, and out to the forms that trainers read.

``export/``
    ``Trajectory`` records to files in the forms that trainers and viewers read.
"""
