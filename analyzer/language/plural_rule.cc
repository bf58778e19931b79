// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/language/plural_rule.h"

#include <algorithm>
#include <charconv>

namespace capf::language {
namespace {

constexpr std::size_t kMostForms = 10;
constexpr std::size_t kLongestExpression = 1000;
constexpr int kDeepest = 100;

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

// Evaluates a C expression of n while it reads it. The branch of ?: that is not taken is read all the same.
class Evaluation {
public:
    Evaluation(std::string_view text, std::uint64_t n) : rest_(text), n_(n) {}

    std::optional<std::uint64_t> result() {
        const std::uint64_t value = conditional();
        skip_blanks();
        if (failed_ || !rest_.empty()) return std::nullopt;
        return value;
    }

private:
    using Value = std::uint64_t;

    // C's binary operators, the loosest first; of two that begin alike the longer first.
    struct Operator {
        std::string_view sign;
        int level;
        Value (*apply)(Value a, Value b);
    };
    static constexpr int kLevels = 6;
    static constexpr Operator kOperators[] = {
        {"||", 0, [](Value a, Value b) -> Value { return a != 0 || b != 0; }},
        {"&&", 1, [](Value a, Value b) -> Value { return a != 0 && b != 0; }},
        {"==", 2, [](Value a, Value b) -> Value { return a == b; }},
        {"!=", 2, [](Value a, Value b) -> Value { return a != b; }},
        {"<=", 3, [](Value a, Value b) -> Value { return a <= b; }},
        {">=", 3, [](Value a, Value b) -> Value { return a >= b; }},
        {"<", 3, [](Value a, Value b) -> Value { return a < b; }},
        {">", 3, [](Value a, Value b) -> Value { return a > b; }},
        {"+", 4, [](Value a, Value b) -> Value { return a + b; }},
        {"-", 4, [](Value a, Value b) -> Value { return a - b; }},
        {"*", 5, [](Value a, Value b) -> Value { return a * b; }},
        {"/", 5, [](Value a, Value b) -> Value { return b == 0 ? 0 : a / b; }},
        {"%", 5, [](Value a, Value b) -> Value { return b == 0 ? 0 : a % b; }},
    };

    void skip_blanks() { rest_.remove_prefix(std::min(rest_.find_first_not_of(" \t"), rest_.size())); }

    bool take(std::string_view sign) {
        skip_blanks();
        if (!rest_.starts_with(sign)) return false;
        rest_.remove_prefix(sign.size());
        return true;
    }

    Value fail() {
        failed_ = true;
        rest_ = {};
        return 0;
    }

    Value conditional() {
        if (++depth_ > kDeepest) return fail();
        Value value = binary(0);
        if (take("?")) {
            const Value yes = conditional();
            if (!take(":")) return fail();
            const Value no = conditional();
            value = value != 0 ? yes : no;
        }
        --depth_;
        return value;
    }

    const Operator *take_operator(int level) {
        for (const Operator &one : kOperators) {
            if (one.level == level && take(one.sign)) return &one;
        }
        return nullptr;
    }

    Value binary(int level) {
        if (level == kLevels) return unary();
        Value value = binary(level + 1);
        while (const Operator *found = take_operator(level)) value = found->apply(value, binary(level + 1));
        return value;
    }

    Value unary() {
        if (++depth_ > kDeepest) return fail();
        const Value value = take("!") ? static_cast<Value>(unary() == 0) : primary();
        --depth_;
        return value;
    }

    Value primary() {
        if (take("n")) return n_;
        if (take("(")) {
            const Value value = conditional();
            return take(")") ? value : fail();
        }
        skip_blanks();
        Value number = 0;
        const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), number);
        if (rest_.empty() || !is_digit(rest_.front()) || error != std::errc()) return fail();
        rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
        return number;
    }

    std::string_view rest_;
    Value n_;
    int depth_ = 0;
    bool failed_ = false;
};

std::optional<std::string_view> setting(std::string_view line, std::string_view name) {
    const std::size_t at = line.find(name);
    if (at == std::string_view::npos) return std::nullopt;
    line.remove_prefix(at + name.size());
    return line.substr(0, line.find(';'));
}

}  // namespace

std::optional<PluralRule> PluralRule::parse(std::string_view header_line) {
    const auto forms = setting(header_line, "nplurals="), expression = setting(header_line, "plural=");
    if (!forms || !expression || expression->size() > kLongestExpression) return std::nullopt;
    PluralRule rule;
    const auto [end, error] = std::from_chars(forms->data(), forms->data() + forms->size(), rule.forms_);
    if (error != std::errc() || rule.forms_ == 0 || rule.forms_ > kMostForms) return std::nullopt;
    rule.expression_ = *expression;
    if (!Evaluation(rule.expression_, 1).result()) return std::nullopt;
    return rule;
}

std::size_t PluralRule::form_of(std::uint64_t n) const {
    const std::uint64_t form = Evaluation(expression_, n).result().value_or(0);
    return form < forms_ ? static_cast<std::size_t>(form) : 0;
}

}  // namespace capf::language
