/** A hand that moves something: each move is asked at once, and what it ends with is reported when it lets go. */

import { followed } from "./fan.js";
import { pictureOf } from "./race.js";
import { canonical } from "./wire.js";

/**
 * @param {object} store
 * @param {object} questions
 * @param {(reshaped: boolean) => void} onRest told when the hand lets go, and whether it changed the surface.
 * @param {() => object} lookout
 * @param {(name: string, value: object) => boolean} tell Python's triggers; whether somebody may have heard.
 */
export function createHand({ store, questions, lookout, tell, onRest }) {
  const { state } = store;
  let last = 0;
  let moving = false;
  let reshaped = false;
  let owed = false;

  const ask = (moving) =>
    questions.race(state.race, { asked: performance.now(), start: state.race.shared.start ?? null, moving });
  const settled = () => !moving && (state.data.acknowledged ?? 0) >= last;
  const report = () => (owed = !tell("edit", { id: last, race: state.race }) || state.offline);

  return {
    get moving() {
      return moving;
    },
    /** Whether everything that this hand did has been acknowledged. */
    get settled() {
      return settled();
    },
    /** Puts another race in place and asks for it. */
    change(wanted) {
      const race = state.data.fan ? followed(wanted, state.data.fan) : wanted;
      const same = canonical(pictureOf(race)) === canonical(pictureOf(state.race));
      moving = true;
      store.set({ race });
      ask(moving);
      if (same) return;
      reshaped = true;
      lookout().ask(true);
    },
    /** Lets go: the race is reported, and the pictures are brought up to date. */
    rest() {
      if (!moving) return;
      moving = false;
      last = Math.max(last, state.data.acknowledged ?? 0) + 1;
      report();
      if (state.data.fan) ask(moving);
      onRest(reshaped);
      reshaped = false;
    },
    /** Reports again what was reported while there was nobody to hear it, until it is acknowledged. */
    repeat() {
      if (state.offline) owed ||= !settled();
      else if (owed && !moving && !settled()) report();
    },
  };
}
