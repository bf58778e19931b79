// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/logs/join/story_of_logs.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "analyzer/logs/join/join_logs.h"

namespace capf::logs {
namespace {

using namespace findings;

class Story {
public:
    Story(const std::vector<CollectedLog> &logs, const std::optional<LogZone> &zone)
        : logs_(logs), numbers_(log_numbers(logs)), zone_(zone) {}

    CaptureReport tell() {
        learn_addresses();
        for (std::size_t i = 0; i < logs_.size(); ++i) {
            for (const LogEvent &event : logs_[i].events) add(event, i);
        }
        for (PhoneReport &phone : story_.phones) finish(phone);
        add_logs(logs_, story_);
        return std::move(story_);
    }

private:
    // A server's log names the phone where it tells of its files, and elsewhere only its address.
    void learn_addresses() {
        for (const CollectedLog &log : logs_) {
            for (const LogEvent &event : log.events) {
                const std::string device = event.device.empty() ? "" : device_key(event.device);
                if (!device.empty() && !event.address.empty()) devices_at_[event.address].push_back(device);
            }
        }
        for (auto &[address, devices] : devices_at_) {
            std::ranges::sort(devices);
            devices.erase(std::unique(devices.begin(), devices.end()), devices.end());
        }
    }

    // Empty where the event is of nobody, or of one of several at an address.
    [[nodiscard]] std::string device_of(const LogEvent &event, const CollectedLog &log) const {
        if (is_of_phone(log.reader->format)) return log.owner;
        if (!event.device.empty()) return device_key(event.device);
        const auto known = devices_at_.find(event.address);
        return known != devices_at_.end() && known->second.size() == 1 ? known->second.front() : "";
    }

    PhoneReport *phone_of(const std::string &device, const LogEvent &event, bool is_own_log) {
        const std::string address = is_own_log ? "" : event.address;
        if (device.empty() && (address.empty() || devices_at_.contains(address))) return nullptr;
        const auto [at, is_new] = phones_.emplace(device.empty() ? address : device, story_.phones.size());
        if (is_new) {
            PhoneReport &phone = story_.phones.emplace_back();
            if (!device.empty()) phone.device = device;
        }
        PhoneReport &phone = story_.phones[at->second];
        if (!address.empty() && std::ranges::find(phone.addresses, address) == phone.addresses.end()) {
            phone.addresses.push_back(address);
        }
        return &phone;
    }

    void add(const LogEvent &event, std::size_t log) {
        const bool is_own_log = is_of_phone(logs_[log].reader->format);
        const std::string device = device_of(event, logs_[log]);
        PhoneReport *phone = phone_of(device, event, is_own_log);
        if (phone == nullptr) return;
        LogLine line = line_of(event);
        line.file = static_cast<std::uint32_t>(log);
        line.log = numbers_[log];
        line.join = is_own_log ? LogJoin::owner : event.device.empty() ? LogJoin::address : LogJoin::device_name;
        if (event.at && event.time.year != 0) {
            // What a log says with a zone of its own is on its axis by UTC already.
            if (event.time.zone)
                line.time = *event.at;
            else if (zone_)
                line.time = zone_->to_utc(*event.at);
        }
        phone->log_lines.push_back(std::move(line));
    }

    static void finish(PhoneReport &phone) {
        for (std::size_t i = 0; i < kStepCount; ++i) {
            StepResult &step = phone.steps.emplace_back();
            step.step = static_cast<Step>(i);
            step.remark = StepRemark::not_in_logs;
        }
        sort_lines(phone.log_lines);
    }

    const std::vector<CollectedLog> &logs_;
    std::vector<std::uint32_t> numbers_;
    const std::optional<LogZone> &zone_;
    CaptureReport story_;
    std::map<std::string, std::vector<std::string>> devices_at_;
    std::map<std::string, std::size_t> phones_;
};

}  // namespace

CaptureReport story_of_logs(const std::vector<CollectedLog> &logs, const std::optional<LogZone> &zone) {
    return Story(logs, zone).tell();
}

}  // namespace capf::logs
