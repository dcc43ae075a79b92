"""The law of the training step: terms, days, purchase, evidence, publication and the words of a search."""
