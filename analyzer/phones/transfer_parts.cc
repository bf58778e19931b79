// SPDX-License-Identifier: GPL-2.0-or-later
// Files that came in parts, as answers to requests with a Range [RFC 9110, section 14]: part of TransferTracker.
#include <algorithm>
#include <charconv>
#include <string_view>

#include "analyzer/phones/transfer_tracker.h"
#include "plugin/wire/ascii.h"
#include "plugin/wire/time_units.h"

namespace capf::phones {

// What came of answers that were never whole: a client may ask for the rest alone.
void TransferTracker::note_broken_answers() {
    for (auto &[stream, raw] : raw_answers_) {
        const std::string_view text(reinterpret_cast<const char *>(raw.bytes.data()), raw.bytes.size());
        const std::size_t end = text.find("\r\n\r\n");
        if (raw.transfer->answered || !text.starts_with("HTTP/1.") || end == std::string_view::npos) continue;
        const std::string head = wire::lower(text.substr(0, end));
        const auto behind = [&head](std::string_view name) {
            const std::size_t at = head.find(name);
            return at == std::string::npos ? std::string_view()
                                           : wire::trim(std::string_view(head).substr(at + name.size()));
        };
        const auto number = [](std::string_view digits) -> std::optional<std::uint64_t> {
            std::uint64_t value = 0;
            const auto result = std::from_chars(digits.data(), digits.data() + digits.size(), value);
            return result.ec == std::errc() ? std::optional(value) : std::nullopt;
        };
        const auto status = number(behind(" "));
        const bool partial = status == static_cast<std::uint64_t>(kPartialContent);
        if ((status != 200U && !partial) || head.find("\r\ncontent-encoding:") != std::string::npos ||
            head.find("\r\ntransfer-encoding:") != std::string::npos) {
            continue;
        }
        Part part{raw.transfer,
                  0,
                  number(behind("\r\ncontent-length:")),
                  {raw.bytes.begin() + static_cast<std::ptrdiff_t>(end) + 4, raw.bytes.end()}};
        if (partial) {
            constexpr std::string_view kUnit = "bytes";
            const std::string_view range = behind("\r\ncontent-range:");
            part.first = range.starts_with(kUnit) ? number(wire::trim(range.substr(kUnit.size()))).value_or(0) : 0;
            part.total.reset();
        }
        parts_.push_back(std::move(part));
    }
    raw_answers_.clear();
}

// Each whole file stands for all the requests that brought its parts, and takes the last one's place.
void TransferTracker::put_parts_together() {
    for (Transfer &transfer : transfers_) {
        const bool begins = transfer.http_status == 200 && transfer.status == TransferStatus::unfinished;
        if (begins && !transfer.bytes.empty()) parts_.push_back({&transfer, 0, std::nullopt, transfer.bytes});
    }
    std::map<std::pair<std::string, std::string>, std::vector<Part *>> by_file;  // by client and name
    for (Part &part : parts_) {
        by_file[{part.transfer->client.address, part.transfer->name.base_name}].push_back(&part);
    }
    for (auto &[file, parts] : by_file) {
        std::stable_sort(parts.begin(), parts.end(), [](const Part *a, const Part *b) {
            return a->transfer->asked.time < b->transfer->asked.time;
        });
        put_together(parts);
    }
    parts_.clear();
}

// The bytes of a file from its beginning up to the first that none of the parts holds, in whichever order they came.
std::vector<std::uint8_t> TransferTracker::joined(std::vector<const Part *> parts) {
    std::stable_sort(parts.begin(), parts.end(), [](const Part *a, const Part *b) { return a->first < b->first; });
    std::vector<std::uint8_t> bytes;
    for (const Part *part : parts) {
        if (part->first > bytes.size()) break;
        bytes.resize(std::max<std::size_t>(bytes.size(), part->first + part->bytes.size()));
        std::copy(part->bytes.begin(), part->bytes.end(), bytes.begin() + static_cast<std::ptrdiff_t>(part->first));
    }
    return bytes;
}

void TransferTracker::put_together(std::vector<Part *> &parts) {
    constexpr std::int64_t kSameAttempt = 60 * wire::kNanosecondsPerSecond;
    std::vector<const Part *> used;
    std::uint64_t total = 0;  // bytes of the whole file; 0: not known
    for (Part *part : parts) {
        Transfer &transfer = *part->transfer;
        const bool is_partial = transfer.http_status == kPartialContent;
        const bool begun = std::any_of(used.begin(), used.end(), [](const Part *one) { return one->first == 0; });
        // From the beginning again, or of another file under this name: nothing of the earlier parts is of use.
        const bool late = !used.empty() && transfer.asked.time - used.back()->transfer->asked.time > kSameAttempt;
        const bool anew = part->first == 0 && (begun || late || !is_partial);
        if (anew || (total != 0 && part->total.value_or(total) != total)) {
            used.clear();
            total = 0;
        }
        // Who asks for the rest alone has what stands before it: that was not captured, or comes later.
        const bool is_rest = part->first != 0 && part->total == part->first + part->bytes.size();
        if (is_rest && part->first > joined(used).size()) transfer.status = TransferStatus::lost_in_capture;
        total = part->total.value_or(total);
        used.push_back(part);
        if ((used.size() == 1 && !is_partial) || total == 0) continue;
        std::vector<std::uint8_t> bytes = joined(used);
        if (bytes.size() != total) continue;
        make_whole(used, std::move(bytes));
        used.clear();
        total = 0;
    }
}

// The last request stands for all of them.
void TransferTracker::make_whole(const std::vector<const Part *> &parts, std::vector<std::uint8_t> bytes) {
    Transfer &whole = *parts.back()->transfer;
    std::vector<const Transfer *> others;
    std::vector<FrameTime> frames;
    for (const Part *part : parts) {
        const Transfer *one = part->transfer;
        frames.insert(frames.end(), one->frames.begin(), one->frames.end());
        if (one != &whole) others.push_back(one);
    }
    whole.asked = parts.front()->transfer->asked;
    whole.status = TransferStatus::complete;
    whole.bytes = std::move(bytes);
    whole.frames = std::move(frames);
    transfers_.remove_if(
        [&others](const Transfer &one) { return std::find(others.begin(), others.end(), &one) != others.end(); });
}

}  // namespace capf::phones
