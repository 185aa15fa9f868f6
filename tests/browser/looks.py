"""How pages are looked at: every size, and both themes."""

LOOKS = [("laptop", "light"), ("projector", "dark"), ("phone", "light")]
