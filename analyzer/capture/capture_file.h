// SPDX-License-Identifier: GPL-2.0-or-later
// A capture, in one file or several (as rotation leaves them): reads it, chooses the frames that matter, and hands them
// out in the order of their time.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "analyzer/capture/formats/input_file.h"
#include "analyzer/capture/parts/phone_parts.h"
#include "analyzer/capture/scan/capture_facts.h"
#include "analyzer/capture/scan/chunk.h"
#include "analyzer/capture/selection/flow_selector.h"
#include "analyzer/capture/store/ack_order.h"
#include "analyzer/capture/store/frame_info.h"
#include "analyzer/capture/store/frame_store.h"
#include "plugin/wire/ports.h"

namespace capf::capture {

struct SelectionOptions {
    std::set<std::uint16_t> capf_ports{wire::kCapfPort};
    bool all_frames = false;  // choose every packet
    // A file of this size or more is scanned in chunks of this length, in several threads. Bytes.
    unsigned threads = 1;
    std::uint64_t large = 64U * 1024 * 1024, chunk = 4U * 1024 * 1024;
};

// One file of the capture. Frame `number` is this file's frame number - first_frame + 1.
struct CapturePart {
    std::string path;
    std::uint32_t first_frame = 0, frames = 0;
    std::string problem;  // why it could not be read, or not to its end; empty when it could
};

enum class ScanState {
    done,
    wants_wiretap,  // call start_wiretap() and then scan() once more
};

class CaptureFile {
public:
    // Files are read one after the other, as one capture. "-" is standard input.
    CaptureFile(const std::vector<std::string> &paths, SelectionOptions options);
    // Inputs that are not known before: each call gives the next one, and null after the last.
    using NextInput = std::function<std::unique_ptr<InputFile>()>;
    CaptureFile(NextInput next, SelectionOptions options);
    ~CaptureFile();
    CaptureFile(const CaptureFile &) = delete;
    CaptureFile &operator=(const CaptureFile &) = delete;

    // Reads everything. Needs neither wiretap nor epan unless it says so, and may run in a thread of its own.
    ScanState scan();
    // While scan() runs in another thread: a frame was chosen, so epan will be needed.
    [[nodiscard]] bool has_chosen() const { return has_chosen_.load(std::memory_order_relaxed); }

    // For who is called by an input's stream in the middle of scan(): brings facts(), signalling(), secrets() and, with
    // `in_order`, frames() to what they would be if the capture ended here. Until then frames() has the chosen frames
    // as they were chosen.
    void look(bool in_order);
    // Likewise: forgets all that was read so far, as if the capture began here. Frames are counted on.
    void forget();
    // The capture is known to have missed packets then, though it does not show it. Nanoseconds since 1970.
    void note_missed(std::int64_t begin, std::int64_t end) { missed_.push_back({begin, end}); }
    // Which reading of the inputs it is, from 1 on.
    [[nodiscard]] int reading() const { return reading_; }

    // How many chunks were scanned before their turn, in several threads.
    [[nodiscard]] std::uint64_t chunks() const { return chunks_; }

    // Not one file could be opened.
    [[nodiscard]] bool is_unreadable() const { return opened_ == 0; }
    // A file of it, since it was opened.
    [[nodiscard]] bool has_changed() const;
    [[nodiscard]] const CaptureFacts &facts() const { return facts_; }
    [[nodiscard]] const std::vector<CapturePart> &parts() const { return parts_; }
    // The chosen frames, earliest first; those of one instant in the order of the capture, but for segments that stand
    // behind their acknowledgement there, which come before it.
    [[nodiscard]] const Frames &frames() const { return frames_; }
    // What signalling says of the phones that matter, in frames that are not chosen.
    [[nodiscard]] const std::vector<SignallingSeen> &signalling() const { return signalling_; }
    [[nodiscard]] std::vector<Secrets> secrets() const;

    // Ports of CAPF that dissection found. True when scan() is to be called again, because frames were left out that
    // are chosen now.
    bool learn_capf_ports(const std::set<std::uint16_t> &ports);

    // From now on exactly these packets are chosen, and the earliest and the latest of the capture, which say how long
    // it is. True when scan() is to be called for it; false when a file cannot be read once more.
    bool choose_exactly(std::set<std::uint32_t> numbers);

    // From now on frames() has long bodies in few large frames, see SegmentJoiner. For who has no use for each segment.
    void join_segments();

    // frames() and signalling() cut by phone, see PhoneParts. Nothing when that cannot be done: also when a file is
    // read through wiretap, which gives its frames to one process alone.
    [[nodiscard]] std::optional<std::vector<PhonePart>> cut_by_phone(std::uint64_t work);
    // From now on frames() and signalling() are those of some of these parts.
    void keep_parts(const std::vector<const PhonePart *> &parts);
    // What keep_parts() and join_segments() change: to be put back when they were for a while.
    struct Chosen {
        Frames frames;
        std::vector<SignallingSeen> signalling;
    };
    [[nodiscard]] Chosen chosen() const { return {frames_, signalling_}; }
    void put_back(Chosen chosen);
    // keep_parts() for good: forgets the bytes of all other frames, and of the phones in `forgotten` what was learnt,
    // as if the capture began here for them. Facts and numbers go on. All files are read once from now on.
    void forget_parts(const std::vector<const PhonePart *> &forgotten, const std::vector<const PhonePart *> &kept);
    // Forgets the chosen frames, for who has handed them on. scan() chooses them again. False, and nothing is
    // forgotten, when a file cannot be read once more.
    bool drop_frames();
    // Frames that were forgotten, or are not in frames() for a while, were not only of services for phone files.
    void note_other_services() { has_other_services_ = true; }
    [[nodiscard]] bool has_other_services() const { return has_other_services_; }

    // Brings one frame of frames() to record(). False when its file cannot give it any more; see facts().damage.
    bool read(const FrameInfo &frame);
    // What the last read() brought; valid until the next. Its type is in formats/wiretap_record.h.
    [[nodiscard]] WiretapRecord &record();
    // LINKTYPE_ number under which the bytes of record(), which is this frame's, may stand in a pcapng file; nothing
    // when they need what is kept beside them.
    [[nodiscard]] std::optional<std::uint16_t> link_type(const FrameInfo &frame) const;
    // wiretap's number of the type of the file that the frame is in.
    [[nodiscard]] int file_type(const FrameInfo &frame) const;

private:
    struct Scan;
    bool scan_once();
    bool scan_file(std::size_t index, Scan &scan);
    bool scan_records(std::size_t index, RecordReader &reader, Scan &scan);
    [[nodiscard]] bool is_for_several_threads(const InputFile &input) const;
    void scan_chunks(std::size_t index, RecordReader &reader, Scan &scan);
    bool scan_in_order(std::size_t index, RecordReader &reader, std::uint64_t limit, Scan &scan);
    void take(const ScannedChunk &chunk, std::size_t index, Scan &scan);
    void take(Record &record, std::size_t index, Scan &scan);
    void judge(const Record &record, std::uint32_t number, std::size_t index, Scan &scan);
    void note_relevant(const Record &record, std::uint32_t number, Scan &scan) const;
    void choose(const Record &record, std::uint32_t number, std::size_t index, Scan &scan);
    [[nodiscard]] CaptureFacts facts_of(const Scan &scan) const;
    void finish(Scan &scan);
    [[nodiscard]] std::vector<Misplaced> misplaced(const Scan &scan, bool is_sorted_by_time);
    [[nodiscard]] std::size_t part_of(std::uint32_t number) const;
    [[nodiscard]] bool has_input(std::size_t index);
    [[nodiscard]] bool can_read_again() const;
    void drop_copies();
    void drop_bytes();
    [[nodiscard]] bool is_asked_for(const Record &record, std::uint32_t number);

    // What choose_exactly() asked for.
    struct ExactChoice {
        std::set<std::uint32_t> numbers;
        std::int64_t first_time = 0, last_time = 0;
        bool first_found = false, last_found = false;
    };

    SelectionOptions options_;
    NextInput next_input_;
    std::vector<std::unique_ptr<InputFile>> inputs_;
    std::unique_ptr<FlowSelector> selector_;
    std::optional<ExactChoice> exact_;
    FrameStore store_;
    CaptureFacts facts_;
    std::vector<CapturePart> parts_;
    Frames frames_;
    std::vector<SignallingSeen> signalling_;
    std::vector<Secrets> secrets_;
    std::unique_ptr<WiretapRecord> own_record_;
    WiretapRecord *record_ = nullptr;
    std::vector<CaptureFacts::Silence> missed_;
    Scan *scan_in_hand_ = nullptr;            // while scan() runs
    RecordReader *reader_in_hand_ = nullptr;  // likewise
    int reading_ = 0;
    std::size_t opened_ = 0;
    std::uint64_t chunks_ = 0;
    bool wiretap_started_ = false;
    bool has_other_services_ = false;
    bool keeps_copies_ = true;  // of what comes through a pipe, for reading it once more
    std::atomic<bool> has_chosen_ = false;
};

// "192.0.2.1"
[[nodiscard]] std::string to_text(const IpAddress &address);

}  // namespace capf::capture
