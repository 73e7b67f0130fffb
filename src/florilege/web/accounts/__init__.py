"""People who sign in, their roles in each study, and links that open one thing once."""
