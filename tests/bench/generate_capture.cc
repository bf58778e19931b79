// SPDX-License-Identifier: GPL-2.0-or-later
// Makes a large capture of a voice network with phones in it that fetch their configuration.
//
// usage: generate_capture PACKETS pcap|pcapng OUT [PHONES…]
//
// PHONES are captures (Ethernet, pcap or pcapng) whose frames are spliced in at places spread evenly over OUT, at the
// pace at which they were captured. OUT is "-" for standard output.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "tests/bench/timed_frames.h"
#include "tests/bench/voice_network.h"

namespace {

using namespace capf;

using Frame = bench::TimedFrame;

struct Splice {
    std::vector<Frame> frames;
    std::uint64_t at_packet = 0, begin = 0;
    std::size_t next = 0;
};

bool load(const std::string &path, Splice &splice) {
    splice.frames = bench::read_frames(path);
    return !splice.frames.empty();
}

// Writes what is due of the phones' frames.
void splice_in(Splice &splice, std::uint64_t now, bool all, bench::CaptureWriter &out) {
    for (; splice.next < splice.frames.size(); ++splice.next) {
        const Frame &frame = splice.frames[splice.next];
        const std::uint64_t due = splice.begin + frame.after;
        if (due > now && !all) return;
        out.write(frame.bytes.data(), static_cast<std::uint32_t>(frame.bytes.size()), std::max(due, all ? now : 0));
    }
}

}  // namespace

int main(int argc, char **argv) {
    if (argc < 4) {
        std::fprintf(stderr, "usage: generate_capture PACKETS pcap|pcapng OUT [PHONES...]\n");
        return 2;
    }
    std::vector<Splice> splices(static_cast<std::size_t>(argc - 4));
    std::uint64_t packets = std::strtoull(argv[1], nullptr, 10), spliced = 0;
    for (std::size_t i = 0; i < splices.size(); ++i) {
        if (!load(argv[4 + i], splices[i])) {
            std::fprintf(stderr, "generate_capture: %s: no Ethernet frames that can be read\n", argv[4 + i]);
            return 1;
        }
        spliced += splices[i].frames.size();
    }
    packets -= std::min(packets, spliced);
    for (std::size_t i = 0; i < splices.size(); ++i)
        splices[i].at_packet = packets * (2 * i + 1) / (2 * splices.size());
    bench::CaptureWriter out(argv[3],
                             std::string_view(argv[2]) == "pcapng" ? bench::Format::pcapng : bench::Format::pcap);
    if (!out.is_open()) {
        std::perror(argv[3]);
        return 1;
    }
    bench::VoiceNetwork network(out);
    std::uint64_t now = 1'795'464'000ULL * 1'000'000;
    for (std::uint64_t packet = 0; packet < packets; ++packet) {
        now += 100;
        for (Splice &splice : splices) {
            if (packet < splice.at_packet) continue;
            if (splice.begin == 0) splice.begin = now;
            splice_in(splice, now, false, out);
        }
        network.next(now);
    }
    for (Splice &splice : splices) {
        if (splice.begin == 0) splice.begin = now;
        splice_in(splice, now, true, out);
    }
    return out.finish() ? 0 : 1;
}
