"""The bare view as a program of its own, for a server beside ours: no middleware, no other address."""

from __future__ import annotations

from django.conf import settings
from django.core.wsgi import get_wsgi_application

settings.MIDDLEWARE = []
settings.ROOT_URLCONF = "taizhang.bench.bare"
application = get_wsgi_application()
