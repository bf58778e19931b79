// SPDX-License-Identifier: GPL-2.0-or-later
// A capture of many phones, dissected and judged in parts, each in a process that ends with it: several at a time, in
// little memory, and what happens to one costs its own phones alone. What comes out is what one process would find.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "analyzer/capture/capture_file.h"
#include "analyzer/capture/store/frame_store.h"
#include "analyzer/findings/capture_report.h"
#include "analyzer/judge/capture_examples.h"
#include "analyzer/judge/history.h"
#include "analyzer/parts/part_forker.h"
#include "analyzer/parts/part_result.h"
#include "analyzer/phones/visibility.h"

namespace capf::parts {

struct PartOptions {
    ForkLimits limits;
    // A capture with fewer than `least` frames is not cut. No part holds more than `most`, unless a single phone does.
    // Frames as PhoneParts counts work.
    std::uint64_t least = 12'000, most = 20'000;
    std::function<void()> confine;  // in each child, before it looks at a packet
    // What the report says of the one phone in it. Called in the children.
    std::function<std::string(const findings::CaptureReport &)> text;
    bool tables = false;  // across phones are wanted
    std::function<void(std::uint64_t done, std::uint64_t all, std::size_t phones)> progress;  // work; may be empty
    // Asked several times a second; may be empty. When it says something, what is not judged yet never is, for this
    // reason, in words that go on after "the process".
    std::function<std::string()> stop;
};

// What all parts have in common.
struct Whole {
    findings::CaptureReport head;  // the report without its phones
    judge::JudgeOptions judge;
    std::set<std::uint16_t> capf_ports;
    phones::Recording recording;
    bool may_be_files_only = false;  // see Recording: it is when every part is
};

// The texts of phones, in their order in the report.
class PhoneTexts {
public:
    [[nodiscard]] std::size_t size() const { return places_.size(); }
    // Empty when it cannot be read back.
    [[nodiscard]] std::string at(std::size_t phone);

private:
    friend class PartedCheck;
    struct Place {
        std::int64_t position = 0;
        std::uint32_t length = 0;
    };
    std::unique_ptr<capture::FrameStore> store_ = std::make_unique<capture::FrameStore>();
    std::vector<Place> places_;
};

struct Parted {
    std::vector<findings::PhoneReport> phones;  // reduced(), in the order of the report
    PhoneTexts texts;                           // likewise
    judge::CaptureExamples examples;
    std::size_t strangers = 0;
};

// Of a phone that will never be judged. `problem` goes on after "the process that judged this part of the capture".
[[nodiscard]] findings::PhoneReport not_judged(const std::string &problem);

class PartedCheck {
public:
    // Cuts the capture, which has been read, and forks what will fork the parts: this process must have one thread, and
    // its rights. Null when it is not worth it, or not possible. Both must outlive it.
    static std::unique_ptr<PartedCheck> prepare(capture::CaptureFile &file, Whole whole, const PartOptions &options);
    ~PartedCheck();
    PartedCheck(const PartedCheck &) = delete;
    PartedCheck &operator=(const PartedCheck &) = delete;

    // Nothing when the capture has to be dissected as one after all, or the system gives no room for the texts.
    [[nodiscard]] std::optional<Parted> run();

private:
    struct Group;
    struct Entry;
    PartedCheck(capture::CaptureFile &file, Whole whole, const PartOptions &options);
    [[nodiscard]] std::string judge_parts(const PartForker::Parts &parts);
    bool collect();
    [[nodiscard]] std::string wait_for_answer() const;
    [[nodiscard]] bool lose_all(const std::string &problem);
    [[nodiscard]] bool give_up();
    [[nodiscard]] bool take(Group &group, const PartForker::Answer &answer);
    [[nodiscard]] bool keep(std::uint32_t group, JudgedPhone &phone);
    [[nodiscard]] bool lose(std::uint32_t group, const std::string &problem);
    [[nodiscard]] bool join_tied_groups();
    void tell_progress() const;
    [[nodiscard]] Parted result();

    capture::CaptureFile &file_;
    Whole whole_;
    const PartOptions &options_;
    std::vector<capture::PhonePart> parts_;
    std::unique_ptr<PartForker> forker_;
    std::vector<Group> groups_;
    std::vector<Entry> entries_;
    PhoneTexts texts_;
    std::uint64_t work_ = 0, work_done_ = 0;
    bool ports_learnt_ = false;
};

}  // namespace capf::parts
