"""Help where it is needed: words explained, the manual's chapters, the first steps of a post."""
