/** The training of a study, begun, paused, gone on with and stopped: its buttons, and how far it has come. */

import { element } from "./panel.js";
import { createTrainbar } from "./trainbar.js";
import { canonical } from "./wire.js";

/**
 * @param {object} store with the study's `data`, and the `busy` sentence of the wire.
 * @param {object} act
 * @param {(question: object) => void} act.train begins, or goes on where the very same training was left.
 * @param {() => void} act.pause
 * @param {(question: object) => void} act.stop ends it where it is, so that it cannot be gone on with.
 * @param {() => void} act.renew asks for other first weights.
 * @param {(wanted: string) => void} act.pressed told of "pause", "stop" or "go" when a button was pressed.
 */
export function createTrainer(store, act) {
  const { state } = store;
  const halt = element(
    "button",
    { type: "button", class: "text", title: "Ends the training at this step", hidden: true, onclick: () => press("stop") },
    "Stop",
  );
  const bar = createTrainbar(store, pressed, halt);
  let record = null;
  let running = false;
  let stopped = false;
  let asked = "";

  /** Whether the study that is shown has been trained to its end. */
  const isWhole = () => record?.head && record.done >= record.head.steps && isCurrent();
  const isCurrent = () => asked === canonical(state.data.question);

  /** Whether there is something that could go on. */
  const isOpen = () => running || (record?.done > 0 && !stopped && !isWhole());

  const presses = {
    pause: () => running && pause(),
    stop: () => isOpen() && stop(),
    go: () => !running && !isWhole() && begin(),
    renew: act.renew,
  };

  function pressed() {
    press(running ? "pause" : isWhole() ? "renew" : "go");
  }

  function press(wanted) {
    presses[wanted]();
    if (wanted !== "renew") act.pressed(wanted);
  }

  function begin() {
    running = true;
    stopped = false;
    asked = canonical(state.data.question);
    offer();
    act.train(state.data.question);
  }

  function pause() {
    bar.say("Pausing.");
    act.pause();
  }

  function stop() {
    stopped = true;
    bar.say("Stopping.");
    act.stop(JSON.parse(asked));
  }

  function finish() {
    running = false;
    if (stopped) say();
    offer();
  }

  /** Says what the buttons do now. */
  function offer() {
    const again = stopped || !record?.done ? "Train" : "Continue";
    bar.offer(running ? "Pause" : isWhole() ? "New first weights" : again);
    if (!isOpen() && halt === document.activeElement) bar.focus();
    halt.hidden = !isOpen();
  }

  /** How many of the steps are kept, where these are not all. */
  function thinned() {
    const apart = Math.max(...record.lanes.map(({ step }) => (step?.length > 1 ? step[1] - step[0] : 1)));
    return apart > 1 ? `; one in ${apart} is kept, ${record.head.most} of each run at most` : "";
  }

  /** Says how far the training has come. */
  function say() {
    if (!record?.head) return;
    const [done, steps] = [record.done, record.head.steps];
    const words = `${done.toLocaleString("en")} of ${steps.toLocaleString("en")} steps`;
    bar.tell(done / steps, stopped ? `Stopped after ${words}; \u201cTrain\u201d begins anew.` : `${words}${thinned()}`);
  }

  return {
    root: bar.root,
    get record() {
      return record;
    },
    get running() {
      return running;
    },
    isCurrent,
    begin,
    finish,
    /** Does what was pressed elsewhere: "pause", "stop" or "go". */
    obey: (wanted) => presses[wanted](),
    /** Takes the training as far as it has come; `going` while it does. */
    take(next, going) {
      record = next;
      say();
      if (!going) finish();
    },
  };
}
