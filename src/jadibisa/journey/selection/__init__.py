"""Pool, quota, draw, proofs, waiting list."""
