// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/inference/dialogue_parser.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <tuple>
#include <utility>
#include <vector>

#include "plugin/wire/time_units.h"

namespace capf::inference {
namespace {

// What one side may say next.
struct Move {
    MessageKind kind;
    Stage to;
    double weight;
    bool ends = false;
};
using Moves = std::vector<Move>;

// How often each happens is a rough estimate: it orders explanations of which several fit, and is calibrated as a whole
// (tests/inference/inference_calibration_test.cc).
Moves server_moves(const Hypothesis &hypothesis) {
    if (hypothesis.ended) return {};
    const auto end = [&](double weight) { return Move{MessageKind::end_session, hypothesis.stage, weight, true}; };
    switch (hypothesis.stage) {
        case Stage::start:
            return {{MessageKind::ticket, Stage::start, 0.5}, {MessageKind::auth_request, Stage::asked, 0.95}};
        case Stage::asked:
            return {end(0.03), {MessageKind::ticket, Stage::asked, 0.01}};
        case Stage::answered:
            return {{MessageKind::key_request, Stage::key_requested, 0.58},
                    {MessageKind::short_request, Stage::fetch_requested, 0.08},
                    {MessageKind::short_request, Stage::delete_requested, 0.07},
                    {MessageKind::retry_later, Stage::retry, 0.03},
                    end(0.24)};
        case Stage::key_requested:
        case Stage::key_pending:
            return {end(0.05)};
        case Stage::key_given:
            return {{MessageKind::store_request, Stage::store_requested, 0.92}, end(0.05)};
        case Stage::store_requested:
        case Stage::fetch_requested:
        case Stage::delete_requested:
            return {end(0.03)};
        case Stage::retry:
            return {end(0.3)};
        default:
            return {end(0.97)};
    }
}

Moves client_moves(const Hypothesis &hypothesis) {
    switch (hypothesis.stage) {
        case Stage::asked:
            return {{MessageKind::auth_response, Stage::answered, 0.95}};
        case Stage::key_requested:
            return {{MessageKind::in_progress, Stage::key_pending, 0.5},
                    {MessageKind::key_response, Stage::key_given, 0.4},
                    {MessageKind::key_refusal, Stage::key_refused, 0.04}};
        case Stage::key_pending:
            return {{MessageKind::in_progress, Stage::key_pending, 0.5},
                    {MessageKind::key_response, Stage::key_given, 0.4},
                    {MessageKind::key_refusal, Stage::key_refused, 0.05}};
        case Stage::store_requested:
            return {{MessageKind::short_response, Stage::stored, 0.97}};
        case Stage::fetch_requested:
            return {{MessageKind::fetch_response, Stage::fetched, 0.7},
                    {MessageKind::short_response, Stage::fetched_nothing, 0.25}};
        case Stage::delete_requested:
            return {{MessageKind::short_response, Stage::deleted, 0.95}};
        default:
            return {};
    }
}

// The chance that the records stop here.
double stop_weight(const Hypothesis &hypothesis) {
    if (hypothesis.ended) return 0.95;
    switch (hypothesis.stage) {
        case Stage::retry:
            return 0.7;
        case Stage::key_requested:
        case Stage::key_pending:
            return 0.05;
        default:
            return 0.03;
    }
}

// Who sent END_SESSION closes at once; a phone that cannot go on leaves, sooner or later.
double closing_weight(const Hypothesis &hypothesis, const Closing &closing) {
    constexpr std::int64_t kSilence = 10 * wire::kNanosecondsPerSecond;
    const bool silent = closing.silence > kSilence;
    const bool over = hypothesis.ended || hypothesis.stage == Stage::retry;
    const double quiet = silent ? (over ? 0.1 : 0.4) : (over ? 0.9 : 0.6);
    switch (closing.first) {
        case Closing::By::nobody:
            return over ? 0.1 : 0.25;
        case Closing::By::client:
            return (over ? 0.25 : 0.55) * quiet;
        case Closing::By::server:
            return (over ? 0.65 : 0.2) * quiet;
    }
    return 1;
}

// A key takes time, deleting and fetching do not.
double delay_weight(Stage to, std::int64_t delay) {
    constexpr std::int64_t kSlow = 2 * wire::kNanosecondsPerSecond;
    const bool quick_answer = to == Stage::fetched || to == Stage::fetched_nothing || to == Stage::deleted;
    return quick_answer && delay > kSlow ? 0.1 : 1;
}

// Messages that are read out of a group of records, and what they are together.
struct Draft {
    Hypothesis hypothesis;
    double weight = 1;
    Length sum;
    int messages = 0;
    Length auth, store;  // the forms of the messages whose length is wanted
    Commands commands = {};
};

// The command of a message; 0 for what is TLS's own or in no document.
wire::CapfCommand command_of(const Move &move) {
    using wire::CapfCommand;
    switch (move.kind) {
        case MessageKind::auth_request:
            return CapfCommand::auth_request;
        case MessageKind::auth_response:
            return CapfCommand::auth_response;
        case MessageKind::key_request:
            return CapfCommand::key_generate_request;
        case MessageKind::in_progress:
            return CapfCommand::request_in_progress;
        case MessageKind::key_response:
        case MessageKind::key_refusal:
            return CapfCommand::key_generate_response;
        case MessageKind::store_request:
            return CapfCommand::store_certificate_request;
        case MessageKind::short_response:
            return move.to == Stage::stored    ? CapfCommand::store_certificate_response
                   : move.to == Stage::deleted ? CapfCommand::delete_certificate_response
                                               : CapfCommand::fetch_certificate_response;
        case MessageKind::short_request:
            return move.to == Stage::deleted || move.to == Stage::delete_requested
                       ? CapfCommand::delete_certificate_request
                       : CapfCommand::fetch_certificate_request;
        case MessageKind::fetch_response:
            return CapfCommand::fetch_certificate_response;
        case MessageKind::end_session:
            return CapfCommand::end_session;
        case MessageKind::retry_later:
            return CapfCommand::retry_later;
        case MessageKind::ticket:
        case MessageKind::alert:
        case MessageKind::undocumented:
            break;
    }
    return CapfCommand{};
}

// The length of one message of a group, whose form is `form`, when all are `sum` and the records carry `total`.
std::pair<std::size_t, std::size_t> own_length(Length form, Length sum, Length total) {
    const std::size_t others_most = sum.most - form.most, others_least = sum.least - form.least;
    const std::size_t least = total.least > others_most ? total.least - others_most : 0;
    const std::size_t most = total.most > others_least ? total.most - others_least : 0;
    return {std::max(form.least, least), std::min(form.most, most)};
}

// Part of a range's lengths that the records may carry.
double overlap(Length range, Length total) {
    const std::size_t least = std::max(range.least, total.least), most = std::min(range.most, total.most);
    return least > most ? 0 : static_cast<double>(most - least + 1) / static_cast<double>(range.most - range.least + 1);
}

class Parser {
public:
    Parser(const PlaintextRecords &input, const Closing &closing, std::vector<Transition> *trace)
        : trace_(trace),
          records_(input.records),
          likelihood_(input.likelihood),
          tls_1_3_(input.tls_1_3),
          closing_(closing),
          layers_(records_.size() + 1) {}

    Beam run() {
        layers_[0][Hypothesis{}] = likelihood_;
        for (at_ = 0; at_ < records_.size(); ++at_) {
            prune(layers_[at_]);
            for (const auto &[hypothesis, weight] : layers_[at_]) read_from_here(hypothesis, weight);
        }
        Beam result;
        for (const auto &[hypothesis, weight] : layers_.back()) {
            result[hypothesis] = weight * stop_weight(hypothesis) * closing_weight(hypothesis, closing_);
        }
        return result;
    }

private:
    static constexpr std::size_t kGroupRecords = 8;  // a message over more records ends with its run
    static constexpr std::size_t kBeamWidth = 40;
    static constexpr double kFarBehind = 1e-9;
    static constexpr int kMessagesInGroup = static_cast<int>(std::tuple_size_v<Commands>);
    static constexpr double kFreeFirst = 0.02, kFreeAgain = 0.6, kPiece = 0.8;
    static constexpr double kOddFirst = 0.002, kOddAgain = 0.05;
    static constexpr double kPartial = 0.002;
    static constexpr double kAlertLast = 0.3, kAlertBefore = 0.1;
    static constexpr double kAfterEnd = 0.05;   // the phone still answers
    static constexpr double kEndJoined = 0.02;  // to a request whose answer the server did not wait for

    // Hypotheses that are far behind the best one cannot catch up any more.
    static void prune(Beam &beam) {
        double best = 0;
        for (const auto &[hypothesis, weight] : beam) best = std::max(best, weight);
        std::erase_if(beam, [&](const auto &entry) { return entry.second < best * kFarBehind; });
        if (beam.size() <= kBeamWidth) return;
        std::vector<double> weights;
        for (const auto &[hypothesis, weight] : beam) weights.push_back(weight);
        std::nth_element(weights.begin(), weights.begin() + kBeamWidth, weights.end(), std::greater<>());
        const double least = weights[kBeamWidth];
        std::erase_if(beam, [&](const auto &entry) { return entry.second <= least; });
    }

    // The records up to `to` are read as `commands`, which makes `after` of the hypothesis at hand.
    void go(std::size_t to, const Hypothesis &after, double weight, const Commands &commands = {},
            TlsOwn tls = TlsOwn::none) {
        layers_[to][after] += weight;
        if (trace_) trace_->push_back({at_, to, *before_, after, weight / before_weight_, weight, commands, tls});
    }

    void read_from_here(const Hypothesis &hypothesis, double weight) {
        before_ = &hypothesis;
        before_weight_ = weight;
        from_client_ = records_[at_].from_client;
        delay_ = at_ == 0 ? 0 : records_[at_].time - records_[at_ - 1].time;
        read_alert(hypothesis, weight);
        read_ticket(hypothesis, weight);
        read_undocumented(hypothesis, weight);
        Length total;
        for (end_ = at_; end_ < records_.size() && records_[end_].from_client == from_client_;) {
            total = total + records_[end_].length;
            ++end_;
            const bool run_ends = end_ == records_.size() || records_[end_].from_client != from_client_;
            if (end_ - at_ > kGroupRecords && !run_ends) continue;
            total_ = total;
            may_join_ = run_ends || end_ - at_ == 1;
            read_messages({hypothesis, weight, {}, 0, {}, {}, {}});
            if (end_ == records_.size()) read_partial(hypothesis, weight);
        }
    }

    void read_alert(const Hypothesis &hypothesis, double weight) {
        if (!records_[at_].last_of_side) return;
        const MessageForm &alert = message_forms(MessageKind::alert).front();
        const double place = at_ + 1 == records_.size() ? kAlertLast : kAlertBefore;
        if (const double part = overlap(alert.length, records_[at_].length); part > 0) {
            go(at_ + 1, hypothesis, weight * part * place, {}, TlsOwn::alert);
        }
    }

    // A ticket is a message of the handshake: its record holds nothing of CAPF, and no message of CAPF's goes on in it.
    void read_ticket(const Hypothesis &hypothesis, double weight) {
        if (!tls_1_3_) return;
        for (const Move &move : moves(hypothesis)) {
            if (move.kind != MessageKind::ticket) continue;
            for (const MessageForm &form : message_forms(MessageKind::ticket)) {
                const double part = overlap(form.length, records_[at_].length);
                if (part == 0) continue;
                Hypothesis next = hypothesis;
                next.stage = move.to;
                go(at_ + 1, next, weight * move.weight * form.weight * part, {}, TlsOwn::ticket);
            }
        }
    }

    void read_undocumented(const Hypothesis &hypothesis, double weight) {
        if (hypothesis.stage == Stage::start) return;
        double fits = 0;
        for (const MessageForm &form : message_forms(MessageKind::undocumented)) {
            fits += form.weight * overlap(form.length, records_[at_].length);
        }
        if (fits == 0) return;
        Hypothesis next = hypothesis;
        next.odd = true;
        go(at_ + 1, next, weight * fits * (hypothesis.odd ? kOddAgain : kOddFirst));
    }

    // The session was cut within a message: any part of a form is as likely as another.
    void read_partial(const Hypothesis &hypothesis, double weight) {
        double fits = 0;
        for (const Move &move : moves(hypothesis)) {
            if (move.kind == MessageKind::ticket) continue;
            for (const MessageForm &form : message_forms(move.kind)) {
                if (form.length.most > total_.least) {
                    const auto lengths = static_cast<double>(total_.most - total_.least + 1);
                    fits += move.weight * form.weight * std::min(1.0, lengths / static_cast<double>(form.length.most));
                }
            }
        }
        if (fits == 0) return;
        Hypothesis next = hypothesis;
        next.partial = true;
        if (end_ - at_ > 1) weight *= write_freely(next);
        go(end_, next, weight * fits * kPartial);
    }

    [[nodiscard]] Moves moves(const Hypothesis &hypothesis) const {
        return from_client_ ? client_moves(hypothesis) : server_moves(hypothesis);
    }

    void read_messages(const Draft &draft) {
        for (const Move &move : moves(draft.hypothesis)) {
            if (move.kind == MessageKind::ticket) continue;
            const double weight = draft.weight * move_weight(draft, move);
            for (const MessageForm &form : message_forms(move.kind)) {
                const Length sum = draft.sum + form.length;
                const bool more =
                    may_join_ && draft.messages + 1 < kMessagesInGroup && sum.least + layout::kEmpty <= total_.most;
                const bool whole = sum.most >= total_.least && sum.least <= total_.most;
                if (!whole && !more) continue;
                Draft next = draft;
                next.sum = sum;
                next.weight = weight * form.weight * family_weight(draft.hypothesis, form);
                next.commands[static_cast<std::size_t>(next.messages)] = static_cast<std::uint8_t>(command_of(move));
                ++next.messages;
                apply(next, move, form);
                if (whole) finish(next);
                if (more) read_messages(next);
            }
        }
    }

    [[nodiscard]] double move_weight(const Draft &draft, const Move &move) const {
        double weight = move.weight * delay_weight(move.to, delay_);
        if (draft.hypothesis.ended) weight *= kAfterEnd;
        if (move.ends && draft.messages > 0) weight *= kEndJoined;
        return weight;
    }

    // A server that asked for an RSA key gets no other; one that sends KEY_SIZE for a curve is thinkable.
    static double family_weight(const Hypothesis &hypothesis, const MessageForm &form) {
        constexpr double kMismatch = 0.02;
        if (form.key == 0 || hypothesis.family == KeyFamily::any || hypothesis.family == form.family) return 1;
        return kMismatch;
    }

    static void apply(Draft &draft, const Move &move, const MessageForm &form) {
        Hypothesis &hypothesis = draft.hypothesis;
        // What the phone still says after END_SESSION changes nothing any more.
        if (hypothesis.ended) return;
        hypothesis.stage = move.to;
        hypothesis.ended = move.ends;
        if (move.kind == MessageKind::key_request) hypothesis.family = form.family;
        if (form.key != 0) hypothesis.key = form.key;
        if (move.kind == MessageKind::auth_response) {
            hypothesis.certificate = form.certificate;
            draft.auth = form.length;
        }
        if (move.kind == MessageKind::store_request || move.kind == MessageKind::fetch_response)
            draft.store = form.length;
    }

    // The messages of the draft are the whole group.
    void finish(const Draft &draft) {
        const double part = overlap(draft.sum, total_);
        if (part == 0) return;
        Hypothesis hypothesis = draft.hypothesis;
        if (draft.auth.most != 0)
            std::tie(hypothesis.auth_least, hypothesis.auth_most) = own_length(draft.auth, draft.sum, total_);
        if (draft.store.most != 0) {
            std::tie(hypothesis.store_least, hypothesis.store_most) = own_length(draft.store, draft.sum, total_);
        }
        double weight = draft.weight * part;
        if (draft.messages > 1 || end_ - at_ > 1) weight *= write_freely(hypothesis);
        go(end_, hypothesis, weight, draft.commands);
    }

    // Most sides write each message into a record of its own; one that does not, does so again.
    [[nodiscard]] double write_freely(Hypothesis &hypothesis) const {
        bool &free = from_client_ ? hypothesis.client_free : hypothesis.server_free;
        const double weight = free ? kFreeAgain : kFreeFirst;
        free = true;
        return weight * std::pow(kPiece, static_cast<double>(end_ - at_ - 1));
    }

    std::vector<Transition> *trace_;
    const std::vector<PlaintextRecord> &records_;
    double likelihood_;
    bool tls_1_3_;
    const Closing &closing_;
    std::vector<Beam> layers_;
    const Hypothesis *before_ = nullptr;  // the hypothesis that is followed
    double before_weight_ = 0;
    std::size_t at_ = 0, end_ = 0;  // the group of records that is read
    bool from_client_ = false;
    std::int64_t delay_ = 0;  // since the record before the group, in nanoseconds
    Length total_;            // plaintext of the group
    bool may_join_ = false;   // the group may be several messages: it is one record, or all that its side says
};

}  // namespace

Beam parse_dialogue(const PlaintextRecords &records, const Closing &closing, std::vector<Transition> *trace) {
    return Parser(records, closing, trace).run();
}

}  // namespace capf::inference
