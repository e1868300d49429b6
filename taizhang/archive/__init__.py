"""What outlasts a campaign: its catalogued bundle, verification, backups; and how set-aside records were settled."""
