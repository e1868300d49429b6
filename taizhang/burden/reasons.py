"""Why something that is asked is too much."""

REASONS = {"twice": "这项已经报过、填过", "needless": "这项没有必要"}
