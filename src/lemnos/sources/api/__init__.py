"""Descriptions of tools → ``Tool`` records, a file for each kind of description."""
