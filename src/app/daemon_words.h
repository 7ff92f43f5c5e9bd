// What the daemon says when something outside of the guard goes wrong.
#pragma once

#include <optional>

#include "app/console.h"
#include "io/config/settings.h"
#include "io/history/history.h"
#include "io/hooks/hooks.h"
#include "io/http/server.h"
#include "io/intake/drain.h"

namespace swapguard::app {

Problem problem_of(const history::StorageError& error);
Problem cannot_listen(const config::HttpSettings& http, const http::ListenError& error);
Problem drain_refused(const AppName& app, const intake::Refusals& refusals);
Problem hook_refused(const AppName& app, const hooks::WrongKeys& wrong);
Problem wrong_passwords(std::uint64_t count, const std::string& peer);
Problem cannot_reload_tls(const std::string& reason);
// At the end of the process; of samples, requests and journal entries.
Problem rows_lost(std::size_t rows);
// A reload that changes what only a new start takes up; nothing: it does not.
std::optional<Problem> takes_a_new_start(const config::Settings& now, const config::Settings& next);
// Blind: nothing is known of any dyno of the app.
Problem no_samples(const config::AppSettings& app);
Problem drain_added_again(const AppName& app);

}  // namespace swapguard::app
