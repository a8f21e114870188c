"""Chaos tests: the service killed, frozen, misled and restored; the posts counted afterwards.

A simulated TikTok, a newsroom and real `zharia` processes on one machine, as in the demo:

    plan       what happens when, generated from a seed                               pure
    newsroom   stories, photos, feeds
    tiktok     the simulator in this process; records its calls; another client of the same app
    relay      passes TikTok's webhooks on to the service: loses, delays, doubles, reorders
    processes  `zharia` commands that are killed, frozen and started again
    postgres   a PostgreSQL of the run's own
    backups    backup and restore of the database
    installation  the service, set up and running; queries of its database
    cms        delivers stories by the JSON interface until they are accepted
    environment  all of the above, started
    articles   lets stories in as fast as the service sends them
    run        the run itself
    audit      doubles, lost ones, false successes, how each lost answer was resolved  pure
    report     the line of JSON at the end                                            pure
"""
