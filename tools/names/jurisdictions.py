"""Writes the gazetteer of jurisdictions from ISO 3166-1 as the package `pycountry` holds it, with adjectives added here.

    python tools/names/jurisdictions.py > crates/reading/src/names/jurisdictions.tsv

Each line: code, names divided by bars, adjectives divided by bars.
"""

import pycountry

ADJECTIVES = {
    "AD": "Andorran", "AE": "Emirati", "AF": "Afghan", "AG": "Antiguan", "AL": "Albanian", "AM": "Armenian", "AO": "Angolan",
    "AR": "Argentine|Argentinian", "AT": "Austrian", "AU": "Australian", "AZ": "Azerbaijani", "BA": "Bosnian", "BB": "Barbadian",
    "BD": "Bangladeshi", "BE": "Belgian", "BF": "Burkinabe|Burkinabé", "BG": "Bulgarian", "BH": "Bahraini", "BI": "Burundian",
    "BJ": "Beninese", "BN": "Bruneian", "BO": "Bolivian", "BR": "Brazilian", "BS": "Bahamian", "BT": "Bhutanese", "BW": "Botswanan",
    "BY": "Belarusian", "BZ": "Belizean", "CA": "Canadian", "CD": "Congolese", "CF": "Central African", "CH": "Swiss", "CI": "Ivorian",
    "CL": "Chilean", "CM": "Cameroonian", "CN": "Chinese", "CO": "Colombian", "CR": "Costa Rican", "CU": "Cuban",
    "CV": "Cabo Verdean|Cape Verdean", "CY": "Cypriot", "CZ": "Czech", "DE": "German", "DJ": "Djiboutian", "DK": "Danish",
    "DO": "Dominican", "DZ": "Algerian", "EC": "Ecuadorian", "EE": "Estonian", "EG": "Egyptian", "ER": "Eritrean", "ES": "Spanish",
    "ET": "Ethiopian", "FI": "Finnish", "FJ": "Fijian", "FM": "Micronesian", "FR": "French", "GA": "Gabonese", "GB": "British",
    "GD": "Grenadian", "GE": "Georgian", "GH": "Ghanaian", "GL": "Greenlandic", "GM": "Gambian", "GN": "Guinean", "GQ": "Equatoguinean",
    "GR": "Greek", "GT": "Guatemalan", "GY": "Guyanese", "HN": "Honduran", "HR": "Croatian", "HT": "Haitian", "HU": "Hungarian",
    "ID": "Indonesian", "IE": "Irish", "IL": "Israeli", "IN": "Indian", "IQ": "Iraqi", "IR": "Iranian", "IS": "Icelandic",
    "IT": "Italian", "JM": "Jamaican", "JO": "Jordanian", "JP": "Japanese", "KE": "Kenyan", "KG": "Kyrgyz", "KH": "Cambodian",
    "KM": "Comorian", "KP": "North Korean", "KR": "Korean|South Korean", "KW": "Kuwaiti", "KZ": "Kazakh|Kazakhstani", "LA": "Lao|Laotian",
    "LB": "Lebanese", "LI": "Liechtenstein", "LK": "Sri Lankan", "LR": "Liberian", "LS": "Basotho", "LT": "Lithuanian",
    "LU": "Luxembourgish", "LV": "Latvian", "LY": "Libyan", "MA": "Moroccan", "MC": "Monegasque", "MD": "Moldovan", "ME": "Montenegrin",
    "MG": "Malagasy", "MH": "Marshallese", "MK": "Macedonian", "ML": "Malian", "MM": "Burmese|Myanmar", "MN": "Mongolian",
    "MO": "Macanese", "MR": "Mauritanian", "MT": "Maltese", "MU": "Mauritian", "MV": "Maldivian", "MW": "Malawian", "MX": "Mexican",
    "MY": "Malaysian", "MZ": "Mozambican", "NA": "Namibian", "NE": "Nigerien", "NG": "Nigerian", "NI": "Nicaraguan", "NL": "Dutch",
    "NO": "Norwegian", "NP": "Nepalese|Nepali", "NR": "Nauruan", "NZ": "New Zealand", "OM": "Omani", "PA": "Panamanian", "PE": "Peruvian",
    "PG": "Papua New Guinean", "PH": "Philippine|Filipino", "PK": "Pakistani", "PL": "Polish", "PS": "Palestinian", "PT": "Portuguese",
    "PW": "Palauan", "PY": "Paraguayan", "QA": "Qatari", "RO": "Romanian", "RS": "Serbian", "RU": "Russian", "RW": "Rwandan",
    "SA": "Saudi", "SB": "Solomon Islander", "SC": "Seychellois", "SD": "Sudanese", "SE": "Swedish", "SG": "Singaporean",
    "SI": "Slovenian", "SK": "Slovak", "SL": "Sierra Leonean", "SN": "Senegalese", "SO": "Somali", "SR": "Surinamese",
    "SS": "South Sudanese", "SV": "Salvadoran|Salvadorean", "SY": "Syrian", "SZ": "Swazi", "TD": "Chadian", "TG": "Togolese",
    "TH": "Thai", "TJ": "Tajik", "TL": "Timorese", "TM": "Turkmen", "TN": "Tunisian", "TO": "Tongan", "TR": "Turkish",
    "TT": "Trinidadian", "TV": "Tuvaluan", "TW": "Taiwanese", "TZ": "Tanzanian", "UA": "Ukrainian", "UG": "Ugandan", "US": "American",
    "UY": "Uruguayan", "UZ": "Uzbek", "VC": "Vincentian", "VE": "Venezuelan", "VN": "Vietnamese", "VU": "Ni-Vanuatu|Vanuatuan",
    "WS": "Samoan", "YE": "Yemeni", "ZA": "South African", "ZM": "Zambian", "ZW": "Zimbabwean",
}
NAMES = {
    "AE": "UAE|U.A.E.", "BN": "Brunei", "BO": "Bolivia|Plurinational State of Bolivia",
    "CD": "DR Congo|Democratic Republic of the Congo|Democratic Republic of Congo", "CG": "Republic of the Congo|Republic of Congo",
    "CH": "Swiss Confederation", "CI": "Ivory Coast|Côte d’Ivoire|Cote d'Ivoire",
    "CN": "People's Republic of China|People’s Republic of China|PRC", "CV": "Cape Verde", "CZ": "Czechia|Czech Republic",
    "DE": "Federal Republic of Germany", "FK": "Falkland Islands", "FM": "Micronesia|Federated States of Micronesia",
    "GB": "UK|U.K.|United Kingdom|Britain|Great Britain|United Kingdom of Great Britain and Northern Ireland|Great Britain and Northern Ireland",
    "GM": "The Gambia", "HK": "Hong Kong", "ID": "Republic of Indonesia", "IN": "Republic of India",
    "IR": "Iran|Islamic Republic of Iran", "KG": "Kyrgyz Republic",
    "KP": "North Korea|DPRK|Democratic People's Republic of Korea|Democratic People’s Republic of Korea",
    "KR": "Korea|South Korea|Republic of Korea|ROK", "LA": "Laos|Lao PDR|Lao People’s Democratic Republic",
    "MD": "Moldova|Republic of Moldova", "MK": "North Macedonia|Republic of North Macedonia", "MM": "Burma", "MO": "Macau",
    "NL": "the Netherlands", "PH": "Republic of the Philippines", "PS": "Palestine|State of Palestine", "RU": "Russia",
    "SA": "Kingdom of Saudi Arabia", "SG": "Republic of Singapore", "SK": "Slovak Republic", "ST": "São Tomé and Príncipe", "SY": "Syria",
    "SZ": "Swaziland", "TL": "East Timor", "TR": "Turkey|Türkiye", "TW": "Taiwan|Chinese Taipei|Republic of China (Taiwan)",
    "TZ": "Tanzania|United Republic of Tanzania", "US": "U.S.|US|USA|United States|United States of America", "VA": "Holy See|Vatican",
    "VE": "Venezuela|Bolivarian Republic of Venezuela", "VG": "British Virgin Islands", "VI": "U.S. Virgin Islands",
    "VN": "Vietnam|Viet Nam", "ZA": "Republic of South Africa",
}
BLOCS = {
    "EU": ("European Union|EU", "European"), "ASEAN": ("Association of Southeast Asian Nations|ASEAN", ""),
    "GCC": ("Gulf Cooperation Council|GCC", ""), "EFTA": ("European Free Trade Association|EFTA", ""),
    "EAEU": ("Eurasian Economic Union|EAEU", "Eurasian"), "MERCOSUR": ("Mercosur|MERCOSUR|Southern Common Market", ""),
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
