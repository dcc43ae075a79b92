"""Double-entry accounts and transfers; knows no persons."""
