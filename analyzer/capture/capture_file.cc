// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/capture/capture_file.h"

#include <arpa/inet.h>

#include <algorithm>
#include <cstring>
#include <unordered_set>
#include <utility>

#include <wiretap/pcap-encap.h>

#include "analyzer/capture/formats/interruption.h"
#include "analyzer/capture/formats/wiretap_record.h"
#include "analyzer/capture/scan/chunk_pool.h"
#include "analyzer/capture/store/segment_joiner.h"

namespace capf::capture {

// What one reading of all files gathers.
struct CaptureFile::Scan {
    FactsCounter facts;
    AckOrder ack_order;
    std::unordered_set<std::uint32_t> relevant;  // numbers of the frames that matter, where all are chosen
    std::uint32_t number = 0;
    bool out_of_order = false;  // frames were chosen after later ones
};

CaptureFile::CaptureFile(const std::vector<std::string> &paths, SelectionOptions options)
    : options_(std::move(options)), selector_(std::make_unique<FlowSelector>(options_.capf_ports)) {
    for (const std::string &path : paths) inputs_.push_back(std::make_unique<InputFile>(path));
}

CaptureFile::CaptureFile(NextInput next, SelectionOptions options)
    : CaptureFile(std::vector<std::string>(), std::move(options)) {
    next_input_ = std::move(next);
}

CaptureFile::~CaptureFile() = default;

ScanState CaptureFile::scan() {
    for (;;) {
        const bool wiretap_missing =
            std::any_of(inputs_.begin(), inputs_.end(), [](const auto &input) { return input->needs_wiretap(); });
        if (wiretap_missing && !wiretap_started_) {
            wiretap_started_ = true;  // by the time of the next call
            return ScanState::wants_wiretap;
        }
        // False: a file turned out to be wiretap's.
        if (!scan_once()) continue;
        if (is_reading_interrupted()) break;  // a second reading would go further than the first
        if (exact_ || !selector_->wants_second_pass(facts_.backward_step_count > 0) || !can_read_again()) break;
        selector_->begin_second_pass();
    }
    return ScanState::done;
}

bool CaptureFile::can_read_again() const {
    return std::all_of(inputs_.begin(), inputs_.end(), [](const auto &input) { return input->is_readable_again(); });
}

// A capture is read once more as a whole, or not at all.
void CaptureFile::drop_copies() {
    keeps_copies_ = false;
    for (const auto &input : inputs_) input->drop_copy();
}

bool CaptureFile::has_changed() const {
    return std::any_of(inputs_.begin(), inputs_.end(), [](const auto &input) { return input->has_changed(); });
}

bool CaptureFile::scan_once() {
    Scan scan;
    ++reading_;
    frames_.clear();
    store_.clear();
    parts_.clear();
    secrets_.clear();
    opened_ = 0;
    scan_in_hand_ = &scan;
    bool good = true;
    for (std::size_t index = 0; good && !is_reading_interrupted() && has_input(index); ++index) {
        good = scan_file(index, scan);
    }
    scan_in_hand_ = nullptr;
    if (good) finish(scan);
    return good;
}

// Waits for the next input where more may come.
bool CaptureFile::has_input(std::size_t index) {
    if (index < inputs_.size()) return true;
    auto input = next_input_ ? next_input_() : nullptr;
    if (input == nullptr) {
        next_input_ = nullptr;
        return false;
    }
    if (!keeps_copies_) input->drop_copy();
    inputs_.push_back(std::move(input));
    return true;
}

void CaptureFile::look(bool in_order) {
    if (scan_in_hand_ == nullptr) return;
    if (in_order) return finish(*scan_in_hand_);
    facts_ = facts_of(*scan_in_hand_);
    signalling_ = options_.all_frames ? std::vector<SignallingSeen>() : selector_->signalling();
}

void CaptureFile::forget() {
    frames_.clear();
    store_.clear();
    signalling_.clear();
    missed_.clear();
    has_other_services_ = false;
    selector_ = std::make_unique<FlowSelector>(options_.capf_ports);
    drop_copies();
    if (scan_in_hand_ == nullptr) return;
    scan_in_hand_->facts = FactsCounter();
    scan_in_hand_->ack_order = AckOrder();
    scan_in_hand_->relevant.clear();
    scan_in_hand_->out_of_order = false;
}

bool CaptureFile::scan_file(std::size_t index, Scan &scan) {
    InputFile &input = *inputs_[index];
    parts_.push_back({input.path(), scan.number + 1, 0, {}});
    const std::unique_ptr<RecordReader> own = input.open();
    if (own == nullptr && input.needs_wiretap() && !wiretap_started_) return false;
    RecordReader *reader = own != nullptr ? own.get() : input.needs_wiretap() ? input.open_wiretap() : nullptr;
    if (reader == nullptr) {
        if (!input.was_stopped()) parts_.back().problem = input.error();
    } else if (!scan_records(index, *reader, scan)) {
        input.leave_to_wiretap();
        // What was chosen is chosen again, with nothing left from this reading.
        selector_ = std::make_unique<FlowSelector>(options_.capf_ports);
        return false;
    }
    if (keeps_copies_ && !input.is_readable_again()) drop_copies();
    parts_.back().frames = scan.number + 1 - parts_.back().first_frame;
    if (const std::string &problem = parts_.back().problem; !problem.empty()) {
        scan.facts.note_damage(inputs_.size() == 1 ? problem : input.path() + ": " + problem);
    }
    return true;
}

bool CaptureFile::scan_records(std::size_t index, RecordReader &reader, Scan &scan) {
    std::vector<Record> batch;
    ++opened_;
    reader_in_hand_ = &reader;
    bool in_order = !is_for_several_threads(*inputs_[index]);
    while (!is_reading_interrupted() && reader.next(batch)) {
        for (Record &record : batch) take(record, index, scan);
        // What a file has before its packets is read by now; what comes between them is met on the way.
        if (!std::exchange(in_order, true)) scan_chunks(index, reader, scan);
    }
    reader_in_hand_ = nullptr;
    if (!reader.unsupported().empty()) return false;
    // It may have been interrupted within a record.
    const bool is_whole = reader.damage().empty() || is_reading_interrupted() || inputs_[index]->was_stopped();
    if (!is_whole && !(inputs_[index]->is_pipe() && wait_for_interruption())) parts_.back().problem = reader.damage();
    secrets_.insert(secrets_.end(), reader.secrets().begin(), reader.secrets().end());
    return true;
}

bool CaptureFile::is_for_several_threads(const InputFile &input) const {
    return options_.threads > 1 && !options_.all_frames && !exact_ && input.plain_file() >= 0 &&
           static_cast<std::uint64_t>(input.size()) >= options_.large;
}

void CaptureFile::scan_chunks(std::size_t index, RecordReader &reader, Scan &scan) {
    const auto known = [&] {
        return std::make_shared<const ChunkContext>(ChunkContext{reader.chunk_opener(scan.facts.latest()),
                                                                 reader.layout(), selector_->ports(),
                                                                 selector_->learnt_ports().size()});
    };
    auto context = known();
    if (context->open == nullptr) return;
    ChunkPool pool(inputs_[index]->plain_file(), reader.position(), static_cast<std::uint64_t>(inputs_[index]->size()),
                   options_.chunk, options_.threads - 1, context);
    while (const auto chunk = is_reading_interrupted() ? nullptr : pool.next()) {
        if (fits(*chunk, reader, *selector_)) {
            take(*chunk, index, scan);
            if (!reader.jump(chunk->end)) return;
        } else if (!scan_in_order(index, reader, chunk->limit, scan)) {
            return;
        }
        if (context->layout == reader.layout() && context->learnt == selector_->learnt_ports().size()) continue;
        context = known();
        if (context->open == nullptr) return;
        pool.publish(context);
    }
}

// Up to the first record that begins at `limit` or later. False when there is none, or it is the reader that ends.
bool CaptureFile::scan_in_order(std::size_t index, RecordReader &reader, std::uint64_t limit, Scan &scan) {
    std::vector<Record> batch;
    while (reader.position() < limit) {
        if (!reader.next(batch)) return false;
        for (Record &record : batch) {
            const auto begin = static_cast<std::uint64_t>(record.offset);
            if (begin >= limit) return reader.jump(begin);
            take(record, index, scan);
        }
    }
    return true;
}

void CaptureFile::take(const ScannedChunk &chunk, std::size_t index, Scan &scan) {
    const std::uint32_t before = scan.number;
    ++chunks_;
    selector_->note_skipped(chunk.skipped);
    for (const ScannedChunk::Frame &frame : chunk.frames) {
        judge(chunk.record(frame), before + frame.index, index, scan);
    }
    scan.number += chunk.records;
    scan.facts.append(chunk.facts);
}

void CaptureFile::take(Record &record, std::size_t index, Scan &scan) {
    const std::uint32_t number = ++scan.number;
    scan.facts.note(record);
    if (exact_) {
        if (is_asked_for(record, number)) choose(record, number, index, scan);
    } else {
        judge(record, number, index, scan);
    }
}

void CaptureFile::judge(const Record &record, std::uint32_t number, std::size_t index, Scan &scan) {
    const bool matters = selector_->matters(record, number);
    if (!matters && !options_.all_frames && selector_->earlier().empty()) return;
    for (const NumberedRecord &earlier : selector_->earlier()) {
        note_relevant(earlier.record, earlier.number, scan);
        if (!options_.all_frames) choose(earlier.record, earlier.number, part_of(earlier.number), scan);
    }
    if (matters) note_relevant(record, number, scan);
    if (matters || (options_.all_frames && record.is_packet)) choose(record, number, index, scan);
}

void CaptureFile::note_relevant(const Record &record, std::uint32_t number, Scan &scan) const {
    scan.facts.note_relevant(record, number);
    scan.ack_order.add(record, number);
    if (options_.all_frames) scan.relevant.insert(number);
}

std::size_t CaptureFile::part_of(std::uint32_t number) const {
    const auto after =
        std::find_if(parts_.begin(), parts_.end(), [&](const CapturePart &part) { return part.first_frame > number; });
    return static_cast<std::size_t>(after - parts_.begin()) - 1;
}

void CaptureFile::choose(const Record &record, std::uint32_t number, std::size_t index, Scan &scan) {
    const bool wiretap = inputs_[index]->wiretap() != nullptr;
    const std::int64_t offset = wiretap ? record.offset : store_.add(record.bytes, record.captured);
    if (!wiretap && offset < 0) return scan.facts.note_damage("frames cannot be kept: " + store_.error());
    FrameInfo frame;
    frame.number = number;
    frame.file = static_cast<std::uint32_t>(index);
    frame.time = record.time;
    frame.offset = offset;
    frame.captured = record.captured;
    frame.on_the_wire = record.on_the_wire;
    frame.interface = record.interface;
    frame.link_type = record.link_type;
    frame.has_time = record.has_time;
    scan.out_of_order |= !frames_.empty() && frames_.back().number > number;
    frames_.push_back(frame);
    has_chosen_.store(true, std::memory_order_relaxed);
}

CaptureFacts CaptureFile::facts_of(const Scan &scan) const {
    CaptureFacts facts = scan.facts.facts();
    facts.silences.insert(facts.silences.end(), missed_.begin(), missed_.end());
    return facts;
}

void CaptureFile::finish(Scan &scan) {
    const auto by_number = [](const FrameInfo &a, const FrameInfo &b) { return a.number < b.number; };
    const auto by_time = [](const FrameInfo &a, const FrameInfo &b) { return a.time < b.time; };
    facts_ = facts_of(scan);
    if (scan.out_of_order) std::sort(frames_.begin(), frames_.end(), by_number);
    signalling_ = options_.all_frames ? std::vector<SignallingSeen>() : selector_->signalling();
    const bool time_steps_back = facts_.backward_step_count > 0;
    if (time_steps_back) {
        // Stable, so that frames of one instant stay in the order in which they were captured.
        std::stable_sort(frames_.begin(), frames_.end(), by_time);
        std::stable_sort(signalling_.begin(), signalling_.end(),
                         [](const SignallingSeen &a, const SignallingSeen &b) { return a.time < b.time; });
    }
    facts_.misplaced = put_before_acknowledgements(frames_, misplaced(scan, time_steps_back));
    facts_.misplaced_count = static_cast<std::uint32_t>(facts_.misplaced.size());
    facts_.misplaced.resize(std::min(facts_.misplaced.size(), CaptureFacts::kExamples));
    scan.out_of_order = time_steps_back || facts_.misplaced_count > 0;  // once more frames follow
}

// In the order of frames_.
std::vector<Misplaced> CaptureFile::misplaced(const Scan &scan, bool is_sorted_by_time) {
    if (!is_sorted_by_time) {
        std::vector<Misplaced> found = scan.ack_order.misplaced();
        std::ranges::sort(found, {}, &Misplaced::frame);
        return found;
    }
    AckOrder ack_order;
    for (const FrameInfo &frame : frames_) {
        if (inputs_[frame.file]->wiretap() != nullptr) continue;
        if (options_.all_frames && !scan.relevant.contains(frame.number)) continue;
        const std::uint8_t *bytes = store_.get(frame.offset, frame.captured);
        if (bytes != nullptr) ack_order.add(record_of(frame, bytes), frame.number);
    }
    return ack_order.misplaced();
}

std::vector<Secrets> CaptureFile::secrets() const {
    if (reader_in_hand_ == nullptr) return secrets_;
    std::vector<Secrets> all = secrets_;
    all.insert(all.end(), reader_in_hand_->secrets().begin(), reader_in_hand_->secrets().end());
    return all;
}

bool CaptureFile::learn_capf_ports(const std::set<std::uint16_t> &ports) {
    options_.capf_ports.insert(ports.begin(), ports.end());
    if (!selector_->learn_capf_ports(ports) || options_.all_frames || !can_read_again()) return false;
    selector_->begin_second_pass();
    return true;
}

bool CaptureFile::choose_exactly(std::set<std::uint32_t> numbers) {
    if (!can_read_again()) return false;
    exact_ = ExactChoice{std::move(numbers), facts_.first_time.value_or(0), facts_.last_time.value_or(0)};
    return true;
}

bool CaptureFile::is_asked_for(const Record &record, std::uint32_t number) {
    if (!record.is_packet) return false;
    const bool first = !exact_->first_found && record.time == exact_->first_time;
    const bool last = !exact_->last_found && record.time == exact_->last_time;
    exact_->first_found |= first;
    exact_->last_found |= last;
    return first || last || exact_->numbers.contains(number);
}

std::optional<std::uint16_t> CaptureFile::link_type(const FrameInfo &frame) const {
    if (inputs_[frame.file]->wiretap() == nullptr) return frame.link_type;
    // WLAN frames, also behind a radiotap header, stand in files as they are dissected.
    constexpr int kWlan = 105, kWlanRadiotap = 127;
    constexpr int kLinkTypes[] = {0, 1, 51, 101, kWlan, 108, 113, kWlanRadiotap, 228, 229, 276};
    const int encapsulation = record_->rec.rec_header.packet_header.pkt_encap;
    const auto *found = std::find_if(std::begin(kLinkTypes), std::end(kLinkTypes),
                                     [&](int type) { return wtap_pcap_encap_to_wtap_encap(type) == encapsulation; });
    if (found == std::end(kLinkTypes)) return std::nullopt;
    return static_cast<std::uint16_t>(*found);
}

void CaptureFile::join_segments() {
    SegmentJoiner(frames_, store_).join([&](const FrameInfo &frame) {
        return inputs_[frame.file]->wiretap() == nullptr;
    });
}

std::optional<std::vector<PhonePart>> CaptureFile::cut_by_phone(std::uint64_t work) {
    const bool all_own =
        std::all_of(inputs_.begin(), inputs_.end(), [](const auto &input) { return input->wiretap() == nullptr; });
    if (!all_own || options_.all_frames) return std::nullopt;
    PhoneParts parts({options_.capf_ports.begin(), options_.capf_ports.end()});
    parts.expect(frames_.size());
    for (const FrameInfo &frame : frames_) {
        const std::uint8_t *bytes = store_.get(frame.offset, frame.captured);
        if (bytes == nullptr) return std::nullopt;
        parts.add(record_of(frame, bytes));
    }
    for (const SignallingSeen &one : signalling_) parts.add(one);
    return parts.cut(work);
}

void CaptureFile::keep_parts(const std::vector<const PhonePart *> &parts) {
    const auto keep = [&](auto &list, std::vector<std::uint32_t> PhonePart::*indices) {
        std::vector<std::uint32_t> kept;
        for (const PhonePart *part : parts) {
            kept.insert(kept.end(), (part->*indices).begin(), (part->*indices).end());
        }
        std::sort(kept.begin(), kept.end());
        std::decay_t<decltype(list)> rest;
        for (const std::uint32_t index : kept) rest.push_back(std::move(list[index]));
        list = std::move(rest);
    };
    keep(frames_, &PhonePart::frames);
    keep(signalling_, &PhonePart::signalling);
}

bool CaptureFile::drop_frames() {
    if (is_reading_interrupted() || !can_read_again()) return false;
    frames_ = {};
    signalling_ = {};
    store_.clear();
    selector_ = std::make_unique<FlowSelector>(options_.capf_ports);
    return true;
}

void CaptureFile::put_back(Chosen chosen) {
    frames_ = std::move(chosen.frames);
    signalling_ = std::move(chosen.signalling);
}

void CaptureFile::forget_parts(const std::vector<const PhonePart *> &forgotten,
                               const std::vector<const PhonePart *> &kept) {
    const auto hosts = [](const std::vector<const PhonePart *> &parts) {
        Hosts all;
        for (const PhonePart *part : parts) all.insert(part->addresses.begin(), part->addresses.end());
        return all;
    };
    keep_parts(kept);
    drop_bytes();
    drop_copies();
    selector_->forget(hosts(forgotten), hosts(kept));
}

// Of frames that are not in frames(). Where there is no room to move the others, all stay.
void CaptureFile::drop_bytes() {
    FrameStore rest;
    std::vector<std::int64_t> offsets;
    offsets.reserve(frames_.size());
    for (const FrameInfo &frame : frames_) {
        const bool is_stored = inputs_[frame.file]->wiretap() == nullptr;
        const std::uint8_t *bytes = is_stored ? store_.get(frame.offset, frame.captured) : nullptr;
        offsets.push_back(bytes == nullptr ? frame.offset : rest.add(bytes, frame.captured));
        if (is_stored && (bytes == nullptr || offsets.back() < 0)) return;
    }
    for (std::size_t i = 0; i < frames_.size(); ++i) frames_[i].offset = offsets[i];
    store_.swap(rest);
}

bool CaptureFile::read(const FrameInfo &frame) {
    InputFile &input = *inputs_[frame.file];
    if (WiretapReader *wiretap = input.wiretap()) {
        record_ = &wiretap->record();
        if (wiretap->read_again(frame.offset)) return true;
        facts_.damage = wiretap->damage();
        return false;
    }
    const std::uint8_t *bytes = store_.get(frame.offset, frame.captured);
    if (bytes == nullptr) {
        facts_.damage = "frames that were kept cannot be read back";
        return false;
    }
    if (own_record_ == nullptr) own_record_ = std::make_unique<WiretapRecord>();
    own_record_->set(record_of(frame, bytes));
    record_ = own_record_.get();
    return true;
}

WiretapRecord &CaptureFile::record() {
    return *record_;
}

int CaptureFile::file_type(const FrameInfo &frame) const {
    const InputFile &input = *inputs_[frame.file];
    if (input.wiretap() != nullptr) return input.wiretap()->file_type();
    return input.is_pcapng() ? wtap_pcapng_file_type_subtype() : wtap_pcap_file_type_subtype();
}

std::string to_text(const IpAddress &address) {
    char text[INET6_ADDRSTRLEN] = "";
    std::uint8_t bytes[16];
    std::memcpy(bytes, &address.high, 8);
    std::memcpy(bytes + 8, &address.low, 8);
    constexpr std::uint8_t kMapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
    const bool v4 = std::memcmp(bytes, kMapped, sizeof kMapped) == 0;
    inet_ntop(v4 ? AF_INET : AF_INET6, v4 ? bytes + 12 : bytes, text, sizeof text);
    return text;
}

}  // namespace capf::capture
