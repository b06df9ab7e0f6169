"""Vendors that may have been recorded twice, with a score and the reasons. Pure.

The score of two names is rapidfuzz's `ratio` of their normalised words in alphabetical order:
200 × longest common subsequence / both lengths, 0 to 100. Names that differ in a number
(“Local 98”, “Local 99”) or in their recorded LEI are two companies however alike they look. The
same tax id or LEI makes a pair certain, the same web domain likely.

Comparing all pairs grows with the square; blocks keep to those that can reach the threshold:
the same key (tax id, LEI, domain), or names whose lengths and letters leave room for it. The
blocks lose nothing: `all_pairs` is the slow reference, and a test compares the two.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from uuid import UUID

from rapidfuzz import fuzz, process

from vendors.names import bare_domain, bare_tax_id, normalized

THRESHOLD = 90.0
SAME_DOMAIN = 92.0
CERTAIN = 100.0


@dataclass(frozen=True, slots=True)
class Candidate:
    id: UUID
    legal_name: str
    tax_id: str = ""
    lei: str = ""
    web_domain: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two vendors, the one with the smaller id first; `why` is read by people."""

    first: Candidate
    second: Candidate
    score: float
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Keyed:
    """A candidate with what it is compared by."""

    candidate: Candidate
    name: str
    numbers: tuple[str, ...]
    tax_id: str
    domain: str

    @classmethod
    def of(cls, candidate: Candidate) -> "_Keyed":
        name = normalized(candidate.legal_name)
        numbers = tuple(word for word in name.split() if any(map(str.isdigit, word)))
        return cls(
            candidate,
            name,
            numbers,
            bare_tax_id(candidate.tax_id),
            bare_domain(candidate.web_domain),
        )


def possible_duplicates(
    candidates: Iterable[Candidate], threshold: float = THRESHOLD
) -> tuple[Pair, ...]:
    """The pairs that score at least `threshold`, the most alike first."""
    keyed = [_Keyed.of(candidate) for candidate in candidates]
    found = {
        (a.candidate.id, b.candidate.id): (a, b)
        for a, b in (_ordered(one, other) for one, other in _blocked(keyed, threshold))
    }
    return _scored(found.values(), threshold)


def all_pairs(candidates: Iterable[Candidate], threshold: float = THRESHOLD) -> tuple[Pair, ...]:
    """The same by comparing every vendor with every other: the reference, slow."""
    keyed = [_Keyed.of(candidate) for candidate in candidates]
    return _scored((_ordered(*pair) for pair in combinations(keyed, 2)), threshold)


def _scored(pairs: Iterable[tuple[_Keyed, _Keyed]], threshold: float) -> tuple[Pair, ...]:
    compared = (_compare(a, b, threshold) for a, b in pairs)
    found = [pair for pair in compared if pair is not None]
    return tuple(sorted(found, key=_most_alike_first))


def _most_alike_first(pair: Pair) -> tuple[object, ...]:
    first, second = pair.first, pair.second
    return (-pair.score, first.legal_name, second.legal_name, first.id, second.id)


def _ordered(one: _Keyed, other: _Keyed) -> tuple[_Keyed, _Keyed]:
    return (one, other) if one.candidate.id < other.candidate.id else (other, one)


def _compare(a: _Keyed, b: _Keyed, threshold: float) -> Pair | None:
    score, why = 0.0, []
    if a.tax_id and a.tax_id == b.tax_id:
        score = CERTAIN
        why.append(f"the same tax id {a.candidate.tax_id}")
    if a.candidate.lei and a.candidate.lei == b.candidate.lei:
        score = CERTAIN
        why.append(f"the same LEI {a.candidate.lei}")
    if a.candidate.lei and b.candidate.lei and a.candidate.lei != b.candidate.lei:
        return Pair(a.candidate, b.candidate, score, tuple(why)) if why else None
    if a.domain and a.domain == b.domain:
        score = max(score, SAME_DOMAIN)
        why.append(f"the same web domain {a.domain}")
    alike = fuzz.ratio(a.name, b.name) if a.numbers == b.numbers else 0.0
    if alike >= threshold:
        score = max(score, alike)
        why.append(
            f"the same name without its legal form, “{a.name}”"
            if a.name == b.name
            else f"names {alike:.0f} % alike: “{a.name}” and “{b.name}”"
        )
    return Pair(a.candidate, b.candidate, score, tuple(why)) if score >= threshold else None


def _blocked(keyed: Sequence[_Keyed], threshold: float) -> Iterator[tuple[_Keyed, _Keyed]]:
    for key in (_tax_id, _lei, _domain):
        groups: dict[str, list[_Keyed]] = defaultdict(list)
        for each in keyed:
            if key(each):
                groups[key(each)].append(each)
        for group in groups.values():
            yield from combinations(group, 2)
    by_numbers: dict[tuple[str, ...], list[_Keyed]] = defaultdict(list)
    for each in keyed:
        by_numbers[each.numbers].append(each)
    for block in by_numbers.values():
        yield from _alike(block, threshold)


def _tax_id(each: _Keyed) -> str:
    return each.tax_id


def _lei(each: _Keyed) -> str:
    return each.candidate.lei


def _domain(each: _Keyed) -> str:
    return each.domain


def _alike(block: Sequence[_Keyed], threshold: float) -> Iterator[tuple[_Keyed, _Keyed]]:
    """Pairs of one block whose names reach the threshold.

    Sorted by length, a name need only be compared with those up to the length at which even a
    name that contains it whole falls below: 2 × shorter / (shorter + longer) ≥ threshold / 100.
    """
    ordered = sorted(block, key=lambda each: len(each.name))
    names = [each.name for each in ordered]
    share = threshold / 100
    end = 0
    for position, one in enumerate(ordered):
        longest = len(one.name) * (2 - share) / share
        end = max(end, position + 1)
        while end < len(names) and len(names[end]) <= longest + 1e-9:
            end += 1
        matches = process.extract_iter(
            one.name, names[position + 1 : end], scorer=fuzz.ratio, score_cutoff=threshold
        )
        for _, _, offset in matches:
            yield one, ordered[position + 1 + offset]
