"""Writes OSM objects, given as in Overpass JSON, to files as people download them."""

from __future__ import annotations

import osmium
from osmium.osm.mutable import Node, Relation, Way

STAMP = "2024-08-03T20:21:00Z"
ORDER = ("node", "way", "relation")


def write_osm(path, elements, stamp=STAMP, changed="2023-05-01T00:00:00Z"):
    """Write objects, nodes first and each kind by id, as extracts have them."""
    header = osmium.io.Header()
    if stamp:
        header.set("osmosis_replication_timestamp", stamp)
    header.set("generator", "tests")
    header.add_box(osmium.osm.Box(120.0, 0.0, 120.1, 0.1))
    with osmium.SimpleWriter(str(path), header=header, overwrite=True) as writer:
        for element in sorted(elements, key=lambda e: (ORDER.index(e["type"]), e["id"])):
            facts = {"id": element["id"], "version": 1, "tags": element.get("tags", {})}
            facts["timestamp"] = changed
            if element["type"] == "node":
                writer.add_node(Node(location=(element["lon"], element["lat"]), **facts))
            elif element["type"] == "way":
                writer.add_way(Way(nodes=element["nodes"], **facts))
            else:
                members = [(m["type"][0], m["ref"], m.get("role", "")) for m in element["members"]]
                writer.add_relation(Relation(members=members, **facts))
    return path
