"""A recogniser for each kind of item. Each takes a `PlanText` and what earlier ones found, and gives items."""
