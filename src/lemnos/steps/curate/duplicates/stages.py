"""The stages that find duplicates."""

DUPLICATES = "duplicates"
"""The last of these stages: what each shard repeats."""
