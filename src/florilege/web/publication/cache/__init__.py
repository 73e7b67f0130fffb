"""What the live site keeps of what it made: it can all be made again."""
