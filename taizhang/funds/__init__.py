"""Money of a campaign by task: planned, released, spent, each payment with its receipt (X17)."""
