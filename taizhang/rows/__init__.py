"""Many rows of a table at once, at the database's own pace: written, and found by their ids. Stateless."""
