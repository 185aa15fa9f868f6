"""How pages are looked at: every size, and both themes; and when a stage is ready to be."""

import pytest


def ready(plain: bool) -> str:
    """What a stage says of itself when its runs are there, and Plotly has drawn, or was kept away."""
    return f'[data-ready="{"plain" if plain else "plotly"}"][data-pending="0"]'


#: The largest is seen with the full set: what fits a laptop and a phone fits it.
LOOKS = [("laptop", "light"), pytest.param("projector", "dark", marks=pytest.mark.full), ("phone", "dark")]
