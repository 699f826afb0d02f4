"""The packages of the wheel; everything else of it stands in pyproject.toml."""

from __future__ import annotations

from setuptools import find_packages, setup

CODE = find_packages(
    include=[
        f"{name}{end}" for name in ("spatial", "layers", "pages", "commands") for end in ("", ".*")
    ]
)
RESOURCES = {
    "desmigratif_resources.data": "data",
    "desmigratif_resources.locale": "locale",
    "desmigratif_resources.streamlit": ".streamlit",
    "static": "static",
}
"""Folders of files by the package that holds them when installed: in a package of their own, so
that no other distribution can own them; only `static` stands beside app.py, where Streamlit
serves it."""

setup(packages=[*CODE, *RESOURCES], package_dir=RESOURCES)
