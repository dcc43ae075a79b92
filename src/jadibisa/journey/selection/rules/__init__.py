"""The law of the draw: pure functions on values or on whole arrays; no clock, no chance, no database."""
