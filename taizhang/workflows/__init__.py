"""Stories that cross rooms: what follows from an entry, and what the clock does."""
