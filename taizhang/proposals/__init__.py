"""What the ladder only proposes (interview, account): grounds about an org or a subject, decided by an officer."""
