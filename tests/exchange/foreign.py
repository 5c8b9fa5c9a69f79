"""Files of other programs, made by the schemas that their own sources give."""

from __future__ import annotations

import sqlite3
import zipfile
from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any

Rows = dict[str, Sequence[Sequence[Any]]]

QUALCODER = """
CREATE TABLE project (databaseversion text, date text, memo text, about text, codername text);
CREATE TABLE source (id integer primary key, name text, fulltext text, mediapath text, memo text, owner text,
    date text, av_text_id integer, risid integer, unique(name));
CREATE TABLE code_image (imid integer primary key, id integer, x1 integer, y1 integer, width integer, height integer,
    cid integer, memo text, date text, owner text, important integer, pdf_page integer);
CREATE TABLE code_av (avid integer primary key, id integer, pos0 integer, pos1 integer, cid integer, memo text,
    date text, owner text, important integer);
CREATE TABLE annotation (anid integer primary key, fid integer, pos0 integer, pos1 integer, memo text,
    owner text, date text);
CREATE TABLE attribute_type (name text primary key, date text, owner text, memo text, caseOrFile text,
    valuetype text);
CREATE TABLE attribute (attrid integer primary key, name text, attr_type text, value text, id integer,
    date text, owner text);
CREATE TABLE cases (caseid integer primary key, name text, memo text, owner text, date text);
CREATE TABLE case_text (id integer primary key, caseid integer, fid integer, pos0 integer, pos1 integer, owner text,
    date text, memo text);
CREATE TABLE code_cat (catid integer primary key, name text, owner text, date text, memo text, supercatid integer);
CREATE TABLE code_text (ctid integer primary key, cid integer, fid integer, seltext text, pos0 integer, pos1 integer,
    owner text, date text, memo text, avid integer, important integer);
CREATE TABLE code_name (cid integer primary key, name text, memo text, catid integer, owner text, date text,
    color text,
    supercid integer);
CREATE TABLE journal (jid integer primary key, name text, jentry text, date text, owner text);
CREATE TABLE stored_sql (title text, description text, grouper text, ssql text);
CREATE TABLE graph (grid integer primary key, name text, description text, date text);
CREATE TABLE ris (risid integer, tag text, longtag text, value text);
"""
TAGUETTE = """
CREATE TABLE users (login varchar(30) primary key, created datetime);
CREATE TABLE projects (id integer primary key autoincrement, name varchar(200), description text, created datetime);
CREATE TABLE documents (id integer primary key autoincrement, name varchar(200), description text,
    filename varchar(200),
    created datetime, project_id integer, text_direction varchar(13), contents text);
CREATE TABLE tags (id integer primary key autoincrement, project_id integer, path varchar(200), description text);
CREATE TABLE highlights (id integer primary key autoincrement, document_id integer, start_offset integer,
    end_offset integer, snippet text);
CREATE TABLE highlight_tags (highlight_id integer, tag_id integer);
CREATE TABLE commands (id integer primary key autoincrement, date datetime, user_login varchar(30),
    project_id integer,
    document_id integer, payload text);
"""
RQDA = """
create table source (name text, id integer, file text, memo text, owner text, date text, dateM text, status integer);
create table freecode (name text, memo text, owner text, date text, dateM text, id integer, status integer,
    color text);
create table treecode (cid integer, catid integer, date text, dateM text, memo text, status integer, owner text);
create table treefile (fid integer, catid integer, date text, dateM text, memo text, status integer, owner text);
create table filecat (name text, fid integer, catid integer, owner text, date text, dateM text, memo text,
    status integer);
create table codecat (name text, cid integer, catid integer, owner text, date text, dateM text, memo text,
    status integer);
create table coding (cid integer, fid integer, seltext text, selfirst real, selend real, status integer, owner text,
    date text, memo text);
create table project (databaseversion text, date text, dateM text, memo text, about text, imageDir text);
create table cases (name text, memo text, owner text, date text, dateM text, id integer, status integer);
create table caselinkage (caseid integer, fid integer, selfirst real, selend real, status integer, owner text,
    date text, memo text);
create table attributes (name text, status integer, date text, dateM text, owner text, memo text, class text);
create table caseAttr (variable text, value text, caseID integer, date text, dateM text, owner text, status integer);
create table journal (name text, journal text, date text, dateM text, owner text, status integer);
create table annotation (fid integer, position integer, annotation text, owner text, date text, dateM text,
    status integer);
"""


def database(schema: str, rows: Rows, more: str = "") -> bytes:
    """The bytes of a database with these rows; each row has the first columns of its table."""
    connection = sqlite3.connect(":memory:")
    connection.executescript(schema + more)
    for table, those in rows.items():
        for row in those:
            columns = [found[1] for found in connection.execute(f"PRAGMA table_info({table})")][: len(row)]
            marks = ", ".join("?" * len(row))
            connection.execute(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", row)  # noqa: S608
    connection.commit()
    data = connection.serialize()
    connection.close()
    return data


def packed(files: Iterable[tuple[str, bytes | str]]) -> BytesIO:
    """An archive of these files."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files:
            archive.writestr(name, data)
    out.seek(0)
    return out
