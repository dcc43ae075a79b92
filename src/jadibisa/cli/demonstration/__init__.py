"""The demonstration: synthetic people, courses and vacancies, and the player that lets four batches live in the programme."""
