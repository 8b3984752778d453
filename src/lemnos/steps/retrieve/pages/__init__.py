"""Shards of a crawl to pages on disk, and counts.

read        the stage pages: main text, filters, terms
"""
