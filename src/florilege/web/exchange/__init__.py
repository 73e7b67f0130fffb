"""Who comes to the exchange days: registrations, seats, waiting lists, the day itself. What is personal stays in the store."""
