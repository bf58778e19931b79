// SPDX-License-Identifier: GPL-2.0-or-later
// --phone, --verdict and --failed: of which phones a report tells.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "analyzer/findings/capture_report.h"

namespace capf::cli {

class CommandLine;

// `name` is the device's name, in either case, with or without SEP, or one of the addresses.
[[nodiscard]] bool is_named(const std::string &name, const std::optional<std::string> &device,
                            const std::vector<std::string> &addresses);

class PhoneFilter {
public:
    void add_options(CommandLine &line);
    // Only the phones of these names, as --phone gives them; instead of load().
    void only(std::vector<std::string> names);
    // False after an error, which was told on stderr.
    [[nodiscard]] bool load();

    [[nodiscard]] bool any() const { return !names_.empty() || !verdicts_.empty(); }
    // One of --phone NAME fits, or none was given.
    [[nodiscard]] bool named(const std::optional<std::string> &device, const std::vector<std::string> &addresses) const;
    [[nodiscard]] bool has_verdict(const std::string &verdict) const;

    // Leaves the phones that --phone names, before they are redacted. The exit status is theirs.
    void keep_named(findings::CaptureReport &capture) const;
    // Of those, leaves the ones with a verdict that is wanted.
    void keep_verdicts(findings::CaptureReport &capture) const;

    // The values of --phone that met no phone so far.
    [[nodiscard]] std::vector<std::string> not_met() const;
    // For each of them, whether it met a phone: what another process found can be added.
    [[nodiscard]] const std::vector<bool> &met() const { return met_; }
    void add_met(const std::vector<bool> &met) const;
    // Tells them on stderr. False when there are any.
    [[nodiscard]] bool tell_not_met() const;

private:
    std::vector<std::string> names_, verdicts_;
    mutable std::vector<bool> met_;  // for each name
    bool failed_ = false;
};

}  // namespace capf::cli
