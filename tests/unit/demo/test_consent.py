from selectolax.lexbor import LexborHTMLParser

from zharia.demo.consent import form_data


def test_a_form_is_sent_as_a_browser_sends_it() -> None:
    form = LexborHTMLParser(
        """<form><input type="hidden" name="state" value="s&amp;1">
        <input type="radio" name="username" value="first" checked>
        <input type="hidden" name="scope" value="user.info.basic">
        <input type="checkbox" name="scope" value="video.publish" checked>
        <input type="checkbox" name="scope" value="video.list">
        <button name="decision" value="allow">Authorize</button>
        <button name="decision" value="deny">Cancel</button></form>"""
    ).css_first("form")
    assert form is not None
    assert form_data(form, "aimaq_kz") == {
        "state": ["s&1"],
        "username": "aimaq_kz",
        "scope": ["user.info.basic", "video.publish"],
        "decision": ["allow"],
    }
