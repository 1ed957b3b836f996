"""What is kept is bounded by bytes, and what was asked least lately leaves first."""

from __future__ import annotations

from indexer.keeping import Keeping


def of(entries: int, size: int = 100) -> Keeping[str, str]:
    return Keeping(size * entries)


def test_what_was_put_is_found_again():
    kept = of(2)
    kept.put("a", "A", 100)
    assert (kept.get("a"), kept.get("b")) == ("A", None)


def test_the_one_asked_least_lately_leaves_first():
    kept = of(2)
    kept.put("a", "A", 100)
    kept.put("b", "B", 100)
    kept.get("a")
    kept.put("c", "C", 100)
    assert [kept.get(key) for key in "abc"] == ["A", None, "C"]
    assert kept.bytes == 200


def test_a_value_larger_than_all_there_is_room_for_drives_nothing_out():
    kept = of(2)
    kept.put("a", "A", 100)
    kept.put("huge", "H", 100_000)
    assert (kept.get("a"), kept.get("huge"), len(kept)) == ("A", None, 1)


def test_a_second_value_of_a_key_does_not_count_twice():
    kept = of(2)
    kept.put("a", "A", 100)
    kept.put("a", "other", 100)
    assert (kept.get("a"), kept.bytes) == ("A", 100)
