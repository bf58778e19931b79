// SPDX-License-Identifier: GPL-2.0-or-later
// The names that a report or a listing mentions, which the names of the user's files may hold too.
#pragma once

#include <set>
#include <string>

#include "analyzer/findings/capture_report.h"
#include "analyzer/show/file_listing.h"

namespace capf::redact {

struct KnownNames {
    std::set<std::string> devices;
    std::set<std::string> others;  // hosts, and the attributes of distinguished names
    bool whole_names = false;      // nothing is known: all of a file's name is taken for one

    // Of a host with a domain, the host's own name is added as well.
    void add_host(const std::string &name);
    void add_distinguished_name(const std::string &name);
    void add(const findings::CaptureReport &report);
    void add(const findings::PhoneReport &phone);
    void add(const show::FileListing &file);
};

}  // namespace capf::redact
