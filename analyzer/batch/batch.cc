// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/batch/batch.h"

#include <algorithm>
#include <deque>
#include <map>
#include <optional>
#include <set>

#include <fmt/format.h>

#include "analyzer/batch/capture_name.h"
#include "analyzer/batch/content_hash.h"
#include "analyzer/batch/duplicates.h"
#include "analyzer/batch/progress.h"
#include "analyzer/batch/worker_pool.h"
#include "analyzer/language/translate.h"
#include "analyzer/report/problem_text.h"

namespace capf::batch {
namespace {

constexpr auto kProgressEvery = std::chrono::milliseconds(200);

enum class Work { hash, check };

struct Task {
    std::size_t capture = 0;
    Work work = Work::check;
};

class Batch {
public:
    Batch(const std::vector<ListedCapture> &captures, ResultStore &store, const BatchOptions &options)
        : captures_(captures),
          store_(store),
          options_(options),
          duplicates_(captures),
          pool_(options.jobs, options.limits),
          progress_(captures.size(), options.quiet) {
        if (options.selection != nullptr) result_.summary.list_phones();
    }

    BatchResult run(const std::vector<RecordFacts> &known) {
        const Signals signals;
        plan(known);
        while (result_.error.empty() && !(tasks_.empty() && pool_.is_idle())) {
            start_workers();
            for (Finished &one : pool_.wait(signals, kProgressEvery)) finish(one);
            progress_.update();
            result_.interruption = Signals::interruption();
            if (result_.interruption != 0) break;
        }
        pool_.kill_all();
        std::string error;
        if (result_.error.empty() && !store_.finish(error)) result_.error = error;
        result_.left = captures_.size() - recorded_;
        return std::move(result_);
    }

private:
    // Takes over what is known, and puts the rest in order.
    void plan(const std::vector<RecordFacts> &known) {
        std::map<std::string, const RecordFacts *> latest;
        for (const RecordFacts &facts : known) latest[facts.id] = &facts;
        std::vector<const RecordFacts *> of(captures_.size());
        for (std::size_t i = 0; i < captures_.size(); ++i) {
            const auto found = latest.find(id_of(captures_[i], options_.record));
            if (found == latest.end() || !is_done(found->second->status)) continue;
            const RecordFacts &facts = *found->second;
            if (facts.size == captures_[i].size && facts.modified == captures_[i].modified) of[i] = &facts;
        }
        for (std::size_t i = 0; i < captures_.size(); ++i) sort_in(i, of[i]);
        for (std::size_t i = 0; i < captures_.size(); ++i) {
            if (duplicates_.is_alone(i)) {
                if (is_wanted(i)) tasks_.push_back({i, Work::check});
            } else if (has_wanted(duplicates_.group(i))) {
                if (of[i] != nullptr && !of[i]->sha256.empty()) {
                    take_hash(i, of[i]->sha256);
                } else {
                    tasks_.push_back({i, Work::hash});
                }
            }
        }
    }

    void sort_in(std::size_t capture, const RecordFacts *known) {
        if (known != nullptr) {
            if (known->status != Status::duplicate) duplicates_.set_done(capture);
            count_known(capture, *known);
        } else if (!captures_[capture].problem.empty()) {
            // The summary of a few captures lists them all.
            const bool is_told_later = !options_.quiet && captures_.size() <= Summary::kUnprocessedLines;
            record(unreadable_record(captures_[capture], options_.record), !is_told_later);
        } else {
            wanted_.push_back(capture);
        }
    }

    [[nodiscard]] bool has_wanted(const std::vector<std::size_t> &members) const {
        return std::any_of(members.begin(), members.end(), [this](std::size_t one) { return is_wanted(one); });
    }

    void start_workers() {
        while (result_.error.empty() && !tasks_.empty() && pool_.has_room()) {
            std::string error;
            if (!pool_.start(tag_of(tasks_.front()), job(tasks_.front()), error)) {
                // With others running it may be the system's limit, and passing.
                if (pool_.is_idle()) result_.error = error;
                return;
            }
            tasks_.pop_front();
        }
    }

    [[nodiscard]] Job job(const Task &task) const {
        const std::vector<std::string> &paths = captures_[task.capture].paths;
        if (task.work == Work::hash) return {[&paths] { return content_hash(paths); }, paths};
        return {[&paths, this] { return result_of(check_capture(paths, options_.check)); }, paths};
    }

    [[nodiscard]] std::string result_of(findings::CaptureReport report) const {
        if (options_.selection == nullptr) return result_line(std::move(report), options_.record);
        const int status = options_.selection->keep(report);
        return result_line(std::move(report), {status, options_.selection->met()}, options_.record);
    }

    static std::size_t tag_of(const Task &task) { return task.capture * 2 + (task.work == Work::hash ? 1 : 0); }
    static Task task_of(std::size_t tag) { return {tag / 2, tag % 2 == 1 ? Work::hash : Work::check}; }

    void finish(const Finished &one) {
        const Task task = task_of(one.tag);
        if (task.work == Work::check) {
            settle(task.capture,
                   make_record(captures_[task.capture], one.outcome, hash_of(task.capture), options_.record));
            return;
        }
        // What cannot be hashed is told by the check that follows.
        take_hash(task.capture, one.outcome.ending == Ending::finished ? one.outcome.result : "");
    }

    [[nodiscard]] std::string hash_of(std::size_t capture) const {
        return duplicates_.is_alone(capture) ? "" : duplicates_.hash(capture);
    }

    void take_hash(std::size_t capture, const std::string &hash) {
        if (!duplicates_.set_hash(capture, hash)) return;
        for (const std::size_t member : duplicates_.group(capture)) {
            if (!is_wanted(member)) continue;
            if (const auto original = duplicates_.original(member)) {
                // Whether the original gets a line is known when it is judged.
                if (options_.selection != nullptr && is_wanted(*original) && !settled_.contains(*original)) {
                    waiting_[*original].push_back(member);
                } else {
                    record_duplicate(member, *original);
                }
            } else {
                tasks_.push_back({member, Work::check});
            }
        }
    }

    void record_duplicate(std::size_t capture, std::size_t original) {
        if (left_out_.contains(original)) return leave_out(capture);
        record(duplicate_record(captures_[capture], duplicates_.hash(capture), captures_[original], options_.record));
    }

    // A capture that a worker has dealt with.
    void settle(std::size_t capture, const Record &result) {
        settled_.insert(capture);
        if (result.selected && options_.selection != nullptr) options_.selection->add_met(result.selected->met);
        if (result.selected && has_nothing_selected(result.facts)) {
            result_.summary.take_status(result.selected->exit_status);
            leave_out(capture);
        } else {
            record(result);
        }
        for (const std::size_t duplicate : waiting_[capture]) record_duplicate(duplicate, capture);
        waiting_.erase(capture);
    }

    static bool has_nothing_selected(const RecordFacts &facts) {
        return facts.status == Status::ok && facts.phones.empty();
    }

    // It has no selected phone, and gets no line.
    void leave_out(std::size_t capture) {
        left_out_.insert(capture);
        result_.summary.leave_out();
        progress_.done(++recorded_);
    }

    // It has no result from before.
    [[nodiscard]] bool is_wanted(std::size_t capture) const {
        return std::binary_search(wanted_.begin(), wanted_.end(), capture);
    }

    void record(const Record &record, bool tells = true) {
        if (!result_.error.empty()) return;
        if (!store_.add(record, result_.error)) {
            result_.closed_pipe = store_.has_lost_reader();
            return;
        }
        const RecordFacts &facts = record.facts;
        if (!facts.problem.empty() && tells) {
            progress_.tell(fmt::format("{}: {}: {}", facts.file, tr_in("batch status", name_of(facts.status)),
                                       report::problem_text(facts.problem)));
        }
        if (facts.changed)
            progress_.tell(tr_format("{}: changed while it was read: it may hold more by now", facts.file));
        count(facts, record.selected ? std::optional(record.selected->exit_status) : std::nullopt);
    }

    // Its line stays as it is, whatever was selected when it was written.
    void count_known(std::size_t capture, RecordFacts facts) {
        if (options_.selection == nullptr || facts.status == Status::duplicate) return count(facts, std::nullopt);
        const int status = options_.selection->keep(facts, options_.record.pseudonyms != nullptr);
        if (!has_nothing_selected(facts)) return count(facts, status);
        result_.summary.take_status(status);
        leave_out(capture);
    }

    void count(const RecordFacts &facts, std::optional<int> exit_status) {
        result_.summary.add(facts, exit_status);
        progress_.done(++recorded_);
    }

    const std::vector<ListedCapture> &captures_;
    ResultStore &store_;
    const BatchOptions &options_;
    Duplicates duplicates_;
    WorkerPool pool_;
    Progress progress_;
    std::deque<Task> tasks_;
    std::vector<std::size_t> wanted_;                          // captures that are to get a result, in ascending order
    std::set<std::size_t> settled_, left_out_;                 // of a selection
    std::map<std::size_t, std::vector<std::size_t>> waiting_;  // duplicates, for their original
    std::uint64_t recorded_ = 0;
    BatchResult result_;
};

}  // namespace

BatchResult run_batch(const std::vector<ListedCapture> &captures, const std::vector<RecordFacts> &known,
                      ResultStore &store, const BatchOptions &options) {
    return Batch(captures, store, options).run(known);
}

}  // namespace capf::batch
