"""A page that shows each project, and what an answer or a change does to it.

`python -m preview.explorer` writes it.
"""
