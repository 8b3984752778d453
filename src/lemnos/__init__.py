"""Lemnos forges pre-training corpora that teach long conversation and tool use."""

__version__ = "0.1.0"
