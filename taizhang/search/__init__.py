"""By which words things are found: one row of tokens for each thing that the folds keep, and the index over them."""
