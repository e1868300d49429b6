"""Pages by subject: each module owns its views, its `urlpatterns` and its templates."""
