"""People helping people: notices and reminders, tickets and appeals, assisted access."""
