"""Writes windows and records in the formats of trainers.

    PackedShard ──▶ Format.write ──▶ files

``table.py``
    The table of formats, imported when used.
"""
