"""The wire: experiments over HTTP.

`application()` runs alone under any ASGI server; `routes()` are the same for an application that has more to show;
`ask()` gives the very same bytes to whoever has no network between; `begin()` takes a hint of what will be asked;
`keep()` makes a visitor's own table known. Knows experiments, and nothing of Streamlit.
"""

from wire.application import application, routes
from wire.asking import ask
from wire.race import begin
from wire.refusal import RefusedError
from wire.tables import Kept, keep

__all__ = ["Kept", "RefusedError", "application", "ask", "begin", "keep", "routes"]
