"""What a published site says, derived again from the files that it publishes.

Nothing here is shared with what builds pages: a fault of theirs cannot hide itself. A sentence with a number is either
derived again, or refuted (what it says, what the data say), or listed as not derived.
"""
