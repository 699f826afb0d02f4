"""The thematic layers: their schema, where each comes from, how each looks on a map."""

import os

# Whatever its name says, a file of one of these formats can make GDAL read other files of this
# machine or call a server. GDAL reads the setting when its drivers are registered, so it must
# stand before the first import of pyogrio; a value from outside must not weaken it.
REFUSED_FORMATS = (
    "VRT", "OGR_VRT", "GDALG", "WFS", "OAPIF", "CSW", "GML", "HTTP", "Elasticsearch", "Carto",
    "AmigoCloud", "NGW", "PLSCENES", "OGCAPI", "EEDA", "ADBC", "GTFS", "JSONFG", "MapML",
    "GeoRSS", "PDF", "LVBAG", "EDIGEO", "VICAR", "PDS4", "OGR_PDS",
)  # fmt: skip
os.environ["OGR_SKIP"] = ",".join(REFUSED_FORMATS)

# A file may name a link where GDAL looks for a coordinate system. With a proxy of a kind that does
# not exist, libcurl refuses before it opens a connection; GDAL's own options have no such switch.
os.environ["GDAL_HTTP_PROXY"] = os.environ["GDAL_HTTPS_PROXY"] = "nowhere://nowhere"
