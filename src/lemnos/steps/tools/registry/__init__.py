"""Build the registry: link versions of tools, find duplicates, and decide which tools get documents.

    ToolShard ──▶ read ──▶ Tool records, ToolSummary, features, MinHash bands   (one task a shard)
                             │
                             ▼
                           build ──▶ Entry, Verdict, kept              (one task for the run)

Modules, in the order in which data flows:

    read      first phase: input shards to tools, and everything that the registry needs to know of them
    features  tools to hashes of their distinctive words, parameters and word pairs
    versions  names of API versions to sort keys
    build     second phase: all tools of the run to entries, verdicts and the tools to keep
"""
