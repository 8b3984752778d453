"""Finds items of benchmarks in records, and says where and why.
"""
