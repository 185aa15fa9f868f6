"""What is painted on a view's canvases, asked in the page."""

#: The middle of what is opaque on a view's canvas of heads, in CSS pixels of the page.
HEAD = """(view) => {
  const canvas = document.querySelector(`[data-view="${view}"] canvas.heads`);
  const { data, width, height } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  let [x, y, n] = [0, 0, 0];
  for (let i = 0; i < width * height; i++) {
    if (data[4 * i + 3] > 128) [x, y, n] = [x + (i % width), y + Math.floor(i / width), n + 1];
  }
  const box = canvas.getBoundingClientRect();
  return [box.left + (x / n + 0.5) * box.width / width, box.top + (y / n + 0.5) * box.height / height, n];
}"""
INK = """([view, layer]) => {
  const canvas = document.querySelector(`[data-view="${view}"] canvas.${layer}`);
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  let n = 0;
  for (let i = 3; i < data.length; i += 4) n += data[i] > 0;
  return n;
}"""
