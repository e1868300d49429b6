"""Reports upward: which are due, what the system counts for them, who confirmed or corrected, what was frozen."""
