#!/usr/bin/env python3
"""Loads what a register exports with the programs of others, and fails when they do not find the same in it.

    check.py DEMARCHE_BINARY REGISTER

DuckDB and pandas read the CSV, Parquet and JSON Lines, rdflib the linked data. What they count is compared with one another and
with the JSON Lines read by the standard library, which hold the register's own numbers.
"""
import collections
import json
import pathlib
import subprocess
import sys
import tempfile

import duckdb
import pandas
import pyarrow
import pyarrow.parquet
import rdflib

COLUMNS = "fact document publisher published title kind term who what start end when confidence words".split()


def same(what, found, wanted):
    if found != wanted:
        sys.exit(f"{what}: {found!r}, and not {wanted!r}")
    print(f"{what}: as expected")


def tables(folder, records):
    facts = [fact for record in records for fact in record["facts"]]
    kinds = collections.Counter(fact["kind"] for fact in facts)
    published = {record["document"]["id"]: record["document"].get("published") for record in records}
    texts = {record["document"]["id"]: record["document"] for record in records}
    csv, parquet, lines = (str(folder / f"facts.{form}") for form in ("csv", "parquet", "jsonl"))

    for name, source in [("CSV", f"read_csv('{csv}')"), ("Parquet", f"read_parquet('{parquet}')")]:
        found = dict(duckdb.sql(f"SELECT kind, count(*) FROM {source} GROUP BY kind").fetchall())
        same(f"DuckDB, {name}, facts by kind", found, dict(kinds))
        found = dict(duckdb.sql(f"SELECT DISTINCT document, CAST(published AS VARCHAR) FROM {source}").fetchall())
        same(f"DuckDB, {name}, days of publication", found, {id: published[id] for id in found})
    found = duckdb.sql(f"SELECT count(*), sum(len(facts)) FROM read_json('{lines}', format='newline_delimited') WHERE document IS NOT NULL").fetchall()[0]
    same("DuckDB, JSON Lines, documents and facts", tuple(map(int, found)), (len(records), len(facts)))
    columns = dict(duckdb.sql(f"DESCRIBE SELECT * FROM read_parquet('{parquet}')").project("column_name, column_type").fetchall())
    wanted = {"published": "DATE", "start": "DATE", "end": "DATE", "confidence": "FLOAT", "who": "VARCHAR[]", "words": "VARCHAR[]"}
    same("DuckDB, Parquet, types", {name: columns[name] for name in wanted}, wanted)
    # The evidence is a slice of the document, counted in code points.
    slices = duckdb.sql(f"SELECT document, unnest(evidence) AS slice FROM read_parquet('{parquet}')").fetchall()
    for document, slice in slices:
        text = texts[document][slice["field"]]
        if text[slice["start"] : slice["end"]] != slice["exact"]:
            sys.exit(f"{document}: {slice} is not where it says")
    same("Parquet, slices of evidence", len(slices), sum(len(fact["evidence"]) for fact in facts))

    one, two = pandas.read_csv(csv, keep_default_na=False), pandas.read_parquet(parquet)
    same("pandas, CSV, columns", list(one.columns), COLUMNS)
    same("pandas, Parquet, columns", list(two.columns), [*COLUMNS, "evidence"])
    for column in ["fact", "document", "title", "kind", "term", "what", "when"]:
        same(f"pandas, {column} in CSV and Parquet", list(one[column]), list(two[column]))
    same("pandas, who in CSV and Parquet", list(one["who"]), ["; ".join(who) for who in two["who"]])
    for column in ["published", "start", "end"]:
        days = ["" if day is None or pandas.isna(day) else day.isoformat() for day in two[column]]
        same(f"pandas, {column} in CSV and Parquet", [str(day) for day in one[column]], days)
    lines = pandas.read_json(lines, lines=True)
    same("pandas, JSON Lines, documents", int(lines["document"].notna().sum()), len(records))
    schema = pyarrow.parquet.read_schema(parquet)
    same("Arrow, type of a day", schema.field("start").type, pyarrow.date32())
    same("Arrow, type of names", schema.field("who").type.value_type, pyarrow.string())


def triples(path, records):
    oa, prov, schema = (rdflib.Namespace(name) for name in ("http://www.w3.org/ns/oa#", "http://www.w3.org/ns/prov#", "https://schema.org/"))
    graph = rdflib.Graph().parse(path, format="json-ld")
    facts = [fact for record in records for fact in record["facts"]]
    events = [fact for fact in facts if fact["kind"] == "event"]
    documents = set(graph.subjects(rdflib.RDF.type, schema.NewsArticle))
    same("rdflib, documents", len(documents), len(records))
    annotations = set(graph.subjects(rdflib.RDF.type, oa.Annotation))
    same("rdflib, facts", len(annotations), len(facts))
    same("rdflib, happenings", len(set(graph.subjects(rdflib.RDF.type, schema.Event))), len(events))
    same("rdflib, facts derived from a document", {annotation for annotation in annotations if graph.value(annotation, prov.wasDerivedFrom) in documents}, annotations)
    exact = collections.Counter(str(text) for text in graph.objects(None, oa.exact))
    same("rdflib, quotes", exact, collections.Counter(slice["exact"] for fact in facts for slice in fact["evidence"]))
    starts = [int(start) for start in graph.objects(None, oa.start)]
    same("rdflib, positions", len(starts), sum(len(fact["evidence"]) for fact in facts))
    days = collections.Counter(str(day) for day in graph.objects(None, schema.startDate))
    same("rdflib, first days of happenings", days, collections.Counter(event["when"]["start"] for event in events if event.get("when", {}).get("start")))
    headlines = {str(text) for text in graph.objects(None, schema.headline)}
    same("rdflib, headlines", headlines, {record["document"]["title"] for record in records})
    query = "SELECT (count(*) AS ?n) WHERE { ?a a oa:Annotation ; oa:hasTarget ?t . ?t oa:hasSource ?d . ?d a schema:NewsArticle }"
    found = next(iter(graph.query(query, initNs={"oa": oa, "schema": schema}))).n.toPython()
    same("rdflib, targets by SPARQL", found, sum(len(fact["evidence"]) for fact in facts))


def main():
    binary, register = sys.argv[1:3]
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        for form in ["jsonl", "csv", "parquet", "jsonld"]:
            command = [binary, "export", "--register", register, "--form", form, "-o", folder / f"facts.{form}"]
            subprocess.run(command, check=True)
        lines = [json.loads(line) for line in (folder / "facts.jsonl").read_text(encoding="utf-8").splitlines()]
        records = [line for line in lines if "document" in line]
        if not records:
            sys.exit("the register is empty")
        tables(folder, records)
        triples(folder / "facts.jsonld", records)
    print(f"DuckDB {duckdb.__version__}, pandas {pandas.__version__}, pyarrow {pyarrow.__version__}, rdflib {rdflib.__version__}")


if __name__ == "__main__":
    main()
