"""Schemes, batches, applications."""
