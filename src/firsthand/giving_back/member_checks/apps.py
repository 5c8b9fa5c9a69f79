from django.apps import AppConfig


class MemberChecksConfig(AppConfig):
    name = "firsthand.giving_back.member_checks"
    label = "member_checks"

    def ready(self) -> None:
        """Say which words nobody may quote since somebody asked so when they were shown them."""
        from firsthand.analysis.coding import quoting
        from firsthand.giving_back.member_checks.selectors import asked_to_leave_out

        quoting.ALSO_HELD.append(asked_to_leave_out)
