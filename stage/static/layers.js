/** The canvases of a picture one above the other, kept as large as the element they lie in. */

/** From below: terrain and axes, what is laid over them, the ways of runs, where runs are. */
const LAYERS = ["ground", "tint", "paths", "heads"];

/**
 * @param {HTMLElement} plane gets the canvases.
 * @param {{left: number, right: number, top: number, bottom: number}} margin around the drawn area.
 * @param {() => void} onResize called when the element has another size, not at first.
 */
export function createLayers(plane, margin, onResize) {
  const canvases = LAYERS.map((className) =>
    Object.assign(document.createElement("canvas"), { className, ariaHidden: "true" }),
  );
  plane.append(...canvases);
  const contexts = canvases.map((canvas) => canvas.getContext("2d"));
  const layers = { plane, ...Object.fromEntries(LAYERS.map((name, i) => [name, contexts[i]])), margin, width: 0, height: 0 };
  const rectangle = { x: 0, y: 0, width: 0, height: 0 };

  function measure() {
    const { clientWidth: width, clientHeight: height } = plane;
    const ratio = window.devicePixelRatio || 1;
    if (!width || !height || (width === layers.width && height === layers.height && ratio === layers.ratio))
      return false;
    Object.assign(layers, { width, height, ratio });
    Object.assign(rectangle, {
      x: margin.left,
      y: margin.top,
      width: Math.max(width - margin.left - margin.right, 10),
      height: Math.max(height - margin.top - margin.bottom, 10),
    });
    for (const context of contexts) {
      context.canvas.width = Math.round(width * ratio);
      context.canvas.height = Math.round(height * ratio);
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      context.lineJoin = context.lineCap = "round";
    }
    return true;
  }

  const observer = new ResizeObserver(() => {
    if (measure()) onResize();
  });
  return Object.assign(layers, {
    /** The rectangle inside the margins, in pixels of the element; one object, updated in place. */
    area: () => rectangle,
    /** Draws on a context, clipped to the area; `argument` is handed on, so that no function need be made for it. */
    within(context, draw, argument) {
      context.save();
      context.beginPath();
      context.rect(rectangle.x, rectangle.y, rectangle.width, rectangle.height);
      context.clip();
      draw(argument);
      context.restore();
    },
    measure,
    watch: () => observer.observe(plane),
    close: () => observer.disconnect(),
  });
}
