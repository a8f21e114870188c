"""The newsroom's pages: HTML that works without JavaScript, and better with it.

Each module holds the routes of one page. `view` says who is looking and answers with a page;
`rendering` knows the templates; `words` holds the names of states and events.
"""
