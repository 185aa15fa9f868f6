"""The components in the browser.

`stage(...)` plays one race on a page, `multiples(...)` several small ones in step, `field(...)` shows pictures of many.
"""

from stage.mount import field, multiples, stage

__all__ = ["field", "multiples", "stage"]
