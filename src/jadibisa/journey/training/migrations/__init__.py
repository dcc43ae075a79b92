"""How the tables of this app came to be, written by Django."""
