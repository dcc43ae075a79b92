"""Identity, eligibility, exclusion lists, duplicates, review."""
