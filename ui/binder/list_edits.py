"""What became of a list: the rows that went, came and moved, so that selection and place outlive a change."""

from __future__ import annotations

from array import array

from msgspec import Struct

MOST = 64  # single steps; beyond them a list is another one
BLOCK = 32_768  # ids compared at once
BETWEEN = 4_000  # rows between what stayed in front and what stayed behind


class Gone(Struct, frozen=True):
    """Rows that left."""

    row: int
    count: int


class Come(Struct, frozen=True):
    """Rows that came."""

    row: int
    ids: array[int]


class Moved(Struct, frozen=True):
    """One row that moved; `to` is where it stands then."""

    row: int
    to: int


Edit = Gone | Come | Moved


def edits(old: array[int], new: array[int]) -> list[Edit] | None:
    """Return the steps that make one list of ids of another, each done before the next; None for too many."""
    front = _same(old, new)
    back = _same_behind(old, new, min(len(old), len(new)) - front)
    was, now = old[front : len(old) - back], new[front : len(new) - back]
    if not was or not now:
        return [*([Gone(front, len(was))] if was else []), *([Come(front, now)] if now else [])]
    if len(was) == len(now):
        last = len(was) - 1
        if was[0] == now[last] and was[1:] == now[:last]:
            return [Moved(front, front + last)]
        if was[last] == now[0] and was[:last] == now[1:]:
            return [Moved(front + last, front)]
    if len(was) > BETWEEN or len(now) > BETWEEN:
        return None
    return _steps(front, list(was), list(now))


def _steps(front: int, was: list[int], now: list[int]) -> list[Edit] | None:
    stay, known = set(now), set(was)
    found: list[Edit] = [Gone(front + begin, end - begin) for begin, end in reversed(_runs(was, stay))]
    was = [one for one in was if one in stay]
    place = 0
    while place < len(now) and len(found) <= MOST:
        if place < len(was) and was[place] == now[place]:
            place += 1
        elif now[place] in known:
            at = was.index(now[place], place)
            found.append(Moved(front + at, front + place))
            was.insert(place, was.pop(at))
            place += 1
        else:
            last = next((at for at in range(place, len(now)) if now[at] in known), len(now))
            found.append(Come(front + place, array("q", now[place:last])))
            was[place:place] = now[place:last]
            place = last
    return found if len(found) <= MOST else None


def _runs(was: list[int], stay: set[int]) -> list[tuple[int, int]]:
    """Return where runs of rows that left begin and end."""
    found: list[tuple[int, int]] = []
    for place, one in enumerate(was):
        if one in stay:
            continue
        begin = found.pop()[0] if found and found[-1][1] == place else place
        found.append((begin, place + 1))
    return found


def _same(one: array[int], other: array[int]) -> int:
    """Return how many ids both begin with; slices are compared, as that is done without looking at each."""
    most = min(len(one), len(other))
    low = next((at for at in range(0, most, BLOCK) if one[at : at + BLOCK] != other[at : at + BLOCK]), most)
    high = min(low + BLOCK, most)
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _same_behind(one: array[int], other: array[int], most: int) -> int:
    """Return how many ids both end with, at most so many."""
    low = 0
    while low < most:
        step = min(BLOCK, most - low)
        here, there = len(one) - low, len(other) - low
        if one[here - step : here] != other[there - step : there]:
            return low + _same(one[here - step : here][::-1], other[there - step : there][::-1])
        low += step
    return low
