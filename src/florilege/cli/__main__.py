"""`python -m florilege.cli`."""

from florilege.cli import main

main()
