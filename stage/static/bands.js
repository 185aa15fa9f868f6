/** Bands along an axis: neighbouring values of one kind, as a strip under the plot with their names. */

const HEIGHT = 13;
/** From the axis' foot to the strip: below the numbers and the axis' title. */
const BELOW = 34;
/** Pixels around a name. */
const ROOM = 6;

/** How much of the text's colour a band's strip has, and what stands for its name where there is no room. */
const STRENGTH = { "too small": 0.1, good: 0.34, oscillating: 0.2, diverged: 0.14, elsewhere: 0.1 };

/** @param {object} panel */
export function createBands(panel) {
  return {
    /**
     * @param {{kind: string, low: number, high: number}[]} bands ascending.
     * @param {{to: (value: number) => number}} place
     */
    paint(bands, place, theme) {
      const { ground } = panel;
      const { y, height } = panel.area();
      const top = y + height + BELOW;
      ground.font = `10.5px ${theme.font}`;
      ground.textAlign = "center";
      ground.textBaseline = "middle";
      bands.forEach(({ kind, low, high }, i) => {
        const from = i ? (place.to(bands[i - 1].high) + place.to(low)) / 2 : place.to(low);
        const to = i < bands.length - 1 ? (place.to(high) + place.to(bands[i + 1].low)) / 2 : place.to(high);
        const width = to - from;
        ground.globalAlpha = STRENGTH[kind];
        ground.fillStyle = kind === "good" ? theme.accent : kind === "diverged" ? theme.alarm : theme.text;
        ground.fillRect(from, top, Math.max(width - 1, 1), HEIGHT);
        if (kind === "good") ground.fillRect(from, y, Math.max(width - 1, 1), height);
        ground.globalAlpha = 1;
        ground.fillStyle = theme.text;
        if (ground.measureText(kind).width + ROOM < width) ground.fillText(kind, (from + to) / 2, top + HEIGHT / 2 + 0.5);
      });
    },
  };
}
