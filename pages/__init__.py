"""Streamlit pages: widgets in, results out."""
