"""Packs tokens into windows.

    lengths of units, recalls ──▶ plan ──▶ fit ──▶ PackedWindow ──▶ RunShard

``clusters.py``
    Train and validation by cluster.
``plan.py``
    Which records are packed, and in which shard of windows.
``split.py``
    Where long records are cut, with recalls kept.
``bins.py``
    Best-fit packing.
``windows.py``
    The windows of one shard.
``shard.py``
    A shard with its tokens, for formats.
"""
