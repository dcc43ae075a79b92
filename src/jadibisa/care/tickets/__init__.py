"""Help tickets with number and due time, appeals against refusals."""
