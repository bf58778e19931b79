// SPDX-License-Identifier: GPL-2.0-or-later
// The tables of a result database; docs/batch.md describes them.
#pragma once

namespace capf::batch {

inline constexpr int kApplicationId = 0x43415046;  // "CAPF", in the file's header
inline constexpr int kSchemaVersion = 1;

// The report is the line of JSON from which all the rest of a capture's rows is made.
inline constexpr const char *kCreateTables = R"(
CREATE TABLE captures (
    id INTEGER PRIMARY KEY,
    name_id TEXT NOT NULL UNIQUE,
    file TEXT NOT NULL,
    status TEXT NOT NULL,
    problem TEXT,
    duplicate_of TEXT,
    packets INTEGER NOT NULL,
    first_time TEXT,
    last_time TEXT,
    size INTEGER NOT NULL,
    modified_ns INTEGER NOT NULL,
    sha256 TEXT,
    seconds REAL,
    memory INTEGER,
    report TEXT NOT NULL
);
CREATE TABLE phones (
    id INTEGER PRIMARY KEY,
    capture INTEGER NOT NULL REFERENCES captures ON DELETE CASCADE,
    device TEXT,
    addresses TEXT NOT NULL,
    verdict TEXT NOT NULL,
    failed_step TEXT,
    conclusion TEXT NOT NULL
);
CREATE TABLE steps (
    phone INTEGER NOT NULL REFERENCES phones ON DELETE CASCADE,
    step TEXT NOT NULL,
    status TEXT NOT NULL,
    evidence TEXT NOT NULL,
    frames TEXT NOT NULL,
    time TEXT,
    summary TEXT NOT NULL
);
CREATE TABLE diagnoses (
    phone INTEGER NOT NULL REFERENCES phones ON DELETE CASCADE,
    rank INTEGER NOT NULL,
    earlier INTEGER NOT NULL,
    code TEXT NOT NULL,
    step TEXT NOT NULL,
    evidence TEXT NOT NULL,
    frames TEXT NOT NULL,
    summary TEXT NOT NULL,
    remedy TEXT NOT NULL
);
CREATE TABLE files (
    phone INTEGER NOT NULL REFERENCES phones ON DELETE CASCADE,
    name TEXT NOT NULL,
    transport TEXT NOT NULL,
    server TEXT NOT NULL,
    port INTEGER NOT NULL,
    status TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    sha256 TEXT,
    kind TEXT NOT NULL,
    signature TEXT,
    signer TEXT,
    reason TEXT,
    frames TEXT NOT NULL,
    time TEXT
);
CREATE INDEX phones_capture ON phones (capture);
CREATE INDEX phones_device ON phones (device);
CREATE INDEX steps_phone ON steps (phone);
CREATE INDEX diagnoses_phone ON diagnoses (phone);
CREATE INDEX diagnoses_code ON diagnoses (code);
CREATE INDEX files_phone ON files (phone);
)";

}  // namespace capf::batch
