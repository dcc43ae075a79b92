"""Certificates, revocation, public check."""
