"""Owed acts: who must do what, about what, within which window, and what follows otherwise."""
