"""What a server starts: settings from the environment, the generation opened at once."""

from __future__ import annotations

import gc
from types import SimpleNamespace

import pytest

from indexer import Collection, Query, SettingsError
from webapp import processes, wsgi


def test_the_server_serves_the_index_of_its_settings(published, monkeypatch):
    monkeypatch.setenv("FICHES_INDEX", str(published[0]))
    monkeypatch.setenv("FICHES_SITE_NAME", "Nos fiches")
    client = wsgi.make().test_client()
    assert client.get("/readyz").status_code == 200
    assert "Nos fiches" in client.get("/").text


def test_it_starts_without_an_index_and_tells_the_operator_what_to_run(
    tmp_path, monkeypatch, caplog
):
    monkeypatch.setenv("FICHES_INDEX", str(tmp_path / "none"))
    assert wsgi.make().test_client().get("/readyz").status_code == 503
    assert f"run `fiches index CORPUS --index {tmp_path / 'none'}`" in caplog.text


def test_a_wrong_setting_stops_it(monkeypatch):
    monkeypatch.setenv("FICHES_PORT", "huit mille")
    with pytest.raises(SettingsError):
        wsgi.make()


def test_the_operator_is_told_at_once_what_to_run_when_there_is_no_index(
    tmp_path, monkeypatch, caplog
):
    monkeypatch.setenv("FICHES_INDEX", str(tmp_path / "none"))
    wsgi.make()
    assert "run `fiches index" in caplog.text


def test_templates_are_compiled_before_the_first_visitor(published, monkeypatch):
    monkeypatch.setenv("FICHES_INDEX", str(published[0]))
    app = wsgi.make()
    cache = app.jinja_env.cache
    assert cache is not None
    compiled = {template.name for template in cache.values()}
    assert {"pages/results.html", "pages/sheet.html", "parts/hit.html"} <= compiled


def test_a_fault_in_a_text_of_the_operator_does_not_stop_the_site(published, tmp_path, monkeypatch):
    (tmp_path / "aide.html").write_text("{% endif %}", "utf-8")
    monkeypatch.setenv("FICHES_INDEX", str(published[0]))
    monkeypatch.setenv("FICHES_TEXTS", str(tmp_path))
    assert wsgi.make().test_client().get("/recherche").status_code == 200


def test_processes_share_the_program_and_open_the_generation_each_for_itself(
    published, monkeypatch
):
    monkeypatch.setenv("FICHES_INDEX", str(published[0]))
    asked: list[object] = []
    monkeypatch.setattr(Collection, "search", lambda _, query: asked.append(query))
    assert processes.preload_app
    app = wsgi.loaded()
    assert not asked, "nothing of the index is open before the fork"
    monkeypatch.setattr(gc, "freeze", lambda: asked.append("passed over"))
    monkeypatch.setattr(gc, "set_threshold", lambda *_: None)
    processes.when_ready(None)
    processes.post_worker_init(SimpleNamespace(wsgi=app))
    assert asked == ["passed over", Query(size=1)]
