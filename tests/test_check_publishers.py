"""A publisher's territory must be a real one."""

from __future__ import annotations

from indexer.check_publishers import publishers_faults
from indexer.knowledge.bundle import Knowledge
from tests.conftest import CORPUS


def test_our_own_publishers_have_no_fault():
    assert list(publishers_faults(Knowledge.of_corpus([CORPUS]))) == []


def test_a_publisher_needs_a_real_territory(tmp_path):
    (tmp_path / "publishers.toml").write_text('# ici\n"Centre" = "dep:999"\n', "utf-8")
    (fault,) = publishers_faults(Knowledge.of_corpus([tmp_path]))
    assert (fault.line, fault.code) == (2, "publisher-territory")
    assert "dep:93" in fault.advice
