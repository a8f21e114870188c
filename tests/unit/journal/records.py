"""Any record that the attempt journal can hold, for hypothesis."""

from datetime import UTC, datetime

from hypothesis import strategies as st

from zharia.journal import (
    AttemptAnswered,
    AttemptEnded,
    AttemptRevoked,
    AttemptSent,
    PhotoPulled,
    PublicationCancelled,
    SentAccount,
    SentArticle,
    SentPublication,
    TokensKept,
)

moments = st.integers(0, 2**32).map(lambda at: datetime.fromtimestamp(at, UTC))
texts = st.text(max_size=20)
numbers = st.integers(min_value=0, max_value=2**31)
photos = st.tuples(st.fixed_dictionaries({"key": texts, "width": numbers}))

publications = st.builds(
    SentPublication, created_at=moments, due_at=moments, title=texts, description=texts
)
articles = st.builds(SentArticle, published_at=moments, title=texts, excerpt=texts)
sent = st.builds(
    AttemptSent,
    sent_at=moments,
    photos=photos,
    publication=publications,
    article=articles,
    account=st.builds(SentAccount),
)
tokens = st.builds(
    TokensKept,
    issued_at=moments,
    access_expires_at=moments,
    refresh_expires_at=st.none() | moments,
    refresh_due_at=moments,
    connected_at=moments,
)
records = st.one_of(
    sent,
    tokens,
    st.builds(AttemptAnswered, at=moments),
    st.builds(PhotoPulled, at=moments),
    st.builds(AttemptRevoked, at=moments),
    st.builds(AttemptEnded, at=moments),
    st.builds(PublicationCancelled, at=moments),
)
