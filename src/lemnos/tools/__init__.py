"""Descriptions of tools → a registry of tools, and documents that tell of them."""
