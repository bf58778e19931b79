// SPDX-License-Identifier: GPL-2.0-or-later
// libwireshark in this process: initialised once, then one session per capture.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "analyzer/capture/capture_file.h"
#include "analyzer/dissection/observation.h"

namespace capf::dissection {

struct TlsKey {
    std::string path;      // PEM or PKCS #12 private key of a TLS server
    std::string password;  // may be empty
};

struct HostOptions {
    std::vector<std::string> keylogs;  // NSS key log files
    std::vector<TlsKey> tls_keys;
    std::vector<std::uint16_t> capf_ports;  // besides 3804
    bool as_wireshark = false;              // all that people see: trees of files, and what menus ask for
};

// Remembers how libwireshark is to be started. It starts when the first capture needs it: reading needs it not at all,
// and starting takes longer than reading a small capture. Takes the user's home from the environment of this process
// and of those that it starts: what is to be found there is to be found before.
void prepare_epan(const HostOptions &options);
// Starts libwireshark as prepared, with our dissectors and settings that do not depend on the user's, if it has not
// been started yet. A parent that forks a process for each capture calls it once before. False, and a message in
// `error`, when it cannot.
bool start_epan(std::string &error);
[[nodiscard]] bool is_epan_started();
// Opens the session that this process' next capture is dissected in, for processes that are forked afterwards: each
// then has it at once. Opening takes long on Wireshark 4.0, which reads its table of manufacturers again each time.
// Needs start_epan().
void open_session_ahead();
// The session of the last capture stays open until the next one's, so that a process that ends need not tidy up.
void close_session();
// Adds a key log's content to those that were given. For captures that are dissected from now on.
void add_keylog(std::string content);
// The content of the key logs that were given.
[[nodiscard]] const std::vector<std::string> &given_keylogs();
void stop_epan();

// "4.0.17"
[[nodiscard]] std::string wireshark_version();

using Sink = std::function<void(const Observation &)>;

// Dissects the chosen frames of `file` and gives what was seen to `sink`, earliest frame first. `stop` is asked before
// each; once it says so, the frame is the first that is not dissected, and returned.
// Needs start_epan(), unless there is no frame.
std::optional<FrameTime> dissect(capture::CaptureFile &file, const Sink &sink, const std::function<bool()> &stop = {});

// The same while the capture is still being read: each go_on() dissects the frames that were chosen since the last, in
// the order in which they were chosen. Between its beginning and its end nothing else is dissected in this process.
class LiveDissection {
public:
    // Needs start_epan(). `file` and `sink` stay the caller's.
    LiveDissection(capture::CaptureFile &file, Sink sink);
    ~LiveDissection();
    LiveDissection(const LiveDissection &) = delete;
    LiveDissection &operator=(const LiveDissection &) = delete;
    void go_on();

private:
    class Session;
    std::unique_ptr<Session> session_;
};

}  // namespace capf::dissection
