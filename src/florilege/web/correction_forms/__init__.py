"""The pages by which anyone proposes a correction, and a place corrects its sheet by a link; no account is asked for."""
