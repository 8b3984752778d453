"""Finds which output of an operation feeds which parameter of another.

    tools of one API ──▶ edges

``base.py``
    ``Edge``: source, output, target, parameter, evidence.
"""
