"""Word templates (文书样式) that an office made in Word: checked when they come in, used for its papers after that."""
