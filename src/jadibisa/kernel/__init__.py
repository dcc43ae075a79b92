"""Pure words that everyone may use: money, dates, ids, refusals, policy. No Django, no clock, no chance."""
