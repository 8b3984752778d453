"""Tests of lemnos.report."""
