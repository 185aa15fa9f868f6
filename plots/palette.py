"""The colours: two palettes and twelve lanes.

The terrain recedes: it is lightest (on a dark page darkest) in the valleys, where the runs end, and its steps are even
to the eye. A lane is told apart by its colour (hues near Okabe and Ito's, chosen so that the nearest two of the first
six stay apart for every kind of colour vision), its dash pattern and its marker. All of this is held by tests.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

Theme = Literal["light", "dark"]
THEMES: tuple[Theme, ...] = ("light", "dark")


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of one theme, as CSS has them; where Streamlit's theme names one too, the same.

    Attributes:
        background: what the figures are drawn on; they themselves are transparent.
        text, muted: labels; what matters less.
        grid: grid lines and axes.
        accent: what a hand can take hold of.
        alarm: errors and divergence.
        halo: drawn around runs and marks, so that they stand out on the terrain.
        terrain: nine colours at even steps of shade, from the valleys up.
        contour: contour lines.
        minimum, saddle: the marks of the known minima and saddles.
        font: the family of all texts; numbers are set in tabular figures.
    """

    background: str
    text: str
    muted: str
    grid: str
    accent: str
    alarm: str
    halo: str
    terrain: tuple[str, ...]
    contour: str
    minimum: str
    saddle: str
    font: str = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"


PALETTES: dict[Theme, Palette] = {
    "light": Palette(
        background="#fcfcfa",
        text="#1f2429",
        muted="#5c656f",
        grid="#d9dad5",
        accent="#2f5d8c",
        alarm="#b3261e",
        halo="#fcfcfa",
        terrain=(
            "#f8fafd",
            "#edf2f7",
            "#e2eaf2",
            "#d7e1ec",
            "#cdd9e7",
            "#c2d1e1",
            "#b8c8dc",
            "#adc0d6",
            "#a3b8d1",
        ),
        contour="#8499b3",
        minimum="#1f2429",
        saddle="#4d5661",
    ),
    "dark": Palette(
        background="#15181c",
        text="#e4e6e8",
        muted="#9aa4b2",
        grid="#353b42",
        accent="#8fb8de",
        alarm="#ff8a80",
        halo="#15181c",
        terrain=(
            "#14171d",
            "#191e25",
            "#1e252e",
            "#232c37",
            "#283341",
            "#2e3a4a",
            "#334254",
            "#384a5e",
            "#3d5268",
        ),
        contour="#5d7590",
        minimum="#ffffff",
        saddle="#c5ccd6",
    ),
}


@dataclass(frozen=True, slots=True)
class Lane:
    """How one run is drawn, the same in every view.

    Attributes:
        light, dark: its colour in each theme.
        dash: lengths of strokes and gaps in pixels; empty for a full line.
        marker: one of Plotly's marker symbols.
    """

    light: str
    dark: str
    dash: tuple[int, ...]
    marker: str

    def color(self, theme: Theme) -> str:
        """Its colour in a theme."""
        return self.light if theme == "light" else self.dark

    @property
    def plotly_dash(self) -> str:
        """The dash pattern as Plotly has it."""
        return ",".join(f"{length}px" for length in self.dash) or "solid"


_FULL, _DASHED, _DOTTED = (), (8, 4), (2, 3)
_DASH_DOT, _LONG, _DASH_DOT_DOT = (8, 3, 2, 3), (14, 4), (8, 3, 2, 3, 2, 3)
LANES = (
    Lane("#0a82ff", "#439ccc", _FULL, "circle"),
    Lane("#7d2606", "#ff5b13", _DASHED, "square"),
    Lane("#007c59", "#29ff8d", _DOTTED, "diamond"),
    Lane("#bd33b3", "#fdbeff", _DASH_DOT, "triangle-up"),
    Lane("#a58400", "#dab800", _LONG, "cross"),
    Lane("#5e00a7", "#a56eff", _DASH_DOT_DOT, "x"),
    Lane("#00525e", "#79bcc8", _FULL, "triangle-down"),
    Lane("#e73482", "#d86c91", _DASHED, "pentagon"),
    Lane("#6e7406", "#879d4a", _DOTTED, "star"),
    Lane("#9c1878", "#ff8ef6", _DASH_DOT, "hexagon"),
    Lane("#468c8f", "#4cdebe", _LONG, "triangle-left"),
    Lane("#775328", "#d0997f", _DASH_DOT_DOT, "triangle-right"),
)


#: The colours of an ordered number, from small to large: each darker (on a dark page lighter) than the one before, so
#: that the order is seen by every kind of colour vision, and in grey; none is like the terrain to any of them.
RAMP: dict[Theme, tuple[str, ...]] = {
    "light": ("#f0a02c", "#e2703a", "#c43f52", "#8f2469", "#561469", "#280b53"),
    "dark": ("#8e35a1", "#c2438f", "#ec5b76", "#fe885e", "#feb869", "#fee367"),
}


def ramp(theme: Theme, place: float) -> str:
    """The colour at a place of the ramp, from 0 to 1."""
    colors = RAMP[theme]
    at = min(max(place, 0.0), 1.0) * (len(colors) - 1)
    lower = min(int(at), len(colors) - 2)
    ends = [[int(color[i : i + 2], 16) for i in (1, 3, 5)] for color in colors[lower : lower + 2]]
    mixed = (round(a + (b - a) * (at - lower)) for a, b in zip(*ends, strict=True))
    return "#" + "".join(f"{part:02x}" for part in mixed)


def lane(index: int) -> Lane:
    """The lane of the run at this place in a race; a thirteenth run starts again with the first."""
    return LANES[index % len(LANES)]


def colorscale(theme: Theme) -> list[list[Any]]:
    """The terrain's colours as a Plotly colour scale."""
    colors = PALETTES[theme].terrain
    return [[place / (len(colors) - 1), color] for place, color in enumerate(colors)]
