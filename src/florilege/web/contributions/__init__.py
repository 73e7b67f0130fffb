"""What places, visitors and the team say of places: proposed, kept, answered; what is accepted joins the study's files."""
