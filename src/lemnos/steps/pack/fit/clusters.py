"""Train and validation by cluster: records that share a name are on one side.

(record, name) pairs → the cluster of each record, by union-find over hashes; then whole clusters are held out, in
random order, until the share is reached. A cluster larger than what is still wanted stays in train.
"""

import numpy as np
import numpy.typing as npt


def clusters(count: int, pairs: npt.NDArray[np.uint64]) -> npt.NDArray[np.int64]:
    """Return the number of the cluster of each of ``count`` records: that of its first record.

    Args:
        count: Number of records.
        pairs: Shape (p, 2): number of a record, hash of a name.
    """
    parent = list(range(count))

    def root(number: int) -> int:
        while parent[number] != number:
            parent[number] = parent[parent[number]]
            number = parent[number]
        return number

    order = np.argsort(pairs[:, 1], kind="stable")
    records, names = pairs[order, 0].astype(np.int64).tolist(), pairs[order, 1]
    same = (names[1:] == names[:-1]).tolist()
    for place, shared in enumerate(same):
        if shared:
            one, other = sorted((root(records[place]), root(records[place + 1])))
            parent[other] = one
    return np.fromiter((root(number) for number in range(count)), dtype=np.int64, count=count)


def held_out(
    cluster: npt.NDArray[np.int64],
    tokens: npt.NDArray[np.int64],
    keys: npt.NDArray[np.uint64],
    share: float,
) -> npt.NDArray[np.bool_]:
    """Return for each record whether it is held out for validation.

    Args:
        cluster: Shape (n).
        tokens: Shape (n).
        keys: Shape (n); random.
        share: Of all tokens, that is held out.
    """
    out = np.zeros(len(cluster), dtype=np.bool_)
    wanted = share * float(tokens.sum())
    if not len(cluster) or wanted < 1:
        return out
    names, place = np.unique(cluster, return_inverse=True)
    sizes = np.bincount(place, weights=tokens.astype(np.float64), minlength=len(names))
    least = np.full(len(names), np.iinfo(np.uint64).max, dtype=np.uint64)
    np.minimum.at(least, place, keys)
    chosen = np.zeros(len(names), dtype=np.bool_)
    for number in np.argsort(least, kind="stable").tolist():
        if 0 < sizes[number] <= wanted:
            chosen[number] = True
            wanted -= float(sizes[number])
    return chosen[place]
