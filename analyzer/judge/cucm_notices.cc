// SPDX-License-Identifier: GPL-2.0-or-later
// What CUCM's own output says beside the capture: a service that is stopped, a trust list that is another.
#include <algorithm>
#include <string_view>

#include "analyzer/judge/conclude.h"
#include "analyzer/judge/file_evidence.h"
#include "analyzer/judge/notices.h"
#include "plugin/trust/certificate.h"

namespace capf::judge {
namespace {

// The service whose absence shows in this way; empty where none does.
std::string_view service_of(Code code) {
    switch (code) {
        case Code::capf_refused:
        case Code::capf_unreachable:
            return "Cisco Certificate Authority Proxy Function";
        case Code::tvs_unreachable:
        case Code::tvs_rejected:
            return "Cisco Trust Verification Service";
        case Code::config_not_found:
        case Code::trust_list_not_found:
            return "Cisco Tftp";
        default:
            return "";
    }
}

}  // namespace

Findings stopped_services(const History &history, const Findings &diagnoses) {
    Findings notices;
    if (diagnoses.empty()) return notices;
    const std::string_view name = service_of(diagnoses.front().code);
    for (const cucm::GivenServiceList &given : history.options->cucm.services) {
        const cucm::Service *service = name.empty() ? nullptr : given.list.find(name);
        if (service == nullptr || service->state != cucm::ServiceState::stopped) continue;
        Parameters values{{Param::path, FilePath{given.path}},
                          {Param::service, Term{service->name}},
                          {Param::status, Term{service->state_text}}};
        if (!service->reason.empty()) values.emplace_back(Param::reason, Quote{service->reason});
        notices.push_back(remark({Indication::service_is_stopped, Evidence::reported, {}, std::move(values)}));
    }
    return notices;
}

Findings unlike_shown_lists(const History &history) {
    Findings notices;
    for (const CheckedFile &file : history.files) {
        if (!file.trust_list) continue;
        const std::string digest = trust::sha1_hex(file.bytes());
        const bool is_ctl = file.transfer->name.kind == wire::PhoneFileKind::ctl;
        const cucm::GivenTrustList *other = nullptr;
        bool is_shown = false;
        for (const cucm::GivenTrustList &given : history.options->cucm.trust_lists) {
            if (given.list.is_ctl != is_ctl || given.list.sha1.empty()) continue;
            other = &given;
            is_shown |= given.list.sha1 == digest;
        }
        const auto is_told = [&](const Finding &one) {
            const Value *known = find(one.values, Param::file);
            const auto *name = known == nullptr ? nullptr : std::get_if<FileName>(known);
            return name != nullptr && name->text == file_name(file).text;
        };
        if (other == nullptr || is_shown || std::ranges::any_of(notices, is_told)) continue;
        notices.push_back(remark({Indication::list_is_not_shown,
                                  Evidence::reported,
                                  file.refs(),
                                  {{Param::file, file_name(file)},
                                   {Param::server, IpAddress{file.transfer->server.address}},
                                   {Param::path, FilePath{other->path}}}}));
    }
    return notices;
}

}  // namespace capf::judge
