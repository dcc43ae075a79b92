"""The law of money for people: accounts that fit, days of instalments, what an answer of the bank means."""
