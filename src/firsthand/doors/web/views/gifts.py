"""An entry of one's own log given to the study, read again first; and what one gave."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from firsthand.doors.web.entering import in_study, needs
from firsthand.doors.web.pages import done
from firsthand.doors.web.sheets import SecretSheet, line
from firsthand.doors.web.views.work import work_page
from firsthand.giving_back.gifts import services
from firsthand.work.log.selectors import my_entry

if TYPE_CHECKING:
    from firsthand.ground.studies.models import Membership


class GiveSheet(SecretSheet):
    """As which participant."""

    called = "give"
    spoken_at = "code"
    code = line(
        lazy("The code of your slip"),
        help=lazy("By it the study knows whose words they are, and not which member you are."),
    )


@in_study
@needs("gift.give")
@require_http_methods(["GET", "POST"])
def give(request: HttpRequest, by: Membership, entry_id: UUID) -> HttpResponse:
    """Read it again; then give it, with the code of one's own slip."""
    entry = my_entry(by, entry_id)
    sheet = GiveSheet(request.POST if request.method == "POST" else None)
    address = request.META.get("REMOTE_ADDR", "")
    if sheet.is_bound and sheet.sent(
        lambda said: services.give(
            by, entry_id, code=said["code"], address=address, gift_id=_gift_id(request.POST.get("gift", ""))
        )
    ):
        return done(request, by, _("It is given. You can take it back at any time."), "gifts")
    context = {
        "sheet": sheet, "entry": entry, "words": services.to_give(entry),
        "gift": _gift_id(request.POST.get("gift", "")),
    }  # fmt: skip
    return work_page(request, by, "work_give.html", context)


@in_study
@needs("gift.give")
@require_safe
def gifts(request: HttpRequest, by: Membership) -> HttpResponse:
    """What I gave, and what became of it."""
    return work_page(request, by, "work_gifts.html", {"gifts": services.my_gifts(by)})


@in_study
@needs("gift.give")
@require_POST
def back(request: HttpRequest, by: Membership, gift_id: UUID) -> HttpResponse:
    """Take a gift back."""
    services.take_back(by, gift_id)
    return done(request, by, _("It is taken back."), "gifts")


def _gift_id(sent: str) -> UUID:
    """The form's own id: sent twice, it is one gift."""
    try:
        return UUID(sent)
    except ValueError:
        return uuid4()
