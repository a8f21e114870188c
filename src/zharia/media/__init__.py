"""An article's photos become photos TikTok accepts.

Read in this order: `selection` (which photos of an article), `prepare` (one foreign file becomes
one JPEG), `workers` (that, in bounded processes), `store` (kept under the hash of its bytes),
`response` (handed to whoever asks).

Nothing is re-exported here: a worker process imports this package too, and must stay small.
"""
