"""Surfaces of more than two variables on the wire: places on the plane, and what is off it."""

import json

import numpy as np

from experiments import RunSpec, run
from experiments.race import Race
from tests.wire.client import frames, get, post, sentence, tensors

SPEC = RunSpec("rosenbrock_3d", "adam", steps=50)


def test_a_lane_comes_as_its_shadow_with_what_is_off_the_plane():
    arrays, _ = frames(post("race", Race((SPEC,)).to_dict()).content)[-1]
    [made] = run([SPEC])
    for name, expected in {
        "x": made.shadow.place,
        "loss": made.loss,
        "gradient": made.shadow.slope,
        "rate": made.shadow.rate,
        "away": made.shadow.away,
        "slice": made.shadow.loss,
        "slope": made.gradient_norm,
    }.items():
        np.testing.assert_array_equal(arrays[f"0.{name}"], expected.astype(np.float32), err_msg=name)


def test_two_variables_have_nothing_off_the_plane():
    flat = SPEC.with_(surface="himmelblau")
    arrays, _ = frames(post("race", Race((flat,)).to_dict()).content)[-1]
    assert not {"0.away", "0.slice", "0.slope"} & set(arrays)


def test_the_terrain_is_the_slice_and_marks_what_lies_on_it():
    place = {"surface": "matrix_factorization"}
    arrays, facts = tensors(post("terrain", place | {"columns": 9, "rows": 5}).content)
    (x0, x1), (y0, y1) = facts["window"]
    a, b = np.meshgrid(np.linspace(x0, x1, 9), np.linspace(y0, y1, 5))
    np.testing.assert_allclose(arrays["z"], 0.5 * ((a**2 - 1) ** 2 + (b**2 - 0.25) ** 2), rtol=1e-6)
    corners = [[-1, -0.5], [-1, 0.5], [1, -0.5], [1, 0.5]]
    np.testing.assert_allclose(sorted(np.round([found["x"] for found in facts["minima"]], 9).tolist()), corners)
    assert len(facts["saddles"]) == 5


def test_curvature_around_a_place_is_that_of_the_slice():
    said = json.loads(post("curvature", {"surface": "matrix_factorization", "points": [[0.3, 0.1]]}).content)
    a, b = 0.3, 0.1
    np.testing.assert_allclose(said["gradient"][0], [2 * a * (a**2 - 1), 2 * b * (b**2 - 0.25)])
    np.testing.assert_allclose(sorted(said["eigenvalues"][0]), sorted([6 * a**2 - 2, 6 * b**2 - 0.5]))


def test_an_update_of_three_variables_is_written_out_and_one_of_eight_is_not():
    arrays, _ = tensors(post("anatomy", {"run": SPEC.to_dict()}).content)
    assert arrays["g"].shape == (50, 3)
    assert arrays["inertia"].shape == (50, 2)
    refused = post("anatomy", {"run": SPEC.with_(surface="matrix_factorization").to_dict()})
    assert refused.status_code == 400
    assert "too many" in sentence(refused)


def test_pictures_of_slices_are_drawn():
    assert get("picture/matrix_factorization.png").content.startswith(b"\x89PNG")
