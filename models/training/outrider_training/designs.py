"""Plate designs of the issuing states, written down from public descriptions of the plates (colours, words, layout).

A design is data; :mod:`outrider_training.plates` draws it. A state is known by its words, by where they stand, in what
kind of lettering and colour, and by the picture behind the number, so each design says all of these. Nothing here is
copied from a picture. Places and sizes are shares of the plate's width and height.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    """A line of words: one of ``texts``, centred at ``x``, ``y``, of letter height ``height``, at most ``width`` wide,
    there with probability ``share``. ``style``: a group of faces of :mod:`outrider_training.glyphs`."""

    texts: tuple[str, ...]
    y: float
    height: float
    style: str
    ink: str
    x: float = .5
    width: float = .7
    share: float = 1.0


@dataclass(frozen=True)
class Design:
    """One base plate. ``back`` and ``art``: see :mod:`outrider_training.art`; the first of ``words`` names the state."""

    region: str  # ISO 3166-2 of the issuing state, or ISO 3166-1 of the country
    name: str
    back: str
    art: str
    words: tuple[Words, ...]
    ink: str
    formats: tuple[str, ...]
    separator: str = "gap"  # any, emblem, dot, dash, gap, seals, none
    emblem: str = ""  # colours of the emblem, by ``|``
    kind: str = "us"  # us, eu, br, mercosur


def _w(texts, y, height, style, ink, x=.5, width=.7, share=.96):
    return Words(tuple(texts.split("|")), y, height, style, ink, x, width, share)


def _us(code, name, back, art, ink, formats, *words, sep="gap", emblem=""):
    return Design("US-" + code, name, back, art, tuple(words), ink, tuple(formats.split()), sep, emblem)


_COUNTIES = "CLARK|FAYETTE|JEFFERSON|MADISON|MONROE|JACKSON|WARREN|FRANKLIN|LINCOLN|SHELBY|KNOX|DAVIDSON|HARRIS|POLK|SCOTT|LINN|STORY|JOHNSON|HINDS|RANKIN|HAMILTON|GREENE|PIKE|MARION|UNION|CLAY|GRANT|LEE|COBB|FULTON|GWINNETT|CLAYTON|DEKALB|FORREST|KENTON|BOONE"

US_DESIGNS: tuple[Design, ...] = (
    _us("AL", "Alabama", "white, white, pale", "band 0 .2 274a9e; stars .02 .2 18 white; blob .74 .88 .02 .04 red", "b02a34", "99A999A 9A9999A 99A9A9A 9A9A99A 9A99A9A",
        _w("Alabama", .88, .14, "slab", "red"), _w("Stars Fell On|Objects from Outer Space Fell On", .11, .12, "script|serif", "white")),
    _us("AL", "Alabama", "white", "blob .13 .14 .05 .1 red; blob .5 .5 .06 .1 mint", "navy", "99A99A9 9A9999A 99AA999",
        _w("Alabama", .12, .17, "script|serif", "red|navy"), _w("Heart of Dixie|Constitution Village", .89, .08, "script|serif", "navy")),
    _us("AL", "Alabama", "5d9bd8, b8dcf0 .4, f4e6c0 .7, mint", "hills .78 .04 3a8a5a; fir .08 .45 .85 2a6a3c; disc .86 .2 .07 yellow; clouds .1 .3 2 white", "black", "9A999AA 99AA999 99999AA 9AA9999",
        _w("Alabama", .88, .15, "script|slab", "red|white"), _w("Sweet Home|God Bless America", .12, .13, "script", "navy|red")),
    _us("AK", "ALASKA", "f0c030", "flag .42 .3 .58 .66 1a3a80 1a3a80", "1a2f70", "AAA999", _w("ALASKA", .13, .14, "caps|cond", "1a2f70"), _w("THE LAST FRONTIER|The Last Frontier", .9, .08, "caps|cond", "1a2f70"), sep="emblem", emblem="1a3a80|gold"),
    _us("AK", "Alaska", "6fb2e0, e6f0f4 .5, f0e2b4", "ridge .5 .2 8aa8c0 white; hills .8 .03 white; blob .75 .6 .05 .15 brown", "black", "AAA999", _w("Alaska|ALASKA", .13, .18, "script|west|caps", "red|navy"), _w("Gold Rush Centennial|The Last Frontier|Celebrating Statehood", .9, .08, "serif|script", "navy|red")),
    _us("AZ", "ARIZONA", "a9d8da, dcece4 .35, f6f0dc .55, f0c078 .75, e88e3c", "ridge .82 .09 5a2c80; cactus .07 .55 .92 5a2c80", "2c4a48", "999AAA AAA9999 AAA999", _w("ARIZONA", .12, .12, "wide|caps", "3e8c90"), _w("GRAND CANYON STATE", .87, .075, "caps|cond", "2c4a48", x=.68, width=.5), sep="dot"),
    _us("AZ", "ARIZONA", "7a1626", "cactus .5 .3 .7 white", "white", "AAA999 999AAA", _w("ARIZONA", .12, .13, "caps", "white"), _w("GRAND CANYON STATE", .9, .08, "caps", "white")),
    _us("AR", "Arkansas", "white", "blob .5 .5 .09 .17 grey silver", "black", "999AAA AAA99A 999AAA", _w("Arkansas", .13, .19, "serif|slab", "red", width=.6), _w("The Natural State", .89, .09, "serif", "red|black")),
    _us("AR", "Arkansas", "a8d0ec, white .3, white .7, b8d8b0", "hills .3 .04 7aa0c8 .36; hills .8 .03 6aa070", "b02030", "999AAA AAA999", _w("Arkansas", .13, .17, "slab|serif", "navy|blue", width=.6), _w("The Natural State|Land of Opportunity", .89, .09, "serif|caps", "navy|blue")),
    _us("AR", "Arkansas", "white", "", "c03040", "AAA999 999AAA", _w("Arkansas", .13, .17, "slab|serif", "blue|green", width=.6), _w("Land of Opportunity|The Natural State", .89, .08, "serif", "blue")),
    _us("CA", "California", "white", "", "1c2f7a", "9AAA999 9AAA999 9A99999 AAA999", _w("California", .12, .2, "brush", "c02034", width=.5), _w("SESQUICENTENNIAL - 150 YEARS|dmv.ca.gov", .89, .07, "cond|caps", "red|navy", share=.3), sep="none"),
    _us("CA", "California", "white", "", "1c2f7a", "9AAA999 9AAA999 9A99999 AAA999", _w("California", .12, .19, "brush", "c02034", width=.48), sep="none"),
    _us("CA", "CALIFORNIA", "141a20", "", "f0c040", "9AAA999 AAA999 9A99999", _w("CALIFORNIA", .12, .12, "caps|cond", "f0c040", width=.5), sep="none"),
    _us("CA", "CALIFORNIA", "1a3c90", "", "f0c040", "9AAA999 999AAA 9A99999", _w("CALIFORNIA", .13, .12, "caps|cond", "f0c040", width=.5), sep="none"),
    _us("CA", "California", "f4f0e4, f6e6b0", "disc .2 .3 .25 f4d060", "1c2f7a", "9AAA999 9A99999", _w("California", .13, .19, "script|brush", "navy", width=.5), sep="none"),
    _us("CO", "COLORADO", "1c6a48, 1c6a48 .3, white .5, white", "ridge .4 .18 f2f2f0 ; band .84 1 1c6a48", "14503a", "999AAA AAA999 AAAA99", _w("COLORADO", .92, .1, "caps|wide", "white"), sep="dash|gap"),
    _us("CO", "COLORADO", "white, white", "ridge .28 .12 2c7a54; band 0 .14 2c7a54", "1a5a40", "AAA999 999AAA", _w("COLORADO", .9, .12, "caps|wide", "1a5a40|white"), sep="gap|dash"),
    _us("CO", "COLORADO", "1c6a48", "ridge .2 .1 white 1c6a48 ; band .3 1 1c6a48", "white", "AAA999 AAA9999", _w("COLORADO", .9, .12, "caps|wide", "white"), sep="dash|gap"),
    _us("CO", "COLORADO", "201c28, 201c28 .2, d8ccb8 .3, c8b49c", "ridge .32 .12 f0ece4; blob .5 .55 .06 .14 e8dcc0 brown", "black", "999AAA", _w("COLORADO", .12, .11, "caps|serif", "f0c040"), _w("RESPECTS WILDLIFE|BREAST CANCER AWARENESS|PIONEER", .9, .08, "cond|caps", "black")),
    _us("CT", "Connecticut", "8cb8e4, c8def2 .4, f0f4f6 .65, c4dcf0", "land .12 .14 .06 .07 2a4f9a 2a4f9a", "24408a", "999AAA AA99999 9AAAA9", _w("Connecticut", .13, .13, "serif", "24408a", width=.5), _w("Constitution State", .88, .1, "serif", "24408a", width=.55), sep="dot"),
    _us("CT", "CONNECTICUT", "1e3c8c", "", "white", "999AAA AAA999", _w("CONNECTICUT", .13, .11, "caps", "white"), _w("CONSTITUTION STATE", .9, .09, "caps", "white"), sep="dot|gap"),
    _us("DE", "DELAWARE", "1c3f88", "", "f0cc70", "999999 99999 A99999", _w("DELAWARE", .89, .12, "caps|wide", "f0cc70", width=.5), _w("THE FIRST STATE", .12, .1, "caps|cond", "f0cc70"), sep="none"),
    _us("DC", "WASHINGTON, DC", "white", "line .21 .02 red; line .8 .02 red", "1c4fa8", "AA9999", _w("WASHINGTON, DC|Washington, D.C.|WASHINGTON, D.C.", .12, .11, "caps|serif|script", "1c4fa8"), _w("TAXATION WITHOUT REPRESENTATION|CELEBRATE & DISCOVER|END TAXATION WITHOUT REPRESENTATION", .9, .1, "cond|caps", "1c4fa8", width=.95), sep="emblem", emblem="c8202c|white"),
    _us("FL", "MYFLORIDA.COM", "white, white, mint", "land .52 .48 .14 .26 7ec0a0 a8dcc0; disc .5 .47 .09 orange; disc .56 .6 .08 orange; blob .57 .42 .04 .06 green; stars .62 .7 2 white", "0f6848", "A99AAA AAAA99 999AAA A999AA AAA99A", _w("MYFLORIDA.COM|FLORIDA|Florida", .12, .12, "serif|slab|caps", "1a7a50", width=.55), _w("SUNSHINE STATE|IN GOD WE TRUST|" + _COUNTIES, .89, .1, "caps|cond", "0f6848"), sep="none"),
    _us("FL", "FLORIDA", "white", "land .5 .5 .1 .22 b8dcc8 b8dcc8", "0f6848", "AAA99A AAA999 A99AAA", _w("FLORIDA|Florida", .12, .13, "caps|slab|script", "0f6848|orange", width=.5), _w("SUNSHINE STATE|Sunshine State", .89, .1, "caps|script", "0f6848|orange"), sep="none"),
    _us("GA", "GEORGIA.gov", "white", "disc .5 .5 .13 f0a070; blob .54 .37 .05 .06 4a9a50", "black", "AAA9999 AAA9999 999AAA", _w("GEORGIA|GEORGIA.gov|GEORGIA", .11, .14, "serif", "black", width=.6), _w(_COUNTIES, .9, .1, "caps|cond", "black"), sep="none"),
    _us("GA", "Georgia", "f8e0c0, f4c8a0", "disc .62 .18 .1 f09060; blob .66 .08 .03 .04 4a9a50", "black", "999AAA AAA999 9999AA", _w("Georgia|GEORGIA", .13, .16, "serif|script", "black|maroon", width=.5, x=.42), _w("...on my mind|" + _COUNTIES, .9, .1, "script|caps", "black|red")),
    _us("GA", "GEORGIA", "f6ece0, f8dcc0 .6, f0c8a8", "disc .88 .3 .12 f09060 ; blob .86 .18 .06 .06 4a9a50; blob .92 .46 .06 .08 f0a060; hills .84 .02 8aa860", "black", "AAA9999 AAA9999", _w("GEORGIA", .12, .14, "caps|serif|wide", "black|maroon", width=.55), _w("IN GOD WE TRUST|" + _COUNTIES, .9, .09, "caps|cond", "black")),
    _us("HI", "HAWAII", "f4f4f2, f2f0ea", "bow .5 .98 .5 d08090 e0a060 ead880 80b890 80a0d0 a888c0", "1c1c20", "AAA999", _w("HAWAII", .12, .1, "caps|wide", "1c1c20|red", width=.4), _w("ALOHA STATE", .89, .1, "caps|cond", "1c1c20|red")),
    _us("ID", "IDAHO", "b8243a, d05060 .18, f4e8e8 .34, eef2f6 .6, 6a9ad0 .8, 1e4f9a", "ridge .68 .07 5a88c0; woods .86 .16 2c5a40; ", "20407a", "A999999 9A99999 9A9999A 9AA999A A99999", _w("IDAHO", .12, .16, "slab|serif", "white", x=.56, width=.4), _w("Scenic|Discover", .11, .12, "script", "white", x=.24, width=.24), _w("FAMOUS POTATOES", .92, .08, "serif|cond", "navy|white")),
    _us("IL", "Illinois", "f2f4f6, e8eef4 .6, a8c8ea .85, 3a74c0", "blob .5 .5 .08 .2 c4d8ee d8e6f4", "a02c3c", "A999999 999A999 9999999 AA99999 A99999", _w("Illinois", .13, .19, "script", "24559e", width=.5), _w("Land of Lincoln", .93, .08, "script|serif", "white|navy", width=.4)),
    _us("IL", "Illinois", "e4ecf6, c0d6ee .6, 9cc0e6", "blob .16 .55 .13 .4 b4cae4 8aaad0; town .92 .3 .4 1 8cb0dc 9cbce4", "a02030", "AA99999 A999999 AA99999", _w("Illinois", .13, .18, "script|serif", "a02030|navy", width=.45), _w("Land of Lincoln", .92, .08, "script|serif", "navy", width=.4)),
    _us("IN", "INDIANA", "1c4fa0, 5a9ad8 .3, eef2f2 .5, f6f0d8", "stars .03 .28 9 gold; blob .5 .3 .06 .2 f4d060; rays .5 .26 .22 e8d080", "navy", "999A 999AA 999AAA 99A9999", _w("INDIANA|Indiana", .12, .13, "caps|serif|wide", "white|navy", width=.5), _w("The Hoosier State|www.in.gov|Restore our Resources", .9, .08, "serif|cond", "navy")),
    _us("IN", "INDIANA", "e6eef6, white", "flag 0 0 .36 1 d06070 f4f0f0 3a5aa0; soft .35 white", "navy", "999AAA 999AA AAA999", _w("INDIANA|Indiana", .12, .13, "caps|slab", "navy|blue", width=.5), _w("IN GOD WE TRUST", .9, .1, "caps|serif", "navy|red")),
    _us("IN", "INDIANA", "9ac0e6, d8e6ee .5, b8d4c0", "bow .5 .95 .45 b89a7a b89a7a; hills .88 .02 6a9a70", "navy", "AAA999 999AAA 99A9999", _w("INDIANA|Indiana", .12, .13, "caps|slab|serif", "navy|white", width=.5), _w("BICENTENNIAL 1816-2016|Bicentennial|Crossroads of America|Amber Waves of Grain", .9, .08, "caps|serif|script", "navy|brown")),
    _us("IN", "Indiana", "f0d890, f6ecd0 .5, e8c070", "hills .8 .03 c89848; blob .86 .6 .08 .2 d0a050", "1c4f9a", "99A9999 99A999", _w("INDIANA|Indiana", .12, .14, "slab|serif", "navy|red", width=.5), _w("Amber Waves of Grain|Hoosier Hospitality|Wander Indiana", .9, .09, "script|serif", "navy|red")),
    _us("IA", "IOWA", "7cb0e0, b8d6ee .3, e2ecf2 .6, c8d8e4", "town .82 .4 .5 .98 d0d8dc b8c4cc; town .84 .2 .02 .4 c8d0d0 d8dcd8", "1d4a9a", "999AAA 9999AA AAA999", _w("IOWA|Iowa", .13, .17, "slab|serif", "1d4a9a", width=.34), _w(_COUNTIES, .9, .1, "cond|caps", "1d4a9a"), ),
    _us("KS", "KANSAS", "a8bccc, c8d6e0 .5, d6dcd8", "ring .5 .55 .35 dfe6ea; ring .5 .55 .27 d4dce0; bow .5 .95 .48 d8e0e4 d8e0e4", "2a3f74", "999AAA", _w("KANSAS", .12, .13, "serif|wide", "2a3f74", width=.55), sep="gap"),
    _us("KS", "KANSAS", "d2daf0, eae6d2 .6, e2d4a0", "ring .5 .58 .36 f0e4b0; bow .5 .98 .48 e8d8a0 e8d8a0; rays .5 .6 .4 f0e4b4", "2a3a8a", "999AAA", _w("KANSAS", .12, .13, "serif|wide", "2a3a8a", width=.5), _w("to the stars", .9, .06, "script", "2a3a8a", share=.3), sep="gap"),
    _us("KS", "KANSAS", "b8d8f0, f2ecd0", "hills .7 .04 e0c060; woods .75 .3 .05 .95 2c5a40", "navy", "AAA999", _w("KANSAS", .12, .14, "caps|serif", "navy|red", width=.5), _w("THE WHEAT STATE|Midway USA", .9, .08, "caps|script", "navy")),
    _us("KY", "Kentucky", "8ab0dc, c6daee .5, eef2f4 .75, white", "blob .74 .12 .09 .07 1c2f60; land .5 .5 .07 .06 navy; box .24 .82 .76 .97 2a56a0", "1c2f60", "999AAA AAA999 A9A999", _w("Kentucky", .11, .17, "bold-italic|script", "1c2f60", width=.42), _w("UNBRIDLED SPIRIT|Unbridled Spirit", .21, .05, "caps|script", "1c2f60", width=.34), _w(_COUNTIES, .895, .1, "caps", "white")),
    _us("KY", "Kentucky", "8cc0ec, d0e6f2 .5, 9ad090", "disc .5 .4 .3 f6e27a; hills .74 .03 6ab070", "navy", "999AAA", _w("Kentucky", .13, .16, "serif|script", "navy|red", width=.5), _w(_COUNTIES, .9, .1, "caps|cond", "navy"), _w("it's that friendly|Bluegrass State|Bicentennial", .25, .06, "script", "navy", share=.6)),
    _us("KY", "KENTUCKY", "dce8f0, white .5, 9cb8dc", "hills .76 .03 7a9cc8; blob .5 .5 .08 .14 9ab4d4", "1c3a80", "AAA999 999AAA", _w("KENTUCKY|Kentucky", .12, .13, "caps|serif", "1c3a80", width=.5), _w("BLUEGRASS STATE|IN GOD WE TRUST|" + _COUNTIES, .9, .09, "caps|cond", "1c3a80")),
    _us("LA", "Louisiana", "d8d4e4, f4ecc8 .45, c8d8dc .75, 8fb4bc", "blob .62 .5 .1 .28 b8a890 cfc2aa", "1c1c24", "AAA999 999AAA", _w("Louisiana", .12, .16, "bold-italic|brush", "b02034", width=.46), _w("Sportsman's Paradise", .9, .08, "script|serif", "b02034", x=.3, width=.5)),
    _us("LA", "Louisiana", "white", "", "1c2450", "AAA999 A999999 999AAA", _w("Louisiana", .12, .16, "bold-italic|brush", "b02034", width=.46), _w("SPORTSMAN'S PARADISE|Sportsman's Paradise|Louisiana Purchase|BAYOU STATE", .9, .08, "caps|serif", "navy|red")),
    _us("LA", "Louisiana", "white", "blob .1 .3 .09 .26 2c7a6a 1c4a50; woods .8 .25 2c5a40; box .42 .82 .58 .97 1c2450", "black", "AAA999 AAA999", _w("Louisiana", .12, .16, "bold-italic|brush", "navy|b02034", width=.46), _w("200 YEARS|Bicentennial", .9, .09, "caps|serif", "white|navy")),
    _us("ME", "MAINE", "f2f4f2, e4ece8", "blob .14 .4 .1 .28 5a5040 c8c4b8; fir .05 .1 .9 2c5a40; blob .2 .7 .06 .14 7a5a3a", "1c2c54", "9999AA 999AA", _w("MAINE", .12, .14, "serif|slab", "1c2c54", width=.4), _w("Vacationland", .9, .11, "script|serif", "1c2c54", width=.5)),
    _us("ME", "MAINE", "eceae4", "blob .13 .5 .12 .35 c83020 d84838", "1c2c54", "999AAA 9999AA 999AAA", _w("MAINE", .12, .14, "serif|slab|wide", "1c2c54|black", width=.4), _w("Lobster|Vacationland|Agriculture", .9, .11, "script|serif", "1c2c54|red", width=.5)),
    _us("MD", "Maryland", "white", "", "161618", "AAA999 9AA9999 9AAA99 A999999", _w("Maryland", .12, .15, "script|italic", "161618", width=.45), _w("www.maryland.gov", .89, .1, "script|italic", "161618", width=.55, share=.8), sep="emblem", emblem="c8242c|e8b030|161618"),
    _us("MD", "MARYLAND", "f2f0ea, e6e0d2", "flag .66 0 1 .3 c83040 f2f0ea 2a3f80; clouds .2 .7 3 f4ead8; town .96 .2 0 .5 9a8a78 8a7a68", "161618", "9AA9999", _w("MARYLAND", .1, .13, "serif|caps", "161618|red", width=.45, x=.34), _w("WAR OF 1812|MARYLANDPROUD.COM", .9, .08, "caps|serif", "161618")),
    _us("MD", "Maryland", "9cd0dc, e4f0ea .5, d8e4c0", "blob .12 .5 .07 .33 6a88a0 9ab4c4; woods .9 .3 0 .3 2c5a40", "black", "9AAA99 99999AA", _w("Maryland", .12, .15, "script|italic", "black|teal", width=.45), _w("Treasure the Chesapeake|Our Farms, Our Future", .9, .09, "script|serif", "navy|green")),
    _us("MD", "MARYLAND", "white", "flag 0 .78 1 1 e8b030 161618 c8242c; flag .5 .78 1 1 c8242c f2f0ea", "161618", "9AA9999 9AA9999", _w("MARYLAND|Maryland", .11, .13, "caps|serif", "161618", width=.5)),
    _us("MA", "Massachusetts", "white", "", "c0283c", "999AA9 99AA99 9AA999 999AAA 9999AA AA999", _w("Massachusetts", .12, .14, "serif", "24559e", width=.55), _w("The Spirit of America", .9, .1, "italic|caps|serif", "24559e", width=.6)),
    _us("MA", "Massachusetts", "white, f4e4e4", "flag 0 0 1 1 f0b8b8 f6eaea 8aa0d0; soft .4 white", "c0283c", "9999 99999", _w("Massachusetts", .12, .14, "serif", "24559e", width=.55), _w("United We Stand|Cape & Islands|Right Whale & Roseate Terns", .9, .1, "script|serif", "24559e")),
    _us("MA", "MASSACHUSETTS", "white", "", "1c5a40", "999AAA 9999AA", _w("MASSACHUSETTS", .12, .12, "caps|cond", "1c5a40", width=.6)),
    _us("MI", "MICHIGAN", "white", "band 0 .22 1d3f90; line .24 .02 white", "1d3f90", "AAA9999 9AAA99 AAA999", _w("MICHIGAN", .11, .13, "caps|serif", "white", width=.5), _w("www.michigan.gov|PURE MICHIGAN", .91, .08, "caps|serif|script", "red|blue"), sep="gap"),
    _us("MI", "MICHIGAN", "2f7ec8, 2f7ec8 .22, e8f2f8 .3, f4c890 .6, f09a5a .8, 3a8ad0", "disc .5 .5 .16 f08040; bow .5 .72 .5 c8d8e0 c8d8e0", "2a66b8", "9AAA99 AAA999", _w("MICHIGAN", .11, .13, "caps|serif", "white", width=.5), _w("Great Lakes Splendor|Spectacular Peninsulas", .91, .08, "serif|script", "navy"), sep="gap"),
    _us("MI", "MICHIGAN", "1f3c8a", "", "white", "AAA999 AAA9999 999AAA", _w("MICHIGAN", .89, .13, "caps", "white", width=.5), _w("GREAT LAKES|WORLD'S MOTOR CAPITAL", .12, .1, "caps", "white"), sep="gap"),
    _us("MN", "Minnesota", "6cb0e0, a8d4ee .22, eef4f4 .32, f0f4f2 .72, 7cbce6 .85", "woods .27 .14 .6 1 2c5a40; hills .27 .01 3c8a60 .3", "24559e", "999AAA AAA999", _w("Minnesota", .11, .16, "slab|serif", "1c3f80", width=.45), _w("EXPLORE|Explore", .12, .07, "caps|serif", "1c3f80", x=.17, width=.2), _w("10,000 lakes", .9, .09, "serif|slab", "1c3f80", width=.5), sep="emblem", emblem="1c3f80"),
    _us("MN", "Minnesota", "f0e4b0, f2e6c0 .5, d8c890", "blob .18 .6 .13 .33 3c5a3a; woods .3 .16 .5 1 2c5a40; disc .6 .18 .06 orange", "24408a", "AA999 9AA999", _w("Minnesota", .11, .15, "slab|serif", "1c4a40|navy", width=.45), _w("CRITICAL HABITAT|PROUD TO BE A VETERAN", .9, .08, "caps|cond", "1c3f80")),
    _us("MN", "Minnesota", "5a9ad0, d8e8f0 .25, f2f4f2 .4, f2f4f2 .7, 6aa8d8", "woods .26 .16 0 1 2c5a40; blob .15 .6 .07 .16 5a6a5a", "24408a", "AAA999 999AAA", _w("Minnesota", .12, .15, "slab|serif", "white|navy", width=.5), _w("10,000 lakes|Explore", .9, .09, "serif", "navy|white")),
    _us("MS", "MISSISSIPPI", "d8d0a0, c4d0b0 .3, e6e4d2 .6, cfd4b8", "blob .5 .5 .1 .2 f4f4ec e4e8d8", "1c4438", "999AAA AAA999", _w("MISSISSIPPI", .11, .13, "serif|fancy|cond", "1c3a34", width=.52), _w(_COUNTIES, .89, .11, "caps|cond", "1c3a34"), sep="none"),
    _us("MS", "MISSISSIPPI", "9ac4e4, f0e8c0 .4, f4dc8a .6, a8bcd4", "box .485 .3 .525 .75 f4f0e4; blob .505 .27 .022 .06 806040; hills .8 .02 7a96b0", "1f4a9a", "AAA999", _w("MISSISSIPPI", .11, .13, "serif|fancy|cond", "1c3a34|navy", width=.52), _w(_COUNTIES, .89, .11, "caps|cond", "1c3a34"), sep="none"),
    _us("MS", "MISSISSIPPI", "4a6a90, a8c0d0 .5, e8d8a8", "blob .2 .5 .06 .3 9a6a3a; blob .5 .5 .1 .2 c8d0c8", "navy", "AAA999 AAA9999", _w("MISSISSIPPI|Mississippi", .11, .13, "serif|script|caps", "navy|white|gold", width=.52), _w("Birthplace of America's Music|In God We Trust|" + _COUNTIES, .89, .09, "caps|script", "navy")),
    _us("MO", "Missouri", "f4f6f6, e6eef2", "land .6 .72 .14 .18 navy; blob .6 .82 .05 .07 4a7ac0 d08050", "22386e", "AA9A9A AA9A9A 999AAA", _w("Missouri|MISSOURI", .11, .15, "brush|script|caps", "161e3c", width=.36), _w("SHOW ME STATE|SHOW-ME STATE", .2, .05, "caps", "161e3c", width=.3), sep="emblem", emblem="888888|dddddd"),
    _us("MO", "Missouri", "white, d8ecec .55, 6cb0b8", "hills .8 .03 4a98a4; hills .9 .02 2a7888", "1c2f70", "999AAA AAA999 9AA999", _w("Missouri|MISSOURI", .12, .15, "script|serif", "navy|red", width=.45), _w("Show-Me State|SHOW-ME STATE", .9, .1, "script|serif", "white|navy")),
    _us("MO", "Missouri", "f2f2f0", "hills .08 .03 c83a48 .14; hills .84 .03 c83a48 .9; hills .93 .02 2a5aa8", "22386e", "AA9A9A", _w("Missouri|MISSOURI", .14, .14, "script|serif", "navy", width=.45), _w("Show Me State|Bicentennial", .86, .08, "script|serif", "navy"), sep="emblem", emblem="navy|red"),
    _us("MT", "MONTANA", "2f5aa8", "land .5 .5 .48 .36 white; ridge .6 .12 3f6ab8", "white", "999999A 99999A AAA999", _w("MONTANA|Montana", .12, .12, "caps|serif", "white", width=.4), _w("TREASURE STATE|Treasure State", .9, .1, "caps|serif", "white")),
    _us("MT", "MONTANA", "3a7ac0, 9cc4e6 .3, f0e4b0 .6, e8d080", "ridge .55 .14 7a88b0 white; hills .8 .02 c8a850", "1c2f60", "999999A 99999A", _w("MONTANA|Montana", .12, .14, "slab|serif|script", "navy|white|red", width=.5), _w("Big Sky Country|Treasure State", .9, .1, "serif|script", "navy|white")),
    _us("NE", "Nebraska", "white, f0f4f6 .7, b4d4ee", "land .5 .56 .47 .36 d05060; blob .42 .94 .08 .04 24559e; line .93 .015 24559e", "24559e", "AAA999 99A999 9A9999", _w("Nebraska", .12, .19, "brush", "c02438", width=.42), sep="gap|dash"),
    _us("NE", "NEBRASKA", "f0d070, f4ecd0 .5, f0c050", "blob .14 .5 .06 .25 b07030; hills .86 .02 c89838", "1c2f60", "AAA999 99A999", _w("NEBRASKA|Nebraska", .12, .14, "caps|slab|script", "navy|maroon", width=.5), _w("www.nebraska.gov|The Good Life|Cornhusker State|150 YEARS", .9, .08, "caps|script", "navy")),
    _us("NE", "NEBRASKA", "9cc8e6, eef2f0 .5, e8e0b8", "blob .5 .55 .09 .3 c8b890 b0a078; woods .9 .25 2c5a40", "navy", "AAA999", _w("NEBRASKA|Nebraska", .12, .14, "caps|slab|serif", "navy|white", width=.5), _w("nebraska.gov|150 Years|The Good Life", .9, .08, "caps|serif", "navy")),
    _us("NV", "NEVADA", "6c9cd4, eef2f6 .22, f4f4f2 .5, a8c8e8 .8, 6c9cd0", "ridge .2 .12 f4f0ea e8a050 .3; ridge .26 .08 5a8ac8 .34", "1f3a80", "999AAA 99A999", _w("NEVADA", .13, .15, "slab|serif", "1f2f6a", width=.46), _w("THE SILVER STATE", .92, .075, "caps|serif", "1f3a80|white"), sep="dot"),
    _us("NV", "NEVADA", "e8c890, f0e0c0 .4, c8b0c0 .7, 9a8ab0", "ridge .6 .1 b08aa0; ridge .75 .08 8a7098; disc .5 .3 .12 f4e0a0", "navy", "999AAA 99A999 999A99", _w("NEVADA|Nevada", .12, .15, "slab|serif|west", "navy|maroon", width=.46), _w("HOME MEANS NEVADA|Home Means Nevada|THE SILVER STATE", .91, .08, "caps|script", "navy|white"), sep="dot"),
    _us("NV", "NEVADA", "1f3f90", "blob .15 .5 .08 .2 c8ccd4", "silver", "999AAA", _w("NEVADA", .12, .13, "caps", "silver"), _w("THE SILVER STATE", .9, .1, "caps", "silver")),
    _us("NH", "New HAMPSHIRE", "f0f4f0, e4eeea .5, a8d0b4", "hills .72 .05 8cbc9c; blob .84 .45 .1 .3 c4d4cc; ridge .8 .06 5a9a74", "1c6a48", "9999999 999999", _w("New HAMPSHIRE|NEW HAMPSHIRE", .88, .13, "serif|caps", "1c6a48", width=.6), _w("LIVE FREE OR DIE", .11, .085, "caps|cond", "1c6a48", width=.5)),
    _us("NJ", "New Jersey", "f0cc5a, f2dc90 .45, f4eed8", "", "1c1c1e", "AAA99A A99AAA AAA9999 AA999A", _w("New Jersey", .12, .14, "serif", "1c1c1e", width=.46), _w("Garden State", .89, .1, "caps|bold", "1c1c1e", width=.42), sep="emblem", emblem="1c1c1e"),
    _us("NJ", "New Jersey", "f0cc5a, f2dc90 .45, f4eed8", "blob .12 .55 .1 .3 6a8ac0 c05060", "1c1c1e", "9999 99999 AAA99", _w("New Jersey", .12, .14, "serif", "1c1c1e", width=.46), _w("Garden State|PRICE OF HONOR|CONQUER CANCER|FIREFIGHTER|SHORE TO PLEASE", .89, .1, "caps|serif", "1c1c1e", width=.5), sep="gap"),
    _us("NJ", "NEW JERSEY", "dcc494", "", "1c3a7a", "AAA999 999AAA", _w("NEW JERSEY", .12, .12, "caps", "1c3a7a", width=.46), _w("GARDEN STATE", .89, .1, "caps", "1c3a7a", width=.46), sep="dash"),
    _us("NM", "NEW MEXICO", "f0c838", "", "b02030", "AAA999 999AAA", _w("NEW MEXICO USA|NEW MEXICO", .8, .1, "caps|cond", "b02030", width=.5), _w("LAND OF ENCHANTMENT|Land of Enchantment", .92, .075, "caps|cond", "b02030", width=.55), sep="zia", emblem="b02030"),
    _us("NM", "NEW MEXICO", "28a4b4", "box .02 .03 .98 .05 f0c838; ", "f0d050", "AAA999 999AAA", _w("NEW MEXICO|NEW MEXICO USA", .8, .1, "caps|wide", "white|f0d050", width=.5), _w("LAND OF ENCHANTMENT", .92, .075, "caps|cond", "f0d050", width=.55), _w("CENTENNIAL 1912-2012|CENTENNIAL 1912 - 2012", .1, .07, "caps", "white|f0d050", width=.5), sep="zia", emblem="f0d050|red"),
    _us("NM", "NEW MEXICO", "161618", "blob .5 .5 .06 .2 c03030 2a8a40", "e03030", "AAAA99 AAA999", _w("NEW MEXICO|NEW MEXICO USA", .88, .1, "caps", "f0d050|green"), _w("CHILE CAPITAL OF THE WORLD", .1, .07, "caps", "f0d050")),
    _us("NY", "NEW YORK", "f0a828", "band 0 .2 1c2450; land .5 .1 .12 .05 2a3468 2a3468", "1c2450", "AAA9999", _w("NEW YORK", .11, .14, "caps|serif", "f0a828", width=.5), _w("EMPIRE STATE", .9, .12, "caps|cond", "1c2450", width=.5), sep="emblem", emblem="1c2450"),
    _us("NY", "NEW YORK", "white", "band 0 .2 1f2a68; band .84 1 1f2a68; ridge .1 .05 3a5ab0 .2; town .2 .12 .62 1 8aa0d8", "1f2a68", "AAA9999 9A99AA", _w("NEW YORK", .11, .14, "caps|serif", "white", width=.46), _w("THE EMPIRE STATE|EMPIRE STATE", .92, .11, "caps|cond", "white", width=.5), sep="emblem", emblem="1f2a68"),
    _us("NY", "NEW YORK", "f4f4f2", "band 0 .04 c02438; blob .5 .5 .05 .3 d05060", "1f2a68", "A9A999 999AAA 9AA999 AA9999", _w("NEW YORK|New York", .13, .13, "caps|serif", "1f2a68", width=.46)),
    _us("NY", "NEW YORK", "white, f4f4f2", "ridge .3 .08 8ab0d8 .36; town .3 .1 .6 1 6a90c8; band .82 1 1f3a80; line .81 .02 gold", "1f2a68", "AAA9999", _w("NEW YORK", .11, .13, "caps|serif", "1f2a68", width=.46), _w("EXCELSIOR", .91, .1, "caps|serif", "white|gold", width=.4), sep="emblem", emblem="1f3a80|gold"),
    _us("NC", "NORTH CAROLINA", "white, f2f4f4 .6, c8dcf0", "woods .98 .16 0 1 2c5a40; line .2 .012 5a8ad0; blob .56 .2 .16 .05 8ab0e0; soft .25 white", "2a56a8", "AAA9999 AAA9999 AAA9999", _w("NORTH CAROLINA", .89, .13, "caps|bold", "c02438", width=.66), _w("First in Flight|First in Freedom", .13, .11, "serif|bold", "c02438", width=.5), sep="dash"),
    _us("NC", "NORTH CAROLINA", "white", "blob .5 .24 .16 .06 9ab8e4", "c02438", "AAA9999", _w("NORTH CAROLINA", .89, .13, "caps|bold", "c02438|blue", width=.66), _w("First in Flight", .13, .11, "serif|bold", "c02438", width=.5), sep="dash"),
    _us("ND", "NORTH DAKOTA", "3a8ad0, 9accec .35, f0f0e4 .6, f0c880 .75, c89858", "hills .78 .02 c8a060; box .28 .79 .72 .9 2a2a3a; blob .18 .84 .08 .07 a04030; ", "161620", "AAA999", _w("NORTH DAKOTA", .845, .08, "caps|serif", "white", width=.42), _w("Discover the Spirit", .13, .11, "script|italic", "white", width=.5), _w("PEACE GARDEN STATE", .945, .06, "caps", "red", width=.45)),
    _us("ND", "NORTH DAKOTA", "5a4a8a, e88a50 .3, f4d890 .5, 9ab070 .8, 4a7a50", "disc .5 .35 .12 f8e8a0; blob .12 .7 .07 .15 4a3028; hills .75 .03 7a9a5a", "161620", "999AAA", _w("NORTH DAKOTA|North Dakota", .12, .13, "caps|serif", "white|navy", width=.5), _w("Legendary|PEACE GARDEN STATE", .91, .09, "script|caps", "white|navy", width=.5)),
    _us("OH", "OHIO", "white", "band 0 .12 d03a3a; line .94 .06 2a6ab8; disc .3 .13 .15 white; bow .3 .28 .16 9ac0ec", "2c4a98", "AAA9999", _w("Ohio|OHIO", .1, .14, "script|brush", "24559e", x=.3, width=.2), _w("Birthplace of Aviation", .22, .06, "serif|cond", "24559e|red", x=.3, width=.4), sep="gap"),
    _us("OH", "OHIO", "white, e8ecf2 .5, d0d8e6", "bow .5 .95 .45 c8d0e0 c8d0e0; rays .5 .9 .5 e0e4ec", "2c4a98", "AAA9999 AA99AA", _w("OHIO|Ohio", .12, .15, "serif|caps|slab", "c02438|navy", width=.32), _w("BIRTHPLACE OF AVIATION|Birthplace of Aviation|Bicentennial 1803-2003", .9, .08, "caps|serif", "navy|red", width=.6), sep="gap"),
    _us("OH", "Ohio", "6aa8e0, c0dcf0 .35, f0f2ee .55, 9ac88a", "hills .75 .04 7ab070; hills .88 .03 4a8a50; disc .85 .2 .1 yellow; town .78 .25 .6 .9 b04040 c0c0c0", "1c2f60", "AAA9999", _w("BEAUTIFUL OHIO|Ohio|OHIO", .12, .13, "script|serif|caps", "c02438|navy", width=.5), _w("BIRTHPLACE OF AVIATION|" + _COUNTIES, .91, .07, "caps", "navy|white"), sep="gap"),
    _us("OH", "OHIO", "f0c85a, f4ecd4 .4, f4f2ea", "line .2 .01 gold", "1c2f60", "AAA9999 AAA999", _w("OHIO", .12, .14, "caps|serif|wide", "navy|red", width=.35), _w("The Heart of it All!", .9, .09, "script|serif", "navy|red"), sep="gap"),
    _us("OK", "OKLAHOMA", "7ab0e0, c8e0f0 .4, f0f0e8 .7, d8d8b8", "blob .14 .45 .07 .28 6a4a38 a87850; clouds .15 .5 3 e8f0f6; hills .86 .02 a8b078", "1c3a80", "999AAA", _w("OKLAHOMA", .12, .14, "caps|serif", "1c3a80|white", width=.5), _w("NATIVE AMERICA", .9, .1, "caps|serif", "1c3a80|maroon", width=.5), sep="gap"),
    _us("OK", "OKLAHOMA", "white, e4eef4", "disc .5 .48 .15 c8b890 6a9ac0; blob .5 .48 .05 .1 b08050", "0f6a48", "AAA999 999AAA", _w("OKLAHOMA|OKLAHOMA IS OK", .12, .13, "caps|serif", "0f6a48|red", width=.55), _w("NATIVE AMERICA", .9, .1, "caps|serif", "0f6a48|red", width=.5), sep="none"),
    _us("OK", "OKLAHOMA", "5a9ad0, a8ccea .5, d8e6f2", "blob .4 .55 .28 .2 c8dcf0; blob .5 .5 .15 .1 dce8f4", "white", "AAA999", _w("OKLAHOMA", .12, .13, "caps|wide", "white|navy", width=.5), _w("TRAVELOK.COM|EXPLORE OKLAHOMA", .9, .07, "caps", "white|navy", width=.5), sep="gap"),
    _us("OR", "Oregon", "d8d4ea, e8dce0 .4, f0e2d0 .65, d8d0d8", "ridge .88 .06 5a4a90", "1c1f4a", "999AAA", _w("Oregon", .11, .15, "serif", "22306e", width=.34), sep="tall", emblem="2f7a5c"),
    _us("OR", "Oregon", "a8d0ec, eef0f0 .4, 5a9ad0", "ridge .45 .12 7a90b8 white .6; fir .08 .3 .9 2f6a4c", "1c1f4a", "999AAA 99999 AA99999", _w("Oregon|OREGON", .11, .15, "serif|slab|caps", "22306e|red", width=.4), _w("Pacific Wonderland|Crater Lake National Park|Cultural Trust|Salmon|WINE COUNTRY", .9, .08, "script|serif", "navy|black")),
    _us("OR", "Oregon", "d87858, e8b49c .5, c06848", "blob .4 .5 .4 .3 e09a80 c85a48", "1c1c24", "99999 AA99999", _w("Oregon", .11, .15, "serif", "22306e", width=.36), _w("Cultural Trust", .9, .09, "script|serif", "1c1c24")),
    _us("PA", "PENNSYLVANIA", "1f4492, 1f4492 .17, f4f4f0 .32, f4f2e8 .66, f0d040 .84", "", "1c2f6a", "AAA9999", _w("PENNSYLVANIA", .1, .11, "caps|serif|slab", "white", width=.6), _w("visitPA.com|www.state.pa.us|TRUCK|www.visitpa.com", .92, .09, "cond|caps", "1c2f6a", width=.5), sep="emblem", emblem="1c2f6a"),
    _us("PA", "PENNSYLVANIA", "f0c840", "", "1c2f6a", "AAA999", _w("PENNSYLVANIA", .12, .12, "caps", "1c2f6a", width=.6), _w("KEYSTONE STATE|YOU'VE GOT A FRIEND IN", .9, .1, "caps", "1c2f6a", width=.5), sep="emblem", emblem="1c2f6a"),
    _us("PA", "Pennsylvania", "white, f4f2ea", "box 0 0 1 .2 1f4492; blob .15 .55 .1 .25 a06838 d0b080; band .86 1 e8c840", "1c2f6a", "99999 AA999", _w("PENNSYLVANIA|Pennsylvania", .1, .11, "caps|serif", "white", width=.6), _w("Conserve Wild Resources|Preserve Our Heritage|SAVE WILD ANIMALS", .93, .08, "serif|caps", "navy", width=.6)),
    _us("RI", "Rhode Island", "e8eaf0, dfe4ec", "hills .55 .22 c4ccdc; ring .5 .5 .2 d8dde8; blob .13 .14 .035 .08 2a3a78", "2a3a78", "AA999 999999 99999", _w("Rhode Island", .13, .14, "serif", "2a3a78", width=.46), _w("Ocean State", .88, .13, "serif", "2a3a78", width=.42), sep="dash"),
    _us("RI", "Rhode Island", "f0f2f4, c0d8ec", "hills .7 .05 8ab4dc; hills .82 .04 5a90c8", "1c2f70", "1AA999 999999", _w("Rhode Island", .13, .14, "serif|slab", "1c2f70", width=.5), _w("Ocean State", .89, .11, "serif|script", "1c2f70|white", width=.42), sep="gap|dash"),
    _us("SC", "South Carolina", "4a80c0, a8c8e4 .25, f4f4f0 .5, f4d0b0 .75, f0904c", "palm .5 .2 .8 1c3a78; disc .43 .24 .04 1c3a78; hills .9 .02 1c3a60", "1c1c24", "AAA999", _w("South Carolina", .11, .13, "serif", "navy|1c3a78", width=.56), _w("TRAVEL2SC.COM|Travel2SC.com", .93, .075, "caps|serif", "white", width=.5), sep="none"),
    _us("SC", "South Carolina", "f4d070, f4ecd0 .4, c0d8ec .8, 7ab0dc", "blob .12 .55 .07 .16 8a6a48; fir .5 .22 .72 4a8a5a", "1c2f60", "999AAA AAA999 9999AA", _w("South Carolina|SOUTH CAROLINA", .11, .13, "script|serif", "navy|red", width=.56), _w("Smiling Faces. Beautiful Places.", .91, .09, "script|serif", "navy", width=.7)),
    _us("SC", "South Carolina", "white, e8eef4 .6, 9ab8dc", "palm .5 .22 .8 5a80b8; disc .6 .25 .04 5a80b8", "navy", "AAA999", _w("South Carolina|SOUTH CAROLINA", .11, .13, "serif|caps", "navy", width=.56), _w("WHILE I BREATHE, I HOPE|While I Breathe, I Hope", .91, .08, "caps|serif", "navy", width=.7)),
    _us("SD", "South Dakota", "2f80d0, 6cb0e6 .3, f0f4f4 .45, eceeee .8, d8e4ec", "blob .7 .5 .26 .2 d4d4cc c0c0b8; blob .3 .5 .26 .16 dcdcd4", "1f4fa0", "9A9999 99A999 AA9999 9AA999", _w("South Dakota|SOUTH DAKOTA", .13, .16, "brush|script", "c02030", width=.5), _w("GREAT FACES. GREAT PLACES.|Great Faces. Great Places.", .88, .08, "caps|cond|italic", "c02030", width=.66)),
    _us("TN", "Tennessee", "f2f4f0, e8eee4 .4, c4d8bc .6, 9cbc9c", "hills .5 .06 bcd4b4; hills .62 .05 9cc09c; box .24 .8 .76 .97 f4f4f2 8aa88a", "161618", "999AAA A99AAA AAA999", _w("Tennessee", .13, .17, "brush|script|bold-italic", "161618", width=.46), _w("The Volunteer State", .05, .05, "caps|serif", "1c3a60", x=.62, width=.34), _w(_COUNTIES, .885, .11, "caps", "161618", width=.5), sep="emblem", emblem="161618"),
    _us("TN", "TENNESSEE", "c8e0f0, f0f2ea .5, d4a878", "disc .5 .3 .22 f4c870; hills .72 .03 6a9a6a", "1c2f60", "999AAA AAA999", _w("TENNESSEE|Tennessee", .12, .13, "caps|serif|west", "navy|red|blue", width=.5), _w("Sounds Good To Me|Volunteer State|Bicentennial", .26, .07, "script|serif", "navy|red", width=.5, share=.7), _w(_COUNTIES, .9, .1, "caps", "navy", width=.5)),
    _us("TN", "TENNESSEE", "1c2f6a", "disc .88 .5 .1 c02438 white", "white", "AAA9999 999AAA", _w("TENNESSEE", .12, .13, "caps|wide", "white", width=.5), _w("The Volunteer State|IN GOD WE TRUST", .9, .09, "caps|serif", "white|red", width=.5)),
    _us("TX", "TEXAS", "6cb4e0, b8dcf0 .25, f0f2ee .5, f2f0e6 .8", "disc .82 .12 .06 f0f0ea; blob .12 .13 .07 .06 f2f2f0; hills .93 .02 1c2440; blob .5 .86 .06 .08 1c2440; stars .03 .2 5 white", "22407a", "999AAA 99AAA9 AAA999", _w("TEXAS", .12, .16, "serif|slab", "c02438", width=.4), _w("THE LONE STAR STATE", .95, .06, "caps|serif", "white", width=.5), sep="emblem", emblem="c02438"),
    _us("TX", "TEXAS", "3a8ad0, 8cc0e8 .3, f4f0e4 .5, f0c890 .75, e8904c", "star .1 .15 .12 white; clouds .1 .6 5 f4f4f4; ridge .84 .06 b0683c", "1c1c20", "AA9A999 AAA999", _w("TEXAS", .12, .17, "slab|serif|wide", "white", width=.45), _w("The Lone Star State", .93, .09, "script|serif", "white", width=.6), sep="emblem", emblem="c02438|1c3a80"),
    _us("TX", "TEXAS", "white", "star .07 .13 .09 161618", "161618", "AAA9999 AA9A999 AAA9999", _w("TEXAS", .12, .16, "serif|slab", "161618", width=.36), _w("The Lone Star State", .91, .09, "script|serif|italic", "161618", width=.5), sep="emblem", emblem="161618"),
    _us("TX", "TEXAS", "white", "flag .02 .04 .14 .2 c02438 white 1c3a80", "1c3a80", "AAA99A 999AAA AAA999", _w("TEXAS", .12, .13, "caps|slab", "1c3a80|red", width=.4), _w("THE LONE STAR STATE|150 YEARS OF STATEHOOD", .91, .08, "caps", "1c3a80|red", width=.6), sep="dot|emblem"),
    _us("UT", "UTAH", "7ab8e6, b8d8ee .3, f0e4d0 .45, f0a860 .7, e88a40", "bow .66 .95 .2 e07a34 e07a34 e88a44 .1; hills .8 .02 e8944c; ridge .82 .05 e07a38", "161620", "A999AA A99AAA 999AAA", _w("UTAH", .12, .15, "west|slab|caps", "161620|1c3a80", width=.34), _w("LIFE ELEVATED", .93, .065, "wide|caps", "161620|1c3a80", width=.5)),
    _us("UT", "UTAH", "5aa0e0, c8e2f4 .35, f2f6f8 .6, d8e8f4", "ridge .35 .14 8ab4dc white; blob .2 .5 .06 .16 2a60a8", "1c3a80", "999AAA A99AAA 999AA", _w("UTAH|UTAH!", .12, .15, "slab|caps|bold-italic", "1c3a80|white", width=.34), _w("LIFE ELEVATED|Greatest Snow on Earth|GREATEST SNOW ON EARTH", .92, .075, "caps|script", "1c3a80", width=.6)),
    _us("UT", "UTAH", "a8cce8, f4ecdc .4, f0c89a", "bow .5 .9 .25 c86a30 c86a30 c86a30; line .9 .03 c86a30", "1c3a80", "999AAA 999AAA", _w("UTAH", .12, .14, "caps|serif", "navy|c86a30", width=.34), _w("CENTENNIAL 1896-1996|Centennial 1896-1996", .92, .07, "caps|serif", "navy", width=.6)),
    _us("VT", "Vermont", "14805a", "blob .1 .14 .03 .09 white", "white", "AAA999 AAA999 999A999", _w("Vermont", .12, .14, "serif", "white", width=.4), _w("Green Mountain State", .89, .09, "caps|serif", "white", width=.56), sep="gap"),
    _us("VA", "VIRGINIA", "white", "", "24408c", "AAA9999 AAA9999 AAA9999", _w("VIRGINIA", .13, .14, "serif", "24559e", width=.5), _w("1607 - 400th Anniversary - 2007|VIRGINIA IS FOR LOVERS|Virginia is for Lovers", .91, .07, "serif|caps", "red", width=.7, share=.35), sep="dash"),
    _us("VA", "VIRGINIA", "d8eef0, f2f4ec .5, e4e8d8", "ridge .4 .06 a8c8dc .6; hills .6 .02 b8d4b0; blob .12 .5 .09 .24 5a6aa8 c06050; soft .2 white", "24408c", "99999A AA9999 AAA999 9999", _w("VIRGINIA", .13, .14, "serif", "24559e|red", width=.5), _w("CLEAN SPECIAL FUEL|JAMESTOWN|PENN STATE|VETERANS OF FOREIGN WARS|UNIVERSITY OF RICHMOND|KIDS FIRST|AUTUMN", .9, .075, "serif|caps", "navy|green|red", width=.56)),
    _us("WA", "WASHINGTON", "f2f4f6, eceff4", "ridge .6 .26 bcd6f0 dcebf8; soft .3 white", "2a3560", "999AAA AAA9999", _w("WASHINGTON", .13, .12, "caps|bold", "cc3040", x=.36, width=.46), _w("EVERGREEN STATE|Evergreen State", .91, .085, "caps|bold", "cc3040|blue", width=.5), sep="dash|gap"),
    _us("WA", "WASHINGTON", "white", "ridge .55 .25 a8c8ec d4e4f6; soft .2 white", "24408c", "AAA9999 999AAA", _w("WASHINGTON", .13, .13, "caps|bold", "cc3040", x=.5, width=.5), _w("EVERGREEN STATE", .91, .085, "caps|bold", "24559e", width=.5), sep="gap"),
    _us("WV", "West Virginia", "white", "band 0 .2 2050a0; line .22 .03 f0cc40; line .82 .012 2050a0; line .86 .02 e8c040; soft .05 white", "28386e", "9AA999 9A9999 99A999", _w("West Virginia", .11, .14, "serif|slab", "f4d448", width=.5), _w("Wild, Wonderful", .92, .1, "serif|slab", "2050a0|navy", width=.5), sep="gap"),
    _us("WI", "WISCONSIN", "f4f2f2", "disc .6 .14 .07 ee7030; blob .72 .12 .07 .06 3a8a5a; box .84 .06 .94 .2 b82030 2a2a30; blob .8 .16 .04 .06 white", "161618", "999AAA AAA999 AAA9999", _w("WISCONSIN", .11, .12, "bold-italic|caps", "c8283a", x=.28, width=.46), _w("America's Dairyland", .89, .1, "script|italic", "c8283a", width=.52), sep="dash"),
    _us("WI", "WISCONSIN", "f4f2f2", "disc .6 .14 .07 ee7030; blob .72 .12 .07 .06 3a8a5a; box .84 .06 .94 .2 b82030 2a2a30", "c02438", "AAA999 AAA999", _w("WISCONSIN", .11, .12, "bold-italic|caps", "24559e|c8283a", x=.28, width=.46), _w("America's Dairyland", .89, .1, "script|italic", "24559e|c8283a", width=.52), sep="dash"),
    _us("WY", "WYOMING", "5aa8e0, c0e0f0 .4, f0ece0 .6, d8cca8", "blob .68 .5 .16 .28 d8c0a4 e6d4bc; clouds .1 .5 3 f4f6f8; hills .9 .02 5a8a60", "2a1c18", "99999 9999 99999 999AA", _w("WYOMING", .91, .11, "caps|wide|west", "1f6a4a|white", x=.5, width=.5), sep="emblem", emblem="2a1c18"),
    _us("WY", "WYOMING", "4a98d8, b8dcf0 .4, f0f4f4 .6, 8ab8d8", "ridge .45 .14 8a90b8 white; hills .85 .03 5a8a60", "2a1c18", "99999 9999A 999AA", _w("WYOMING", .9, .12, "caps|wide|west", "2a1c18|white|red", width=.5), _w("Forever West|LIKE NO PLACE ON EARTH", .1, .07, "script|caps", "white|navy", width=.5, share=.5), sep="emblem", emblem="2a1c18"),
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
    Design(code, code, "white", "", (), "black", tuple(f.split()), kind="eu") for code, f in _EU_FORMATS.items()
)
BR_TOWNS = ("BA-SALVADOR", "SP-SAO PAULO", "MG-BELO HORIZONTE", "RJ-RIO DE JANEIRO", "PR-CURITIBA", "RS-PORTO ALEGRE",
            "BA-LAURO DE FREITAS", "PE-RECIFE", "CE-FORTALEZA")
BR_DESIGNS: tuple[Design, ...] = (
    Design("BR", "BR", "grey", "", (), "black", ("AAA9999",), kind="br"),
    Design("BR", "BRASIL", "white", "", (), "black", ("AAA9A99",), kind="mercosur"),
    Design("AR", "REPUBLICA ARGENTINA", "white", "", (), "black", ("AA999AA",), kind="mercosur"),
)
