"""`RoadSource`: a road network and how it was made."""

from __future__ import annotations

from dataclasses import dataclass

from spatial.access.snap_quality import unknown_class
from spatial.network.cleaning import CleaningReport
from spatial.network.road_network import RoadNetwork


@dataclass(frozen=True, eq=False)
class RoadSource:
    """A network and how it was made.

    Attributes
    ----------
    network
        The road network.
    kind
        `osmnx graph` or `drawn lines`.
    class_column
        Column that gave the road class; None where there was none.
    cleaning
        Report of the cleaning of drawn lines; None for graphs.
    """

    network: RoadNetwork
    kind: str
    class_column: str | None
    cleaning: CleaningReport | None

    @property
    def unclassed_km(self) -> float:
        """Kilometres of road whose class is unknown; they get the speed of that class."""
        return float(self.network.length_m[unknown_class(self.network)].sum() / 1000)

    def to_dict(self) -> dict[str, object]:
        """Return the facts for the provenance of a result."""
        return {
            "kind": self.kind,
            "class_column": self.class_column,
            "nodes": self.network.n_nodes,
            "edges": self.network.n_edges,
            "km": round(self.network.total_km, 3),
            "components": self.network.n_components,
            "cleaning": None if self.cleaning is None else self.cleaning.to_dict(),
        }
