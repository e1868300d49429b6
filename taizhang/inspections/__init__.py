"""Field records: a checklist filled at a subject, with photos, place and time."""
