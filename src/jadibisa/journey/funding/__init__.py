"""Training balance, incentives, payouts, what returns to the treasury."""
