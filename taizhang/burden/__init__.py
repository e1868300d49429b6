"""The burden of the grass roots (基层负担): what a week asked of each village, and what people say is too much."""
