"""Finds which output of an operation feeds which parameter of another.

    tools of one API ──▶ edges ──▶ Edge

``base.py``
    ``Edge``: source, output, target, parameter, evidence.
``find.py``
    ``edges`` takes the tools of one API and returns the edges between them; ``EdgeFinder`` those into one tool.
``index.py``, ``results.py``
    The entities in the results of all tools, by what they are and what they refer to.
``arguments.py``, ``paths.py``, ``operations.py``
    The arguments that take a key, and what path and name of a tool say.
``names.py``, ``keys.py``
    Which resource a name means, and the field of an entity that holds a key.
``siblings.py``
    Kinds of one resource that are called the same.
``own_fields.py``
    The fields of an entity that a call changes, for the arguments that set them.
``stated.py``, ``pages.py``
    Links that the description states; tokens of the next page.
``confidence.py``
    Why an edge is believed, and how often each reason was right.
"""

from lemnos.steps.tools.edges.base import Edge, Evidence
from lemnos.steps.tools.edges.find import EdgeFinder, edges

__all__ = ["Edge", "EdgeFinder", "Evidence", "edges"]
