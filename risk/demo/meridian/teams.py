"""Meridian's five captive teams and the teams its vendors supply."""

from risk.demo.meridian.facts import TeamFact
from teams.models import TeamKind

HYDERABAD = "Hyderabad Applications"
KRAKOW = "Kraków Firmware"
MANILA = "Manila Customer Support"
HO_CHI_MINH_CITY = "Ho Chi Minh City Test Lab"
GUADALAJARA = "Guadalajara Manufacturing Engineering"
VELDMARK_PUNE = "Veldmark Pune Development Center"
VELDMARK_CHENNAI = "Veldmark Chennai Applications"
BRZOZKA_WROCLAW = "Brzózka Wrocław"
SIERRA_ALTA_MONTERREY = "Sierra Alta Service Desk"
PASIG_CEBU = "Pasig Cebu Evening Desk"
SONG_HAN_DA_NANG = "Sông Hàn Da Nang Testers"
SONG_HAN_TEST_CENTER = "Da Nang Test Center"
FENWICK_ORR_WATCH = "Fenwick Orr Watch"

_WEEKDAYS = range(1, 6)
_EVERY_DAY = range(1, 8)

TEAMS = (
    TeamFact(
        name=HYDERABAD,
        kind=TeamKind.CAPTIVE,
        site="Hyderabad Engineering Center",
        city="Hyderabad",
        country="IN",
        zone="Asia/Kolkata",
        heads=86,
        shifts=((_WEEKDAYS, "11:00", "20:00"),),
    ),
    TeamFact(
        name=KRAKOW,
        kind=TeamKind.CAPTIVE,
        site="Kraków Design Center",
        city="Kraków",
        country="PL",
        zone="Europe/Warsaw",
        heads=54,
        shifts=((range(1, 5), "09:00", "17:30"), (range(5, 6), "09:00", "15:00")),
    ),
    TeamFact(
        name=MANILA,
        kind=TeamKind.CAPTIVE,
        site="Manila Support Center",
        city="Taguig",
        country="PH",
        zone="Asia/Manila",
        heads=72,
        shifts=((_WEEKDAYS, "21:00", "06:00"),),
    ),
    TeamFact(
        name=HO_CHI_MINH_CITY,
        kind=TeamKind.CAPTIVE,
        site="Ho Chi Minh City Laboratory",
        city="Ho Chi Minh City",
        country="VN",
        zone="Asia/Ho_Chi_Minh",
        heads=38,
        shifts=((_WEEKDAYS, "08:00", "17:00"),),
    ),
    TeamFact(
        name=GUADALAJARA,
        kind=TeamKind.CAPTIVE,
        site="Guadalajara Plant",
        city="Guadalajara",
        country="MX",
        zone="America/Mexico_City",
        heads=44,
        shifts=((range(1, 6), "08:00", "17:00"), (range(6, 7), "08:00", "13:00")),
    ),
    TeamFact(
        name=VELDMARK_PUNE,
        kind=TeamKind.VENDOR_SUPPLIED,
        site="Veldmark campus Pune",
        city="Pune",
        country="IN",
        zone="Asia/Kolkata",
        heads=64,
        shifts=((_WEEKDAYS, "12:00", "21:00"),),
    ),
    TeamFact(
        name=VELDMARK_CHENNAI,
        kind=TeamKind.VENDOR_SUPPLIED,
        site="Veldmark campus Chennai",
        city="Chennai",
        country="IN",
        zone="Asia/Kolkata",
        heads=26,
        shifts=((_WEEKDAYS, "10:00", "19:00"),),
    ),
    TeamFact(
        name=BRZOZKA_WROCLAW,
        kind=TeamKind.VENDOR_SUPPLIED,
        site="Brzózka office Wrocław",
        city="Wrocław",
        country="PL",
        zone="Europe/Warsaw",
        heads=17,
        shifts=((_WEEKDAYS, "09:00", "17:00"),),
    ),
    TeamFact(
        name=SIERRA_ALTA_MONTERREY,
        kind=TeamKind.VENDOR_SUPPLIED,
        site="Sierra Alta office Monterrey",
        city="Monterrey",
        country="MX",
        zone="America/Monterrey",
        heads=22,
        shifts=((_WEEKDAYS, "07:00", "15:00"), (_WEEKDAYS, "15:00", "21:00")),
    ),
    TeamFact(
        name=PASIG_CEBU,
        kind=TeamKind.VENDOR_SUPPLIED,
        site="Pasig Riverside office Cebu",
        city="Cebu City",
        country="PH",
        zone="Asia/Manila",
        heads=31,
        shifts=((_EVERY_DAY, "05:00", "13:00"),),
    ),
    TeamFact(
        name=SONG_HAN_DA_NANG,
        kind=TeamKind.VENDOR_SUPPLIED,
        site="Sông Hàn office Da Nang",
        city="Da Nang",
        country="VN",
        zone="Asia/Ho_Chi_Minh",
        heads=12,
        shifts=((_WEEKDAYS, "08:30", "17:30"),),
    ),
    TeamFact(
        name=SONG_HAN_TEST_CENTER,
        kind=TeamKind.VENDOR_SUPPLIED,
        site="Da Nang Test Center",
        city="Da Nang",
        country="VN",
        zone="Asia/Ho_Chi_Minh",
        heads=24,
        shifts=((_WEEKDAYS, "08:00", "17:00"),),
    ),
    TeamFact(
        name=FENWICK_ORR_WATCH,
        kind=TeamKind.VENDOR_SUPPLIED,
        site="Fenwick Orr operations room Leeds",
        city="Leeds",
        country="GB",
        zone="Europe/London",
        heads=14,
        shifts=((_EVERY_DAY, "07:00", "19:00"), (_EVERY_DAY, "19:00", "07:00")),
    ),
)
