"""api-schema: the API as it describes itself to programs."""

from __future__ import annotations

import json

import click

from firsthand.doors.commands.common import json_option
from firsthand.doors.preparing import prepared


@click.command("api-schema")
@json_option
def api_schema(as_json: bool) -> None:
    """Describe the API for programs that read OpenAPI: what each operation takes, and all that it may answer.

    It is at no address of a server, and is JSON with or without --json.
    """
    prepared(existing=False)
    from django.conf import settings
    from django.utils.module_loading import import_string

    described = import_string(settings.API_DESCRIBED_BY)  # doors know nothing of each other
    click.echo(json.dumps(described(), ensure_ascii=False, indent=None if as_json else 1))


COMMANDS = [api_schema]
