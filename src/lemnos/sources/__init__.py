"""Reads raw input into records: documents, tools and trajectories.

    folder, archive, file ──▶ files/ ──▶ Entry ──┬──▶ documents/ ──▶ Document
                                                 ├──▶ trajectories/ ▶ Trajectory
                                                 └──▶ tools/ ──────▶ Tool
    live site ──▶ crawl/ ──▶ WARC archive ───────────────┘
    crawl of the web ──▶ web/ ──▶ Document

Packages, in the order in which data flows:

    crawl/        a live documentation site to a WARC archive
    files/        a folder, an archive or a single file to the files in it
    documents/    dumps, folders of prose and tables to documents; link tables to links
    web/          WARC files and tables of a crawl of the web to documents
    tools/        API descriptions, tool lists, Python packages and documentation pages to tools
    trajectories/ logs of agents and data sets of tool use to trajectories
    code_calls/   Python code that calls registered functions to trajectories

Every source yields picklable shards, which any worker can read by itself. A malformed record becomes a ``Rejected``
record; it does not stop the run.
"""
