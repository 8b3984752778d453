"""Turns the tools of an API into a world: a place to act in whose answers are consistent.

    tools of one API ──▶ WorldSpec ──▶ World ──▶ Observation

``base.py``
    The meaning of operations, the spec, and the protocol of a world.
"""
