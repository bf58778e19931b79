// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/watch/live_check.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "analyzer/dissection/epan_host.h"
#include "analyzer/judge/judge.h"

namespace capf::watch {
namespace {

using findings::CaptureReport;
using findings::PhoneReport;
using std::chrono::milliseconds;

// While packets come faster than they are looked at, they are looked at so often.
constexpr milliseconds kLookEvery{100};
constexpr milliseconds kJudgeEvery{20};
constexpr milliseconds kTick{500};      // while a phone is waited for
constexpr int kShareOfJudging = 4;      // of the time that judging takes, so much goes by before the next
constexpr std::size_t kManyOfMost = 8;  // frames are many from this part of the most on

capture::SelectionOptions selection_of(const CheckOptions &options) {
    return {options.capf_ports, options.all_frames, 1};
}

}  // namespace

LiveCheck::LiveCheck(int feed, const CheckOptions &options, std::size_t most_frames, Show show, Note note, Open open)
    : options_(options),
      most_frames_(most_frames),
      show_(std::move(show)),
      note_(std::move(note)),
      open_(std::move(open)),
      feed_(std::make_shared<FeedReader>(feed, *this)),
      file_([this] { return feed_->next_part(); }, selection_of(options)) {
    last_packet_at_ = looked_ = Clock::now();
    next_forgetting_ = many_frames();
}

CaptureReport LiveCheck::run() {
    bool is_judged = false;
    CaptureReport report = check_capture(file_, "", options_, {}, [&](const JudgedCapture &judged) {
        forgotten_.add(judged.timeline);
        is_judged = true;
    });
    if (is_judged) put_remarks(forgotten_, report);
    live_.reset();
    note_packets();
    if (file_.parts().empty()) {
        report.readable = false;
        report.problem = source_problem_.empty() ? "no packets came" : source_problem_;
    } else {
        report.file = file_.parts().front().path;
    }
    show_last(report);
    finished_.add_to(report);
    return report;
}

void LiveCheck::noted(const std::string &path, const std::string &text) {
    note_(path, text);
}

void LiveCheck::dropped(std::uint64_t packets) {
    dropped_ += packets;
    // When they were lost is not told: it may have been at any time.
    constexpr std::int64_t kEver = std::numeric_limits<std::int64_t>::max() / 4;
    file_.note_missed(-kEver, kEver);
}

void LiveCheck::failed(const std::string &why) {
    source_problem_ = why;
}

void LiveCheck::opened(const OpenedPhone &phone) {
    open_(phone);
}

// What could not be read before may be readable now.
void LiveCheck::keys_came(const std::string &content) {
    dissection::add_keylog(content);
    start_over();
}

void LiveCheck::start_over() {
    live_.reset();
    timeline_.reset();
    frames_judged_ = 0;
}

milliseconds LiveCheck::turn(bool waiting) {
    const Clock::time_point now = Clock::now();
    if (file_.reading() != 1) return kTick;
    if (!waiting && now - looked_ < kLookEvery) return kTick;
    looked_ = now;
    const bool is_new = file_.frames().size() != frames_judged_;
    if (!is_new && !is_someone_waiting_ && !is_time_to_forget()) return kTick;
    if (now < next_judging_) return std::chrono::ceil<milliseconds>(next_judging_ - now);
    read_on();
    judge(now);
    return kTick;
}

std::size_t LiveCheck::many_frames() const {
    return most_frames_ / kManyOfMost;
}

// All phones are silent for so long that they are done with, also while other packets come.
bool LiveCheck::is_time_to_forget() {
    if (file_.frames().size() < many_frames()) return false;
    file_.look(false);
    note_packets();
    return now() >= finished_at_;
}

void LiveCheck::read_on() {
    file_.look(false);
    note_packets();
    if (timeline_ == nullptr) timeline_ = std::make_unique<phones::Timeline>(options_.capf_ports);
    if (live_ == nullptr) {
        live_ = std::make_unique<dissection::LiveDissection>(
            file_, [this](const dissection::Observation &observation) { timeline_->add(observation); });
    }
    live_->go_on();
    frames_judged_ = file_.frames().size();
}

void LiveCheck::note_packets() {
    if (file_.facts().packets != packets_seen_) last_packet_at_ = Clock::now();
    packets_seen_ = file_.facts().packets;
}

// The time of the last packet, and how long it is ago. Never goes back.
std::int64_t LiveCheck::now() {
    const auto gone_by = std::chrono::duration_cast<std::chrono::nanoseconds>(Clock::now() - last_packet_at_).count();
    now_ = std::max(now_, file_.facts().last_time.value_or(0) + gone_by);
    return now_;
}

CaptureReport LiveCheck::report_so_far(const phones::Timeline &timeline) const {
    const capture::CaptureFacts &facts = file_.facts();
    CaptureReport report;
    if (!file_.parts().empty()) report.file = file_.parts().front().path;
    report.packets = facts.packets;
    report.dissected = file_.frames().size();
    report.first_time = facts.first_time;
    report.last_time = facts.last_time;
    finished_.add_packets_to(report);
    const phones::Recording recording = recording_of(file_, timeline);
    for (const phones::Phone &phone : timeline.phones()) {
        report.phones.push_back(judge::judge_phone(phone, options_.judge, recording));
    }
    return report;
}

// What would be said of those that wait too long, if the capture had gone on until now without them.
void LiveCheck::find_candidates(const phones::Timeline &timeline, Interim &interim) const {
    phones::Recording recording = recording_of(file_, timeline);
    recording.end.time = std::max(recording.end.time, interim.now);
    for (std::size_t i = 0; i < interim.report.phones.size(); ++i) {
        const PhoneReport &phone = interim.report.phones[i];
        const auto waiting = waiting_of(phone);
        if (!waiting || !waiting->is_overdue(interim.now)) continue;
        const PhoneReport later = judge::judge_phone(timeline.phones()[i], options_.judge, recording);
        std::vector<findings::Code> codes;
        for (const findings::Finding &one : later.diagnoses) codes.push_back(one.code);
        interim.candidates[key_of(phone)] = codes.empty() ? waiting->candidates : codes;
    }
}

void LiveCheck::judge(Clock::time_point begin) {
    Interim interim;
    {
        phones::Timeline timeline = *timeline_;
        timeline.finish({file_.facts().packets, file_.facts().last_time.value_or(0)});
        interim.report = report_so_far(timeline);
        interim.now = now();
        find_candidates(timeline, interim);
    }
    is_someone_waiting_ = std::any_of(interim.report.phones.begin(), interim.report.phones.end(),
                                      [](const PhoneReport &phone) { return waiting_of(phone).has_value(); });
    const std::vector<PhoneEnd> ends = ends_of(interim.report.phones);
    finished_at_ = 0;
    for (const PhoneEnd &phone : ends) finished_at_ = std::max(finished_at_, phone.at);
    show_(std::move(interim), false);
    const Clock::duration taken = Clock::now() - begin;
    forget_what_is_done(ends);
    next_judging_ = Clock::now() + std::max<Clock::duration>(kJudgeEvery, kShareOfJudging * taken);
}

void LiveCheck::show_last(CaptureReport part) {
    finished_.add_packets_to(part);
    show_({std::move(part), now(), {}}, true);
}

void LiveCheck::Remarks::add(const phones::Timeline &timeline) {
    examples.merge(judge::find_examples(timeline));
    strangers.insert(timeline.strangers().begin(), timeline.strangers().end());
}

void LiveCheck::put_remarks(const Remarks &remarks, CaptureReport &report) const {
    report.notices = notices_of(file_, remarks.examples);
    report.strangers = remarks.strangers.size();
}

// What comes of the chosen frames, which are forgotten then.
CaptureReport LiveCheck::judge_in_order(Remarks &remarks) {
    return judge_chosen(file_, file_.parts().front().path, options_,
                        [&](const JudgedCapture &judged) { remarks.add(judged.timeline); });
}

// What was dissected in another order is dissected again.
void LiveCheck::look_in_order() {
    const auto numbers = [this] {
        std::vector<std::uint32_t> all;
        all.reserve(file_.frames().size());
        for (const capture::FrameInfo &frame : file_.frames()) all.push_back(frame.number);
        return all;
    };
    const std::vector<std::uint32_t> before = numbers();
    file_.look(true);
    if (numbers() != before) start_over();
}

// `phones`: all that the frames show.
void LiveCheck::forget_what_is_done(const std::vector<PhoneEnd> &phones) {
    const std::size_t frames = file_.frames().size();
    const bool all = frames >= many_frames() && now_ >= finished_at_;
    if (!all && frames < next_forgetting_) return;
    if (all || (!forget_done(phones) && frames >= most_frames_)) forget();
    // So that trying takes no more time than what came in between.
    next_forgetting_ = std::min(most_frames_, std::max(many_frames(), 2 * file_.frames().size()));
}

// Forgets the phones that are done with, while others go on. False, and nothing is forgotten, when it cannot be told
// which frames are theirs, or these are less than half.
bool LiveCheck::forget_done(const std::vector<PhoneEnd> &phones) {
    const bool files_only = timeline_->files_only();
    look_in_order();
    const auto parts = file_.cut_by_phone(0);
    const auto found = parts ? find_done_parts(*parts, file_.frames(), phones, now_) : std::nullopt;
    if (!found || 2 * found->frames < file_.frames().size()) return false;
    if (!files_only) file_.note_other_services();
    start_over();
    capture::CaptureFile::Chosen all = file_.chosen();
    file_.keep_parts(found->done);
    Remarks remarks = forgotten_;
    CaptureReport part = judge_in_order(remarks);
    file_.put_back(std::move(all));
    // Else somebody is taken for another phone without the frames of the others.
    if (!are_done(part.phones, found->keys, now_)) return false;
    forgotten_ = std::move(remarks);
    file_.forget_parts(found->done, found->others);
    show_last(part);
    finished_.add_phones(std::move(part));
    return true;
}

void LiveCheck::forget() {
    live_.reset();
    file_.look(true);
    CaptureReport part = judge_in_order(forgotten_);
    put_remarks(forgotten_, part);
    forgotten_ = {};
    show_last(part);
    finished_.add(std::move(part));
    file_.forget();
    start_over();
    packets_seen_ = 0;
    is_someone_waiting_ = false;
}

}  // namespace capf::watch
