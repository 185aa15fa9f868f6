"""What all tests share: Hypothesis draws the same examples every time, and takes as long as a cold compile takes."""

from hypothesis import settings

settings.register_profile("descent", derandomize=True, deadline=None, max_examples=60)
settings.load_profile("descent")
