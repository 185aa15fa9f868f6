/** Races as plain values: what a lane's run is, and how an edit makes a new race of an old one. Nothing is mutated. */

/** A lane's run: what is shared, overlaid with its own. */
export function runOf(race, lane) {
  return { ...race.shared, ...race.lanes[lane] };
}

const withLane = (race, lane, patch) => ({
  ...race,
  lanes: race.lanes.map((own, i) => (i === lane ? { ...own, ...patch } : own)),
});

/** Starts every lane at a point; with `lane`, only that one. */
export function withStart(race, start, lane = null) {
  if (lane !== null) return withLane(race, lane, { start });
  const lanes = race.lanes.map(({ start: _, ...own }) => own);
  return { ...race, shared: { ...race.shared, start }, lanes };
}

/** Whether the lanes start at points of their own. */
export function startsDiffer(race) {
  return race.lanes.some((lane) => "start" in lane);
}

/** Sets a hyper-parameter of a lane; with `step`, from that step on. */
export function withSetting(race, lane, name, value, step = null) {
  if (step === null) {
    return withLane(race, lane, { hyperparameters: { ...runOf(race, lane).hyperparameters, [name]: value } });
  }
  const others = changesOf(race, lane).filter(([at]) => at !== step);
  const here = changesOf(race, lane).find(([at]) => at === step)?.[1];
  const changes = [...others, [step, { ...here, [name]: value }]].sort(([a], [b]) => a - b);
  return withLane(race, lane, { changes });
}

/** The changes in mid-run of a lane: pairs of a step and the values that hold from it on. */
export function changesOf(race, lane) {
  return runOf(race, lane).changes ?? [];
}

/** Takes back the change of one name at one step. */
export function withoutChange(race, lane, step, name) {
  const changes = changesOf(race, lane)
    .map(([at, values]) =>
      at === step ? [at, Object.fromEntries(Object.entries(values).filter(([key]) => key !== name))] : [at, values],
    )
    .filter(([, values]) => Object.keys(values).length);
  return withLane(race, lane, { changes });
}

/** The value of a name that holds at a step: the last change up to it, or what the run began with. */
export function settingAt(race, lane, name, step, base) {
  let value = base;
  for (const [at, values] of changesOf(race, lane)) if (at <= step && name in values) value = values[name];
  return value;
}

/** Turns one knob of the surface. */
export function withSurfaceKnob(race, name, value) {
  return { ...race, shared: { ...race.shared, surface_knobs: { ...race.shared.surface_knobs, [name]: value } } };
}

/** Gives a lane a schedule of its own. */
export function withSchedule(race, lane, schedule, schedule_knobs) {
  return withLane(race, lane, { schedule, schedule_knobs });
}

/** Whether any run's learning rate follows a schedule. */
export function isScheduled(race) {
  return race.lanes.some((_, lane) => (runOf(race, lane).schedule ?? "constant") !== "constant");
}

/** The part of a race that makes the picture. */
export function pictureOf(race) {
  const { surface, surface_knobs, frame_angle, frame_dx, frame_dy } = race.shared;
  const fields = { surface, surface_knobs, frame_angle, frame_dx, frame_dy };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

/** The title of each lane's optimizer. */
export function titlesOf(race, optimizers) {
  return race.lanes.map(({ optimizer }) => optimizers[optimizer]?.title ?? optimizer);
}
