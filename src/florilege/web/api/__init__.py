"""What other programs and other sites read of a study: the API (/api/v1) and the map and list to embed (/embed).

All of it is answered from the same frozen contents as the pages (`publication.live.current_site`): what no page shows, no
program reads.
"""
