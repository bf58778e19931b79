// SPDX-License-Identifier: GPL-2.0-or-later
// What is observed is the same whether PureAcks reads ACKs or libwireshark all frames, which it does while a capture is
// still being written: in captures as they are, and in copies of which frames are lost, repeated, moved and changed.
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>
#include <string>
#include <type_traits>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

#include "analyzer/capture/capture_file.h"
#include "analyzer/dissection/epan_host.h"

namespace capf::dissection {
namespace {

// ---- Observations as text ----

std::ostream &operator<<(std::ostream &out, const Endpoint &end) {
    return out << to_string(end);
}

std::ostream &operator<<(std::ostream &out, const PayloadPrint &print) {
    return out << print.length << '/' << print.head << '/' << print.whole;
}

std::string text_of(const std::vector<std::uint8_t> &bytes) {
    return {bytes.begin(), bytes.end()};
}

void tell(std::ostream &out, const TcpSegment &one) {
    out << "segment " << +one.flags << ' ' << one.sequence << ' ' << one.acknowledgement << ' ' << one.length << ' '
        << one.ip_id << ' ' << +one.hop_limit << ' ' << one.payload << ' ' << text_of(one.bytes);
}

void tell(std::ostream &out, const Datagram &one) {
    out << "datagram " << one.ip_id;
}

void tell(std::ostream &out, const TlsRecord &one) {
    out << "record " << +one.content_type << ' ' << one.version << ' ' << one.length << ' '
        << one.alert_description.value_or(0);
    for (const TlsHandshake &handshake : one.handshakes) {
        out << ' ' << +handshake.type << ' ' << handshake.version << ' ' << handshake.cipher_name;
        for (const auto &certificate : handshake.certificates) out << ' ' << text_of(certificate);
    }
}

void tell(std::ostream &out, const HttpMessage &one) {
    out << "http " << one.method << ' ' << one.target << ' ' << one.host << ' ' << one.status << ' '
        << one.content_length.value_or(0) << ' ' << one.has_body << ' ' << text_of(one.body);
}

void tell(std::ostream &out, const TftpPacket &one) {
    out << "tftp " << one.opcode << ' ' << one.file_name << ' ' << one.block << ' ' << one.data_length << ' '
        << one.payload << ' ' << text_of(one.data);
}

void tell(std::ostream &out, const TftpFile &one) {
    out << "file " << one.name << ' ' << text_of(one.bytes);
}

void tell(std::ostream &out, const CapfSeen &one) {
    out << "capf " << one.from_server << ' ' << one.inside_tls << ' ' << text_of(one.pdu->bytes);
}

void tell(std::ostream &out, const TvsSeen &one) {
    out << "tvs " << one.from_server << ' ' << text_of(one.pdu->bytes);
}

void tell(std::ostream &out, const Unreachable &one) {
    out << "unreachable " << one.reporter << ' ' << +one.type << ' ' << +one.code;
}

void tell(std::ostream &out, const NameLookup &one) {
    out << "name " << one.name << ' ' << one.rcode;
}

void tell(std::ostream &out, const AddressLease &one) {
    out << "lease " << one.hardware << ' ' << one.address;
}

void tell(std::ostream &, const Registration &) {}
void tell(std::ostream &, const RegistrationRequest &) {}
void tell(std::ostream &, const Alarm &) {}
void tell(std::ostream &out, const OtherPacket &) {
    out << "other";
}

// Empty for what signalling says: in a capture that is still being written it comes at another time.
std::string text_of(const Observation &observation) {
    return std::visit(
        [](const auto &one) -> std::string {
            using Kind = std::decay_t<decltype(one)>;
            if constexpr (std::is_same_v<Kind, Registration> || std::is_same_v<Kind, RegistrationRequest> ||
                          std::is_same_v<Kind, Alarm>) {
                return {};
            }
            std::ostringstream out;
            out << one.at.frame << ' ' << one.at.time << ' ' << one.source << ' ' << one.destination << ' '
                << one.stream << ' ' << one.cut << ' ' << one.damaged << ' ' << one.hardware_source << ' ';
            tell(out, one);
            return out.str();
        },
        observation);
}

using Texts = std::vector<std::string>;

Sink sink_into(Texts &texts) {
    return [&texts](const Observation &observation) {
        std::string text = text_of(observation);
        if (!text.empty()) texts.push_back(std::move(text));
    };
}

// ---- Captures ----

struct Frame {
    std::string bytes;
    std::int64_t time = 0;
    std::uint32_t on_the_wire = 0;
};

std::vector<Frame> frames_of(const std::string &path) {
    std::vector<Frame> frames;
    capture::InputFile input(path);
    const auto reader = input.open();
    std::vector<capture::Record> batch;
    while (reader != nullptr && reader->next(batch)) {
        for (const capture::Record &one : batch) {
            if (!one.is_packet) continue;
            frames.push_back({{one.bytes, one.bytes + one.captured}, one.time, one.on_the_wire});
        }
    }
    return frames;
}

std::string little32(std::uint64_t value) {
    std::string bytes;
    for (int shift = 0; shift < 32; shift += 8) bytes += static_cast<char>(value >> shift);
    return bytes;
}

void write_pcap(const std::string &path, const std::vector<Frame> &frames) {
    constexpr std::uint64_t kNanosecondPcap = 0xA1B23C4D, kVersion = 0x00040002, kEthernet = 1, kSecond = 1'000'000'000;
    std::ofstream out(path, std::ios::binary);
    out << little32(kNanosecondPcap) << little32(kVersion) << little32(0) << little32(0) << little32(0x40000)
        << little32(kEthernet);
    for (const Frame &one : frames) {
        const auto time = static_cast<std::uint64_t>(one.time);
        out << little32(time / kSecond) << little32(time % kSecond) << little32(one.bytes.size())
            << little32(one.on_the_wire) << one.bytes;
    }
}

constexpr std::size_t kIp = 14, kTcp = kIp + 20;

bool is_plain_tcp(const std::string &bytes) {
    return bytes.size() >= kTcp + 20 && bytes.compare(12, 3, "\x08\x00\x45", 3) == 0 && bytes[kIp + 9] == 6;
}

// Faults of what is captured, and of the network.
class Faults {
public:
    explicit Faults(unsigned seed) : random_(seed), rate_(1 + seed % 3 * 4) {}

    std::vector<Frame> in(const std::vector<Frame> &frames) {
        std::vector<Frame> out;
        for (const Frame &one : frames) {
            if (below(100) < rate_) {
                add_with_fault(one, out);
            } else {
                out.push_back(one);
            }
        }
        return out;
    }

private:
    std::uint32_t below(std::uint32_t limit) { return static_cast<std::uint32_t>(random_() % limit); }

    void add_with_fault(Frame one, std::vector<Frame> &out) {
        switch (below(7)) {
            case 0:  // lost
                return;
            case 1:
                out.push_back(one);
                break;
            case 2:  // captured late, with its time or without
            case 3:
                insert_earlier(std::move(one), out, below(2) == 0);
                return;
            case 4:
                one.bytes.resize(std::max<std::size_t>(one.bytes.size() - 1 - below(60) % one.bytes.size(), 14));
                break;
            default:
                change_header(one);
        }
        out.push_back(std::move(one));
    }
    void insert_earlier(Frame one, std::vector<Frame> &out, bool at_that_time) {
        const std::size_t back = std::min<std::size_t>(out.size(), 1 + below(8));
        const auto at = out.end() - static_cast<std::ptrdiff_t>(back);
        if (at_that_time && at != out.end()) one.time = at->time;
        out.insert(at, std::move(one));
    }
    // Numbers, flags and window; its checksum is left to the card.
    void change_header(Frame &one) {
        if (!is_plain_tcp(one.bytes)) return;
        constexpr std::uint8_t kFlags[] = {0x10, 0x18, 0x11, 0x14, 0x04, 0x02, 0x12, 0x30};
        const std::size_t number = kTcp + (below(2) == 0 ? 4 : 8);
        switch (below(4)) {
            case 0:
                one.bytes.replace(kTcp + 14, 2, 2, '\0');
                break;
            case 1:
                one.bytes[kTcp + 13] = static_cast<char>(kFlags[below(std::size(kFlags))]);
                break;
            default:
                one.bytes[number + 3] = static_cast<char>(one.bytes[number + 3] + (below(2) == 0 ? 1 : -1));
        }
        one.bytes.replace(kTcp + 16, 2, 2, '\0');
    }

    std::mt19937 random_;
    std::uint32_t rate_;  // percent of the frames
};

class PureAcksEqual : public testing::Test {
protected:
    static void SetUpTestSuite() { prepare_epan({}); }

    void SetUp() override {
        path_ = std::filesystem::path(testing::TempDir()) / ("pure-acks-" + std::to_string(getpid()) + ".pcap");
    }
    void TearDown() override { std::filesystem::remove(path_); }

    void compare(const std::string &path, const std::string &name) {
        capture::CaptureFile file({path}, {});
        std::string error;
        ASSERT_TRUE(start_epan(error)) << error;
        ASSERT_EQ(file.scan(), capture::ScanState::done) << name;
        Texts by_both, by_libwireshark;
        dissect(file, sink_into(by_both));
        LiveDissection(file, sink_into(by_libwireshark)).go_on();
        observations_ += by_both.size();
        if (by_both == by_libwireshark) return;
        const auto [one, other] =
            std::mismatch(by_both.begin(), by_both.end(), by_libwireshark.begin(), by_libwireshark.end());
        ADD_FAILURE() << name << ":\n"
                      << (one == by_both.end() ? "nothing more" : *one) << "\n"
                      << (other == by_libwireshark.end() ? "nothing more" : *other);
    }

    std::string path_;
    std::size_t observations_ = 0;
};

TEST_F(PureAcksEqual, InCapturesAndFaultyCopies) {
    const auto seed = static_cast<unsigned>(testing::UnitTest::GetInstance()->random_seed());
    for (const auto &entry : std::filesystem::directory_iterator(CAPTURES_DIR)) {
        if (entry.path().extension() != ".pcapng") continue;
        const std::string name = entry.path().filename();
        compare(entry.path(), name);
        write_pcap(path_,
                   Faults(seed + static_cast<unsigned>(std::hash<std::string>()(name))).in(frames_of(entry.path())));
        compare(path_, name + " with faults");
    }
    EXPECT_GT(observations_, 1000U);
}

}  // namespace
}  // namespace capf::dissection
