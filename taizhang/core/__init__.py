"""What plans, duties and cases mean: plain Python without Django and without a clock of its own."""
