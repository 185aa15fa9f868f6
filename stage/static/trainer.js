/** The training of a study, begun, paused and gone on with: its button, and how far it has come. */

import { createTrainbar } from "./trainbar.js";
import { canonical } from "./wire.js";

/**
 * @param {object} store with the study's `data`, and the `busy` sentence of the wire.
 * @param {object} act
 * @param {(question: object) => void} act.train begins, or goes on where the very same training was left.
 * @param {() => void} act.pause
 * @param {() => void} act.renew asks for other first weights.
 * @param {(wanted: string) => void} act.pressed told of "pause" or "go" when the button was pressed.
 */
export function createTrainer(store, act) {
  const { state } = store;
  const bar = createTrainbar(store, pressed);
  let record = null;
  let running = false;
  let asked = "";

  /** Whether the study that is shown has been trained to its end. */
  const isWhole = () => record?.head && record.done >= record.head.steps && isCurrent();
  const isCurrent = () => asked === canonical(state.data.question);

  const presses = {
    pause: () => running && act.pause(),
    go: () => !running && !isWhole() && begin(),
    renew: act.renew,
  };

  function pressed() {
    const wanted = running ? "pause" : isWhole() ? "renew" : "go";
    presses[wanted]();
    if (wanted !== "renew") act.pressed(wanted);
  }

  function begin() {
    running = true;
    bar.offer("Pause");
    asked = canonical(state.data.question);
    act.train(state.data.question);
  }

  function finish() {
    running = false;
    bar.offer(isWhole() ? "New first weights" : record?.done ? "Continue" : "Train");
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
    /** Does what was pressed elsewhere: "pause" or "go". */
    obey: (wanted) => presses[wanted](),
    /** Takes the training as far as it has come; `going` while it does. */
    take(next, going) {
      record = next;
      if (!record.head) return;
      const { steps } = record.head;
      bar.tell(record.done / steps, `${record.done.toLocaleString("en")} of ${steps.toLocaleString("en")} steps`);
      if (!going) finish();
    },
  };
}
