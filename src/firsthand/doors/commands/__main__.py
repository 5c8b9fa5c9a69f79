"""`python -m firsthand.doors.commands`."""

from firsthand.doors.commands import main

main()
