"""How things look: colours, glyphs, lines of text. Roles are named here, styles nowhere else."""
