"""Who is reached and who is not: the funnel, groups and places."""
