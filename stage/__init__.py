"""The stage: the component that plays races in the browser. `stage(...)` mounts it on a Streamlit page."""

from stage.mount import stage

__all__ = ["stage"]
