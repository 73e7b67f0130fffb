"""The actors behind the places: on the sheet of a place, on the page of a territory, on pages of their own."""
