"""A person's own sessions: seen, ended one by one, or all others at once."""

from allauth.usersessions.models import UserSession

from accounts.models import Membership
from accounts.signin.browsers import browser_name
from tests.cast import Cast
from tests.signin.conftest import Browser, enter

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1"
EDGE = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0"


def key_of(member: Membership, address: str) -> int:
    return int(UserSession.objects.get(user=member.user, ip=address).pk)


def test_omar_sees_where_he_is_signed_in_and_ends_one(cast: Cast, browser: Browser) -> None:
    here = browser("10.254.0.1", FIREFOX)
    phone = browser("10.254.0.2", IPHONE)
    enter(here, cast.omar)
    enter(phone, cast.omar)
    page = here.get("/account/sessions/").content.decode()
    assert "You are signed in 2 times." in page
    assert page.index("Firefox on Linux") < page.index("This one") < page.index("Safari on iPhone")
    assert "10.254.0.2" in page
    ended = here.post(
        "/account/sessions/", {"session": key_of(cast.omar, "10.254.0.2")}, follow=True
    )
    assert "1 session ended." in ended.content.decode()
    assert phone.get("/").headers["Location"] == "/login/?next=/"
    assert here.get("/").status_code == 200


def test_all_others_end_at_once(cast: Cast, browser: Browser) -> None:
    here, second, third = browser(), browser(), browser()
    for client in (here, second, third):
        enter(client, cast.omar)
    page = here.post("/account/sessions/", {"others": "1"}, follow=True).content.decode()
    assert "2 sessions ended." in page
    assert "You are signed in here only." in page
    assert [client.get("/").status_code for client in (here, second, third)] == [200, 302, 302]


def test_ending_this_one_signs_out(cast: Cast, browser: Browser) -> None:
    here = browser("10.254.0.9")
    enter(here, cast.omar)
    answer = here.post("/account/sessions/", {"session": key_of(cast.omar, "10.254.0.9")})
    assert answer.headers["Location"] == "/login/"
    assert here.get("/").status_code == 302


def test_mallory_can_not_end_omars_session(cast: Cast, browser: Browser) -> None:
    omar, mallory = browser("10.254.0.4"), browser()
    enter(omar, cast.omar)
    enter(mallory, cast.mallory)
    theirs = mallory.post("/account/sessions/", {"session": key_of(cast.omar, "10.254.0.4")})
    missing = mallory.post("/account/sessions/", {"session": "0"})
    assert theirs.status_code == missing.status_code == 404
    assert theirs.content == missing.content
    assert omar.get("/").status_code == 200


def test_browsers_in_words() -> None:
    assert browser_name(FIREFOX) == "Firefox on Linux"
    assert browser_name(IPHONE) == "Safari on iPhone"
    assert browser_name(EDGE) == "Edge on Windows"
    assert browser_name("") == "Not given"
    assert browser_name("x" * 90) == "x" * 40
