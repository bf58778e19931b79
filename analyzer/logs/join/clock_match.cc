// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/logs/join/clock_match.h"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <span>

#include "plugin/wire/time_units.h"

namespace capf::logs {
namespace {

constexpr std::int64_t kWindow = wire::kNanosecondsPerSecond / 2;
constexpr std::int64_t kNarrowest = 5 * wire::kNanosecondsPerMillisecond;
constexpr std::size_t kMostCandidates = 200'000;

struct Difference {
    std::int64_t value = 0;
    std::size_t event = 0;
};

std::vector<Difference> differences_of(const std::vector<ClockCandidate> &candidates, std::int64_t period) {
    std::vector<Difference> all;
    for (const ClockCandidate &one : candidates) {
        if (all.size() >= kMostCandidates) break;
        std::int64_t value = one.capture_time - one.log_time;
        if (period > 0) value = (value % period + period) % period;
        all.push_back({value, one.event});
    }
    std::ranges::sort(all, {}, &Difference::value);
    // What is at the end of the period is near what is at its beginning.
    const std::size_t count = all.size();
    for (std::size_t i = 0; period > 0 && i < count && all[i].value <= kWindow; ++i) {
        all.push_back({all[i].value + period, all[i].event});
    }
    return all;
}

// Counts each event once, however many of its candidates lie in the window.
class Window {
public:
    void add(std::size_t event) { events_[event]++; }
    void remove(std::size_t event) {
        const auto found = events_.find(event);
        if (--found->second == 0) events_.erase(found);
    }
    [[nodiscard]] std::size_t events() const { return events_.size(); }

private:
    std::map<std::size_t, std::size_t> events_;
};

struct Densest {
    std::span<const Difference> window;
    std::size_t events = 0;
    std::size_t rival = 0;  // events in the densest window that is apart from it
};

// The window of this width that holds the most events.
Densest densest(std::span<const Difference> all, std::int64_t width) {
    Densest best;
    Window window;
    std::size_t first = 0;
    for (std::size_t i = 0; i < all.size(); ++i) {
        window.add(all[i].event);
        while (all[i].value - all[first].value > width) window.remove(all[first++].event);
        const bool apart = !best.window.empty() && all[first].value - best.window.front().value > width;
        if (window.events() > best.events) {
            if (apart) best.rival = best.events;
            best.events = window.events();
            best.window = all.subspan(first, i + 1 - first);
        } else if (apart) {
            best.rival = std::max(best.rival, window.events());
        }
    }
    return best;
}

// Where most of the events agree more closely, the others are the same file asked for once more, or by another way.
std::span<const Difference> narrowed(const Densest &rough) {
    std::span<const Difference> window = rough.window;
    for (std::int64_t width = kWindow / 4; width >= kNarrowest; width /= 4) {
        const Densest closer = densest(window, width);
        if (closer.events < kLeastMatches || closer.events * 3 < rough.events * 2) break;
        window = closer.window;
    }
    return window;
}

std::int64_t median(std::vector<std::int64_t> values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

}  // namespace

std::optional<findings::LogOffset> match_clocks(const std::vector<ClockCandidate> &candidates, std::int64_t period) {
    const std::vector<Difference> all = differences_of(candidates, period);
    const Densest rough = densest(all, kWindow);
    if (rough.events < kLeastMatches) return std::nullopt;
    // The same differences once more, one period later, are no other offset.
    const bool is_wrapped = period > 0 && rough.window.front().value <= kWindow;
    if (rough.rival >= rough.events && !is_wrapped) return std::nullopt;
    const std::span<const Difference> best = narrowed(rough);
    std::vector<std::int64_t> values, distances;
    for (const Difference &one : best) values.push_back(one.value);
    findings::LogOffset clock{median(values), 0, rough.events};
    for (const std::int64_t value : values) distances.push_back(std::abs(value - clock.offset));
    clock.spread = median(std::move(distances));
    return clock;
}

}  // namespace capf::logs
