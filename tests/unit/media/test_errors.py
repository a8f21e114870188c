from zharia.errors.book import entry_of
from zharia.media import errors


def leaves(error: type[errors.MediaError]) -> list[type[errors.MediaError]]:
    below = error.__subclasses__()
    return [leaf for child in below for leaf in leaves(child)] if below else [error]


def test_every_leaf_says_what_happened_and_who_acts() -> None:
    for leaf in leaves(errors.MediaError):
        error = leaf("Ξ")
        assert str(error).endswith(".")
        assert ("Ξ" in str(error)) == ("{detail}" in leaf.sentence)
        assert entry_of(leaf.code).retry is not None


def test_codes_are_unique() -> None:
    codes = [leaf.code for leaf in leaves(errors.MediaError)]
    assert len(set(codes)) == len(codes)


def test_the_tree_at_the_top_of_the_file_is_complete() -> None:
    for leaf in leaves(errors.MediaError):
        assert f"─ {leaf.__name__} " in (errors.__doc__ or "")


def test_foreign_braces_in_a_detail_are_harmless() -> None:
    assert "{0.__class__}" in str(errors.BrokenPhoto("{0.__class__}"))
