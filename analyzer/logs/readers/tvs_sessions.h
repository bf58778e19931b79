// SPDX-License-Identifier: GPL-2.0-or-later
// Whose the records of a TVS trace are. Some begin with the number of a connection, "8:UNKNOWN:"; the others belong to
// the phone whose request is being answered, when that is only one.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <unordered_map>

namespace capf::logs {

class TvsSessions {
public:
    // A phone has connected: the number was another's before.
    void open(const std::string &session, std::string_view address);
    // Its request has arrived, or has been answered.
    void begin_request(const std::string &session);
    void end_request(const std::string &session);

    // The session of a record that names none: the only one whose request is open, or empty.
    [[nodiscard]] std::string only_open() const;
    // The phone's address; empty when the trace has not told.
    [[nodiscard]] std::string_view address_of(const std::string &session) const;

private:
    std::unordered_map<std::string, std::string> addresses_;
    std::set<std::string> requests_;
};

}  // namespace capf::logs
