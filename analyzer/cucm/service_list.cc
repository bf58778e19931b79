// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/cucm/service_list.h"

#include <algorithm>
#include <optional>

#include "analyzer/cucm/cli_text.h"

namespace capf::cucm {
namespace {

constexpr std::size_t kLongestName = 100;
constexpr std::size_t kLeastServices = 3;  // of a text that is such a list
constexpr std::string_view kPrompt = "admin:", kWaiting = "Requesting service status";

ServiceState state_of(std::string_view text) {
    if (text == "STARTED") return ServiceState::started;
    if (text == "STOPPED") return ServiceState::stopped;
    if (text == "STARTING") return ServiceState::starting;
    return ServiceState::other;
}

bool is_state(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](char c) { return (c >= 'A' && c <= 'Z') || c == ' '; });
}

std::optional<Service> read_service(std::string_view line, std::size_t number) {
    const std::size_t open = line.find('[');
    if (open == std::string_view::npos) return std::nullopt;
    const std::size_t close = line.find(']', open);
    if (close == std::string_view::npos) return std::nullopt;
    const std::string_view name = wire::trim(line.substr(0, open)), state = line.substr(open + 1, close - open - 1);
    if (name.empty() || name.size() > kLongestName || !is_state(state)) return std::nullopt;
    return Service{std::string(name), state_of(state), std::string(state),
                   std::string(wire::trim(line.substr(close + 1))), number};
}

}  // namespace

const Service *ServiceList::find(std::string_view name) const {
    const auto found = std::find_if(services.rbegin(), services.rend(), [&](const Service &service) {
        return wire::equal_ignoring_case(service.name, name);
    });
    return found == services.rend() ? nullptr : &*found;
}

ServiceList parse_service_list(std::string_view text) {
    ServiceList list;
    Lines lines(text);
    for (std::string_view line; lines.next(line);) {
        if (auto service = read_service(line, lines.number())) {
            list.services.push_back(*std::move(service));
        } else if (!wire::trim(line).empty() && !line.starts_with(kPrompt) && !line.starts_with(kWaiting)) {
            ++list.unrecognised_count;
        }
    }
    return list;
}

bool looks_like_service_list(std::string_view head) {
    const ServiceList list = parse_service_list(head);
    const auto known = std::ranges::count_if(
        list.services, [](const Service &service) { return service.state != ServiceState::other; });
    return static_cast<std::size_t>(known) >= kLeastServices && list.services.size() > list.unrecognised_count;
}

}  // namespace capf::cucm
