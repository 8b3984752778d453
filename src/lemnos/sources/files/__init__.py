"""Lists, groups and reads the files of an input: a folder, an archive or a single file.

    path ──▶ archive.place_of ──▶ Directory | ZipArchive | TarArchive | StreamedTar ──▶ Entry, Entry, …
                                                                                             │
    picklable shards ◀── groups of about 2 MB ◀── grouped.GroupedFiles ◀─────────────────────┘

Modules, in the order in which data flows:

    archive     the path of an input to its files, which are read without unpacking any archive to disk
    grouped     these files to groups of about 2 MB, one for each shard
    encoding    bytes of unknown encoding to UTF-8
    compression a file that gzip or zstd compresses to its content
    identity    a file to a fingerprint that shows whether it has changed
"""
