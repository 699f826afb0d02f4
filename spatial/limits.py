"""Limits that several parts of the program share, each with its source.

Limits with one user stand where they are used.
"""

from __future__ import annotations

from typing import Final

LONGITUDE: Final = (94.9, 141.1)
LATITUDE: Final = (-11.1, 6.5)
"""Extent of Indonesia with a margin, degrees: base points of PP 38/2002, as amended by PP 37/2008.

Pulau Benggala lies at 94.97 E, Pulau Ndana at 11.01 S, Pulau Rondo at 6.08 N, and the land border
on Papua at 141.02 E. In the north the margin holds the territorial sea of 12 nautical miles
(UU 6/1996, article 3), which OpenStreetMap counts to Kota Sabang.
"""

INDONESIA: Final = (LONGITUDE[0], LATITUDE[0], LONGITUDE[1], LATITUDE[1])
"""The same as west, south, east, north."""

CLUSTER_M: Final = 2000.0
"""Gap villages this near to each other, straight line, are one cluster (assumption): 3 km would
join all villages of a densely settled kabupaten of Java."""
