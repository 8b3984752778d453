"""Items to bits: a checkpoint that is loaded, and the log-likelihood of continuations.

``encode.py``
    Prompt and continuation to tokens; cut to the window at turn borders.
``tree.py``
    Sequences with common prefixes to a tree in which each prefix stands once.
``branches.py``
    A block of a tree through attention in pieces, each with its own keys.
``model.py``
    A checkpoint: the probability of each scored token of a tree.
``likelihoods.py``
    Encoded requests to the likelihoods of their continuations.
``prepare.py``
    The stage before: checkpoints that are known to load.
``metrics.py``
    Scores of an item to its metrics.
``harness.py``
    Tasks of lm-eval, scored with these likelihoods.
``score.py``
    The stage: a chunk of items and a checkpoint to records.
"""
