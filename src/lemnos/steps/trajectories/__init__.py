"""The step ``trajectories``: logs of calls of tools → ``Trajectory`` records, verified.

``verify/``
    Checks each trajectory: level 1, well-formed; level 2, its calls agree with the schemas of their tools.
"""
