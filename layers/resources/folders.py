"""Where the files are that come with the program, in a checkout and when installed."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Literal

_CHECKOUT = Path(__file__).resolve().parents[2]


def resource_folder(name: Literal["data", "locale", "streamlit"]) -> Path:
    """Return a folder of files that come with the program.

    In a checkout the folders stand beside `layers/`; a wheel brings them in a package of its own,
    `desmigratif_resources`, so that no other package can own a folder of the same name.

    Parameters
    ----------
    name : {'data', 'locale', 'streamlit'}
        Embedded data, catalogues of texts, or the configuration of Streamlit.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    ModuleNotFoundError
        The program is neither a checkout nor installed whole.
    """
    if (_CHECKOUT / "pyproject.toml").is_file():
        return _CHECKOUT / (".streamlit" if name == "streamlit" else name)
    spec = find_spec(f"desmigratif_resources.{name}")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError(f"desmigratif_resources.{name} is not installed")
    return Path(next(iter(spec.submodule_search_locations)))
