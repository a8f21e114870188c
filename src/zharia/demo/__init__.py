"""The demo, all on one machine: a newsroom, Zharia, and a TikTok to watch.

Three servers run for real and talk HTTP: the newsroom's site (`newsroom`), Zharia itself and the
simulator (`processes`). `run` connects the accounts as a person would (`setup`,
`consent`), lets the newsroom publish story after story, and tells what arrives.
"""
