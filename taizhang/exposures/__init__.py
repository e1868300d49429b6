"""Naming a household in public: only on a legal ground of the plan, decided by a second person, and for a time."""
