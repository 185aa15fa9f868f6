"""What a visitor sends stays in memory.

Starlette reads the parts of a form into memory up to 1 MB, and puts what is larger into a temporary file. Streamlit's
route for uploads reads so, and refuses early what is above its own limit (`server.maxUploadSize`, and 1 MB of framing),
so there is a bound without any file.
"""

from __future__ import annotations

from starlette.formparsers import MultiPartParser

#: Bytes from which on a part would be put into a file: what Python's `SpooledTemporaryFile` takes for never.
NEVER = 0


def keep_off_the_disk() -> None:
    """Has no form of this process read by way of a file, however large its parts are."""
    MultiPartParser.spool_max_size = NEVER


def are_off_the_disk() -> bool:
    """Whether that is so."""
    return MultiPartParser.spool_max_size == NEVER
