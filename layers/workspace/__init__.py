"""Use: the catalogue of areas, their list and exchange as zip."""
