// What is said of OpenTelemetry, syslog drains and webhooks when something is wrong with them.
#pragma once

#include <string>

#include "app/console.h"
#include "io/hooks/hooks.h"
#include "io/http/server.h"
#include "io/intake/syslog.h"
#include "io/otlp/receiver.h"

namespace swapguard::app {

Problem problem_of(const otlp::Remark& remark);
Problem problem_of(const intake::UnknownTokens& unknown);
Problem webhook_refused(const AppName& app, const hooks::WrongKeys& wrong);
Problem cannot_listen(const std::string& listen, const http::ListenError& error);
Problem export_trouble(const std::string& why);

}  // namespace swapguard::app
