"""The components in the browser.

`stage(...)` plays one race on a page, `multiples(...)` several small ones in step, `field(...)` shows pictures of many,
`training(...)` networks as they learn, `course(...)` one of them, small.
"""

from stage.mount import course, field, multiples, stage, training

__all__ = ["course", "field", "multiples", "stage", "training"]
