"""`django-admin makemessages`, which also finds the words that we mark by shorter names than Django's own."""

from django.core.management.commands import makemessages


class Command(makemessages.Command):
    """`lazy` and `lazy_count` are what our modules call `gettext_lazy` and `ngettext_lazy`."""

    xgettext_options = [
        *makemessages.Command.xgettext_options,
        "--keyword=lazy",
        "--keyword=lazy_count:1,2",
    ]
