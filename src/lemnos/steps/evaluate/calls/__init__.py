"""Calls of functions: right or not, altered, and read from what a model wrote.

``match.py``
    Whether calls are right, with the semantics of BFCL's AST check.
``alter.py``
    A right call to calls that are almost right.
``parse.py``
    What a model wrote to calls: JSON, Python, tags.
``outputs.py``
    Recorded outputs to scores.
"""
