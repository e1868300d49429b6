"""Naming somebody in public or to those who keep credit records: on a legal ground, by a second person, for a time."""
