"""Composes the text of a post: title and description, within their limits."""

import regex

from zharia.posts.hashtags import choose_hashtags
from zharia.posts.model import CREDIT_WORDS, OTHER_CREDIT_WORD, Loss, Note, Post, Story, Style
from zharia.posts.sanitizing import as_sentence, plain_text
from zharia.posts.truncation import shorten, utf16_units

#: UTF-16 units of a long headline that opens the description: what the newsroom calls a title
HEADLINE_LIMIT = 150
#: a shorter rest of an excerpt says nothing
SHORTEST_EXCERPT = 20

_LINK_SIGN = "🔗"
_CREDIT_WORD = regex.compile(
    rf"^(?:{'|'.join({*CREDIT_WORDS.values(), OTHER_CREDIT_WORD})})\s+", regex.IGNORECASE
)
_WEB_ADDRESS = regex.compile(r"https?://[^\p{C}\p{Z}]+", regex.IGNORECASE)


def compose(story: Story, style: Style) -> Post:
    """Compose a story's post in an account's style, with notes on what was left out.

    The description is one line, because TikTok drops line breaks: the full headline if the title
    was cut, the excerpt, the photographers, `🔗` and the address, hashtags. Where the limit bites,
    the excerpt gives way first, then the headline. Photographers, address and hashtags are there
    whole or not at all; if they do not fit by themselves, the article's own tags go before those of
    language, brand and category.
    """
    headline = plain_text(story.headline)
    excerpt = plain_text(story.excerpt)
    notes: list[Note] = []

    title = shorten(headline, style.title_limit)
    opening = ""
    if title != headline:
        notes.append(Note(Loss.TITLE_SHORTENED))
        opening = headline

    ending, room, ending_notes = _ending(story, style)
    text, text_notes = _text(opening, excerpt, room)
    if style.with_credit and _credit(story, text):
        # A space parts it from the text, and the text ends as a sentence does.
        rest = room - utf16_units(_credit(story)) - 2
        if rest >= 0:
            text, text_notes = _text(opening, excerpt, rest)
            ending.insert(0, _credit(story, text))
            text = as_sentence(text) if text else text
        else:
            text_notes.append(Note(Loss.CREDIT_LEFT_OUT, _credit(story)))
    description = " ".join(part for part in (text, *ending) if part)
    return Post(title, description, (*notes, *text_notes, *ending_notes))


def _credit(story: Story, text: str = "") -> str:
    """The photo credit, without names that the text has already; "" for nobody."""
    names: dict[str, str] = {}
    for name in filter(None, map(plain_text, story.credits)):
        # "Photo: from the archive", not "Photo: Photo from the archive".
        who = _CREDIT_WORD.sub("", name)
        names.setdefault(who.casefold(), who)
    # As a whole word: Japan does not name AP.
    unsaid = [
        who
        for folded, who in names.items()
        if not regex.search(rf"(?<!\w){regex.escape(folded)}(?!\w)", text.casefold())
    ]
    word = CREDIT_WORDS.get(story.language, OTHER_CREDIT_WORD)
    return f"{word}: {', '.join(unsaid)}" if unsaid else ""


def _text(headline: str, excerpt: str, room: int) -> tuple[str, list[Note]]:
    """Headline and excerpt within `room` units."""
    notes: list[Note] = []
    opening = shorten(headline, min(HEADLINE_LIMIT, room))
    if headline and not opening:
        notes.append(Note(Loss.HEADLINE_LEFT_OUT))
    elif opening != headline:
        notes.append(Note(Loss.HEADLINE_SHORTENED))

    lead = f"{as_sentence(opening)} " if opening else ""
    rest = shorten(excerpt, room - utf16_units(lead), at_sentence=True)
    if rest != excerpt and utf16_units(rest) < SHORTEST_EXCERPT:
        notes.append(Note(Loss.EXCERPT_LEFT_OUT))
        rest = ""
    elif rest != excerpt:
        notes.append(Note(Loss.EXCERPT_SHORTENED))
    return (lead + rest if rest else opening), notes


def _ending(story: Story, style: Style) -> tuple[list[str], int, list[Note]]:
    """Link and hashtags of the description, and the units that are left for the text."""
    notes: list[Note] = []
    parts: list[str] = []
    room = style.description_limit

    def take(part: str) -> bool:
        nonlocal room
        if utf16_units(part) > room:
            return False
        room -= utf16_units(part) + 1  # the space that parts it from what stands before it
        return True

    url = story.url.strip()
    if url and style.with_link:
        link = f"{_LINK_SIGN} {url}"
        if not _WEB_ADDRESS.fullmatch(url):
            notes.append(Note(Loss.LINK_UNUSABLE, url))
        elif take(link):
            parts.append(link)
        else:
            notes.append(Note(Loss.LINK_LEFT_OUT, url))

    hashtags = choose_hashtags(story, style)
    kept: set[str] = set()
    for tag in hashtags.by_priority:
        if len(kept) < style.hashtag_cap and take(tag):
            kept.add(tag)
    parts += [tag for tag in hashtags.in_order if tag in kept]
    notes += [Note(Loss.HASHTAG_LEFT_OUT, tag) for tag in hashtags.in_order if tag not in kept]
    notes += [Note(Loss.HASHTAG_UNUSABLE, name) for name in hashtags.unusable]
    return parts, room, notes
