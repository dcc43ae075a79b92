"""The roof: urls, API assembly, home and status pages, shared templates and static files."""
