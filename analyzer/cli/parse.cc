// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/cli/parse.h"

#include <algorithm>

#include "analyzer/cli/output.h"
#include "analyzer/cli/suggestion.h"

namespace capf::cli {
namespace {

constexpr std::size_t kOptionColumn = 44;

int refuse(const CLI::App &app, const std::string &why) {
    complain(why);
    std::fprintf(stderr, "Try %s --help.\n", app.get_name().c_str());
    return kUsageError;
}

std::string unknown_option(const CLI::App &app, const std::string &written) {
    const std::string name = written.substr(0, written.find('='));
    std::vector<std::string> known;
    for (const CLI::Option *option : app.get_options()) {
        for (const std::string &one : option->get_lnames()) known.push_back("--" + one);
    }
    const std::string near = closest(name, known);
    return name + " is no option of " + app.get_name() + (near.empty() ? "" : "; did you mean " + near + "?");
}

}  // namespace

std::unique_ptr<CLI::App> make_app(const std::string &name, const std::string &description, const std::string &footer) {
    auto app = std::make_unique<CLI::App>(description, "capfcheck " + name);
    app->get_formatter()->column_width(kOptionColumn);
    app->footer(footer);
    app->allow_extras();  // so that parse() can say what was meant
    return app;
}

CLI::Option *add_format(CLI::App &app, std::string &format, const std::vector<std::string> &formats) {
    format = formats.front();
    std::string list = formats.front() + " (default)";
    for (std::size_t i = 1; i < formats.size(); ++i) list += (i + 1 == formats.size() ? " or " : ", ") + formats[i];
    return app.add_option("--format", format, list)->type_name("FORMAT")->check([formats](const std::string &given) {
        if (std::find(formats.begin(), formats.end(), given) != formats.end()) return std::string();
        std::string error = given + " is no format; there is";
        for (const std::string &one : formats) error += " " + one;
        return error;
    });
}

std::optional<int> parse(CLI::App &app, const Arguments &arguments) {
    Arguments reversed(arguments.rbegin(), arguments.rend());  // as CLI11 wants them
    std::string error;
    try {
        app.parse(reversed);
    } catch (const CLI::CallForHelp &) {
        return print_to_stdout(app.help());
    } catch (const CLI::ParseError &problem) {
        error = problem.what();
    }
    // An option that nobody knows explains the error that it led to.
    for (const std::string &extra : app.remaining()) {
        if (extra.starts_with("-") && extra != "--") return refuse(app, unknown_option(app, extra));
    }
    if (!error.empty()) return refuse(app, error);
    if (!app.remaining().empty()) return refuse(app, app.remaining().front() + " is one argument too many");
    return std::nullopt;
}

}  // namespace capf::cli
