"""The help centre: short articles whose numbers come from the rules of the batch, found by words."""
