"""Makes the dialogues of a range of anchors, the third stage of ``talk``.

    anchor ──▶ make ──▶ builder: cluster ──▶ plan ──▶ user turns ──▶ review ──▶ assemble ──▶ Dialogue
                │                              │           │
                └────── plan_cache ◀───────────┴───────────┘ while a shard waits for a model

Modules, in the order in which data flows:

    make          a range of anchors to the ``Dialogue`` records, verdicts and rejections of a shard
    plan_cache    plans and drafts of a shard that waits for a model, to a file and back
    builder       one anchor to its dialogue: cluster, plan, user turns, checks
    assemble      the steps of a plan and its user turns to a ``Dialogue`` record
"""
