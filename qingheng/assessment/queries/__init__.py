"""查考核: what the pages, the exports and the API show, each under the rights of who asks."""
