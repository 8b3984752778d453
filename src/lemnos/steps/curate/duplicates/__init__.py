"""Finds records that repeat another."""
