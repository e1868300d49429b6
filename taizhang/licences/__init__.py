"""Papers with a validity (证照): of a subject, a person who works there, who fills a post; reminders and lapses."""
