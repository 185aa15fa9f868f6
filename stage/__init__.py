"""The components in the browser: `stage(...)` plays races on a page, `field(...)` shows pictures of many runs."""

from stage.mount import field, stage

__all__ = ["field", "stage"]
