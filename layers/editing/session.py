"""An editing of an area's points: what was changed since the area was loaded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any, Final

import geopandas as gpd
import pandas as pd

from layers.area import schema
from layers.area.study_area import StudyArea
from layers.editing import points as editing
from layers.editing.place import district_at
from layers.editing.points import History
from spatial.errors import InputError
from spatial.wording import N_, NC_, Labels, lazy_gettext

USUAL_KINDS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "villages": ("desa", "kelurahan"),
        "offices": schema.OFFICE_KINDS,
        "markets": ("pasar rakyat", "pasar hewan", "pasar ikan", "pasar swalayan", "pasar"),
        "services": schema.SERVICE_KINDS,
    }
)
REQUIRED: Final = {
    "name": lazy_gettext("Name"),
    "kind": lazy_gettext("Kind"),
    "source": lazy_gettext("Source"),
}
"""Texts that must not be empty, and what they are called."""


def kinds(points: gpd.GeoDataFrame, layer: str) -> list[str]:
    """List the kinds that a point of a layer may be given: the usual ones, and those in use.

    Where the schema fixes the kinds no others can be in use.
    """
    return list(dict.fromkeys([*USUAL_KINDS[layer], *sorted(map(str, points["kind"]))]))


def table_edits(
    shown: pd.DataFrame, edited_rows: Mapping[int, Mapping[str, Any]], columns: Iterable[str]
) -> dict[str, dict[str, Any]]:
    """Turn what an editable table tells into values per point.

    Parameters
    ----------
    shown
        The table as it was given to the user, with `id`.
    edited_rows
        New values by position and column; whatever is not in it is as shown, also what was
        edited and then set back.
    columns
        The columns that could be edited.
    """
    names = [name for name in columns if name in shown]
    rows = shown[names].to_dict("records")
    return {
        str(point): {str(k): v for k, v in (row | dict(edited_rows.get(place, {}))).items()}
        for place, (point, row) in enumerate(zip(shown["id"], rows, strict=True))
    }


def differing(
    points: gpd.GeoDataFrame, edits: Mapping[str, Mapping[str, Any]]
) -> dict[str, dict[str, Any]]:
    """Return those of the edits that change something; an empty text is nothing known."""
    rows = points.set_index("id").to_dict("index")
    found = {}
    for point, values in edits.items():
        old = rows.get(point, {})
        new = {name: _plain(value) for name, value in values.items()}
        found[point] = {n: v for n, v in new.items() if n not in old or not _same(old[n], v)}
    return {point: values for point, values in found.items() if values}


def filled(text: object, word: str) -> str:
    """Return a text without the spaces around it.

    Raises
    ------
    InputError
        If nothing is left; `word` says what is empty.
    """
    plain = str(text or "").strip()
    if not plain:
        raise InputError([lazy_gettext("{word} is still empty; fill it in first.", word=word)])
    return plain


def _plain(value: object) -> object:
    if isinstance(value, str):
        return value.strip() or None
    return None if pd.isna(value) else value  # type: ignore[call-overload]


def _same(old: object, new: object) -> bool:
    if pd.isna(old):  # type: ignore[call-overload]
        return new is None
    return bool(old == new)


LAYERS: Final[Mapping[str, str]] = Labels(
    {
        "villages": NC_("desa or kelurahan", "Villages"),
        "offices": N_("Offices"),
        "markets": N_("Markets"),
        "services": N_("Other services"),
    },
)
"""The layers that can be edited, in the user's words."""

PREFIXES: Final = {"villages": "desa", "offices": "kantor", "markets": "pasar",
                   "services": "layanan"}  # fmt: skip
"""How the ids of new points begin."""

EDITED: Final = "disunting di program ini"
PLACE_SOURCE: Final = "; letak: "
"""Before what is said of a place that was set by hand, at the end of a point's source."""


@dataclass(frozen=True)
class NewPoint:
    """What is known of a point that is to be added.

    Attributes
    ----------
    name, kind
        As the layer's schema has them.
    lon, lat
        Degrees, WGS 84.
    precision
        One of `schema.PRECISIONS`.
    source
        Where the place is known from.
    code
        Its id, such as the Kemendagri code of a village; without it one is made.
    """

    name: str
    kind: str
    lon: float
    lat: float
    precision: str
    source: str
    code: str = ""


@dataclass(frozen=True, eq=False)
class EditSession:
    """An area and the changes to its points that are not stored yet.

    Attributes
    ----------
    area
        The area as it was loaded.
    based_on
        For `AreaStore.save`: digest of the stored version that `area` is, or `NEW`.
    histories
        Per layer of `LAYERS` what it is, was, and was before an undo.
    """

    area: StudyArea
    based_on: str
    histories: Mapping[str, History]

    @property
    def changes(self) -> int:
        """Number of steps that are not stored."""
        return sum(len(history.past) for history in self.histories.values())

    def points(self, layer: str) -> gpd.GeoDataFrame:
        """Return a layer as it is now."""
        return self.histories[layer].current

    def add(self, layer: str, new: NewPoint) -> tuple[EditSession, str]:
        """Add a point; its kecamatan is the one that it lies in, where boundaries say so.

        Returns
        -------
        EditSession
            The session with the point.
        str
            The id of the point.

        Raises
        ------
        InputError
            If the point breaks the layer's schema, or its code is used before.
        """
        code = new.code.strip() or editing.new_id(PREFIXES[layer], self._ids())
        if code in self._ids():
            raise InputError(
                [
                    lazy_gettext(
                        "Another point has the code '{code:.60}' already; write a different one.",
                        code=code,
                    )
                ]
            )
        values = {
            "id": code,
            "name": filled(new.name, lazy_gettext("Name")),
            "kind": new.kind,
            "regency": self.area.regency or None,
            "district": district_at(self.area.boundaries, new.lon, new.lat),
            "source": filled(new.source, lazy_gettext("Source of the place")),
            "precision": new.precision,
            **_flags(layer, self.points(layer)),
        }
        edited = editing.add_point(self.points(layer), layer, values, new.lon, new.lat)
        return self._then(layer, edited), code

    def move(  # noqa: PLR0913
        self, layer: str, point_id: str, lon: float, lat: float, precision: str, source: str
    ) -> EditSession:
        """Move a point and say how good its new place is, as one step.

        Parameters
        ----------
        layer, point_id
            The point.
        lon, lat
            Its new place, degrees, WGS 84.
        precision
            One of `schema.PRECISIONS`.
        source
            Where the new place is known from; it goes to the end of the point's source.

        Raises
        ------
        InputError
            If there is no such point, or the place does not lie in Indonesia.
        """
        moved = editing.move_point(self.points(layer), layer, point_id, lon, lat)
        old = str(moved.loc[moved["id"] == point_id, "source"].iloc[0])
        description = (
            old.partition(PLACE_SOURCE)[0]
            + PLACE_SOURCE
            + filled(source, lazy_gettext("Source of the place"))
        )
        facts = {point_id: {"precision": precision, "source": description}}
        return self._then(layer, editing.set_values(moved, layer, facts))

    def correct(self, layer: str, edits: Mapping[str, Mapping[str, Any]]) -> EditSession:
        """Correct values of points, as one step; the same session where nothing differs.

        Parameters
        ----------
        layer
            A key of `LAYERS`.
        edits
            New values: id, column, value. Texts lose the spaces around them; empty ones are
            taken for nothing known.

        Raises
        ------
        InputError
            If a value breaks the layer's schema.
        """
        points = self.points(layer)
        news = differing(points, edits)
        for values in news.values():
            for column in REQUIRED.keys() & values.keys():
                filled(values[column], REQUIRED[column])
        return self._then(layer, editing.set_values(points, layer, news)) if news else self

    def remove(self, layer: str, point_id: str) -> EditSession:
        """Remove a point.

        Raises
        ------
        InputError
            If there is no such point, or it is the last village.
        """
        if layer == "villages" and len(self.points(layer)) == 1:
            raise InputError(
                [lazy_gettext("The last village cannot be deleted: an area needs at least one.")]
            )
        return self._then(layer, editing.remove_point(self.points(layer), layer, point_id))

    def undo(self, layer: str) -> EditSession:
        """Take the last step of a layer back."""
        return self._with(layer, self.histories[layer].undo())

    def redo(self, layer: str) -> EditSession:
        """Do the step of a layer again that was taken back last."""
        return self._with(layer, self.histories[layer].redo())

    def edited(self) -> StudyArea:
        """Return the area with the changes; its sources say which layers were edited."""
        layers = {layer: history.current for layer, history in self.histories.items()}
        return replace(self.area, **layers, sources=self._sources())

    def _sources(self) -> Mapping[str, Any]:
        sources = dict(self.area.sources)
        for layer, history in self.histories.items():
            if history.past:
                sources[layer] = _edited_source(sources.get(layer, {}), len(history.past))
        return MappingProxyType(sources)

    def _ids(self) -> set[str]:
        """Collect the ids of all layers, now and before."""
        return {
            str(point)
            for history in self.histories.values()
            for frame in (*history.past, history.current, *history.future)
            for point in frame["id"]
        }

    def _then(self, layer: str, edited: gpd.GeoDataFrame) -> EditSession:
        return self._with(layer, self.histories[layer].then(edited))

    def _with(self, layer: str, history: History) -> EditSession:
        return replace(self, histories=MappingProxyType({**self.histories, layer: history}))


def _flags(layer: str, points: gpd.GeoDataFrame) -> dict[str, bool]:
    """Return what a new point needs because the layer's schema wants true or false."""
    columns: Iterable[str] = {"villages": ("desmigratif",), "offices": ("confirmed",)}.get(
        layer, ()
    )
    return {c: False for c in columns if c in points or c == "desmigratif"}


def _edited_source(source: Mapping[str, Any], changes: int) -> dict[str, Any]:
    words = str(source.get("description", ""))
    description = words if words.endswith(EDITED) else f"{words}; {EDITED}".removeprefix("; ")
    step = {"when": datetime.now(tz=UTC).isoformat(timespec="seconds"), "changes": changes}
    return {"files": [], **source, "description": description,
            "edits": [*source.get("edits", ()), step]}  # fmt: skip
