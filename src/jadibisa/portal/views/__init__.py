"""The pages of the roof: start, sign-in, the participant's home, desks, report, demonstration."""
