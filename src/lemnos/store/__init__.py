"""Keeps everything that a run has on disk, so that a run killed at any instant resumes with identical output.

    settings ──▶ fingerprint ──▶ run.json ◀── changes: why a rerun does not match
                                    │
    records, rejections, figures ──▶ run folder ──▶ manifest.json
                                    │
            blobs, journal ──▶ atomic files: temporary name, fsync, rename

``fingerprint.py``
    The fingerprint of a run's settings.
``changes.py``
    A phrase for every setting or input that differs between two runs.
``run_folder.py``
    The layout of a run folder, its lock, and when a shard and a run count as finished.
``record_files.py``
    The files of records: Parquet or JSON lines.
``blobs.py``
    Encoded records that are read by number.
``journal.py``
    An append-only file of JSON lines.
``atomic_files.py``
    Atomic writes, reads from many files, and operating system errors in words for the user.
"""
