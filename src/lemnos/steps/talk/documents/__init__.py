"""Reads documents and cuts them into segments, the first stage of ``talk``.

    input shard ──▶ read ──▶ Document records
                     │
                     ▼
                  segment ──▶ features ──▶ blobs of Material (dialogues), arrays of hashes (graph)

Modules, in the order in which data flows:

    read        an input shard to its ``Document`` records, figures and features
    code        documents without their code and tables, where the settings drop them
    segment     a document to segments, the pieces of prose that can be answers
    features    the documents of a shard to segments, words, stems, names and links, encoded for later stages
"""
