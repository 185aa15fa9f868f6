// Pictures that are loaded a few at a time, those in sight first: a browser opens six connections to a server, and a
// question about the race must never stand in line behind fifty pictures.

/** How many are loaded at once. */
const AT_ONCE = 3;

/** A line of pictures, each an `<img data-address>`. */
export function createLine() {
  const waiting = new Set();
  const seen = new Set();
  const loading = new Set();
  const sight = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) seen[isIntersecting ? "add" : "delete"](target);
    next();
  });

  function next() {
    while (loading.size < AT_ONCE && waiting.size) {
      const [image] = seen.size ? seen : waiting;
      for (const line of [seen, waiting]) line.delete(image);
      sight.unobserve(image);
      loading.add(image);
      image.src = image.dataset.address;
      const done = () => loading.delete(image) && next();
      image.decode().then(done, done);
    }
  }

  return {
    /** Loads a picture when its turn has come. */
    add(image) {
      waiting.add(image);
      sight.observe(image); // which tells at once, and so begins
    },
    /** Stops, because nobody waits for them any longer. */
    rest() {
      sight.disconnect();
      for (const image of loading) image.removeAttribute("src");
      for (const line of [waiting, seen, loading]) line.clear();
    },
  };
}
