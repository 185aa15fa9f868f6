"""How pages are looked at: every size, and each theme on a wide page and on a narrow one."""

LOOKS = [("laptop", "light"), ("projector", "dark"), ("phone", "light"), ("phone", "dark")]
