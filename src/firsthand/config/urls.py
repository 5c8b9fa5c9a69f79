"""Every address of the program."""

from django.urls import URLPattern, URLResolver, include, path

from firsthand.doors.api.reader import api

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/", api.urls),
    path("", include("firsthand.doors.web.urls")),
]

handler400 = "firsthand.doors.web.views.trouble.bad_request"
handler404 = "firsthand.doors.web.views.trouble.not_found"
handler500 = "firsthand.doors.web.views.trouble.broken"
