// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/judge/refined_operations.h"

#include <algorithm>
#include <limits>

namespace capf::judge {
namespace {

using Files = std::vector<CheckedFile>;

// The first file that was asked for after `time`.
Files::const_iterator asked_after(const Files &files, std::int64_t time) {
    return std::partition_point(files.begin(), files.end(),
                                [&](const CheckedFile &file) { return file.transfer->asked.time <= time; });
}

bool is_read_config(const CheckedFile &file) {
    return file.is_config() && file.complete() && !file.malformed;
}

// The last configuration before the session, and the first after it and before the next one. Null where there is none.
const CheckedFile *config_before(const Files &files, const CapfDialogue &dialogue) {
    for (auto file = asked_after(files, dialogue.begin().time); file != files.begin();) {
        if (is_read_config(*--file)) return &*file;
    }
    return nullptr;
}

const CheckedFile *config_after(const Files &files, const CapfDialogue &dialogue, const CapfDialogue *next) {
    const std::int64_t end = next == nullptr ? std::numeric_limits<std::int64_t>::max() : next->begin().time;
    for (auto file = asked_after(files, dialogue.begin().time); file != files.end(); ++file) {
        if (file->transfer->asked.time >= end) break;
        if (is_read_config(*file)) return &*file;
    }
    return nullptr;
}

// Without keys, "delete" and "fetch from a phone that has nothing" have the same sizes. The configuration before says
// which is likelier. What follows is surer: a certHash that is gone was of a certificate that was deleted; and a phone
// that then makes a new key was to have none.
void tell_delete_from_fetch(const Files &files, const CapfDialogue *next, CapfDialogue &dialogue) {
    if (dialogue.evidence != Evidence::inferred || dialogue.operation != Operation::remove) return;
    const CheckedFile *before = config_before(files, dialogue), *after = config_after(files, dialogue, next);
    const bool had_hash = before != nullptr && !before->cert_hash().value_or("").empty();
    const bool may_have_certificate = before == nullptr || had_hash;
    const bool hash_gone = had_hash && after != nullptr && after->cert_hash() == "";
    const bool then_installs = next != nullptr && next->operation == Operation::install;
    const bool deleted = may_have_certificate || hash_gone || then_installs;
    dialogue.operation = deleted ? Operation::remove : Operation::fetch;
    dialogue.fetch_failed = dialogue.fetch_failed && !deleted;
    dialogue.inferred->alternatives.clear();
    if (!hash_gone) dialogue.inferred->alternatives.push_back(deleted ? Operation::fetch : Operation::remove);
}

// KEY_GENERATE_REQUEST with the key's size alone and RETRY_LATER may be of one size, and the phone leaves after it.
bool may_be_retry_later(const CapfDialogue &dialogue) {
    return dialogue.evidence == Evidence::inferred && dialogue.operation == Operation::install &&
           dialogue.retry_possible && dialogue.reached == Progress::operation_request;
}

void take_for_retry_later(CapfDialogue &dialogue) {
    dialogue.operation = Operation::none;
    dialogue.reached = Progress::auth_response;
    dialogue.retry_later = true;
    dialogue.inferred->retry_later = true;
    dialogue.inferred->alternatives = {Operation::install};
}

// A phone that is told to come back later does so by itself, without a request for a file, until it is served. One that
// then makes its key could have made it before; one that comes a third time was told to.
void tell_retry_later(const Files &files, std::vector<CapfDialogue> &dialogues) {
    constexpr std::size_t kTold = 3;
    const auto comes_by_itself = [&](std::size_t index) {
        const auto file = asked_after(files, dialogues[index - 1].begin().time);
        return file == files.end() || file->transfer->asked.time >= dialogues[index].begin().time;
    };
    for (std::size_t begin = 0, end = 0; begin < dialogues.size(); begin = std::max(end, begin + 1)) {
        end = begin;
        while (end < dialogues.size() && may_be_retry_later(dialogues[end]) && (end == begin || comes_by_itself(end))) {
            ++end;
        }
        const bool then_served =
            end > begin && end < dialogues.size() && dialogues[end].succeeded() && comes_by_itself(end);
        if (end - begin < kTold && !then_served) continue;
        for (std::size_t i = begin; i < end; ++i) take_for_retry_later(dialogues[i]);
    }
}

}  // namespace

void refine_operations(const std::vector<CheckedFile> &files, std::vector<CapfDialogue> &dialogues) {
    tell_retry_later(files, dialogues);
    for (std::size_t i = 0; i < dialogues.size(); ++i) {
        tell_delete_from_fetch(files, i + 1 < dialogues.size() ? &dialogues[i + 1] : nullptr, dialogues[i]);
    }
}

}  // namespace capf::judge
