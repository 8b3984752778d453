"""Imports published conversations, and held-out documents, as cases for the reward.

    files ──▶ read ──▶ cast · quac · coqa · topiocqa · doc2dial · mtrag ──▶ conversation ──▶ Case
                │                        │
                └──────▶ record ◀────────┘

    run folder ──▶ documents ──▶ Case

Modules, in the order in which data flows:

    read            files to records, the format that they have, and its importer
    record          a decoded value with its location, and the sentences around a span
    cast            TREC CAsT topics to conversations
    quac            QuAC articles to conversations
    coqa            CoQA stories to conversations
    topiocqa        TopiOCQA turns to conversations
    doc2dial        Doc2Dial and MultiDoc2Dial dialogues to conversations
    mtrag           MTRAG conversations and tasks to conversations
    conversation    conversations to cases, with candidates from other conversations
    documents       the held-out documents of a finished run to cases
"""
