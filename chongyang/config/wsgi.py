"""The WSGI entry that granian serves."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chongyang.config.settings")
application = get_wsgi_application()

from chongyang.web.parts.streams import stop_with_process  # noqa: E402 - needs the settings that the line above loads

stop_with_process()
