// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/parts/parted_check.h"

#include <algorithm>
#include <functional>
#include <limits>
#include <numeric>
#include <tuple>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "analyzer/dissection/epan_host.h"
#include "analyzer/judge/judge.h"
#include "analyzer/parts/encoding.h"
#include "analyzer/phones/timeline.h"
#include "plugin/wire/ascii.h"

namespace capf::parts {
namespace {

std::vector<std::uint64_t> hashes(const std::set<std::string> &keys) {
    std::vector<std::uint64_t> result;
    result.reserve(keys.size());
    for (const std::string &key : keys) result.push_back(std::hash<std::string>{}(key));
    return result;
}

// Each process is to have two parts at least and as many as any other, so that all end at about the same time.
std::uint64_t even_part(std::uint64_t frames, const PartOptions &options) {
    const std::uint64_t jobs = std::max(1U, options.limits.jobs), most = std::max<std::uint64_t>(1, options.most);
    const std::uint64_t turns = std::max<std::uint64_t>(2, (frames + most * jobs - 1) / (most * jobs));
    return frames / (turns * jobs) + 1;
}

}  // namespace

findings::PhoneReport not_judged(const std::string &problem) {
    findings::PhoneReport report;
    report.verdict = findings::Verdict::incomplete;
    for (std::size_t i = 0; i < findings::kStepCount; ++i) {
        findings::StepResult &step = report.steps.emplace_back();
        step.step = static_cast<findings::Step>(i);
        step.status = findings::StepStatus::unknown;
        step.remark = findings::StepRemark::not_judged;
    }
    report.gaps.push_back(
        {findings::GapKind::part_not_judged, {}, {{findings::Param::reason, findings::Term{problem}}}});
    return report;
}

// Parts that are judged together.
struct PartedCheck::Group {
    PartForker::Parts parts;
    bool is_judged = false, files_only = false;
    std::vector<std::uint64_t> known, asked;
    std::vector<std::string> strangers;
    judge::CaptureExamples examples;
};

struct PartedCheck::Entry {
    std::uint32_t group = 0;
    dissection::FrameTime first;
    findings::PhoneReport report;
    PhoneTexts::Place text;
};

std::string PhoneTexts::at(std::size_t phone) {
    const Place &place = places_[phone];
    const std::uint8_t *bytes = store_->get(place.position, place.length);
    return bytes == nullptr ? std::string() : std::string(reinterpret_cast<const char *>(bytes), place.length);
}

PartedCheck::PartedCheck(capture::CaptureFile &file, Whole whole, const PartOptions &options)
    : file_(file), whole_(std::move(whole)), options_(options) {}

PartedCheck::~PartedCheck() = default;

std::unique_ptr<PartedCheck> PartedCheck::prepare(capture::CaptureFile &file, Whole whole, const PartOptions &options) {
    const std::uint64_t frames = file.frames().size();
    if (frames < options.least) return nullptr;
    auto parts = file.cut_by_phone(std::min(options.most, even_part(frames, options)));
    if (!parts || parts->size() < 2) return nullptr;
    std::unique_ptr<PartedCheck> check(new PartedCheck(file, std::move(whole), options));
    check->parts_ = std::move(*parts);
    const auto add_work = [](std::uint64_t sum, const capture::PhonePart &part) { return sum + part.work; };
    check->work_ = std::accumulate(check->parts_.begin(), check->parts_.end(), std::uint64_t{0}, add_work);
    std::string error;
    check->forker_ = PartForker::start(
        options.limits, [&one = *check](const PartForker::Parts &numbers) { return one.judge_parts(numbers); }, error);
    if (check->forker_ == nullptr) return nullptr;
    for (capture::PhonePart &part : check->parts_) part.frames = {};  // the forker has them
    return check;
}

// In the child.
std::string PartedCheck::judge_parts(const PartForker::Parts &parts) {
    if (options_.confine) options_.confine();
    std::vector<const capture::PhonePart *> own;
    for (const std::uint32_t part : parts) own.push_back(&parts_[part]);
    file_.keep_parts(own);
    phones::Timeline timeline(whole_.capf_ports);
    dissection::dissect(file_, [&](const dissection::Observation &observation) { timeline.add(observation); });
    timeline.finish(whole_.recording.end);
    PartResult result;
    result.learnt_ports = timeline.capf_ports() != whole_.capf_ports;
    result.files_only = timeline.files_only();
    const phones::PhoneDirectory::Keys keys = timeline.keys();
    result.known = hashes(keys.known);
    result.asked = hashes(keys.asked);
    result.strangers = timeline.strangers();
    result.examples = judge::find_examples(timeline);
    for (const phones::Phone &phone : timeline.phones()) {
        findings::CaptureReport one = whole_.head;
        one.phones.push_back(judge::judge_phone(phone, whole_.judge, whole_.recording));
        std::string text = options_.text(one);
        result.phones.push_back(
            {phone.first, reduced(std::move(one.phones.front()), options_.tables), std::move(text)});
    }
    return encode(result);
}

std::optional<Parted> PartedCheck::run() {
    for (std::uint32_t i = 0; i < parts_.size(); ++i) groups_.push_back({{i}, false, false, {}, {}, {}, {}});
    do {
        if (!collect()) return std::nullopt;
    } while (forker_ != nullptr && join_tied_groups());
    // Phones are judged otherwise then, which no part can know.
    const bool files_only = std::all_of(groups_.begin(), groups_.end(),
                                        [](const Group &group) { return group.files_only || group.parts.empty(); });
    if (whole_.may_be_files_only && files_only) return std::nullopt;
    return result();
}

// All groups that are not judged yet. False when the capture cannot be judged in parts.
bool PartedCheck::collect() {
    std::size_t next = 0, asked = 0;
    for (;;) {
        for (; next < groups_.size() && asked < PartForker::kMostAsked; ++next) {
            Group &group = groups_[next];
            if (group.is_judged || group.parts.empty()) continue;
            forker_->ask(static_cast<std::uint32_t>(next), group.parts);
            ++asked;
        }
        if (asked == 0) return true;
        if (const std::string stopped = wait_for_answer(); !stopped.empty()) return lose_all(stopped);
        const auto answer = forker_->next();
        if (!answer || answer->tag >= groups_.size()) return give_up();
        --asked;
        if (!take(groups_[answer->tag], *answer) || ports_learnt_) return give_up();
        tell_progress();
    }
}

// Why there will be none; else empty.
std::string PartedCheck::wait_for_answer() const {
    using namespace std::chrono_literals;
    for (;;) {
        std::string stopped = options_.stop ? options_.stop() : std::string();
        if (!stopped.empty() || forker_->wait(100ms)) return stopped;
    }
}

bool PartedCheck::lose_all(const std::string &problem) {
    forker_.reset();
    for (std::uint32_t i = 0; i < groups_.size(); ++i) {
        Group &group = groups_[i];
        if (group.is_judged || group.parts.empty()) continue;
        group.is_judged = true;
        if (!lose(i, problem)) return give_up();
    }
    work_done_ = work_;
    tell_progress();
    return true;
}

// What was told of the progress is not true any more.
bool PartedCheck::give_up() {
    work_done_ = work_;
    tell_progress();
    return false;
}

bool PartedCheck::take(Group &group, const PartForker::Answer &answer) {
    group.is_judged = true;
    for (const std::uint32_t part : group.parts) work_done_ += parts_[part].work;
    if (!answer.problem.empty()) return lose(answer.tag, answer.problem);
    PartResult part;
    try {
        part = decode(answer.result);
    } catch (const BadEncoding &) {
        return lose(answer.tag, "ended without a whole result");
    }
    ports_learnt_ |= part.learnt_ports;
    group.files_only = part.files_only;
    group.known = std::move(part.known);
    group.asked = std::move(part.asked);
    group.strangers = std::move(part.strangers);
    group.examples = part.examples;
    return std::all_of(part.phones.begin(), part.phones.end(),
                       [&](JudgedPhone &phone) { return keep(answer.tag, phone); });
}

// False when there is no room.
bool PartedCheck::keep(std::uint32_t group, JudgedPhone &phone) {
    const auto length = static_cast<std::uint32_t>(phone.text.size());
    const std::int64_t position = texts_.store_->add(reinterpret_cast<const std::uint8_t *>(phone.text.data()), length);
    entries_.push_back({group, phone.first, std::move(phone.report), {position, length}});
    return position >= 0;
}

// The phones that raw bytes name are reported all the same, after all others.
bool PartedCheck::lose(std::uint32_t group, const std::string &problem) {
    for (const std::uint32_t part : groups_[group].parts) {
        const auto lose_phone = [&](findings::PhoneReport &&lost) {
            findings::CaptureReport one = whole_.head;
            one.phones.push_back(std::move(lost));
            JudgedPhone phone{{0, std::numeric_limits<std::int64_t>::max()}, {}, options_.text(one)};
            phone.report = reduced(std::move(one.phones.front()), false);
            return keep(group, phone);
        };
        for (const std::string &device : parts_[part].devices) {
            findings::PhoneReport lost = not_judged(problem);
            lost.device = device;
            if (!lose_phone(std::move(lost))) return false;
        }
        for (const capture::IpAddress &client : parts_[part].clients) {
            findings::PhoneReport lost = not_judged(problem);
            lost.addresses.push_back(capture::to_text(client));
            if (!lose_phone(std::move(lost))) return false;
        }
    }
    return true;
}

// Where one group asked for a name or address that another knows, both may hold the same phone: they are judged again,
// together. False when there is no such pair.
bool PartedCheck::join_tied_groups() {
    std::vector<std::uint32_t> above(groups_.size());
    std::iota(above.begin(), above.end(), 0U);
    const auto top = [&](std::uint32_t group) {
        while (above[group] != group) group = above[group] = above[above[group]];
        return group;
    };
    bool any = false;
    const auto tie = [&](std::uint32_t one, std::uint32_t other) {
        one = top(one), other = top(other);
        if (one == other) return;
        above[std::max(one, other)] = std::min(one, other);
        any = true;
    };
    std::unordered_map<std::uint64_t, std::uint32_t> owner;
    for (std::uint32_t i = 0; i < groups_.size(); ++i) {
        for (const std::uint64_t key : groups_[i].known) tie(owner.try_emplace(key, i).first->second, i);
    }
    for (std::uint32_t i = 0; i < groups_.size(); ++i) {
        for (const std::uint64_t key : groups_[i].asked) {
            if (const auto found = owner.find(key); found != owner.end()) tie(found->second, i);
        }
    }
    if (!any) return false;
    std::vector<bool> is_old(groups_.size(), false);
    for (std::uint32_t i = 0; i < above.size(); ++i) {
        const std::uint32_t whole = top(i);
        if (whole == i) continue;
        is_old[i] = is_old[whole] = true;
        PartForker::Parts &parts = groups_[whole].parts;
        parts.insert(parts.end(), groups_[i].parts.begin(), groups_[i].parts.end());
        groups_[i] = {};
    }
    for (std::uint32_t i = 0; i < groups_.size(); ++i) {
        if (!is_old[i]) continue;
        std::sort(groups_[i].parts.begin(), groups_[i].parts.end());
        for (const std::uint32_t part : groups_[i].parts) work_ += parts_[part].work;
        groups_[i] = {std::move(groups_[i].parts), false, false, {}, {}, {}, {}};
    }
    std::erase_if(entries_, [&](const Entry &entry) { return is_old[entry.group]; });
    return true;
}

void PartedCheck::tell_progress() const {
    if (options_.progress) options_.progress(work_done_, work_, entries_.size());
}

Parted PartedCheck::result() {
    const auto order = [](const Entry &entry) {
        return std::make_tuple(entry.first.time, entry.first.frame, entry.report.device.value_or(""),
                               entry.report.addresses.empty() ? std::string() : entry.report.addresses.front());
    };
    std::stable_sort(entries_.begin(), entries_.end(),
                     [&](const Entry &a, const Entry &b) { return order(a) < order(b); });
    Parted parted;
    std::unordered_set<std::string> strangers;
    for (const Group &group : groups_) {
        parted.examples.merge(group.examples);
        strangers.insert(group.strangers.begin(), group.strangers.end());
    }
    parted.strangers = strangers.size();
    for (Entry &entry : entries_) {
        parted.phones.push_back(std::move(entry.report));
        texts_.places_.push_back(entry.text);
    }
    entries_.clear();
    parted.texts = std::move(texts_);
    return parted;
}

}  // namespace capf::parts
