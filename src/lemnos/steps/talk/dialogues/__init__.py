"""Makes the dialogues of a range of anchors, the third stage of ``talk``.

    anchor ──▶ make ──▶ builder: cluster ──▶ plan ──▶ user turns ──▶ review ──▶ assemble ──▶ Dialogue
                │                              │           │
                └────── plan_cache ◀───────────┴───────────┘ while a shard waits for a model

Modules, in the order in which data flows:

    make          a range of anchors to the ``Dialogue`` records, verdicts and rejections of a shard
    plan_cache    plans and drafts of a shard that waits for a model, to a file and back
    builder       one anchor to its dialogue: cluster, plan, user turns, checks
    left_out      a dialogue that is not English to one without the turns that failed, and what leans on them
    trial         the first turns of a model to an error if most were refused; who wrote the turns of a run
    assemble      the steps of a plan and its user turns to a ``Dialogue`` record
    token_counts  the tokens of each turn to lengths, and to how far back recalled turns are
"""
