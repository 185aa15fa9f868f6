/** The query that says a study and the way it is looked at, as `ui/network_link.py` reads it. */

const FIRST = { kind: "pca", seed: 0, part: "train", upper: "train", lower: "test", inside: "network" };

/** What of the state differs from how it is at first, behind the study's own part. */
export function networkQuery({ data, plane, selected, camera, upper, lower, inside }) {
  const { kind, seed, part, through, pair, follow } = plane;
  const own = [
    kind !== FIRST.kind && `plane=${kind}`,
    seed !== FIRST.seed && `plane.seed=${seed}`,
    kind === "solutions" && through && `plane.through=${through.map((place) => place.join(":")).join(",")}`,
    kind === "weights" && pair && `plane.pair=${pair.join(",")}`,
    follow && "plane.follow=1",
    part !== FIRST.part && `part=${part}`,
    upper !== FIRST.upper && `upper=${upper}`,
    lower !== FIRST.lower && `lower=${lower}`,
    inside !== FIRST.inside && `inside=${inside}`,
    selected !== null && `selected=${selected}`,
    camera && `camera=${camera.join(",")}`,
  ];
  return [data.link, ...own.filter(Boolean)].join("&");
}
