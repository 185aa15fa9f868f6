"""The wire: experiments over HTTP.

`application()` runs alone under any ASGI server; `routes()` are the same for an application that has more to show;
`ask()` gives the very same bytes to whoever has no network between. Knows experiments, and nothing of Streamlit.
"""

from wire.application import application, routes
from wire.asking import ask
from wire.refusal import RefusedError

__all__ = ["RefusedError", "application", "ask", "routes"]
