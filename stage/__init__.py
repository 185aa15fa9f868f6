"""The components in the browser: `stage(...)` plays one race on a page, `multiples(...)` several small ones in step."""

from stage.mount import multiples, stage

__all__ = ["multiples", "stage"]
