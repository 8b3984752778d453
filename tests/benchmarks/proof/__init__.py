"""Tests of ``benchmarks/proof``."""
