"""Companions, consent per sitting, help posts and access points."""
