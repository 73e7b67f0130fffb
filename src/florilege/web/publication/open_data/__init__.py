"""The open data of a study: tables, files, licences, and the page that describes them."""
