"""An issue of the letter to many subscribers, its worker killed in the middle: who got it, and how often."""
