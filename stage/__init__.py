"""The components in the browser.

`stage(...)` plays one race on a page, `multiples(...)` several small ones in step, `field(...)` shows pictures of many,
`training(...)` networks as they learn, `widths(...)` where many of them end.
"""

from stage.mount import field, multiples, stage, training, widths

__all__ = ["field", "multiples", "stage", "training", "widths"]
