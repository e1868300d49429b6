"""How people keep their lists: saved views, the columns that each of them wants, what they did to many rows at once."""
