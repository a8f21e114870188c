"""What people read, in Kazakh, Russian and English.

English stands in the code, marked by `gettext` (said at once), `noop` (said where it is shown) or
`Message` (carried by errors and the error book); the catalogues in `locale/` hold the other two.
`./run messages` collects what is new, and a test fails on what is not translated.
"""
