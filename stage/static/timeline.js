/** The one clock: a position between step 0 and the last, moved by play, by steps and by scrubbing. */

const SECONDS = 6;
const STEPS = 200;

/** Steps in a second at speed 1: 200 steps last 6 s, and ten times as many about three times as long. */
export function pace(length) {
  return length / (SECONDS * Math.sqrt(Math.max(length, 1) / STEPS));
}

/**
 * @param {object} on
 * @param {(position: number) => void} on.frame called for every drawn moment.
 * @param {(playing: boolean) => void} on.playing called when play begins or ends.
 */
export function createTimeline(on) {
  let position = 0;
  let length = 0;
  let speed = 1;
  let loop = false;
  let request = 0;
  let before = 0;

  function move(to) {
    position = Math.min(Math.max(to, 0), length);
    on.frame(position);
  }

  function tick(now) {
    const seconds = Math.min((now - before) / 1000, 0.1);
    before = now;
    const next = position + seconds * pace(length) * speed;
    if (next >= length && !loop) {
      request = 0;
      move(length);
      on.playing(false);
      return;
    }
    request = requestAnimationFrame(tick);
    move(next >= length ? 0 : next);
  }

  return {
    get position() {
      return position;
    },
    /** The step that is shown: between two steps it is the one that was left last. */
    get step() {
      return Math.floor(position + 1e-6);
    },
    get length() {
      return length;
    },
    get playing() {
      return request !== 0;
    },
    /** Sets how many steps there are; a position at the end stays at the end. */
    setLength(steps) {
      const atEnd = length > 0 && position === length;
      length = steps;
      position = atEnd ? length : Math.min(position, length);
    },
    setSpeed(factor) {
      speed = factor;
    },
    setLoop(on_) {
      loop = on_;
    },
    play() {
      if (request || !length) return;
      if (position >= length) position = 0;
      before = performance.now();
      request = requestAnimationFrame(tick);
      on.playing(true);
    },
    pause() {
      if (!request) return;
      cancelAnimationFrame(request);
      request = 0;
      move(Math.round(position));
      on.playing(false);
    },
    toggle() {
      if (request) this.pause();
      else this.play();
    },
    /** Shows a moment without a change of whether time goes on. */
    show: move,
    /** Goes to a step and stays there. */
    seek(step) {
      this.pause();
      move(Math.round(step));
    },
    close() {
      cancelAnimationFrame(request);
    },
  };
}
