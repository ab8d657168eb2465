"""Fits the clothing that people wear indoors (clo) to the outdoor day.

    python fit.py clo_benchmark_public.csv.gz coefficients.json [--quick]

Prints scores and anchors and writes the coefficients, which `src/comfort/worn_indoors.rs` holds as constants.
A score is the mean absolute error with every building weighted equally, in buildings that the fit did not see.
"""

import json
import sys

import numpy as np
import pandas as pd

# Columns of every input array. Outside these bounds inputs are clamped, so that the model extrapolates flat.
T, MEMORY, RH, LAT = range(4)  # °C, K (running mean less the day's), %, degrees north
LEAST = np.array([-25.0, -6.0, 35.0, -38.0])
MOST = np.array([35.0, 6.0, 95.0, 58.0])
CLO = (0.3, 1.2)
# How hard a rise with the outdoor temperature is punished: people who live in the heat dress differently
# (the hottest buildings are in few countries), and that should not turn into "warmer, so wear more".
RISE = 42.0

# A term is ({input: (number of bells, their width)}, ridge): a bell is a Gaussian of one input, the bells stand
# on an even grid between the bounds, and a term with two inputs has a weight for every pair of bells.
CURVE = [({T: (7, 10.0)}, 0.003)]
# Ten degrees of latitude are wide enough to blur single cities, which a finer grid would learn by heart.
SURFACE = CURVE + [({T: (7, 10.0), LAT: (9, 10.0)}, 0.01)]
# Corrections on top of the surface, which vanish where their input is missing.
HUMIDITY = [({T: (5, 13.0), RH: (3, 20.0)}, 0.03)]
HUMIDITY_BY_LATITUDE = [({T: (4, 16.0), RH: (3, 20.0), LAT: (7, 13.0)}, 0.02)]
MEMORY_TERM = [({T: (4, 16.0), MEMORY: (3, 6.0)}, 0.03)]


def inputs_of(terms):
    return sorted({i for spec, _ in terms for i in spec})


def design(terms, x, intercept):
    """One row per day, one column per weight."""
    x = np.clip(x, LEAST, MOST)
    parts = [np.ones((len(x), 1))] if intercept else []
    for spec, _ in terms:
        product = np.ones((len(x), 1))
        for i, (n, width) in spec.items():
            bells = np.exp(-0.5 * ((x[:, [i]] - np.linspace(LEAST[i], MOST[i], n)) / width) ** 2)
            product = (product[:, :, None] * bells[:, None, :]).reshape(len(x), product.shape[1] * n)
        parts.append(product)
    return np.hstack(parts)


def ridges(terms, intercept):
    ridge = [1e-6] if intercept else []
    for spec, strength in terms:
        ridge += [strength] * int(np.prod([n for n, _ in spec.values()]))
    return np.diag(ridge)


def rise_grid():
    """Days 2.5 K apart over the whole box, to find where the fit rises."""
    axes = [np.arange(LEAST[T], MOST[T], 2.5), [0.0], [35.0, 65.0, 95.0], np.arange(LEAST[LAT], MOST[LAT] + 1, 6.0)]
    cool = np.stack([a.ravel() for a in np.meshgrid(*axes, indexing="ij")], axis=1)
    return cool, cool + np.array([2.5, 0, 0, 0])


def fit(terms, x, y, w, base=None):
    """The conditional median (an absolute error wants it) by iteratively reweighted ridge regression."""
    w = w / w.sum()
    first = base is None
    known = ~np.isnan(x[:, inputs_of(terms)]).any(axis=1)
    x, y, w = x[known], y[known], w[known]
    target = y if first else y - base(x)
    a = design(terms, x, first)
    cool, warm = rise_grid()
    if RH not in inputs_of(terms):  # no need to repeat what the term does not see
        cool, warm = cool[cool[:, RH] == 65.0], warm[warm[:, RH] == 65.0]
    step = design(terms, warm, first) - design(terms, cool, first)
    strength = RISE / len(step)
    base_step = 0.0 if first else base(warm) - base(cool)
    weight, rising, before = w / 0.2, np.zeros(len(step), bool), None
    for _ in range(18):
        up = step[rising]
        pull = up.T @ (-base_step[rising]) if not first else 0.0
        left = (a * weight[:, None]).T @ a + ridges(terms, first) + strength * up.T @ up
        beta = np.linalg.solve(left, (a * weight[:, None]).T @ target + strength * pull)
        weight = w / np.maximum(np.abs(target - a @ beta), 0.03)
        rising = step @ beta + base_step > 0
        if before is not None and np.abs(beta - before).max() < 1e-4:
            break
        before = beta
    return beta


class Model:
    """A curve where the latitude is unknown, a surface where it is known, and corrections."""

    def __init__(self, x, y, w, corrections=()):
        self.curve, self.surface = fit(CURVE, x, y, w), fit(SURFACE, x, y, w)
        self.corrections = []
        for terms in corrections:
            self.corrections += [(terms, fit(terms, x, y, w, self.unbounded))]

    def unbounded(self, x):
        known = np.isfinite(x[:, LAT])
        clo = design(CURVE, x, True) @ self.curve
        clo[known] = design(SURFACE, x[known], True) @ self.surface
        for terms, beta in self.corrections:
            seen = ~np.isnan(x[:, inputs_of(terms)]).any(axis=1)
            clo[seen] += design(terms, x[seen], False) @ beta
        return clo

    def __call__(self, x):
        return np.clip(self.unbounded(x), *CLO)


MASKS = {
    "as in the data": [],
    "t, rh, lat": [MEMORY],
    "t, lat": [MEMORY, RH],
    "t, rh": [MEMORY, LAT],
    "t": [MEMORY, RH, LAT],
}


def held_out(x, y, w, fold, corrections=()):
    """Predictions for every row by a model that did not see its group, for every set of known inputs."""
    clo = {name: np.zeros(len(y)) for name in MASKS}
    for k in np.unique(fold):
        out = fold == k
        model = Model(x[~out], y[~out], w[~out], corrections)
        for name, missing in MASKS.items():
            masked = x[out].copy()
            masked[:, missing] = np.nan
            clo[name][out] = model(masked)
    return clo


def folds(group, seed, k):
    names, index = np.unique(group, return_inverse=True)
    return (np.random.default_rng(seed).permutation(len(names)) % k)[index]


def error(clo, y, w):
    return float(np.average(np.abs(y - clo), weights=w))


def main(data, target, quick):
    d = pd.read_csv(data)
    x = np.stack([d.t_day, d.t_mot_isd - d.t_day, d.rh_out_isd, d.lat], axis=1).astype(float)
    y, w = d.clo.to_numpy(), 1.0 / d.groupby("building_id").clo.transform("size").to_numpy()
    city = d.country + " " + d.city.fillna("")

    model = Model(x, y, w)
    model.curve, model.surface = model.curve.round(6), model.surface.round(6)
    print(f"fitted part {error(model(x), y, w):.4f}")
    scores = []
    for seed in range(1 if quick else 5):
        clo = held_out(x, y, w, folds(d.building_id, seed, 10))
        scores.append([error(clo[name], y, w) for name in MASKS])
    for name, s in zip(MASKS, np.array(scores).T):
        print(f"other buildings, known {name}: {s.mean():.4f}, sd over seeds {s.std():.4f}")
    for name, rows in d.groupby(pd.cut(d.t_day, [-40, -10, 0, 5, 10, 15, 20, 25, 28, 30, 40])).groups.items():
        bias = np.average((clo["as in the data"] - y)[rows], weights=w[rows])
        print(f"  {name} °C: bias {bias:+.3f}, error {error(clo['as in the data'][rows], y[rows], w[rows]):.3f}")
    if not quick:
        for name, group in (("cities", city), ("countries", d.country)):
            out = held_out(x, y, w, folds(group, 0, 1000))
            print(f"other {name}: with latitude {error(out['t, lat'], y, w):.4f}, without {error(out['t'], y, w):.4f}")
        tried = {"humidity": HUMIDITY, "humidity by latitude": HUMIDITY_BY_LATITUDE, "running mean": MEMORY_TERM}
        for name, terms in tried.items():
            s = [error(held_out(x, y, w, folds(d.building_id, i, 10), [terms])["as in the data"], y, w) for i in (0, 1)]
            print(f"tried and left out, {name}: {np.mean(s):.4f} against {np.mean([r[0] for r in scores[:2]]):.4f}")

    # People of one building at one outdoor temperature, to a degree; groups of at least five.
    groups = d.groupby([d.building_id, d.t_day.round()]).clo
    sd = groups.std()[groups.size() >= 5]
    building = sd.groupby(level=0).agg(lambda s: np.sqrt((s**2).mean()))
    print(f"spread in one building at one temperature: sd {building.median():.3f} in the median building,")
    print(f"  {building.mean():.3f} in the mean, {np.sqrt((building**2).mean()):.3f} in the root mean square")

    temperature = np.arange(-40.0, 45.1, 0.5)
    rise = {}
    for lat in [np.nan, *np.arange(-90.0, 90.1, 2.5)]:
        clo = model(np.stack([temperature, 0 * temperature, np.nan * temperature, 0 * temperature + lat], axis=1))
        rise[lat] = (clo - np.minimum.accumulate(clo)).max()
    print(f"largest rise as it gets warmer: {max(rise.values()):.3f} clo at latitude {max(rise, key=rise.get)}")

    anchors = []
    for t in (-40.0, -20.0, 0.0, 10.0, 18.0, 25.0, 33.0, 45.0):
        for lat in (None, 37.5, -20.0):
            day = np.array([[t, np.nan, np.nan, np.nan if lat is None else lat]])
            anchors.append([t, lat, round(float(model(day)[0]), 7)])
            print("  anchor: °C, latitude, clo", anchors[-1])
    with open(target, "w", encoding="utf-8") as file:
        result = {"curve": model.curve.tolist(), "surface": model.surface.tolist(), "anchors": anchors}
        json.dump(result, file, indent=1)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], "--quick" in sys.argv)
