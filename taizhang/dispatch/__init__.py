"""Daily dispatch (日调度): a place's meeting, its agenda drawn from the figures, its decisions turned into duties."""
