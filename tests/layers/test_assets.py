import re
from concurrent.futures import ThreadPoolExecutor

import folium
import pytest

from layers.webmap import assets
from layers.webmap.assets import OfflineMap, publish, standalone_html

LOADED = r'<(?:script|link|img|iframe)[^>]*(?:src|href)=["\']?([^"\'>]+)'


def test_publish_copies_what_the_map_asks_for(tmp_path):
    folder = publish(tmp_path)
    for _, url in [*OfflineMap.default_js, *OfflineMap.default_css]:
        assert (tmp_path / url.removeprefix("../../app/static/")).is_file()
    assert (folder / "images" / "layers.png").read_bytes().startswith(b"\x89PNG")
    assert not list(folder.rglob("*.map"))


def test_publish_twice_writes_once(tmp_path):
    before = (publish(tmp_path) / "leaflet.js").stat()
    after = (publish(tmp_path) / "leaflet.js").stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


def test_publish_from_many_at_once(tmp_path):
    with ThreadPoolExecutor(8) as pool:
        folders = set(pool.map(publish, [tmp_path] * 8))
    assert [path.name for path in (tmp_path / "vendor").iterdir()] == [folders.pop().name]
    assert not folders


def test_publish_after_losing_the_race(tmp_path, monkeypatch):
    copy_files = assets._copy_files

    def other_process_is_quicker(folder):
        copy_files(folder)
        monkeypatch.setattr(assets, "_copy_files", copy_files)
        publish(tmp_path)

    monkeypatch.setattr(assets, "_copy_files", other_process_is_quicker)
    assert (publish(tmp_path) / "leaflet.css").is_file()
    assert len(list((tmp_path / "vendor").iterdir())) == 1


def test_publish_another_version_beside_the_old_one(tmp_path, monkeypatch):
    old = publish(tmp_path)
    monkeypatch.setattr(assets, "_FOLDER", "leaflet-9.9.9")
    assert publish(tmp_path) != old
    assert (tmp_path / "vendor" / "leaflet-9.9.9" / "leaflet.js").is_file()


def test_publish_says_when_it_cannot_write(tmp_path):
    (tmp_path / "vendor").write_text("in the way")
    with pytest.raises(OSError, match="vendor"):
        publish(tmp_path)


def test_the_served_map_asks_for_nothing_from_elsewhere():
    page = OfflineMap([-6.9, 110.6], tiles=None).get_root().render()
    asked = re.findall(LOADED, page)
    assert len(asked) == 2
    assert all(url.startswith("../../app/static/vendor/leaflet-") for url in asked)


def test_the_standalone_page_asks_for_nothing():
    page = standalone_html(OfflineMap([-6.9, 110.6], tiles=None))
    assert re.findall(LOADED, page) == []
    assert not re.findall(r"url\((?!data:|#)[^)]*\)", page)
    assert "sourceMappingURL" not in page
    assert page.count("data:image/png;base64,") == 3  # layers, layers-2x, marker
    assert page.count("<script") == page.count("</script>")


def test_the_map_is_left_as_it_was():
    offline = OfflineMap([-6.9, 110.6], tiles=None)
    folium.FeatureGroup("satu").add_to(offline)
    first = standalone_html(offline)
    assert standalone_html(offline) == first
    assert OfflineMap.default_js[0][1] in offline.get_root().render()
