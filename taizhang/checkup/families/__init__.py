"""One module a family of rules. Each gives a function from a paper to its findings."""
