"""Data of evaluation suites to items: prompts, and the continuations whose likelihood is scored.

``items.py``
    ``Item``, ``Request``, ``Prompt``: what a suite asks of a model.
``files.py``
    JSON lines, JSON, archives and folders to records with file and line.
``conversations.py``
    Questions in conversations to items: the true history, a wrong one, none. Draws a sample by clusters.
``data_sets.py``
    CoQA, iKAT, MTRAG and CAsT to questions in one documented form.
``memory.py``
    Our own recalls, MT-Eval's recollection, and colours to copy.
``functions.py``
    BFCL to items: the right call against altered ones.
``base.py``
    BLiMP, LAMBADA, PIQA, ARC, copycolors.
``prose.py``
    Held-out prose and code to pieces.
``read.py``
    The stage that reads all suites.
"""
