"""The commands of the shell, one module per group; ``commands.app`` puts them together.

Modules of this package import ``layers`` and ``spatial`` inside the functions that use them, so
that ``--help`` and the completion of a shell load neither numpy nor geopandas.
"""
