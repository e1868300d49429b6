"""The WSGI application that servers load."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "taizhang.config.settings")
application = get_wsgi_application()
gc.freeze()  # what is loaded stays: else each full collection of garbage walks through all of it, amid a request
