"""How pages are looked at: every size, and both themes; and when a stage is ready to be."""


def ready(plain: bool) -> str:
    """What a stage says of itself when its runs are there, and Plotly has drawn, or was kept away."""
    return f'[data-ready="{"plain" if plain else "plotly"}"][data-pending="0"]'


LOOKS = [("laptop", "light"), ("projector", "dark"), ("phone", "light")]
