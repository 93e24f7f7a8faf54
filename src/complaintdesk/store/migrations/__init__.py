"""Alembic's folder; it lies in the package so that an installed wheel can migrate."""
