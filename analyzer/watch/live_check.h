// SPDX-License-Identifier: GPL-2.0-or-later
// A capture that is judged while it is read: what is known so far is judged again and again, and at the end all of it,
// as `check` does.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "analyzer/check_capture.h"
#include "analyzer/judge/capture_examples.h"
#include "analyzer/watch/done_phones.h"
#include "analyzer/watch/feed_reader.h"
#include "analyzer/watch/finished_phones.h"
#include "analyzer/watch/waiting.h"

namespace capf::watch {

// What is known at one moment.
struct Interim {
    findings::CaptureReport report;  // as if the capture ended here, without phones whose frames were forgotten
    std::int64_t now = 0;            // by the capture's clock, nanoseconds since 1970
    // By key_of(): of phones that wait longer than they should, what may be wrong.
    std::map<std::string, std::vector<findings::Code>> candidates;
};

class LiveCheck : public FeedListener {
public:
    // `at_end`: of the frames in this report no more is told, as they are forgotten now or the feed has ended.
    using Show = std::function<void(Interim, bool at_end)>;
    using Note = std::function<void(const std::string &path, const std::string &text)>;
    using Open = std::function<void(const OpenedPhone &phone)>;  // see FeedListener::opened()

    // `feed` is the descriptor that the packets come through. `most_frames`: of those that matter, so many are kept.
    // From an eighth of them on, those of phones that are done with are forgotten, once they are all or at least half
    // of them. Needs start_epan() and open_session_ahead().
    LiveCheck(int feed, const CheckOptions &options, std::size_t most_frames, Show show, Note note, Open open);

    // Reads to the end of the feed. The report is that of `check` on the same packets, as far as no phones had to be
    // forgotten on the way.
    [[nodiscard]] findings::CaptureReport run();
    [[nodiscard]] std::uint64_t dropped_packets() const { return dropped_; }
    // Why the source of packets failed; empty when it did not.
    [[nodiscard]] const std::string &source_problem() const { return source_problem_; }
    // What came of the phones whose packets were forgotten.
    [[nodiscard]] const FinishedPhones &finished() const { return finished_; }

    std::chrono::milliseconds turn(bool waiting) override;
    void dropped(std::uint64_t packets) override;
    void noted(const std::string &path, const std::string &text) override;
    void keys_came(const std::string &content) override;
    void failed(const std::string &why) override;
    void opened(const OpenedPhone &phone) override;

private:
    using Clock = std::chrono::steady_clock;
    // What some frames add to what is said of the capture as a whole.
    struct Remarks {
        judge::CaptureExamples examples;
        std::set<std::string> strangers;
        void add(const phones::Timeline &timeline);
    };

    void read_on();
    void judge(Clock::time_point begin);
    [[nodiscard]] findings::CaptureReport report_so_far(const phones::Timeline &timeline) const;
    void find_candidates(const phones::Timeline &timeline, Interim &interim) const;
    void note_packets();
    [[nodiscard]] std::int64_t now();
    void show_last(findings::CaptureReport part);
    [[nodiscard]] std::size_t many_frames() const;
    [[nodiscard]] bool is_time_to_forget();
    void forget_what_is_done(const std::vector<PhoneEnd> &phones);
    bool forget_done(const std::vector<PhoneEnd> &phones);
    void forget();
    void start_over();
    void look_in_order();
    [[nodiscard]] findings::CaptureReport judge_in_order(Remarks &remarks);
    void put_remarks(const Remarks &remarks, findings::CaptureReport &report) const;

    const CheckOptions &options_;
    std::size_t most_frames_;
    Show show_;
    Note note_;
    Open open_;
    std::shared_ptr<FeedReader> feed_;
    capture::CaptureFile file_;
    std::unique_ptr<phones::Timeline> timeline_;
    std::unique_ptr<dissection::LiveDissection> live_;
    FinishedPhones finished_;
    Remarks forgotten_;  // since all were forgotten
    Clock::time_point looked_, next_judging_, last_packet_at_;
    std::size_t frames_judged_ = 0;
    std::size_t next_forgetting_ = 0;  // from so many frames on it is tried
    std::uint32_t packets_seen_ = 0;
    std::uint64_t dropped_ = 0;
    std::int64_t now_ = 0, finished_at_ = 0;  // nanoseconds since 1970
    std::string source_problem_;
    bool is_someone_waiting_ = false;
};

}  // namespace capf::watch
