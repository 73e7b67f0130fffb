"""The team's pages: what waits, the unsure pairs, the acts, the listings. Until people can sign in: loopback only."""
