"""The thematic layers: their schema, where each comes from, how each looks on a map."""

import os

# A VRT may name any other file on this machine, whatever its own extension says. GDAL reads this
# setting when its drivers are registered, so it must stand before the first import of pyogrio.
os.environ.setdefault("OGR_SKIP", "OGR_VRT,VRT")
