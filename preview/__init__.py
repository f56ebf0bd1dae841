"""Shows what a choice gives and what a change does: all variants, baked in memory.

`python -m preview.diff` compares the template in the working tree with a commit.
"""
