"""The staircase, bottom step first."""
