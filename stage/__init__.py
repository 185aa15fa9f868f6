"""The components in the browser.

`stage(...)` plays one race on a page, `multiples(...)` several small ones in step, `field(...)` shows pictures of many,
`training(...)` networks as they learn, `course(...)` one of them, small, `widths(...)` where many end, `depth(...)`
what passes through many layers.
"""

from stage.mount import course, depth, field, multiples, stage, training, widths

__all__ = ["course", "depth", "field", "multiples", "stage", "training", "widths"]
