"""The way in for the production server: `firsthand serve --production` opens it in each of its processes."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "firsthand.config.settings")

from firsthand.config.wsgi import application as pages
from firsthand.doors.live.living import living

application = living(pages)
