"""Plate designs of the issuing states, written down from public descriptions of the plates (colours, words, layout).

A design is data; :mod:`outrider_training.plates` draws it. Colours are RGB. The words of a state are the strongest
cue that a reader of the region has, so each design says where they stand and in what kind of lettering. Nothing here
is copied from a picture.
"""

from __future__ import annotations

from dataclasses import dataclass, field

RGB = tuple[int, int, int]

WHITE, NAVY, BLUE, RED, GREEN, BLACK = (245, 245, 242), (22, 34, 96), (30, 70, 160), (175, 28, 40), (14, 92, 58), (22, 22, 24)
SKY, CREAM, YELLOW, ORANGE, MAROON, GOLD = (150, 195, 232), (238, 226, 186), (242, 200, 60), (236, 130, 40), (110, 24, 34), (232, 180, 50)
TEAL, GREY, PURPLE, PALE, MINT, BROWN = (20, 110, 110), (188, 192, 196), (80, 52, 120), (214, 230, 240), (196, 226, 206), (120, 76, 40)


@dataclass(frozen=True)
class Design:
    """One base plate. ``graphic``: what is drawn behind or between the characters; ``name_style``: kind of lettering."""

    region: str  # ISO 3166-2 of the issuing state, or ISO 3166-1 of the country
    name: str
    slogans: tuple[str, ...]
    top: RGB
    bottom: RGB
    ink: RGB
    name_ink: RGB
    formats: tuple[str, ...]
    name_style: str = "caps"  # caps, script, serif
    name_at: str = "top"  # top, bottom
    graphic: str = "none"  # none, mountains, sun, tree, emblem, band, bands, map, flag, waves, field, arch
    slogan_ink: RGB = BLACK
    separator: str = "any"  # any, emblem, dot, dash, gap, none
    kind: str = "us"  # us, eu, br, mercosur
    extra: tuple[str, ...] = field(default=())


def _us(code, name, slogans, top, bottom, ink, name_ink, formats, **kw):
    return Design("US-" + code, name, tuple(slogans.split("|")) if slogans else (), top, bottom, ink, name_ink,
                  tuple(formats.split()), **kw)


US_DESIGNS: tuple[Design, ...] = (
    _us("AL", "Alabama", "Sweet Home|Heart of Dixie|Stars Fell On", SKY, WHITE, NAVY, RED, "99A99A9 9A99999 99AA999 99999AA", name_style="script", graphic="mountains"),
    _us("AL", "Alabama", "Stars Fell On|God Bless America", (70, 110, 190), WHITE, RED, RED, "9A99A9A 99A999A 99A9A9A", name_at="bottom", name_style="script", graphic="band"),
    _us("AK", "ALASKA", "THE LAST FRONTIER", YELLOW, YELLOW, NAVY, NAVY, "AAA999", graphic="flag", separator="emblem"),
    _us("AK", "Alaska", "Celebrating Statehood", SKY, WHITE, BLACK, RED, "AAA999", graphic="mountains"),
    _us("AZ", "ARIZONA", "GRAND CANYON STATE", (180, 214, 232), (226, 196, 150), (38, 74, 66), (40, 120, 130), "AAA9999 AAA999 A9A99AA", graphic="mountains"),
    _us("AZ", "Arizona", "", PALE, (200, 160, 190), NAVY, PURPLE, "AAA9999 AAA9AAA", graphic="mountains", name_style="serif"),
    _us("AR", "Arkansas", "The Natural State|Land of Opportunity", WHITE, PALE, NAVY, RED, "999AAA AAA99A AAA999", name_style="serif", separator="emblem", graphic="emblem"),
    _us("CA", "California", "|dmv.ca.gov|SESQUICENTENNIAL - 150 YEARS", WHITE, WHITE, NAVY, RED, "9AAA999 9AAA999 9A99999 AAA999", name_style="script", separator="none"),
    _us("CA", "CALIFORNIA", "", (20, 24, 28), (20, 24, 28), YELLOW, YELLOW, "9AAA999 9A99999 AAA999", separator="none"),
    _us("CO", "COLORADO", "|RESPECTS WILDLIFE", (28, 96, 66), WHITE, (24, 80, 60), WHITE, "AAA999 999AAA AAAA99 AAA99A", graphic="mountains", name_at="bottom"),
    _us("CO", "COLORADO", "", WHITE, (40, 110, 80), GREEN, GREEN, "AAA999 999AAA", graphic="mountains", name_at="top"),
    _us("CT", "Connecticut", "Constitution State", (120, 170, 220), WHITE, NAVY, NAVY, "999AAA AA99999 9AAAA9 AAA999", name_style="serif", graphic="map", separator="dot"),
    _us("DE", "DELAWARE", "THE FIRST STATE", (34, 66, 140), (34, 66, 140), GOLD, GOLD, "999999 99999 9999 A99999 9999A", name_at="bottom", separator="none"),
    _us("DC", "WASHINGTON, D.C.", "TAXATION WITHOUT REPRESENTATION|CELEBRATE & DISCOVER", WHITE, WHITE, BLUE, BLUE, "AA9999 AA9999", graphic="band", separator="emblem"),
    _us("FL", "MYFLORIDA.COM", "SUNSHINE STATE|IN GOD WE TRUST", WHITE, MINT, (16, 100, 60), GREEN, "AAAA99 A99AAA 999AAA AAAA99 99AAAA A999AA", graphic="emblem", separator="emblem", slogan_ink=GREEN),
    _us("FL", "FLORIDA", "SUNSHINE STATE", WHITE, WHITE, (16, 100, 60), GREEN, "AAAA99 A99AAA AAA99A", graphic="map"),
    _us("GA", "GEORGIA", "...on my mind|IN GOD WE TRUST|CLAYTON|FULTON|COBB", WHITE, PALE, BLACK, BLACK, "AAA9999 999AAA AAA999", graphic="emblem", separator="emblem", slogan_ink=BLACK),
    _us("HI", "HAWAII", "ALOHA STATE", WHITE, PALE, BLACK, RED, "AAA999 AAA999", graphic="arch", separator="gap"),
    _us("ID", "IDAHO", "FAMOUS POTATOES|Scenic", (196, 44, 60), WHITE, NAVY, BLUE, "A999999 9A99999 9A9999A 9AAAA99", graphic="mountains", slogan_ink=NAVY, separator="gap"),
    _us("IL", "Illinois", "Land of Lincoln", (224, 234, 246), (190, 210, 236), RED, NAVY, "A999999 999A999 AA99999 9999999 A99999", name_style="script", graphic="emblem", separator="gap"),
    _us("IL", "Illinois", "Land of Lincoln", WHITE, (150, 184, 224), (170, 30, 40), BLUE, "AA99999 A999999 AAA999 9999999", name_style="serif", graphic="emblem", separator="gap"),
    _us("IN", "INDIANA", "IN GOD WE TRUST|Bicentennial|Hoosier State", (140, 180, 226), (240, 240, 236), NAVY, NAVY, "999AAA 999A 999AA 99A9999 AAA999", graphic="field", separator="gap"),
    _us("IA", "IOWA", "JOHNSON|POLK|LINN|SCOTT|STORY|DUBUQUE|BLACK HAWK", (216, 228, 240), (160, 188, 214), (20, 58, 110), (20, 58, 110), "AAA999 999AAA 9999AA", graphic="field", slogan_ink=NAVY),
    _us("KS", "KANSAS", "JO|SG|to the stars", (196, 214, 232), (230, 230, 210), NAVY, NAVY, "999AAA 999AAA AAA999", graphic="emblem", separator="gap"),
    _us("KY", "Kentucky", "Unbridled Spirit|BLUEGRASS STATE|CLARK|FAYETTE|JEFFERSON", (206, 222, 240), WHITE, NAVY, NAVY, "999AAA AAA999 9999AA A9A999", name_style="script", separator="gap", graphic="band"),
    _us("LA", "Louisiana", "SPORTSMAN'S PARADISE|Bicentennial|Louisiana Purchase|200 YEARS", WHITE, (224, 228, 236), NAVY, RED, "AAA999 999AAA A999999", name_style="script", separator="emblem", slogan_ink=NAVY),
    _us("ME", "MAINE", "Vacationland|Lobster", (228, 238, 246), WHITE, (20, 70, 60), (22, 60, 120), "9999AA 999AAA 9999AA", graphic="tree", slogan_ink=BLUE),
    _us("MD", "Maryland", "www.maryland.gov|MARYLANDPROUD.COM|Treasure the Chesapeake", WHITE, WHITE, BLACK, BLACK, "9AA9999 AAA999 9AAA99 A999999", name_style="serif", separator="emblem", graphic="emblem"),
    _us("MD", "MARYLAND", "WAR OF 1812|MARYLANDPROUD.COM", WHITE, (210, 210, 206), BLACK, BLACK, "9AA9999 9AA9999", graphic="flag", separator="gap"),
    _us("MA", "Massachusetts", "The Spirit of America", WHITE, WHITE, RED, NAVY, "999AA9 99AA99 9AA999 999AAA 9999AA", name_style="serif", separator="gap", slogan_ink=NAVY),
    _us("MI", "MICHIGAN", "PURE MICHIGAN|GREAT LAKES|michigan.gov|GREAT LAKE STATE", WHITE, WHITE, NAVY, NAVY, "AAA9999 AAA999 9AAA99", separator="gap", graphic="band"),
    _us("MI", "MICHIGAN", "GREAT LAKES", (34, 60, 130), (34, 60, 130), WHITE, WHITE, "AAA999 AAA9999"),
    _us("MN", "Minnesota", "10,000 lakes|Explore|CRITICAL HABITAT", (160, 204, 236), WHITE, (24, 70, 130), (24, 70, 130), "999AAA AAA999 9AA999", name_style="script", separator="emblem", graphic="waves"),
    _us("MS", "MISSISSIPPI", "NESHOBA|RANKIN|HINDS|Birthplace of America's Music|In God We Trust", (214, 226, 214), (236, 228, 200), (24, 60, 60), NAVY, "999AAA AAA999 AAA9999 999AA9", name_style="serif", graphic="emblem", separator="gap"),
    _us("MO", "Missouri", "Show-Me State|Bicentennial", (222, 234, 238), (192, 218, 220), NAVY, NAVY, "AA9A9A AA9A9A AA9A9A 999AAA 9AA999", name_style="serif", separator="emblem"),
    _us("MO", "Missouri", "Show-Me State", WHITE, (200, 216, 236), NAVY, RED, "AA9A9A 999AAA", name_style="script", separator="emblem", graphic="waves"),
    _us("MT", "MONTANA", "Treasure State|Big Sky Country", (40, 70, 140), (60, 96, 160), WHITE, WHITE, "999999A 99999A AAA999 9A9999A", graphic="mountains", name_style="serif", slogan_ink=WHITE),
    _us("NE", "NEBRASKA", "150 Years|The Good Life|Cornhusker State", WHITE, CREAM, NAVY, RED, "AAA999 99A999 9A9999 AAA999", name_style="script", graphic="map", separator="gap"),
    _us("NV", "NEVADA", "THE SILVER STATE|Home Means Nevada", (150, 170, 200), (240, 232, 214), NAVY, NAVY, "999AAA 99A999 999AAA AAA999", graphic="mountains", separator="dot"),
    _us("NH", "NEW HAMPSHIRE", "LIVE FREE OR DIE", WHITE, (200, 222, 208), GREEN, GREEN, "9999999 999999 9999999", graphic="emblem", separator="gap", name_at="bottom", slogan_ink=GREEN),
    _us("NJ", "New Jersey", "Garden State", (240, 216, 110), CREAM, BLACK, BLACK, "A99AAA AAA99A AAA99A 999AAA AA999A", name_style="serif", separator="dash"),
    _us("NM", "NEW MEXICO", "LAND OF ENCHANTMENT", YELLOW, YELLOW, RED, RED, "AAA999 999AAA", separator="emblem", graphic="sun", name_at="bottom", slogan_ink=RED),
    _us("NM", "NEW MEXICO", "LAND OF ENCHANTMENT|CENTENNIAL 1912-2012", (20, 140, 140), (20, 140, 140), YELLOW, YELLOW, "AAA999 999AAA", separator="emblem", graphic="sun", name_at="bottom", slogan_ink=YELLOW),
    _us("NY", "NEW YORK", "EMPIRE STATE|EXCELSIOR", (238, 168, 40), (238, 168, 40), NAVY, NAVY, "AAA9999 AAA9999 AAA999", separator="emblem", graphic="bands"),
    _us("NY", "NEW YORK", "THE EMPIRE STATE|EXCELSIOR", WHITE, WHITE, NAVY, NAVY, "AAA9999 AAA999 9A99AA", graphic="bands", separator="emblem"),
    _us("NC", "NORTH CAROLINA", "First in Flight|First in Freedom", WHITE, (190, 214, 236), (44, 66, 140), RED, "AAA9999 AAA9999", name_at="bottom", graphic="field", separator="dash"),
    _us("ND", "NORTH DAKOTA", "PEACE GARDEN STATE|Discover the Spirit|Legendary", (120, 170, 214), (220, 180, 110), NAVY, NAVY, "AAA999 999AAA", graphic="field", name_style="serif", separator="gap"),
    _us("OH", "OHIO", "Birthplace of Aviation|BIRTHPLACE OF AVIATION|Bicentennial", WHITE, (206, 220, 236), NAVY, RED, "AAA9999 AAA9999 AA99AA", graphic="arch", separator="gap"),
    _us("OH", "Ohio", "BEAUTIFUL OHIO|HAMILTON|CUYAHOGA", (150, 190, 226), WHITE, NAVY, RED, "AAA9999", name_style="script", graphic="field"),
    _us("OK", "OKLAHOMA", "NATIVE AMERICA|EXPLORE OKLAHOMA", (196, 218, 240), WHITE, (20, 56, 110), (20, 56, 110), "999AAA AAA999 999AAA", graphic="emblem", separator="gap"),
    _us("OR", "Oregon", "|Pacific Wonderland", (200, 214, 230), (226, 214, 222), NAVY, NAVY, "999AAA AAA999 999AAA", name_style="serif", graphic="tree", separator="emblem"),
    _us("PA", "PENNSYLVANIA", "visitPA.com|Keystone State|www.state.pa.us", (36, 66, 140), (240, 206, 80), NAVY, WHITE, "AAA9999 AAA9999", graphic="bands", separator="emblem"),
    _us("RI", "Rhode Island", "Ocean State", WHITE, (196, 208, 224), NAVY, NAVY, "999999 AA999 999A AA99 1AA999", name_style="serif", graphic="waves", separator="dash"),
    _us("SC", "South Carolina", "Smiling Faces. Beautiful Places.|WHILE I BREATHE, I HOPE|Travel2SC.com", (250, 224, 150), (170, 200, 224), NAVY, NAVY, "AAA999 999AAA 9999AA", name_style="serif", graphic="tree", separator="emblem"),
    _us("SD", "SOUTH DAKOTA", "GREAT FACES. GREAT PLACES.", (180, 206, 230), (220, 226, 230), NAVY, RED, "9AA999 99A999 9A9999 AA9999", graphic="mountains", name_style="script"),
    _us("TN", "TENNESSEE", "Volunteer State|The Volunteer State|DAVIDSON|SHELBY|KNOX", (226, 236, 214), (150, 190, 150), NAVY, NAVY, "A9999A AAA999 999AAA A99AAA AAA9999", name_style="serif", graphic="mountains", separator="gap"),
    _us("TX", "TEXAS", "The Lone Star State", WHITE, WHITE, BLACK, BLACK, "AAA9999 AA9A999 AAA9999 AA9A999 AAA999", separator="emblem", graphic="none"),
    _us("TX", "TEXAS", "THE LONE STAR STATE", PALE, (214, 214, 210), NAVY, NAVY, "AAA999 999AAA 99AAA9", graphic="map", separator="emblem"),
    _us("UT", "UTAH", "LIFE ELEVATED|Greatest Snow on Earth|Centennial", (150, 196, 234), (232, 150, 80), NAVY, NAVY, "A999AA A99AAA 999AAA 9A9AA 999AA", graphic="arch", separator="gap"),
    _us("VT", "Vermont", "Green Mountain State", (16, 110, 74), (16, 110, 74), WHITE, WHITE, "AAA999 AAA999 999A999", name_style="serif", slogan_ink=WHITE, separator="gap"),
    _us("VA", "VIRGINIA", "Virginia is for Lovers|JAMESTOWN|CLEAN SPECIAL FUEL|400TH ANNIVERSARY", WHITE, WHITE, NAVY, NAVY, "AAA9999 AAA9999 AA9999 99999A", separator="dash"),
    _us("WA", "WASHINGTON", "Evergreen State", (236, 240, 246), (190, 210, 232), NAVY, RED, "999AAA AAA9999 AAA999 AAA9999", graphic="mountains", separator="gap"),
    _us("WV", "West Virginia", "Wild, Wonderful", (244, 206, 70), WHITE, NAVY, NAVY, "9AA999 99A999 999999 AAA999", graphic="bands", name_style="serif", separator="gap", slogan_ink=NAVY),
    _us("WI", "WISCONSIN", "America's Dairyland", WHITE, (216, 226, 232), (40, 40, 44), RED, "999AAA AAA9999 AAA9999 A999AA", graphic="field", separator="dash", slogan_ink=(20, 100, 60)),
    _us("WY", "WYOMING", "Forever West|LIKE NO PLACE ON EARTH", (150, 190, 226), (230, 220, 190), (60, 36, 20), (60, 36, 20), "999999 99999 9999A 999AA 9999AA", graphic="mountains", separator="emblem"),
)

US_REGIONS: tuple[str, ...] = tuple(sorted({d.region for d in US_DESIGNS}))

_EU_FORMATS = {
    "DE": "AAA9999 AAA999 AA9999 AAAA999 AAA99 AA999",
    "FR": "AA999AA AA999AA", "IT": "AA999AA", "ES": "9999AAA", "PT": "99AA99 AA99AA", "NL": "99AAA9 9AAA99 AA999A AAA99A",
    "BE": "9AAA999", "GB": "AA99AAA", "PL": "AA99999 AAA9999 AA9999A AA999AA", "CZ": "9A99999 9A99999 AAA9999", "SK": "AA999AA AA999AA",
    "HU": "AAA999 AAAA999", "AT": "AA999AA A99999A AA9999A", "RO": "AA99AAA A999AAA A99AAA AA99AAA", "BG": "AA9999AA A9999AA", "GR": "AAA9999",
    "SE": "AAA999 AAA99A", "FI": "AAA999", "DK": "AA99999", "NO": "AA99999", "HR": "AA999AA AA9999AA", "SI": "AAA999 AA99999", "LT": "AAA999",
    "LV": "AA9999", "EE": "999AAA", "IE": "99A99999 999A9999", "LU": "AA9999", "CH": "AA99999 AA999999", "RS": "AA999AA", "UA": "AA9999AA",
}

EU_DESIGNS: tuple[Design, ...] = tuple(
    Design(code, code, (), WHITE, WHITE, BLACK, WHITE, tuple(f.split()), kind="eu") for code, f in _EU_FORMATS.items()
)
BR_DESIGNS: tuple[Design, ...] = (
    Design("BR", "BR", ("BA-SALVADOR", "SP-SAO PAULO", "MG-BELO HORIZONTE", "RJ-RIO DE JANEIRO", "PR-CURITIBA", "RS-PORTO ALEGRE",
                        "BA-LAURO DE FREITAS", "PE-RECIFE", "CE-FORTALEZA"), (196, 198, 198), (196, 198, 198), BLACK, BLACK,
           ("AAA9999",), kind="br"),
    Design("BR", "BRASIL", (), WHITE, WHITE, BLACK, WHITE, ("AAA9A99",), kind="mercosur"),
    Design("AR", "REPUBLICA ARGENTINA", (), WHITE, WHITE, BLACK, WHITE, ("AA999AA",), kind="mercosur"),
)
