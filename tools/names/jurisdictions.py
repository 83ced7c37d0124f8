"""Writes the gazetteer of jurisdictions from ISO 3166-1 as the package `pycountry` holds it, with adjectives added here.

    python tools/names/jurisdictions.py > crates/reading/src/names/jurisdictions.tsv

Each line: code, names divided by bars, adjectives divided by bars.
"""

import pycountry

ADJECTIVES = {
    "AE": "Emirati", "AR": "Argentine|Argentinian", "AT": "Austrian", "AU": "Australian", "AZ": "Azerbaijani", "BD": "Bangladeshi",
    "BE": "Belgian", "BG": "Bulgarian", "BH": "Bahraini", "BN": "Bruneian", "BO": "Bolivian", "BR": "Brazilian", "CA": "Canadian",
    "CH": "Swiss", "CL": "Chilean", "CN": "Chinese", "CO": "Colombian", "CR": "Costa Rican", "CY": "Cypriot", "CZ": "Czech",
    "DE": "German", "DK": "Danish", "DZ": "Algerian", "EC": "Ecuadorian", "EE": "Estonian", "EG": "Egyptian", "ES": "Spanish",
    "ET": "Ethiopian", "FI": "Finnish", "FR": "French", "GB": "British", "GE": "Georgian", "GH": "Ghanaian", "GR": "Greek",
    "HR": "Croatian", "HU": "Hungarian", "ID": "Indonesian", "IE": "Irish", "IL": "Israeli", "IN": "Indian", "IQ": "Iraqi",
    "IR": "Iranian", "IS": "Icelandic", "IT": "Italian", "JO": "Jordanian", "JP": "Japanese", "KE": "Kenyan", "KH": "Cambodian",
    "KR": "Korean|South Korean", "KW": "Kuwaiti", "KZ": "Kazakh|Kazakhstani", "LA": "Lao|Laotian", "LK": "Sri Lankan", "LT": "Lithuanian",
    "LU": "Luxembourgish", "LV": "Latvian", "MA": "Moroccan", "MM": "Burmese", "MN": "Mongolian", "MT": "Maltese", "MX": "Mexican",
    "MY": "Malaysian", "NG": "Nigerian", "NL": "Dutch", "NO": "Norwegian", "NP": "Nepalese|Nepali", "NZ": "New Zealand", "OM": "Omani",
    "PA": "Panamanian", "PE": "Peruvian", "PH": "Philippine|Filipino", "PK": "Pakistani", "PL": "Polish", "PT": "Portuguese",
    "PY": "Paraguayan", "QA": "Qatari", "RO": "Romanian", "RS": "Serbian", "RU": "Russian", "RW": "Rwandan", "SA": "Saudi",
    "SE": "Swedish", "SG": "Singaporean", "SI": "Slovenian", "SK": "Slovak", "TH": "Thai", "TN": "Tunisian", "TR": "Turkish",
    "TW": "Taiwanese", "TZ": "Tanzanian", "UA": "Ukrainian", "UG": "Ugandan", "US": "American", "UY": "Uruguayan", "UZ": "Uzbek",
    "VE": "Venezuelan", "VN": "Vietnamese", "ZA": "South African", "ZM": "Zambian",
}
NAMES = {
    "AE": "UAE|U.A.E.", "BN": "Brunei", "BO": "Bolivia", "CD": "DR Congo", "CZ": "Czechia|Czech Republic", "CI": "Ivory Coast",
    "GB": "UK|U.K.|United Kingdom|Britain|Great Britain", "HK": "Hong Kong", "IR": "Iran", "KP": "North Korea|DPRK",
    "KR": "Korea|South Korea|Republic of Korea|ROK", "LA": "Laos|Lao PDR", "MD": "Moldova", "MK": "North Macedonia", "NL": "the Netherlands",
    "PS": "Palestine", "RU": "Russia", "SA": "Kingdom of Saudi Arabia", "SY": "Syria", "TR": "Turkey|Türkiye", "TW": "Taiwan|Chinese Taipei",
    "TZ": "Tanzania", "US": "U.S.|US|USA|United States|United States of America", "VE": "Venezuela", "VN": "Vietnam|Viet Nam",
}
BLOCS = {
    "EU": ("European Union|EU", "European"), "ASEAN": ("Association of Southeast Asian Nations|ASEAN", ""),
    "GCC": ("Gulf Cooperation Council|GCC", ""), "EFTA": ("European Free Trade Association|EFTA", ""),
    "EAEU": ("Eurasian Economic Union|EAEU", ""), "MERCOSUR": ("Mercosur|MERCOSUR|Southern Common Market", ""),
    "SACU": ("Southern African Customs Union|SACU", ""), "AU": ("African Union", ""), "ECOWAS": ("Economic Community of West African States|ECOWAS", ""),
    "PA": ("Pacific Alliance", ""), "CARICOM": ("Caribbean Community|CARICOM", ""),
}


def main():
    for country in sorted(pycountry.countries, key=lambda country: country.alpha_2):
        plain = country.name.split(",")[0] if country.alpha_2 not in ("CD", "KP", "KR", "FM", "VG", "VI") else ""
        names = [name for name in (getattr(country, "common_name", ""), plain, *NAMES.get(country.alpha_2, "").split("|")) if name]
        print(country.alpha_2, "|".join(dict.fromkeys(names)), ADJECTIVES.get(country.alpha_2, ""), sep="\t")
    for code, (names, adjectives) in BLOCS.items():
        if code in ("AU", "PA"):
            continue
        print(code, names, adjectives, sep="\t")


if __name__ == "__main__":
    main()
